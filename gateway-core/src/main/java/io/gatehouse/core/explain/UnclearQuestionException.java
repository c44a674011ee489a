// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

/** A question that has no answer: it is malformed, or names what the configuration does not have. */
public final class UnclearQuestionException extends Exception {
    private static final long serialVersionUID = 1;

    private final String member;

    /**
     * What is wrong.
     *
     * @param member of the question that is at fault, such as {@code why_not}; "" for the question as a whole
     * @param message what was found, what was expected
     */
    public UnclearQuestionException(String member, String message) {
        super(message, null, false, false);
        this.member = member;
    }

    public String member() {
        return member;
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
