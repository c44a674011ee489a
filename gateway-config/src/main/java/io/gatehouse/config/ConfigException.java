// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.List;

/** A configuration that was refused, with everything that is wrong with it. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** Takes all problems of the load, warnings included. */
    public ConfigException(List<Problem> problems) {
        super(describe(problems));
        this.problems = List.copyOf(problems);
    }

    /** All problems in order of place. */
    public List<Problem> problems() {
        return problems;
    }

    private static String describe(List<Problem> problems) {
        StringBuilder text = new StringBuilder(80 * problems.size());
        for (Problem problem : problems) {
            text.append(text.isEmpty() ? "" : "\n").append(problem);
        }
        return text.toString();
    }
}
