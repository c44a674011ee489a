// SPDX-License-Identifier: Apache-2.0

/**
 * A YAML file as a tree in which every key and value knows its line and column.
 *
 * <p>Called by the reader of the configuration, on the thread that loads. It knows YAML but not a single key of the
 * configuration; it refuses what makes YAML dangerous or ambiguous: anchors, aliases, tags, duplicate keys, several
 * documents in a file, deep nesting.
 */
@NullMarked
package io.gatehouse.config.yaml;

import org.jspecify.annotations.NullMarked;
