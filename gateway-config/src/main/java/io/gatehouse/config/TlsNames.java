// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names of cipher suites and key exchange groups that the TLS library has, so that no name is dropped silently. */
final class TlsNames {
    private static final Set<String> GROUPS = Set.of("X25519MLKEM768", "X25519", "P-256", "P-384", "P-521");

    /** Suites of TLS 1.2 with forward secrecy and authenticated encryption: IANA name to OpenSSL name. */
    private static final Map<String, String> SUITES = new LinkedHashMap<>();

    static {
        SUITES.put("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256");
        SUITES.put("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256");
        SUITES.put("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384");
        SUITES.put("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "ECDHE-RSA-AES256-GCM-SHA384");
        SUITES.put("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305");
        SUITES.put("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-RSA-CHACHA20-POLY1305");
    }

    private TlsNames() {}

    /** Reads cipher suites, as written: either name of each is fine. */
    static List<String> readCiphers(Fields tls, String key) {
        List<String> ciphers = new ArrayList<>();
        for (Text text : tls.texts(key)) {
            String name = text.value();
            if (SUITES.containsKey(name) || SUITES.containsValue(name)) {
                ciphers.add(name);
            } else if (name.startsWith("TLS_AES_") || name.startsWith("TLS_CHACHA20_")) {
                text.refuse(
                        "suites of TLS 1.3 cannot be chosen",
                        "a suite of TLS 1.2",
                        "remove it: TLS 1.3 has safe suites only");
            } else {
                text.refuse(
                        "not a cipher suite that is offered",
                        String.join(" | ", SUITES.values()),
                        Spelling.didYouMean(name, SUITES.values()));
            }
        }
        return ciphers;
    }

    /** Reads key exchange groups; {@code absent} if the key is absent or the list has nothing usable. */
    static List<String> readGroups(Fields tls, String key, List<String> absent) {
        List<String> groups = new ArrayList<>();
        for (Text text : tls.texts(key)) {
            if (GROUPS.contains(text.value())) {
                groups.add(text.value());
            } else {
                text.refuse(
                        "not a key exchange group that is offered",
                        "X25519MLKEM768 | X25519 | P-256 | P-384 | P-521",
                        Spelling.didYouMean(text.value(), GROUPS));
            }
        }
        if (tls.isList(key) && tls.count(key) == 0) {
            tls.refuse(key, "the list is empty", "", "at least one group", "to get the default remove the key");
        }
        return groups.isEmpty() ? absent : groups;
    }
}
