// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config.yaml;

import java.util.Map;

/**
 * A YAML object.
 *
 * @param entries by key, in the order of the file; owned by the tree, not to be changed
 */
public record YamlMap(int line, int column, Map<String, Entry> entries) implements YamlNode {
    @Override
    public String kind() {
        return "an object";
    }

    /**
     * A key with its value.
     *
     * @param line of the key
     * @param column of the key
     */
    public record Entry(int line, int column, String key, YamlNode value) {}
}
