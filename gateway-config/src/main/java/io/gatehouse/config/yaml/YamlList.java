// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config.yaml;

import java.util.List;

/** A list, in block or in flow style. */
public record YamlList(int line, int column, List<YamlNode> items) implements YamlNode {
    public YamlList {
        items = List.copyOf(items);
    }

    @Override
    public String kind() {
        return "a list";
    }
}
