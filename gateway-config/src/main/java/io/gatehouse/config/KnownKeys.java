// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import io.gatehouse.config.yaml.Shown;
import io.gatehouse.config.yaml.YamlMap;
import io.gatehouse.config.yaml.YamlPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which keys of one YAML object somebody asked for, and what is wrong with the others: no key is ever ignored. */
final class KnownKeys {
    private static final int MAX_UNKNOWN = 50; // after that the file is another one, and guessing takes long

    private final Document document;
    private final YamlMap map;
    private final YamlPath path;
    private final List<String> known = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final Set<String> withoutUse = new HashSet<>();

    KnownKeys(Document document, YamlMap map, YamlPath path) {
        this.document = document;
        this.map = map;
        this.path = path;
    }

    /** Notes that somebody asked for a key. */
    void add(String key) {
        known.add(key);
    }

    /** Notes that a key may stand there, but only to say no, so that nobody is told to write it. */
    void addWithoutUse(String key) {
        withoutUse.add(key);
    }

    /** Reports keys of which more can be said than that they are unknown, with what to do about each. */
    void refuse(String message, Map<String, String> remedies) {
        for (YamlMap.Entry entry : map.entries().values()) {
            String remedy = remedies.get(entry.key());
            if (remedy != null) {
                refused.add(entry.key());
                report(entry, message, "", "", remedy);
            }
        }
    }

    /** Reports every key that nobody asked for. */
    void refuseUnknown() {
        int shown = 0;
        for (YamlMap.Entry entry : map.entries().values()) {
            if (isKnown(entry.key())) {
                continue;
            }
            if (++shown > MAX_UNKNOWN) {
                long unknown = map.entries().keySet().stream()
                        .filter(key -> !isKnown(key))
                        .count();
                String message = unknown + " unknown keys in one object";
                document.error(map, path, message, "", "", "see whether the file is the right one");
                return;
            }
            List<String> proposed =
                    known.stream().filter(key -> !withoutUse.contains(key)).toList();
            report(
                    entry,
                    "unknown key",
                    Shown.quoted(entry.key()),
                    "one of " + String.join(", ", proposed),
                    remedy(entry.key(), proposed));
        }
    }

    private static String remedy(String key, List<String> proposed) {
        int colon = key.indexOf(':');
        boolean joined = colon > 0 && proposed.contains(key.substring(0, colon));
        return joined ? "put a space behind the ':'" : Spelling.didYouMean(key, proposed);
    }

    private boolean isKnown(String key) {
        return known.contains(key) || refused.contains(key);
    }

    private void report(YamlMap.Entry entry, String message, String found, String expected, String remedy) {
        Location where = new Location(document.name(), entry.line(), entry.column());
        document.problems().error(where, path.child(entry.key()).toString(), message, found, expected, remedy);
    }
}
