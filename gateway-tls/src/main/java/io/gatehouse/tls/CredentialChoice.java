// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.TlsVersion;
import java.util.List;
import java.util.Set;

/**
 * Which certificate of an ssl object a client gets: the first that it can verify, ECDSA before RSA because signing is ten times
 * cheaper. Pure functions of what the client offers.
 */
final class CredentialChoice {
    private static final int ECDSA_P256 = 0x0403;
    private static final int ECDSA_P384 = 0x0503;
    private static final int ECDSA_P521 = 0x0603;
    private static final int[] RSA_PSS = {0x0804, 0x0805, 0x0806};
    private static final int[] RSA_PKCS1 = {0x0401, 0x0501, 0x0601};
    private static final int[] ECDSA = {ECDSA_P256, ECDSA_P384, ECDSA_P521};

    private CredentialChoice() {}

    /**
     * The index of the credential to use. If the client can verify none, the first: BoringSSL then ends the handshake.
     *
     * @param suites what this object accepts in TLS 1.2
     */
    static int choose(
            ClientHello hello, List<Credential> credentials, Set<TlsVersion> protocols, List<CipherSuite> suites) {
        if (credentials.size() == 1) {
            return 0;
        }
        boolean tls13 = protocols.contains(TlsVersion.TLS_1_3) && hello.offers(TlsVersion.TLS_1_3);
        for (KeyKind kind : KeyKind.values()) {
            for (int i = 0; i < credentials.size(); i++) {
                Credential each = credentials.get(i);
                if (each.kind() == kind && (tls13 ? fitsTls13(hello, each) : fitsTls12(hello, each, suites))) {
                    return i;
                }
            }
        }
        return 0;
    }

    /** RFC 8446, section 4.2.3: the scheme names key type, curve and hash; PKCS#1 signatures are gone. */
    private static boolean fitsTls13(ClientHello hello, Credential credential) {
        return switch (credential.kind()) {
            case ECDSA -> hello.verifies(curveScheme(credential));
            case RSA -> anyVerified(hello, RSA_PSS);
        };
    }

    /** RFC 5246, section 7.4.2 and RFC 8422, section 5.1: a suite for the key, a scheme, and the curve of an EC key. */
    private static boolean fitsTls12(ClientHello hello, Credential credential, List<CipherSuite> suites) {
        boolean suite = suites.stream().anyMatch(each -> each.keyKind() == credential.kind() && hello.offers(each));
        boolean curve = credential.kind() != KeyKind.ECDSA || hello.supports(credential.curve());
        return suite && curve && canSign(hello, credential.kind());
    }

    /**
     * Whether the client verifies a signature of such a key over more than SHA-1. BoringSSL would use SHA-1 for a client of TLS 1.2
     * that knows nothing else or does not say; RFC 9155 forbids it.
     */
    static boolean canSign(ClientHello hello, KeyKind kind) {
        return switch (kind) {
            case ECDSA -> anyVerified(hello, ECDSA);
            case RSA -> anyVerified(hello, RSA_PSS) || anyVerified(hello, RSA_PKCS1);
        };
    }

    private static boolean anyVerified(ClientHello hello, int[] schemes) {
        for (int each : schemes) {
            if (hello.verifies(each)) {
                return true;
            }
        }
        return false;
    }

    private static int curveScheme(Credential credential) {
        return switch (credential.curve()) {
            case P_384 -> ECDSA_P384;
            case P_521 -> ECDSA_P521;
            default -> ECDSA_P256;
        };
    }
}
