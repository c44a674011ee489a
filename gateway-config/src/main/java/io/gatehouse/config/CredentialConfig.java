// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A certificate chain, leaf first, and the private key of the leaf. */
public record CredentialConfig(PemSource cert, PemSource key) {
    /** Reads a certificate and its key; null if either is absent or was reported. The one without the other is reported. */
    static @Nullable CredentialConfig read(Fields fields, String certKey, String keyKey) {
        PemSource cert = PemFields.read(fields, certKey);
        PemSource key = PemFields.read(fields, keyKey);
        if (fields.has(certKey) && !fields.has(keyKey)) {
            fields.missing(keyKey, "the private key of '" + certKey + "'", "");
        }
        if (fields.has(keyKey) && !fields.has(certKey)) {
            fields.missing(certKey, "the certificate of '" + keyKey + "'", "");
        }
        return cert == null || key == null ? null : new CredentialConfig(cert, key);
    }

    /** Reads further pairs from two lists of equal length. */
    static List<CredentialConfig> readPairs(Fields fields, String certsKey, String keysKey) {
        List<PemSource> certs = PemFields.readList(fields, certsKey);
        List<PemSource> keys = PemFields.readList(fields, keysKey);
        int certCount = fields.count(certsKey);
        int keyCount = fields.count(keysKey);
        if (certCount != keyCount) {
            fields.refuse(
                    keyCount > 0 ? keysKey : certsKey,
                    "certificates and keys do not pair",
                    certCount + " in '" + certsKey + "', " + keyCount + " in '" + keysKey + "'",
                    "as many keys as certificates, in the same order",
                    "");
        }
        List<CredentialConfig> pairs = new ArrayList<>();
        for (int i = 0; i < Math.min(certs.size(), keys.size()); i++) {
            pairs.add(new CredentialConfig(certs.get(i), keys.get(i)));
        }
        return pairs;
    }
}
