// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Fields that take PEM: the text itself, {@code $env://NAME} or {@code $env://NAME/member}, or the path of a file.
 *
 * <p>Decides only which of these it is; files are read, and PEM is understood, by those who need it.
 */
final class PemFields {
    private static final String BEGIN = "-----BEGIN";
    private static final String ENV = "$env://";
    private static final String SECRET = "$secret://";
    private static final int MAX_PATH = 1_024;
    private static final String EXPECTED = "PEM text, $env://NAME, or the path of a PEM file";

    private PemFields() {}

    /** The PEM field under a key; null if it is absent or was reported. */
    static @Nullable PemSource read(Fields fields, String key) {
        Text text = fields.secret(key);
        return text == null ? null : read(text);
    }

    /** The PEM fields of a list. */
    static List<PemSource> readList(Fields fields, String key) {
        List<PemSource> sources = new ArrayList<>();
        for (Text text : fields.secrets(key)) {
            PemSource source = read(text);
            if (source != null) {
                sources.add(source);
            }
        }
        return sources;
    }

    private static @Nullable PemSource read(Text text) {
        String value = text.value();
        if (value.contains(BEGIN)) {
            return new PemSource.Inline(text.where(), text.field(), value, "inline");
        }
        String start =
                value.substring(0, Math.min(value.length(), SECRET.length())).toLowerCase(Locale.ROOT);
        if (start.startsWith(ENV)) {
            return fromEnvironment(text, value.substring(ENV.length()));
        }
        if (start.equals(SECRET)) {
            text.refuse("secret managers are not supported in this version", EXPECTED, "write $env://NAME, or a path");
            return null;
        }
        return fromPath(text);
    }

    private static @Nullable PemSource fromPath(Text text) {
        String value = text.value();
        boolean plain = value.chars().noneMatch(Character::isISOControl);
        if (!plain || value.length() > MAX_PATH || isBareBase64(value)) {
            text.refuse(
                    "neither PEM text nor a path",
                    EXPECTED,
                    "PEM text has its '-----BEGIN ...-----' line; write it as a block with '|'. A key as a control plane exports it is"
                            + " encrypted: take it from where it came");
            return null;
        }
        Path path = text.asPath(EXPECTED);
        return path == null ? null : new PemSource.File(text.where(), text.field(), path);
    }

    /** Whether this looks like the inside of a PEM block, or like an encrypted key: such text must not end up in a message as a path. */
    private static boolean isBareBase64(String value) {
        if (value.length() <= 100) {
            return false;
        }
        boolean unlikePaths = value.indexOf('+') >= 0 || value.endsWith("=");
        return (value.startsWith("MI") && value.indexOf('.') < 0)
                || (unlikePaths && value.chars().allMatch(PemFields::isBase64));
    }

    private static boolean isBase64(int c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "+/=".indexOf(c) >= 0;
    }

    private static @Nullable PemSource fromEnvironment(Text text, String reference) {
        int slash = reference.indexOf('/');
        String name = slash < 0 ? reference : reference.substring(0, slash);
        if (!Variables.isName(name)) {
            text.refuse("not the name of a variable after $env://", "$env://NAME or $env://NAME/member", "");
            return null;
        }
        String origin = slash < 0 ? ENV + name : ENV + reference;
        String value = text.document().variables().value(name);
        if (value == null) {
            fault(
                    text,
                    "the environment variable '" + name + "' is not set",
                    origin,
                    "PEM text in that variable",
                    "set it for the process of the gateway; the case of the name matters");
            return null;
        }
        if (slash >= 0) {
            value = member(text, origin, value, name, reference.substring(slash + 1));
        }
        if (value == null) {
            return null;
        }
        if (!value.contains(BEGIN)) {
            fault(
                    text,
                    "the value behind '" + origin + "' is not PEM text",
                    "(not shown)",
                    "text with a line '-----BEGIN ...-----'",
                    "put the PEM text itself into the variable, line ends included");
            return null;
        }
        return new PemSource.Inline(text.where(), text.field(), value, origin);
    }

    private static @Nullable String member(Text text, String origin, String json, String name, String member) {
        JsonNode value;
        try {
            value = new ObjectMapper().readTree(json).get(member); // seldom, and dear to have ready
        } catch (JsonProcessingException e) { // its message shows the text
            fault(text, "the environment variable '" + name + "' does not hold JSON", origin, "a JSON object", "");
            return null;
        }
        if (value == null || !value.isTextual()) {
            fault(
                    text,
                    "the JSON object in the environment variable '" + name + "' has no text '" + member + "'",
                    origin,
                    "a member of that name, with PEM text",
                    "");
            return null;
        }
        return value.textValue();
    }

    /** The reference names a variable and is no secret, so it is shown even if the field is. */
    private static void fault(Text text, String message, String found, String expected, String remedy) {
        text.document().problems().error(text.where(), text.field(), message, found, expected, remedy);
    }
}
