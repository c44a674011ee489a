// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.Locale;

/** How constants are written in configuration, logs, metrics and JSON. */
public final class Label {
    private Label() {}

    /** The name in small letters, such as {@code unknown_name}. */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
