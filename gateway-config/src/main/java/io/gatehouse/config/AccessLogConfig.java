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
    /** What holds when {@code access_log} is left out: standard output. */
    public static final AccessLogConfig DEFAULT = new AccessLogConfig(Kind.STDOUT, null);

    public AccessLogConfig {
        Insist.that((kind == Kind.FILE) == (path != null), "path: wrong for kind %s", kind);
    }

    /** The destinations of access-log lines. */
    public enum Kind {
        OFF,
        STDOUT,
        FILE
    }
}
