// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static java.util.Objects.requireNonNull;

import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCrl;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The keys of the cross test: two client CAs, four clients, and server certificates that fit every object. */
final class CrossKeys {
    private static final TestCa SERVERS = TestCa.create("servers");
    private static final Map<String, TestCa> AUTHORITIES = Map.of("A", TestCa.create("A"), "B", TestCa.create("B"));
    private static final Map<String, TestIdentity> SERVER = Map.of(
            "ec", SERVERS.server("every.test"),
            "ec-other", SERVERS.server("every.test"),
            "ec-renewed", SERVERS.server("every.test"),
            "rsa", SERVERS.rsaServer("every.test"));
    private static final Map<CrossClient, TestIdentity> CLIENTS = Map.of(
            CrossClient.ALICE, authority("A").client("alice"),
            CrossClient.CAROL, authority("A").intermediate("A below").client("carol"),
            CrossClient.BOB, authority("B").client("bob"));

    private static final Map<Set<CrossClient>, byte[]> LISTS = new ConcurrentHashMap<>();

    private CrossKeys() {}

    static TestCa authority(String name) {
        return requireNonNull(AUTHORITIES.get(name), name);
    }

    static TestIdentity server(String name) {
        return requireNonNull(SERVER.get(name), name);
    }

    /** The list of CA A that revokes these clients; the same octets each time. */
    static byte[] revoking(Set<CrossClient> clients) {
        return LISTS.computeIfAbsent(clients, revoked -> {
            TestCrl list = TestCrl.of(authority("A"));
            revoked.forEach(each -> list.revoke(requireNonNull(of(each))));
            return list.der();
        });
    }

    /** Null for the client that has none. */
    static @Nullable TestIdentity of(CrossClient client) {
        return CLIENTS.get(client);
    }

    /** Whether this is the certificate of that client. */
    static boolean isLeaf(CrossClient client, X509Certificate leaf) {
        TestIdentity identity = of(client);
        return identity != null && identity.certificate().equals(leaf);
    }
}
