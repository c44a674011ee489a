// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the problems of one load, so that all of them are reported at once. One thread at a time.
 *
 * <p>Keeps the first 1,000 errors and the first 1,000 warnings unless told otherwise; a last problem then says how many more there
 * are.
 */
public final class Problems {
    private static final Comparator<Problem> BY_PLACE = Comparator.comparing(Problem::where);

    private static final int MAX = 1_000;

    private final int most;
    private final List<Problem> problems = new ArrayList<>();
    private @Nullable Places places;
    private int errors;
    private int warnings;
    private int leftOut;

    public Problems() {
        this(MAX);
    }

    private Problems(int most) {
        this.most = most;
    }

    /** Problems of which all are kept, for who can take as many as there are. */
    public static Problems unlimited() {
        return new Problems(Integer.MAX_VALUE);
    }

    /** Nothing yet, to be added here later; keeps as many. */
    public Problems part() {
        return new Problems(most);
    }

    /** Adds an error; parameters as in {@link Problem}. */
    public void error(Location where, String field, String message, String found, String expected, String remedy) {
        add(new Problem(Severity.ERROR, where, field, message, found, expected, remedy));
    }

    /** Adds a warning; parameters as in {@link Problem}. */
    public void warning(Location where, String field, String message, String found, String expected, String remedy) {
        add(new Problem(Severity.WARNING, where, field, message, found, expected, remedy));
    }

    /** Adds a problem made elsewhere. */
    public void add(Problem problem) {
        int before = problem.severity() == Severity.ERROR ? errors++ : warnings++;
        if (before < most) {
            problems.add(problem);
        } else {
            leftOut++;
        }
    }

    /** From now on places in {@code gateway.yaml} are known. */
    void know(Places gateway) {
        places = gateway;
    }

    /** Where a field of {@code gateway.yaml} stands; {@code unknown} if that file could not be read. */
    public Location placeOf(String field, Location unknown) {
        return places == null ? unknown : places.of(field);
    }

    /** A problem of a field of {@code gateway.yaml} that was made without knowing where it stands, at its place. */
    public Problem placed(Problem problem) {
        return problem.at(placeOf(problem.field(), problem.where()));
    }

    /** Whether there is neither an error nor a warning. */
    public boolean isEmpty() {
        return problems.isEmpty();
    }

    /** Whether at least one error, not only warnings, was added. */
    public boolean hasErrors() {
        return errors > 0;
    }

    /** Everything so far, sorted by file, line and column; what stands at one place stays in the order of adding. */
    public List<Problem> all() {
        List<Problem> sorted = new ArrayList<>(problems);
        sorted.sort(BY_PLACE);
        if (leftOut > 0) {
            Location last = sorted.get(sorted.size() - 1).where();
            Severity severity = errors > 0 ? Severity.ERROR : Severity.WARNING;
            sorted.add(new Problem(
                    severity, last, "", leftOut + " more problems are not shown", "", "", "mend these first"));
        }
        return List.copyOf(sorted);
    }
}
