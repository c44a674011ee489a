// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.FileFaults;
import io.gatehouse.config.FileSource;
import io.gatehouse.config.Location;
import io.gatehouse.config.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the files of {@code tls.session_ticket_keys}, which are those of nginx: 48 or 80 random octets as they are. Loading thread.
 */
final class TicketKeyFiles {
    private static final int SHORT = 48;
    private static final int LONG = 80;
    private static final long MAX_BYTES = 4_096; // whatever is longer is something else; its length is worth telling
    private static final String EXPECTED = "48 or 80 random octets, neither PEM nor base64";
    private static final String MAKE = "make one with  openssl rand 80 > FILE";

    private TicketKeyFiles() {}

    /** The secrets, in their order; what has a fault is reported at {@code where} and left out. */
    static TicketKeySet read(List<Path> paths, FileSource files, Location where, Problems problems) {
        List<byte[]> secrets = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            Path path = paths.get(i);
            String field = "tls.session_ticket_keys[" + i + "]";
            try {
                byte[] content = files.read(path, MAX_BYTES);
                if (content.length == SHORT || content.length == LONG) {
                    secrets.add(content);
                } else {
                    String found = path + ": " + content.length + " octets";
                    problems.error(where, field, "not a session ticket key", found, EXPECTED, MAKE);
                }
            } catch (IOException e) {
                problems.error(
                        where,
                        field,
                        "session ticket key cannot be read",
                        path + ": " + FileFaults.describe(e),
                        EXPECTED,
                        "correct the path, or the file and its permissions");
            }
            warnIfOpenToOthers(path, files, where, field, problems);
        }
        return new TicketKeySet(secrets);
    }

    private static void warnIfOpenToOthers(
            Path path, FileSource files, Location where, String field, Problems problems) {
        if (files.isOpenToOthers(path)) {
            problems.warning(
                    where,
                    field,
                    "session ticket key is open to every user of the machine",
                    "the mode of " + path + " gives others a right: whoever has read it can read recorded connections",
                    "a key for its owner, or for its owner and one group",
                    "chmod o= " + path + ", and take another key");
        }
    }
}
