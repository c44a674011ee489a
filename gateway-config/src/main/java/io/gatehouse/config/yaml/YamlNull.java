// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config.yaml;

/** A key or list item without a value: nothing, {@code ~} or {@code null} without quotes. */
public record YamlNull(int line, int column) implements YamlNode {
    @Override
    public String kind() {
        return "nothing";
    }
}
