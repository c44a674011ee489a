// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

/**
 * What is wrong with a PEM text, in the parts of a {@code Problem}. The line is 0 if the text as a whole is meant. Never holds
 * content of the text beyond its labels.
 */
final class PemFault extends Exception {
    private static final long serialVersionUID = 1;

    private final int line;
    private final String expected;
    private final String remedy;

    PemFault(int line, String found, String expected, String remedy) {
        super(found, null, false, false);
        this.line = line;
        this.expected = expected;
        this.remedy = remedy;
    }

    int line() {
        return line;
    }

    /** What was found instead, without the file. */
    String found() {
        return String.valueOf(getMessage());
    }

    String expected() {
        return expected;
    }

    String remedy() {
        return remedy;
    }
}
