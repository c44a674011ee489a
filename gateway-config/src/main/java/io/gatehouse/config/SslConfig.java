// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An ssl object: names, certificates and what is asked of clients. Objects with {@code status: 0} never become one.
 *
 * @param where the start of the object
 * @param id as configured; when none is written, {@code sni:<first name>}, or {@code ssls[<index>]@<file>} for type client
 * @param names what clients may ask for; empty for an object of type client
 * @param credentials {@code cert} with {@code key} first, then {@code certs} with {@code keys}; at least one
 * @param client present if clients are asked for a certificate
 * @param ocspStapling whether handshakes show OCSP responses for the certificates
 * @param protocols the effective TLS versions: the object's own, or those of {@code tls.protocols}
 */
public record SslConfig(
        Location where,
        String id,
        Type type,
        List<HostPattern> names,
        List<CredentialConfig> credentials,
        Optional<ClientAuthConfig> client,
        boolean ocspStapling,
        Set<TlsVersion> protocols,
        String desc,
        Map<String, String> labels) {
    private static final Choice<Type> TYPES =
            new Choice<Type>().with("server", Type.SERVER).with("client", Type.CLIENT);
    private static final Set<String> SERVER_ONLY =
            Set.of("sni", "snis", "client", "ssl_protocols", "certs", "keys", "ocsp_stapling");

    public SslConfig {
        Insist.that(!credentials.isEmpty(), "credentials: %s (expected: at least one)", credentials);
        Insist.that((type == Type.SERVER) != names.isEmpty(), "names: %s (expected: for type server only)", names);
        Insist.that(!protocols.isEmpty(), "protocols: %s (expected: at least one)", protocols);
        names = List.copyOf(names);
        credentials = List.copyOf(credentials);
        protocols = Set.copyOf(protocols);
        labels = Map.copyOf(labels);
    }

    /** Reads one item of {@code ssls[]}; null if it is disabled, or too faulty to become an object. */
    static @Nullable SslConfig read(Fields ssl, References references, Set<TlsVersion> defaults) {
        Identity identity = Identity.read(ssl);
        References checked = identity.enabled() ? references : references.forgotten();
        Type type = ssl.choice("type", TYPES, Type.SERVER);
        List<CredentialConfig> credentials = readCredentials(ssl);
        List<HostPattern> names = readNames(ssl, identity, checked);
        ClientAuthConfig client = ssl.optional("client", ClientAuthConfig::read);
        Set<TlsVersion> protocols = TlsVersion.readSet(ssl, "ssl_protocols", defaults);
        boolean stapling = ssl.object("ocsp_stapling", false, SslConfig::readStapling);
        ssl.notSupported(NotSupported.SSL);
        references.declareSsl(identity, type);
        boolean complete = !credentials.isEmpty() && (type == Type.CLIENT || !names.isEmpty());
        if (type == Type.CLIENT) {
            complete &= refuseServerKeys(ssl);
        } else if (!ssl.has("sni") && !ssl.has("snis")) {
            ssl.missing(
                    "sni",
                    "the name that the object answers to, or several in 'snis'",
                    "an identity for upstreams has type: client");
        }
        if (!complete || !identity.enabled()) {
            return null;
        }
        return new SslConfig(
                ssl.where(),
                identity.orName(names),
                type,
                names,
                credentials,
                Optional.ofNullable(client),
                stapling,
                protocols,
                identity.desc(),
                identity.labels());
    }

    private static boolean readStapling(Fields stapling) {
        stapling.foreign(Map.of(
                "skip_verify", "remove it: responses are verified in any case",
                "cache_ttl", "remove it: responses say how long they are good"));
        return stapling.flag("enabled", false);
    }

    private static List<CredentialConfig> readCredentials(Fields ssl) {
        List<CredentialConfig> credentials = new ArrayList<>();
        CredentialConfig first = CredentialConfig.read(ssl, "cert", "key");
        if (first != null) {
            credentials.add(first);
        }
        credentials.addAll(CredentialConfig.readPairs(ssl, "certs", "keys"));
        if (!ssl.has("cert")
                && !ssl.has("key")
                && ssl.count("certs") == 0
                && ssl.count("keys") == 0
                && !ssl.has("certificates")) {
            ssl.missing("cert", "the certificate, and its private key in 'key'", "");
        }
        return credentials;
    }

    private static List<HostPattern> readNames(Fields ssl, Identity identity, References references) {
        List<Text> texts = new ArrayList<>(ssl.texts("snis"));
        Text single = ssl.text("sni");
        if (single != null) {
            texts.add(single);
        }
        if (ssl.has("sni") && ssl.has("snis")) {
            ssl.refuse("snis", "stands beside 'sni'", "both", "one of the two", "put all names into 'snis'");
        } else if (ssl.isList("snis") && ssl.count("snis") == 0) {
            ssl.refuse(
                    "snis", "the list is empty", "", "at least one name", "to switch the object off write status: 0");
        }
        List<HostPattern> names = new ArrayList<>();
        for (Text text : texts) {
            HostPattern name = HostPattern.read(text);
            if (name != null) {
                names.add(name);
                references.claimName(name, text, identity);
                if (IpLiteral.parse(name.name()) != null) {
                    text.warn(
                            "clients never send an IP address as SNI",
                            "a host name",
                            "clients that connect to an address get the object that tls.default_ssl names");
                }
            }
        }
        return names;
    }

    private static boolean refuseServerKeys(Fields ssl) {
        boolean clean = true;
        for (String key : SERVER_ONLY) {
            if (ssl.has(key)) {
                clean = false;
                ssl.refuse(
                        key,
                        "has no meaning for type: client",
                        "",
                        "",
                        "remove it: an object of type client is never served");
            }
        }
        return clean;
    }

    /** What an ssl object is for: to be served by name, or to be shown to upstreams. */
    public enum Type {
        SERVER,
        CLIENT
    }
}
