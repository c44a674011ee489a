// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.TlsVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client offers (RFC 8446, section 4.1.2; RFC 6066, section 3). Parsed strictly: what is announced must be there, nothing may
 * follow, and an extension that is looked at may come only once. BoringSSL parses the same bytes again and has the last word.
 */
final class ClientHello {
    private static final int SERVER_NAME = 0;
    private static final int SUPPORTED_GROUPS = 10;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int ALPN = 16;
    private static final int SUPPORTED_VERSIONS = 43;

    private static final int RANDOM_BYTES = 32;
    private static final int MAX_SESSION_ID_BYTES = 32;
    private static final int TLS_1_2 = 0x0303;

    private final int legacyVersion;
    private final int[] cipherSuites;
    private @Nullable String serverName;
    private int @Nullable [] groups;
    private int @Nullable [] signatureAlgorithms;
    private int @Nullable [] versions;
    private @Nullable List<String> applicationProtocols;

    private ClientHello(int legacyVersion, int[] cipherSuites) {
        this.legacyVersion = legacyVersion;
        this.cipherSuites = cipherSuites;
    }

    /**
     * Parses the body of a ClientHello, that is, what follows the four bytes of type and length.
     *
     * @throws MalformedHello also if there is a server name extension that does not hold exactly one host name
     */
    static ClientHello parse(byte[] body) throws MalformedHello {
        HelloCursor in = new HelloCursor(body, 0, body.length);
        int version = in.uint16("version");
        in.skip(RANDOM_BYTES, "random");
        if (in.vector8("session id").remaining() > MAX_SESSION_ID_BYTES) {
            throw new MalformedHello("session id longer than " + MAX_SESSION_ID_BYTES + " bytes");
        }
        int[] suites = in.vector16("cipher suites").allUint16("cipher suites");
        if (!in.vector8("compression methods").hasMore()) {
            throw new MalformedHello("no compression method");
        }
        ClientHello hello = new ClientHello(version, suites);
        if (in.hasMore()) {
            hello.readExtensions(in.vector16("extensions"));
        }
        if (in.hasMore()) {
            throw new MalformedHello(in.remaining() + " bytes after the extensions");
        }
        return hello;
    }

    /** The server name as sent, or null if the extension is absent. */
    @Nullable
    String serverName() {
        return serverName;
    }

    /** Whether the client can speak this version. */
    boolean offers(TlsVersion version) {
        int code = version == TlsVersion.TLS_1_3 ? 0x0304 : TLS_1_2;
        if (versions != null) {
            return contains(versions, code);
        }
        return code == TLS_1_2 && legacyVersion >= TLS_1_2;
    }

    boolean offers(CipherSuite suite) {
        return contains(cipherSuites, suite.code());
    }

    /** Whether the client says that it verifies signatures of this scheme. */
    boolean verifies(int signatureScheme) {
        return signatureAlgorithms != null && contains(signatureAlgorithms, signatureScheme);
    }

    /** Whether the client supports a group; true if it does not say. */
    boolean supports(NamedGroup group) {
        return groups == null || contains(groups, group.code());
    }

    /** Whether the client would speak this application protocol; true if it does not use ALPN (RFC 7301). */
    boolean speaks(String protocol) {
        return applicationProtocols == null || applicationProtocols.contains(protocol);
    }

    private void readExtensions(HelloCursor in) throws MalformedHello {
        while (in.hasMore()) {
            int type = in.uint16("extension type");
            HelloCursor content = in.vector16("extension");
            switch (type) {
                case SERVER_NAME -> serverName = once(serverName, readServerName(content), "server name");
                case SUPPORTED_GROUPS -> groups = once(groups, list16(content, "groups"), "groups");
                case SIGNATURE_ALGORITHMS ->
                    signatureAlgorithms =
                            once(signatureAlgorithms, list16(content, "signature algorithms"), "signature algorithms");
                case SUPPORTED_VERSIONS ->
                    versions = once(versions, content.vector8("versions").allUint16("versions"), "versions");
                case ALPN ->
                    applicationProtocols = once(applicationProtocols, readProtocols(content), "application protocols");
                default -> {}
            }
        }
    }

    private static String readServerName(HelloCursor content) throws MalformedHello {
        HelloCursor list = content.vector16("server name list");
        int type = list.uint8("name type");
        HelloCursor name = list.vector16("host name");
        if (type != 0 || list.hasMore() || content.hasMore() || !name.hasMore()) {
            throw new MalformedHello("server name: not exactly one host name");
        }
        return name.allLatin1();
    }

    private static List<String> readProtocols(HelloCursor content) throws MalformedHello {
        HelloCursor list = content.vector16("application protocols");
        List<String> protocols = new ArrayList<>();
        while (list.hasMore()) {
            protocols.add(list.vector8("application protocol").allLatin1());
        }
        return protocols;
    }

    private static int[] list16(HelloCursor content, String what) throws MalformedHello {
        return content.vector16(what).allUint16(what);
    }

    private static <T> T once(@Nullable T before, T now, String what) throws MalformedHello {
        if (before != null) {
            throw new MalformedHello("two extensions: " + what);
        }
        return now;
    }

    private static boolean contains(int[] values, int wanted) {
        for (int each : values) {
            if (each == wanted) {
                return true;
            }
        }
        return false;
    }
}
