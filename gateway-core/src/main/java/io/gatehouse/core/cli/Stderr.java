// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import io.gatehouse.config.Problem;
import io.gatehouse.config.Severity;
import io.gatehouse.core.gateway.StartFailedException;
import java.util.List;

/** Prints what an operator must read to standard error. */
final class Stderr {
    private Stderr() {}

    /** Each problem in its own form, then one line that counts them. */
    static void print(List<Problem> problems) {
        problems.forEach(System.err::println);
        long errors = problems.stream()
                .filter(each -> each.severity() == Severity.ERROR)
                .count();
        if (!problems.isEmpty()) {
            System.err.println(count(errors, "error") + ", " + count(problems.size() - errors, "warning"));
        }
    }

    /** Why the gateway does not start. */
    static void print(StartFailedException e) {
        if (e.problems().isEmpty()) {
            System.err.println("gatehouse: " + e.getMessage());
        } else {
            print(e.problems());
        }
    }

    static String count(long n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }
}
