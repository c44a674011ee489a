// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import io.gatehouse.config.yaml.YamlFaulty;
import io.gatehouse.config.yaml.YamlList;
import io.gatehouse.config.yaml.YamlMap;
import io.gatehouse.config.yaml.YamlNode;
import io.gatehouse.config.yaml.YamlNull;
import io.gatehouse.config.yaml.YamlPath;
import io.gatehouse.config.yaml.YamlScalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one YAML object while it is read. What is asked for by name is known; {@link #finish} reports the rest.
 *
 * <p>A value that is wrong is reported and read as if it were absent, so that one reading finds every fault.
 */
final class Fields {
    private final Document document;
    private final YamlMap map;
    private final YamlPath path;
    private final KnownKeys keys;

    Fields(Document document, YamlMap map, YamlPath path) {
        this.document = document;
        this.map = map;
        this.path = path;
        this.keys = new KnownKeys(document, map, path);
    }

    Document document() {
        return document;
    }

    Problems problems() {
        return document.problems();
    }

    /** The start of the object: the place of what is missing in it. */
    Location where() {
        return document.at(map);
    }

    /** Where everything in the object stands. */
    Places places() {
        return new Places(document, map);
    }

    /** The path of the object. */
    String field() {
        return path.toString();
    }

    boolean has(String key) {
        return map.entries().containsKey(key);
    }

    /** Reports a key that has to be there. */
    void missing(String key, String expected, String remedy) {
        document.error(map, path.child(key), "missing", "", expected, remedy);
    }

    /** Reports a fault of the value of a key that is there, whatever the value is. */
    void refuse(String key, String message, String found, String expected, String remedy) {
        document.error(place(key), path.child(key), message, found, expected, remedy);
    }

    /** Reports something of the value of a key that is there, which works, but perhaps not as meant. */
    void warn(String key, String message, String found, String expected, String remedy) {
        Location where = document.at(place(key));
        document.problems().warning(where, path.child(key).toString(), message, found, expected, remedy);
    }

    @Nullable
    Text text(String key) {
        return text(key, false, Document.SET_IT);
    }

    /** The same, with what to do about a variable that is not set, where it may be meant otherwise. */
    @Nullable
    Text text(String key, String unsetRemedy) {
        return text(key, false, unsetRemedy);
    }

    /** A value that messages must not show. */
    @Nullable
    Text secret(String key) {
        return text(key, true, Document.SET_IT);
    }

    private @Nullable Text text(String key, boolean secret, String unsetRemedy) {
        YamlNode value = value(key, "a single value", "");
        return value == null ? null : text(value, path.child(key), secret, unsetRemedy);
    }

    private @Nullable Text text(YamlNode value, YamlPath at, boolean secret, String unsetRemedy) {
        if (value instanceof YamlScalar scalar) {
            return document.text(scalar, at, secret, unsetRemedy);
        }
        mismatch(value, at, "a single value", "write one value, without keys or items below it");
        return null;
    }

    String string(String key, String absent) {
        Text text = text(key);
        return text == null ? absent : text.value();
    }

    int integer(String key, int min, int max, int absent) {
        Text text = text(key);
        return text == null ? absent : (int) text.asWhole(min, max, absent);
    }

    boolean flag(String key, boolean absent) {
        Text text = text(key);
        return text == null ? absent : text.asFlag(absent);
    }

    Duration duration(String key, Duration min, Duration max, Duration absent) {
        Text text = text(key);
        return text == null ? absent : text.asDuration(min, max, absent);
    }

    long size(String key, long min, long max, long absent) {
        Text text = text(key);
        return text == null ? absent : text.asSize(min, max, absent);
    }

    <E> E choice(String key, Choice<E> words, E absent) {
        Text text = text(key);
        return text == null ? absent : words.read(text, absent);
    }

    /** The values of a list; empty if the key is absent. */
    List<Text> texts(String key) {
        return texts(key, false);
    }

    /** The values of a list that messages must not show. */
    List<Text> secrets(String key) {
        return texts(key, true);
    }

    private List<Text> texts(String key, boolean secret) {
        return list(key, "a list of values", (item, at) -> text(item, at, secret, Document.SET_IT));
    }

    /** Reads the object under a key, all its keys included; {@code absent} if there is none. */
    <T> T object(String key, T absent, Function<Fields, T> read) {
        T result = optional(key, read::apply);
        return result == null ? absent : result;
    }

    /** Reads the object under a key, all its keys included; null if there is none, or if it is too faulty. */
    <T> @Nullable T optional(String key, OptionalReader<T> read) {
        YamlNode value = value(key, "an object", "");
        return value == null ? null : object(value, path.child(key), read);
    }

    /** Reads each object of the list under a key, and leaves out those that are too faulty. */
    <T> List<T> objects(String key, OptionalReader<T> read) {
        return list(key, "a list of objects", (item, at) -> object(item, at, read));
    }

    private <T> @Nullable T object(YamlNode value, YamlPath at, OptionalReader<T> read) {
        if (value instanceof YamlMap inner) {
            Fields fields = new Fields(document, inner, at);
            T result = read.read(fields);
            fields.finish();
            return result;
        }
        mismatch(value, at, "an object", "write its keys with their values, in { } or one below the other");
        return null;
    }

    /** Every key of the object under {@code key} with its value, for objects whose keys are free; {@code example}: of one. */
    Map<YamlMap.Entry, Text> entries(String key, String example) {
        Map<YamlMap.Entry, Text> entries = new LinkedHashMap<>();
        YamlNode value = value(key, "an object", "");
        if (value instanceof YamlMap inner) {
            Fields fields = new Fields(document, inner, path.child(key));
            for (YamlMap.Entry entry : inner.entries().values()) {
                Text text = fields.text(entry.key());
                if (text != null) {
                    entries.put(entry, text);
                }
            }
        } else if (value != null) {
            mismatch(value, path.child(key), "an object", "write it as " + example);
        }
        return entries;
    }

    /** Whether a key has a list, for a field that takes a list or something else. */
    boolean isList(String key) {
        return place(key) instanceof YamlList;
    }

    /** The number of items of the list under a key; 0 if there is none. */
    int count(String key) {
        return place(key) instanceof YamlList list ? list.items().size() : 0;
    }

    /** Whether the value under a key is a single value. */
    boolean isText(String key) {
        return place(key) instanceof YamlScalar;
    }

    /** Reports keys that this version does not support, with what to do about each. */
    void notSupported(Map<String, String> remedies) {
        keys.refuse("not supported in this version", remedies);
    }

    /** Reports keys that belong elsewhere, with what to do about each. */
    void foreign(Map<String, String> remedies) {
        keys.refuse("has no meaning here", remedies);
    }

    /** A switch for what this version does not have: false is fine, true is not supported. */
    void onlyOff(String key) {
        onlyOff(key, "remove the key, or write false");
    }

    /** The same, with what to do instead. */
    void onlyOff(String key, String remedy) {
        keys.addWithoutUse(key);
        Text text = text(key);
        if (text != null && text.asFlag(false)) {
            text.refuse("not supported in this version", "false", remedy);
        }
    }

    /** Reports every key that nobody asked for. */
    void finish() {
        keys.refuseUnknown();
    }

    /** Reads each item of the list under a key, and leaves out those that yield null. */
    private <T> List<T> list(String key, String expected, BiFunction<YamlNode, YamlPath, @Nullable T> read) {
        List<T> results = new ArrayList<>();
        YamlNode value = value(key, expected, "write [] for an empty list");
        YamlPath at = path.child(key);
        if (value instanceof YamlList list) {
            int index = 0;
            for (YamlNode item : list.items()) {
                T result = read.apply(item, at.item(index++));
                if (result != null) {
                    results.add(result);
                }
            }
        } else if (value != null) {
            String remedy = value instanceof YamlScalar ? "write it as a list, in [ ] or with '- ' before it" : "";
            mismatch(value, at, expected, remedy);
        }
        return results;
    }

    /** The value under a key, whatever it is; the object itself if the key is absent. */
    private YamlNode place(String key) {
        YamlMap.Entry entry = map.entries().get(key);
        return entry == null ? map : entry.value();
    }

    /** The value under a key; null if there is none, or if that was reported. */
    private @Nullable YamlNode value(String key, String expected, String remedy) {
        keys.add(key);
        YamlMap.Entry entry = map.entries().get(key);
        if (entry == null) {
            return null;
        }
        YamlNode value = entry.value();
        if (value instanceof YamlNull) {
            document.error(
                    value,
                    path.child(key),
                    "has no value",
                    "",
                    expected,
                    remedy.isEmpty() ? "write a value, or remove the key" : remedy);
            return null;
        }
        return value;
    }

    private void mismatch(YamlNode value, YamlPath at, String expected, String remedy) {
        if (!(value instanceof YamlFaulty)) {
            document.error(value, at, "the wrong kind of value", value.kind(), expected, remedy);
        }
    }

    /** Reads an object; null if it is too faulty to become one. */
    interface OptionalReader<T> {
        @Nullable
        T read(Fields fields);
    }
}
