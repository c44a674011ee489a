// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import io.gatehouse.config.HostPattern;
import io.gatehouse.config.TlsVersion;
import io.gatehouse.tls.Credential;
import io.gatehouse.tls.KeyKind;
import io.gatehouse.tls.SslObject;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What clients see of it when one ssl object is served in the place of another, or of its own earlier self. */
final class ServedChanges {
    private ServedChanges() {}

    /**
     * Compares certificates kind by kind, client policies and TLS versions.
     *
     * @param names those that the certificates have to be valid for
     */
    static void compare(SslObject before, SslObject after, List<HostPattern> names, Instant now, Findings found) {
        Map<KeyKind, Credential> old = byKind(before);
        Map<KeyKind, Credential> next = byKind(after);
        boolean several = old.size() > 1 || next.size() > 1;
        old.forEach((kind, credential) -> {
            String prefix = several ? kind + " " : "";
            Credential replaced = next.get(kind);
            if (replaced == null) {
                describe(credential, prefix).forEach((field, value) -> found.compare(field, value, ""));
                found.lossIf(true, Loss.KEY_KIND_LOST);
            } else if (!replaced.equals(credential)) {
                compare(credential, replaced, prefix, found);
                losses(credential, replaced, names, now, found);
            }
        });
        next.forEach((kind, credential) -> {
            if (!old.containsKey(kind)) {
                describe(credential, several ? kind + " " : "")
                        .forEach((field, value) -> found.compare(field, "", value));
                preferred(old, kind).ifPresent(each -> faults(each, credential, names, now, found));
            }
        });
        PolicyChanges.compare(before.clientPolicy(), after.clientPolicy(), now, found);
        protocols(before, after, found);
        ciphers(before, after, found);
    }

    /** The certificates of an object: field to value. */
    static Map<String, String> describe(SslObject object, String prefix) {
        Map<String, String> fields = new LinkedHashMap<>();
        Map<KeyKind, Credential> kinds = byKind(object);
        kinds.forEach((kind, credential) ->
                fields.putAll(describe(credential, kinds.size() > 1 ? prefix + kind + " " : prefix)));
        object.clientPolicy().ifPresent(policy -> fields.put("client", policy.word()));
        return fields;
    }

    private static Map<String, String> describe(Credential credential, String prefix) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(prefix + "serial", credential.serial());
        fields.put(prefix + "not_before", credential.notBefore().toString());
        fields.put(prefix + "not_after", credential.notAfter().toString());
        fields.put(prefix + "chain", Integer.toString(credential.chain().size()));
        return fields;
    }

    private static void compare(Credential before, Credential after, String prefix, Findings found) {
        Map<String, String> now = describe(after, prefix);
        describe(before, prefix).forEach((field, value) -> found.compare(field, value, now.getOrDefault(field, "")));
        if (before.serial().equals(after.serial())) {
            found.compare(prefix + "sha256", before.fingerprint(), after.fingerprint());
        }
    }

    private static void losses(
            Credential before, Credential after, List<HostPattern> names, Instant now, Findings found) {
        found.lossIf(after.chain().size() < before.chain().size(), Loss.CHAIN_SHORTER);
        found.lossIf(after.notAfter().isBefore(before.notAfter()), Loss.EXPIRES_EARLIER);
        faults(before, after, names, now, found);
    }

    /** What a client does not accept that verifies both. */
    private static void faults(
            Credential before, Credential after, List<HostPattern> names, Instant now, Findings found) {
        found.lossIf(isValid(before, now) && !isValid(after, now), Loss.NOT_VALID_NOW);
        for (HostPattern name : names) {
            if (name.kind() != HostPattern.Kind.ANY && before.covers(name) && !after.covers(name)) {
                found.compare("valid for", name.toString(), "");
                found.lossIf(true, Loss.SAN_LOST);
            }
        }
    }

    /** Of the running certificates that one of a new kind comes before, the one that clients who verify both get now. */
    private static Optional<Credential> preferred(Map<KeyKind, Credential> running, KeyKind added) {
        return running.entrySet().stream()
                .findFirst()
                .filter(each -> added.compareTo(each.getKey()) < 0)
                .map(Map.Entry::getValue);
    }

    private static void protocols(SslObject before, SslObject after, Findings found) {
        TreeSet<TlsVersion> old = new TreeSet<>(before.protocols());
        TreeSet<TlsVersion> next = new TreeSet<>(after.protocols());
        found.compare("ssl_protocols", Shown.of(old), Shown.of(next));
        found.lossIf(!next.containsAll(old), Loss.PROTOCOL_LOST);
        found.lossIf(next.first().compareTo(old.first()) < 0, Loss.PROTOCOL_OLDER);
    }

    /** Suites are those of TLS 1.2, with the keys of both. */
    private static void ciphers(SslObject before, SslObject after, Findings found) {
        boolean spoken = before.protocols().contains(TlsVersion.TLS_1_2)
                && after.protocols().contains(TlsVersion.TLS_1_2);
        Set<KeyKind> kinds = EnumSet.noneOf(KeyKind.class);
        kinds.addAll(byKind(before).keySet());
        kinds.retainAll(byKind(after).keySet());
        for (KeyKind kind : kinds) {
            found.lossIf(
                    spoken && !new HashSet<>(after.suites(kind)).containsAll(before.suites(kind)), Loss.CIPHER_LOST);
        }
        found.lossIf(!new HashSet<>(after.groups()).containsAll(before.groups()), Loss.CIPHER_LOST);
    }

    private static boolean isValid(Credential credential, Instant now) {
        return !now.isBefore(credential.notBefore()) && !now.isAfter(credential.notAfter());
    }

    /** The first of each kind: no handshake uses another. */
    private static Map<KeyKind, Credential> byKind(SslObject object) {
        Map<KeyKind, Credential> byKind = new EnumMap<>(KeyKind.class);
        object.credentials().forEach(each -> byKind.putIfAbsent(each.kind(), each));
        return byKind;
    }
}
