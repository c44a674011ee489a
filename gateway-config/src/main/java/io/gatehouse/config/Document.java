// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import io.gatehouse.config.yaml.Shown;
import io.gatehouse.config.yaml.YamlNode;
import io.gatehouse.config.yaml.YamlPath;
import io.gatehouse.config.yaml.YamlScalar;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One file being read: what relative paths in it are relative to, and where its problems go.
 *
 * @param name the file as messages name it
 * @param label the file as ids name it, seen from the folder of {@code gateway.yaml}: the same from each working folder
 * @param folder the folder that it is in
 */
record Document(String name, String label, Path folder, Variables variables, Problems problems) {
    /** What to do about a variable that is not set. */
    static final String SET_IT = "set it for the process of the gateway, or write a default";

    Location at(YamlNode node) {
        return new Location(name, node.line(), node.column());
    }

    void error(YamlNode node, YamlPath path, String message, String found, String expected, String remedy) {
        problems.error(at(node), path.toString(), message, found, expected, remedy);
    }

    /**
     * The value with its variables replaced; null if that failed, which is then reported.
     *
     * @param unsetRemedy what to do about a variable that is not set
     */
    @Nullable
    Text text(YamlScalar scalar, YamlPath path, boolean secret, String unsetRemedy) {
        String value = scalar.text();
        if (Variables.isIn(value)) {
            try {
                value = variables.replaceIn(value);
            } catch (Variables.Unresolved e) {
                reportUnresolved(scalar, path, e.name(), secret, unsetRemedy);
                return null;
            }
        }
        return new Text(this, scalar, path, value, secret);
    }

    private void reportUnresolved(
            YamlScalar scalar, YamlPath path, String variable, boolean secret, String unsetRemedy) {
        if (variable.isEmpty()) {
            error(
                    scalar,
                    path,
                    "'${' begins no variable",
                    secret ? "" : Shown.quoted(scalar.text()),
                    "${NAME} or ${NAME:-default}",
                    scalar.text().contains("${{")
                            ? "write one brace, and ':-' before a default"
                            : "write $${ for the characters '${' themselves");
        } else {
            error(
                    scalar,
                    path,
                    "the environment variable '" + variable + "' is not set",
                    "'${" + variable + "}'",
                    "a variable of that name, or a default: ${" + variable + ":-default}",
                    unsetRemedy);
        }
    }
}
