// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config.yaml;

/**
 * What is wrong with a file as YAML.
 *
 * @param field the path of the value, or ""
 * @param found what stands there, or ""
 * @param expected what would be right, or ""
 * @param remedy what to do about it, or ""
 */
public record YamlFault(
        int line, int column, String field, String message, String found, String expected, String remedy) {}
