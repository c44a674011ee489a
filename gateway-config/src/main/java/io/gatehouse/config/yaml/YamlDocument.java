// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of reading a file.
 *
 * @param root null if the file holds nothing, or is not YAML at all (then there is a fault)
 * @param complete false if reading ended at a fault, so that the rest of the file is unknown
 * @param faults everything found, in the order of the file
 */
public record YamlDocument(@Nullable YamlNode root, boolean complete, List<YamlFault> faults) {
    public YamlDocument {
        faults = List.copyOf(faults);
    }
}
