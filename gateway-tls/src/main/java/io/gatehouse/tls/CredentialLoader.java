// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.CredentialConfig;
import io.gatehouse.config.PemSource;
import io.gatehouse.config.Problems;
import java.security.Key;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Loads a certificate chain with its key and insists that they belong together. Loading thread. */
final class CredentialLoader {
    private final PemFiles files;

    CredentialLoader(PemFiles files) {
        this.files = files;
    }

    /** The credential; empty if there is a fault, which is reported. Both fields are looked at in any case. */
    Optional<Credential> load(CredentialConfig config, Problems problems) {
        List<X509Certificate> chain = files.certificates(config.cert(), problems);
        PemBlock block = keyBlock(config.key(), problems);
        byte[] usual = chain.isEmpty() || block == null
                ? null
                : UsualEcKey.of(block, chain.get(0).getPublicKey());
        if (usual != null) {
            if (!signs(config.cert(), chain.get(0), problems)) {
                return Optional.empty();
            }
            return Optional.of(new Credential(chain.get(0), files.issuers(chain), usual, KeyKind.ECDSA));
        }
        PrivateKey key = block == null ? null : read(config.key(), block, problems);
        if (chain.isEmpty() || key == null) {
            return Optional.empty();
        }
        KeyKind kind = kind(config.cert(), chain.get(0), problems);
        if (kind == null || !fits(config, chain, key, problems) || !signs(config.cert(), chain.get(0), problems)) {
            return Optional.empty();
        }
        return Optional.of(new Credential(chain.get(0), files.issuers(chain), key.getEncoded(), kind));
    }

    private @Nullable PemBlock keyBlock(PemSource source, Problems problems) {
        List<PemBlock> blocks = files.blocks(source, problems);
        List<PemBlock> keys = blocks.stream().filter(PemBlock::isKey).toList();
        if (blocks.isEmpty()) {
            return null;
        }
        if (keys.size() != 1) {
            problems.error(
                    source.where(),
                    source.field(),
                    keys.isEmpty() ? "no private key" : "more than one private key",
                    PemFiles.name(source) + ": "
                            + (keys.isEmpty() ? PemFiles.labels(blocks) : "it holds " + keys.size() + " keys"),
                    "exactly one block PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY",
                    "name the file that holds the key of the certificate");
            return null;
        }
        files.warnIfOpenToOthers(source, problems);
        return keys.get(0);
    }

    private static @Nullable PrivateKey read(PemSource source, PemBlock block, Problems problems) {
        try {
            return PrivateKeys.read(block);
        } catch (PemFault e) {
            PemFiles.report(source, e, problems);
            return null;
        }
    }

    private static @Nullable KeyKind kind(PemSource source, X509Certificate leaf, Problems problems) {
        for (KeyKind each : KeyKind.values()) {
            if (each.jdkName().equals(leaf.getPublicKey().getAlgorithm())) {
                return each;
            }
        }
        problems.error(
                source.where(),
                source.field(),
                "certificate for a kind of key that is not supported",
                PemFiles.name(source) + " carries a public key of the algorithm "
                        + leaf.getPublicKey().getAlgorithm(),
                "an RSA or EC certificate",
                "issue a certificate for an RSA or EC key");
        return null;
    }

    private static boolean signs(PemSource source, X509Certificate leaf, Problems problems) {
        String fault = SigningRules.fault(leaf);
        if (!fault.isEmpty()) {
            problems.error(
                    source.where(),
                    source.field(),
                    "key of the certificate signs no handshake",
                    PemFiles.name(source) + ": " + fault,
                    SigningRules.EXPECTED,
                    "issue a new key and certificate");
        }
        return fault.isEmpty();
    }

    private static boolean fits(
            CredentialConfig config, List<X509Certificate> chain, PrivateKey key, Problems problems) {
        X509Certificate leaf = chain.get(0);
        if (PrivateKeys.match(key, leaf.getPublicKey())) {
            return true;
        }
        boolean misplaced = chain.stream().anyMatch(each -> PrivateKeys.match(key, each.getPublicKey()));
        problems.add(TlsLint.KEY_MISMATCH.at(
                config.key(),
                "private key does not belong to the certificate of '" + commonName(leaf) + "'",
                describe(key) + " key in " + PemFiles.name(config.key()) + "; " + PemFiles.name(config.cert())
                        + " carries an " + describe(leaf.getPublicKey()) + " public key (serial " + serial(leaf) + ")",
                misplaced
                        ? "the certificate of the key first, then its chain"
                        : "the key that the certificate was issued for",
                misplaced
                        ? "put the leaf certificate first in the file"
                        : "copy both files from one issuance, then reload"));
        return false;
    }

    static String commonName(X509Certificate certificate) {
        String subject = Certificates.subject(certificate);
        int start = subject.indexOf("CN=");
        if (start < 0) {
            return subject;
        }
        int end = subject.indexOf(',', start);
        return subject.substring(start + 3, end < 0 ? subject.length() : end);
    }

    static String serial(X509Certificate certificate) {
        return HexFormat.ofDelimiter(":")
                .formatHex(certificate.getSerialNumber().toByteArray());
    }

    private static String describe(Key key) {
        if (key instanceof RSAKey rsa) {
            return "RSA-" + rsa.getModulus().bitLength();
        }
        if (key instanceof ECKey ec) {
            return "EC P-" + ec.getParams().getCurve().getField().getFieldSize();
        }
        return key.getAlgorithm();
    }
}
