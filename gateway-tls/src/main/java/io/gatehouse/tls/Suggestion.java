// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.util.Collection;
import java.util.Locale;

/** Finds what somebody probably meant. */
final class Suggestion {
    private Suggestion() {}

    /** The closest of the candidates if it is close enough to be a slip, else "". */
    static String closest(String written, Collection<String> candidates) {
        String best = "";
        int bestDistance = Math.max(2, written.length() / 4) + 1;
        for (String each : candidates) {
            int distance = distance(written.toUpperCase(Locale.ROOT), each.toUpperCase(Locale.ROOT));
            if (distance < bestDistance) {
                best = each;
                bestDistance = distance;
            }
        }
        return best;
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
