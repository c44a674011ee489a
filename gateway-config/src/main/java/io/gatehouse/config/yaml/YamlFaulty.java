// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config.yaml;

/** Stands where a fault was reported already, so that readers do not report it again. */
public record YamlFaulty(int line, int column) implements YamlNode {
    @Override
    public String kind() {
        return "a fault";
    }
}
