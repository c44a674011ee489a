// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where access-log lines go, as JSON.
 *
 * @param path the file, resolved against the folder of {@code gateway.yaml}; null unless the kind is {@code FILE}
 */
public record AccessLogConfig(Kind kind, @Nullable Path path) {
    private static final AccessLogConfig OFF = new AccessLogConfig(Kind.OFF, null);

    /** What holds when {@code access_log} is left out: standard output. */
    public static final AccessLogConfig DEFAULT = new AccessLogConfig(Kind.STDOUT, null);

    public AccessLogConfig {
        Insist.that((kind == Kind.FILE) == (path != null), "path: wrong for kind %s", kind);
    }

    /** Reads {@code access_log} of {@code gateway.yaml}: an object, or the word {@code off}. */
    static AccessLogConfig read(Fields gateway) {
        if (gateway.isText("access_log")) {
            Text word = gateway.text("access_log");
            if (word != null && !word.value().equals("off")) {
                word.refuse("unknown value", "off, or an object with the key 'path'", "");
            }
            return word == null ? DEFAULT : OFF;
        }
        return gateway.object("access_log", DEFAULT, AccessLogConfig::readObject);
    }

    private static AccessLogConfig readObject(Fields log) {
        log.choice(
                "format",
                new Choice<Boolean>().with("json", true).notSupported("write json, or remove the key", "combined"),
                true);
        Text path = log.text("path");
        if (path == null || path.value().equals("-")) {
            return DEFAULT;
        }
        if (path.value().equals("off")) {
            return OFF;
        }
        Path file = path.asPath("the path of a file, \"-\" for standard output, or off");
        return file == null ? DEFAULT : new AccessLogConfig(Kind.FILE, file);
    }

    /** The destinations of access-log lines. */
    public enum Kind {
        OFF,
        STDOUT,
        FILE
    }
}
