// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.demo;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A throw-away certificate authority with EC P-256 keys, good for a few weeks. */
final class DemoCa {
    private static final Duration VALID = Duration.ofDays(60);
    private static final char[] NO_PASSWORD = {};

    private final Instant now;
    private final SecureRandom random = new SecureRandom();
    private final DemoIdentity authority;

    DemoCa(Instant now) {
        this.now = now;
        this.authority = issue("Gatehouse demo CA", null, new BasicConstraints(true));
    }

    /** The certificate that everybody in the demo trusts. */
    DemoIdentity authority() {
        return authority;
    }

    /** A new certificate and key for a server of this name. */
    DemoIdentity server(String name) {
        return issue(name, KeyPurposeId.id_kp_serverAuth, new BasicConstraints(false));
    }

    /** A new certificate and key for a client. */
    DemoIdentity client(String name) {
        return issue(name, KeyPurposeId.id_kp_clientAuth, new BasicConstraints(false));
    }

    /** A TLS context of the JDK that trusts this authority and shows {@code own} where it is asked to. */
    SSLContext context(@Nullable DemoIdentity own) {
        try {
            KeyStore trusted = emptyStore();
            trusted.setCertificateEntry("ca", authority.certificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            KeyStore identities = emptyStore();
            if (own != null) {
                identities.setKeyEntry("own", own.key(), NO_PASSWORD, new java.security.cert.X509Certificate[] {
                    own.certificate(), authority.certificate()
                });
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(identities, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), random);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every Java can do this", e);
        }
    }

    private DemoIdentity issue(String name, @Nullable KeyPurposeId purpose, BasicConstraints constraints) {
        try {
            KeyPair keys = keys();
            boolean selfSigned = purpose == null;
            X500Principal subject = new X500Principal("CN=" + name);
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    selfSigned ? subject : authority.certificate().getSubjectX500Principal(),
                    new BigInteger(64, random).setBit(63),
                    Date.from(now.minus(Duration.ofHours(1))),
                    Date.from(now.plus(VALID)),
                    subject,
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, constraints);
            if (purpose != null) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            }
            if (KeyPurposeId.id_kp_serverAuth.equals(purpose)) {
                GeneralName dns = new GeneralName(GeneralName.dNSName, name);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(dns));
            }
            JcaContentSignerBuilder signer = new JcaContentSignerBuilder("SHA256withECDSA");
            return new DemoIdentity(
                    new JcaX509CertificateConverter()
                            .getCertificate(
                                    builder.build(signer.build(selfSigned ? keys.getPrivate() : authority.key()))),
                    keys.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("every Java can do this", e);
        }
    }

    private KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
