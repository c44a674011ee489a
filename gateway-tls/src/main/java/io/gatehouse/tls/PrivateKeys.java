// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** Reads private keys in their three PEM forms, and tells whether a key belongs to a certificate. Pure functions. */
final class PrivateKeys {
    private static final String KEY_FORMS =
            "an RSA or EC key as PRIVATE KEY (PKCS#8), RSA PRIVATE KEY (PKCS#1) or EC PRIVATE KEY (SEC1)";

    private PrivateKeys() {}

    /** Reads a key block; the fault says what is wrong without quoting the key. */
    static PrivateKey read(PemBlock block) throws PemFault {
        if (block.isEncrypted()) {
            throw new PemFault(
                    block.line(),
                    "a key that is encrypted with a passphrase",
                    "a key without passphrase",
                    "decrypt it with openssl pkey -in FILE -out NEW_FILE and protect the file by its permissions");
        }
        try {
            PrivateKeyInfo info = pkcs8(block);
            return KeyFactory.getInstance(algorithm(info, block))
                    .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        } catch (GeneralSecurityException
                | IOException
                | RuntimeException e) { // the library throws any, by what is broken
            throw new PemFault(
                    block.line(),
                    "the block " + block.label() + " holds no readable key",
                    KEY_FORMS,
                    "copy the key file again, or issue a new key and certificate");
        }
    }

    /** Parses a key that was read before, from its PKCS#8 form. */
    static PrivateKey again(byte[] pkcs8, KeyKind kind) {
        try {
            return KeyFactory.getInstance(kind.jdkName()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was read before", e);
        }
    }

    /** Whether {@code key} is the private half of {@code publicKey}. */
    static boolean match(PrivateKey key, PublicKey publicKey) {
        if (!key.getAlgorithm().equals(publicKey.getAlgorithm())) {
            return false;
        }
        if (key instanceof RSAPrivateCrtKey rsa && publicKey instanceof RSAPublicKey other) {
            return rsa.getModulus().equals(other.getModulus())
                    && rsa.getPublicExponent().equals(other.getPublicExponent());
        }
        return key instanceof ECPrivateKey ec && publicKey instanceof ECPublicKey other && matchEc(ec, other);
    }

    /**
     * EC keys usually carry their public half (RFC 5915); comparing it costs microseconds, and BoringSSL checks that the halves fit
     * when it loads the key. Where it is missing, as in keys written by Java, or compressed, it is computed.
     */
    private static boolean matchEc(ECPrivateKey key, ECPublicKey publicKey) {
        byte[] certified = SubjectPublicKeyInfo.getInstance(publicKey.getEncoded())
                .getPublicKeyData()
                .getBytes();
        try {
            ASN1BitString carried = org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(
                            PrivateKeyInfo.getInstance(key.getEncoded()).parsePrivateKey())
                    .getPublicKey();
            boolean comparable = carried != null && carried.getBytes().length == certified.length;
            return Arrays.equals(comparable ? carried.getBytes() : publicHalf(key), certified);
        } catch (IOException | RuntimeException e) { // as in read
            return false;
        }
    }

    /** The public point of a private key, uncompressed. Certificates for TLS carry it in this form (RFC 8422, section 5.1.2). */
    private static byte[] publicHalf(ECPrivateKey key) {
        X9ECParameters curve = CustomNamedCurves.getByName(
                "P-" + key.getParams().getCurve().getField().getFieldSize());
        if (curve == null) {
            throw new IllegalArgumentException("a curve that is not for TLS");
        }
        return new FixedPointCombMultiplier().multiply(curve.getG(), key.getS()).getEncoded(false);
    }

    private static PrivateKeyInfo pkcs8(PemBlock block) throws IOException {
        return switch (block.label()) {
            case "PRIVATE KEY" -> PrivateKeyInfo.getInstance(block.der());
            case "RSA PRIVATE KEY" ->
                new PrivateKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                        org.bouncycastle.asn1.pkcs.RSAPrivateKey.getInstance(block.der()));
            case "EC PRIVATE KEY" -> {
                var key = org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(block.der());
                if (key.getParametersObject() == null) {
                    throw new IOException("an EC key without its curve");
                }
                yield new PrivateKeyInfo(
                        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()), key);
            }
            default -> throw new IOException("not a kind of key for TLS");
        };
    }

    private static String algorithm(PrivateKeyInfo info, PemBlock block) throws PemFault {
        String oid = info.getPrivateKeyAlgorithm().getAlgorithm().getId();
        if (oid.equals(PKCSObjectIdentifiers.rsaEncryption.getId())) {
            return "RSA";
        }
        if (oid.equals(X9ObjectIdentifiers.id_ecPublicKey.getId())) {
            return "EC";
        }
        throw new PemFault(
                block.line(),
                "a key of the algorithm " + oid,
                KEY_FORMS,
                "issue an RSA or EC key and a certificate for it");
    }
}
