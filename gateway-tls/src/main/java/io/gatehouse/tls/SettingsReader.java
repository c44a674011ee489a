// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.Location;
import io.gatehouse.config.Problems;
import io.gatehouse.config.TlsConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Understands the names of suites and groups; an unknown one is an error, never a silently shorter list. Pure functions. */
final class SettingsReader {
    private SettingsReader() {}

    /** The settings; names that are not understood are reported and left out. */
    static TlsSettings read(TlsConfig config, Location where, Problems problems) {
        List<CipherSuite> suites = new ArrayList<>();
        for (int i = 0; i < config.ciphers().size(); i++) {
            suite(config.ciphers().get(i), where, "tls.ciphers[" + i + "]", problems)
                    .ifPresent(suites::add);
        }
        List<NamedGroup> groups = new ArrayList<>();
        for (int i = 0; i < config.groups().size(); i++) {
            group(config.groups().get(i), where, "tls.groups[" + i + "]", problems)
                    .ifPresent(groups::add);
        }
        return new TlsSettings(suites.isEmpty() ? CipherSuite.DEFAULT : suites, groups, config.sessionTickets());
    }

    private static Optional<CipherSuite> suite(String name, Location where, String field, Problems problems) {
        Optional<CipherSuite> suite = CipherSuite.named(name);
        if (CipherSuite.isTls13(name)) {
            problems.error(
                    where,
                    field,
                    "suites of TLS 1.3 cannot be chosen",
                    "'" + name + "'",
                    "suites of TLS 1.2",
                    "remove it: the three suites of TLS 1.3 are always offered");
        } else if (suite.isEmpty()) {
            problems.error(
                    where,
                    field,
                    "unknown cipher suite",
                    "'" + name + "'" + didYouMean(name, names(CipherSuite.values(), SettingsReader::bothNames)),
                    "a TLS 1.2 suite that BoringSSL has, by its IANA or OpenSSL name",
                    "choose among " + String.join(", ", names(CipherSuite.values(), SettingsReader::openSslName)));
        }
        return suite;
    }

    private static Optional<NamedGroup> group(String name, Location where, String field, Problems problems) {
        Optional<NamedGroup> group = NamedGroup.named(name);
        if (group.isEmpty()) {
            List<String> known = names(NamedGroup.values(), each -> Stream.of(each.label()));
            problems.error(
                    where,
                    field,
                    "unknown key exchange group",
                    "'" + name + "'" + didYouMean(name, known),
                    "a group that BoringSSL has",
                    "choose among " + String.join(", ", known));
        }
        return group;
    }

    private static String didYouMean(String name, List<String> known) {
        String closest = Suggestion.closest(name, known);
        return closest.isEmpty() ? "" : " (did you mean '" + closest + "'?)";
    }

    private static Stream<String> bothNames(CipherSuite suite) {
        return Stream.of(suite.openSslName(), suite.ianaName());
    }

    private static Stream<String> openSslName(CipherSuite suite) {
        return Stream.of(suite.openSslName());
    }

    private static <T> List<String> names(T[] values, Function<T, Stream<String>> name) {
        return Stream.of(values).flatMap(name).toList();
    }
}
