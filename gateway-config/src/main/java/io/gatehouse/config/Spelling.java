// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.Collection;
import java.util.Locale;

/** Guesses what somebody meant to write. */
public final class Spelling {
    private static final int MAX_LENGTH = 64;
    private static final int MAX_CANDIDATES = 2_000; // a guess is a courtesy and must not cost seconds

    private Spelling() {}

    /** {@code did you mean 'x'?} for the candidate that is close enough to the word, or "" if none is. */
    public static String didYouMean(String word, Collection<String> candidates) {
        String best = closest(word, candidates);
        return best.isEmpty() ? "" : "did you mean '" + best + "'?";
    }

    /** The candidate closest to the word; "" if none is close. Case and the difference of {@code -} and {@code _} count nothing. */
    static String closest(String word, Collection<String> candidates) {
        String wanted = simplify(word);
        String best = "";
        int bestDistance = Math.max(1, wanted.length() / 3) + 1;
        if (wanted.length() > MAX_LENGTH || candidates.size() > MAX_CANDIDATES) {
            return best;
        }
        for (String candidate : candidates) {
            int distance = distance(wanted, simplify(candidate));
            if (distance < bestDistance && distance < candidate.length()) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best;
    }

    private static String simplify(String word) {
        return word.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** Edits from one word to the other: a letter more, less or other, or two neighbours swapped (Damerau and Levenshtein). */
    private static int distance(String a, String b) {
        int[] beforePrevious = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int other = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                current[j] = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + other);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    current[j] = Math.min(current[j], beforePrevious[j - 2] + 1);
                }
            }
            int[] spare = beforePrevious;
            beforePrevious = previous;
            previous = current;
            current = spare;
        }
        return previous[b.length()];
    }
}
