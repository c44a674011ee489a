// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config.yaml;

/** A value in a YAML file, with the place where it begins; line and column count from 1, columns in characters. */
public sealed interface YamlNode permits YamlScalar, YamlList, YamlMap, YamlNull, YamlFaulty {
    int line();

    int column();

    /** What this is, for messages: {@code a list}, {@code an object}, {@code a value}, {@code nothing}. */
    String kind();
}
