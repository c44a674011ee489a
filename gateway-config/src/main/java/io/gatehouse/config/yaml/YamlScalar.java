// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config.yaml;

/**
 * A single value, as text: {@code 1}, {@code off} and {@code "off"} are text until a reader asks for something else.
 *
 * @param text without the quotes, escapes resolved
 */
public record YamlScalar(int line, int column, String text) implements YamlNode {
    @Override
    public String kind() {
        return "a value";
    }

    /** Without the text, which may be secret. */
    @Override
    public String toString() {
        return "YamlScalar[" + line + ":" + column + "]";
    }
}
