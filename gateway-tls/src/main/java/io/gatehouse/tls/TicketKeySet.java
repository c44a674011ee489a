// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.util.Arrays;
import java.util.List;

/**
 * What the files of {@code tls.session_ticket_keys} hold: secrets that a fleet of gateways shares. The first encrypts new tickets,
 * all decrypt. Immutable; equal if the content is. Never printed.
 */
public final class TicketKeySet {
    /** No file: the process makes secrets of its own. */
    public static final TicketKeySet NONE = new TicketKeySet(List.of());

    private final List<byte[]> secrets;

    /** Takes ownership of the secrets. */
    TicketKeySet(List<byte[]> secrets) {
        this.secrets = List.copyOf(secrets);
    }

    /** In the order of the configuration; not to be changed. */
    List<byte[]> secrets() {
        return secrets;
    }

    boolean isEmpty() {
        return secrets.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof TicketKeySet that) || secrets.size() != that.secrets.size()) {
            return false;
        }
        for (int i = 0; i < secrets.size(); i++) {
            if (!Arrays.equals(secrets.get(i), that.secrets.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (byte[] each : secrets) {
            hash = 31 * hash + Arrays.hashCode(each);
        }
        return hash;
    }

    @Override
    public String toString() {
        return "TicketKeySet[" + secrets.size() + " secrets, not shown]";
    }
}
