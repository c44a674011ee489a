// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import io.gatehouse.config.yaml.Shown;
import io.gatehouse.config.yaml.YamlPath;
import io.gatehouse.config.yaml.YamlScalar;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A single value of a file, and what it can be read as. What it cannot be read as is reported, and yields the value that
 * the caller names.
 *
 * @param value with variables replaced
 * @param secret whether messages must not show the value
 */
record Text(Document document, YamlScalar scalar, YamlPath path, String value, boolean secret) {
    Location where() {
        return document.at(scalar);
    }

    String field() {
        return path.toString();
    }

    /** Reports that this value is not right; the message is completed with what was found. */
    void refuse(String message, String expected, String remedy) {
        document.error(scalar, path, message, found(), expected, remedy);
    }

    /** Reports something that works, but perhaps not as meant. */
    void warn(String message, String expected, String remedy) {
        document.problems().warning(where(), field(), message, found(), expected, remedy);
    }

    /** Reports that this value breaks a rule. */
    void warn(LintRule rule, String message, String expected, String remedy) {
        document.problems().add(rule.at(where(), field(), message, found(), expected, remedy));
    }

    /** The value in quotes, or that it is not shown. */
    String found() {
        return secret ? "(not shown: it may be a key)" : Shown.quoted(value);
    }

    long asWhole(long min, long max, long otherwise) {
        String expected = "a whole number from " + min + " to " + max;
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException e) {
            refuse("not a whole number", expected, "");
            return otherwise;
        }
        if (number < min || number > max) {
            refuse("out of range", expected, "");
            return otherwise;
        }
        return number;
    }

    boolean asFlag(boolean otherwise) {
        if (value.equals("true") || value.equals("false")) {
            return value.equals("true");
        }
        String meant = switch (value) {
            case "yes", "on", "1", "True", "TRUE" -> "write true";
            case "no", "off", "0", "False", "FALSE" -> "write false";
            default -> "";
        };
        refuse("neither true nor false", "true or false", meant);
        return otherwise;
    }

    Duration asDuration(Duration min, Duration max, Duration otherwise) {
        Duration duration = Units.parseDuration(value);
        String expected = "a duration from " + Units.format(min) + " to " + Units.format(max);
        if (duration == null) {
            refuse("not a duration", expected, Units.meantDuration(value));
            return otherwise;
        }
        if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            refuse("out of range", expected, "a number without unit means seconds");
            return otherwise;
        }
        return duration;
    }

    long asSize(long min, long max, long otherwise) {
        long size = Units.parseSize(value);
        String expected = "a size from " + Units.formatSize(min) + " to " + Units.formatSize(max);
        if (size < 0) {
            refuse("not a size", expected, Units.meantSize(value));
            return otherwise;
        }
        if (size < min || size > max) {
            refuse("out of range", expected, "a number without unit means bytes");
            return otherwise;
        }
        return size;
    }

    /** A host name, normalised; null if it is none. */
    @Nullable
    String asHostName() {
        Optional<String> name = HostName.normalize(value);
        if (name.isEmpty()) {
            refuse(
                    "not the name of a host",
                    "a host name such as shop.example.com, or an IP address",
                    value.contains("*")
                            ? "a wildcard has no meaning here"
                            : value.contains(":") ? "write the name alone, without scheme and port" : "");
        }
        return name.orElse(null);
    }

    /** The address of a server, with or without port; null if it is none. */
    @Nullable
    HostPort asHostPort(String expected) {
        HostPort address = HostPort.parse(value);
        if (address == null || address.port() == 0) {
            refuse(
                    "not an address",
                    expected,
                    "an IPv6 address stands in brackets: [::1]:443; ports go from 1 to 65535");
            return null;
        }
        return address;
    }

    /** A path, resolved against the folder of the file; null if it is none. */
    @Nullable
    Path asPath(String expected) {
        try {
            if (!value.isBlank()) {
                return document.folder().resolve(value).normalize();
            }
            refuse("empty", expected, "");
        } catch (InvalidPathException e) {
            boolean ascii = value.chars().allMatch(c -> c < 128);
            refuse(
                    "not a path",
                    expected,
                    ascii ? "" : "start the process with LC_ALL=C.UTF-8: its locale has no such characters");
        }
        return null;
    }

    /** An id; null if it is none. */
    @Nullable
    String asId() {
        if (!Ids.isId(value)) {
            refuse("not an id", "1 to 64 letters, digits, '-', '_' or '.'; or a whole number from 1", "");
            return null;
        }
        return value;
    }
}
