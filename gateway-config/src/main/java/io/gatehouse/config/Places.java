// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import io.gatehouse.config.yaml.YamlList;
import io.gatehouse.config.yaml.YamlMap;
import io.gatehouse.config.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/**
 * Where the values of a file stand, by their field: for what is found wrong with them after reading, by whoever knows only the
 * value.
 */
record Places(Document document, YamlNode root) {
    /** The place of a field such as {@code tls.groups[1]}; of the innermost object or list around it if it is not there. */
    Location of(String field) {
        YamlNode node = root;
        for (String step : field.split("[.\\[]", -1)) {
            YamlNode inner = inside(node, step);
            if (inner == null) {
                break;
            }
            node = inner;
        }
        return document.at(node);
    }

    private static @Nullable YamlNode inside(YamlNode node, String step) {
        if (node instanceof YamlMap map) {
            YamlMap.Entry entry = map.entries().get(step);
            return entry == null ? null : entry.value();
        }
        if (node instanceof YamlList list && step.endsWith("]")) {
            int index = Integer.parseInt(step.substring(0, step.length() - 1));
            return index < list.items().size() ? list.items().get(index) : null;
        }
        return null;
    }
}
