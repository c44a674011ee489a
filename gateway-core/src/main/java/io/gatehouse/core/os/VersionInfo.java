// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.os;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of Gatehouse, as the build wrote it into the jar. */
public final class VersionInfo {
    private VersionInfo() {}

    /** Such as {@code 0.1.0}. */
    public static String gatehouse() {
        Properties properties = new Properties();
        try (InputStream in = VersionInfo.class.getResourceAsStream("/io/gatehouse/core/version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }
}
