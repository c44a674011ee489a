// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.EnumSet;
import java.util.Set;

/** The TLS versions that can be spoken. Older ones are refused at load. */
public enum TlsVersion {
    TLS_1_2("TLSv1.2"),
    TLS_1_3("TLSv1.3");

    private static final Set<String> OLD = Set.of("SSLv2", "SSLv3", "TLSv1", "TLSv1.0", "TLSv1.1");
    private static final Choice<TlsVersion> WORDS =
            new Choice<TlsVersion>().with("TLSv1.2", TLS_1_2).with("TLSv1.3", TLS_1_3);

    private final String label;

    TlsVersion(String label) {
        this.label = label;
    }

    /** The name in configuration, in logs and in the TLS library: {@code TLSv1.2} or {@code TLSv1.3}. */
    public String label() {
        return label;
    }

    /** Reads a list of versions; {@code absent} if the key is absent or nothing in it is usable. */
    static Set<TlsVersion> readSet(Fields fields, String key, Set<TlsVersion> absent) {
        Set<TlsVersion> versions = EnumSet.noneOf(TlsVersion.class);
        for (Text text : fields.texts(key)) {
            if (OLD.contains(text.value())) {
                text.refuse("too old to be safe", "TLSv1.2 | TLSv1.3", "remove it; RFC 8996 forbids its use");
            } else {
                TlsVersion version = WORDS.read(text, TLS_1_3);
                versions.add(version);
            }
        }
        if (fields.isList(key) && fields.count(key) == 0) {
            fields.refuse(
                    key, "the list is empty", "", "TLSv1.2, TLSv1.3, or both", "to get the default remove the key");
        }
        return versions.isEmpty() ? absent : versions;
    }
}
