// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.soak;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client wants to be answered; it stands in the target of the request, so that the upstream need not be told otherwise.
 *
 * @param id of the exchange, unique in a soak
 * @param form of the response
 * @param octets of its body
 * @param slow whether the upstream takes its time
 */
record Plan(String id, Form form, int octets, boolean slow) {
    private static final Pattern TARGET =
            Pattern.compile("/[a-z]+/([a-z]+[0-9]+-[0-9]+)\\?form=([A-Z_0-9]+)&octets=([0-9]+)&slow=(true|false)");

    /** How the body is framed, or that there is none. */
    enum Form {
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE,
        AFTER_HINTS,
        NO_CONTENT,
        NOT_MODIFIED;

        boolean hasBody() {
            return this != NO_CONTENT && this != NOT_MODIFIED;
        }
    }

    static Plan any(String id) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Form form = Form.values()[random.nextInt(Form.values().length)];
        int[] sizes = {0, 1, 100, 3_000, 20_000, 200_000};
        return new Plan(id, form, sizes[random.nextInt(sizes.length)], random.nextInt(10) == 0);
    }

    /** The target of a request under this prefix. */
    String target(String prefix) {
        return "/" + prefix + "/" + id + "?form=" + form + "&octets=" + octets + "&slow=" + slow;
    }

    /** What a target says. */
    static Plan of(String target) throws Violation {
        Matcher matcher = TARGET.matcher(target);
        if (!matcher.matches()) {
            throw Violation.framing("a target that no client meant: " + target);
        }
        return new Plan(
                matcher.group(1),
                Form.valueOf(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                Boolean.parseBoolean(matcher.group(4)));
    }
}
