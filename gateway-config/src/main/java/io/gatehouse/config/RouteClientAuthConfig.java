// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code routes[].client_auth}: only clients with a verified certificate may use the route. {@code require: false} asks for
 * nothing and never becomes one of these.
 *
 * @param where the start of the object
 * @param field its path, such as {@code routes[0].client_auth}
 * @param allow which certificates; empty means any verified one
 */
public record RouteClientAuthConfig(Location where, String field, Allow allow) {
    /** Reads {@code routes[].client_auth}; null if it asks for nothing. */
    static @Nullable RouteClientAuthConfig read(Fields auth) {
        boolean require = auth.flag("require", true);
        Allow allow = auth.object("allow", Allow.ANY, Allow::read);
        if (!require && auth.has("allow")) {
            auth.refuse("allow", "has no meaning with require: false", "", "", "remove it, or write require: true");
        }
        return require ? new RouteClientAuthConfig(auth.where(), auth.field(), allow) : null;
    }

    /**
     * The certificates that a route is for: one match in any of the sets is enough. Letter case counts, except in DNS names, and
     * there are no wildcards.
     *
     * @param sanDns DNS names among the subject alternative names, normalised
     * @param sanUri URIs among the subject alternative names
     * @param subjectCn common name of the subject
     * @param fingerprintSha256 of the DER form: hex, lower-case, without colons
     */
    public record Allow(Set<String> sanDns, Set<String> sanUri, Set<String> subjectCn, Set<String> fingerprintSha256) {
        /** Any verified certificate. */
        public static final Allow ANY = new Allow(Set.of(), Set.of(), Set.of(), Set.of());

        private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

        public Allow {
            sanDns = Set.copyOf(sanDns);
            sanUri = Set.copyOf(sanUri);
            subjectCn = Set.copyOf(subjectCn);
            fingerprintSha256 = Set.copyOf(fingerprintSha256);
        }

        /** Whether every verified certificate will do. */
        public boolean isEmpty() {
            return sanDns.isEmpty() && sanUri.isEmpty() && subjectCn.isEmpty() && fingerprintSha256.isEmpty();
        }

        static Allow read(Fields allow) {
            return new Allow(
                    each(allow.texts("san_dns"), Allow::dnsName, "a host name such as orders.example.com"),
                    each(allow.texts("san_uri"), Allow::uri, "a URI such as spiffe://example.com/orders"),
                    each(allow.texts("subject_cn"), Allow::commonName, "a common name"),
                    each(
                            allow.texts("fingerprint_sha256"),
                            Allow::fingerprint,
                            "64 hex digits, with or without colons"));
        }

        private static Set<String> each(List<Text> texts, Function<String, Optional<String>> reader, String expected) {
            Set<String> values = new HashSet<>();
            for (Text text : texts) {
                Optional<String> value = reader.apply(text.value());
                if (value.isEmpty()) {
                    text.refuse("no certificate can match this", expected, "");
                } else if (!values.add(value.get())) {
                    text.refuse("written twice", "each entry once", "");
                }
            }
            return values;
        }

        private static Optional<String> dnsName(String text) {
            return HostName.normalize(text).filter(name -> IpLiteral.parse(name) == null);
        }

        private static Optional<String> uri(String text) {
            return Optional.of(text)
                    .filter(uri -> uri.indexOf(':') > 0 && uri.chars().allMatch(c -> c > ' ' && c < 127));
        }

        private static Optional<String> commonName(String text) {
            return Optional.of(text).filter(name -> !name.isBlank());
        }

        private static Optional<String> fingerprint(String text) {
            String hex = text.replace(":", "").toLowerCase(Locale.ROOT);
            return Optional.of(hex).filter(digits -> SHA_256.matcher(digits).matches());
        }
    }
}
