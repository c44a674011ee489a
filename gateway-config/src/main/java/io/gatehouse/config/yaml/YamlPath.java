// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config.yaml;

import org.jspecify.annotations.Nullable;

/**
 * The way from the top of a file to a value, such as {@code ssls[0].key}. A link per step; the text is made when asked.
 *
 * @param parent null at the top
 * @param key "" for an item of a list
 * @param index -1 unless for an item of a list
 */
public record YamlPath(@Nullable YamlPath parent, String key, int index) {
    /** The top of a file; its text is empty. */
    public static final YamlPath TOP = new YamlPath(null, "", -1);

    /** One step down, to the value of a key. */
    public YamlPath child(String childKey) {
        return new YamlPath(this, childKey, -1);
    }

    /** One step down, to an item of a list. */
    public YamlPath item(int itemIndex) {
        return new YamlPath(this, "", itemIndex);
    }

    @Override
    public String toString() {
        if (parent == null) {
            return "";
        }
        String before = parent.toString();
        if (index >= 0) {
            return before + "[" + index + "]";
        }
        return before.isEmpty() ? Shown.of(key) : before + "." + Shown.of(key);
    }
}
