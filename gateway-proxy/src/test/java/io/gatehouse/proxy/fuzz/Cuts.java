// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The ways in which octets are cut into reads. */
final class Cuts {
    private static final int EVERY_OCTET_UP_TO = 64;

    private Cuts() {}

    static List<byte[]> whole(String octets) {
        return List.of(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** At places that look random and are always the same for the same octets; short texts between any two octets. */
    static List<byte[]> anywhere(String octets) {
        Random random = new Random(octets.hashCode());
        int longest = octets.length() <= EVERY_OCTET_UP_TO ? 1 : 1 + random.nextInt(octets.length() / 2);
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < octets.length(); ) {
            int to = Math.min(octets.length(), from + 1 + random.nextInt(longest));
            pieces.add(octets.substring(from, to).getBytes(StandardCharsets.ISO_8859_1));
            from = to;
        }
        return pieces;
    }
}
