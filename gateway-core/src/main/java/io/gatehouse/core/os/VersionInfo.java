// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.os;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Versions of Gatehouse and of what no file of its own names, as the build wrote them into the jar. */
public final class VersionInfo {
    private VersionInfo() {}

    /** Such as {@code 0.1.0}. */
    public static String gatehouse() {
        return read("version");
    }

    /** The version of the native TLS library's Java part. */
    public static String tcnative() {
        return read("tcnative");
    }

    private static String read(String name) {
        Properties properties = new Properties();
        try (InputStream in = VersionInfo.class.getResourceAsStream("/io/gatehouse/core/version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty(name, "unknown");
    }
}
