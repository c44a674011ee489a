// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.CredentialConfig;
import io.gatehouse.config.FileSource;
import io.gatehouse.config.Problems;
import io.gatehouse.config.SslConfig;
import io.gatehouse.tls.KnownCredentials.Pair;
import io.gatehouse.tls.KnownCredentials.Stamps;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The credentials of one load, read by many threads. Two files are looked at once, however many objects name them, so that a file
 * replaced half-way cannot give one object the old and another the new content.
 *
 * <p>Most are known or good, and are read, checked and forgotten one by one. What there is something to tell of is read again by one
 * thread at a time, together with what shares a file with others, and told at each field that names it.
 */
final class CredentialReading {
    private final FileSource files;
    private final KnownCredentials known;
    private final KnownCertificates issuers;
    private final PemFiles pem;
    private final Set<Path> shared;
    private final Map<Pair, Optional<Credential>> quiet;

    /**
     * @param pem those that need care; used by one thread at a time
     * @param shared files that stand in different pairs
     * @param about how many credentials will be asked for
     */
    CredentialReading(
            FileSource files,
            KnownCredentials known,
            KnownCertificates issuers,
            PemFiles pem,
            Set<Path> shared,
            int about) {
        this.files = files;
        this.known = known;
        this.issuers = issuers;
        this.pem = pem;
        this.shared = shared;
        this.quiet = new ConcurrentHashMap<>(2 * about);
    }

    /** The credential; empty if there is a fault, which is reported. */
    Optional<Credential> read(CredentialConfig config, Problems faults) {
        Pair pair = Pair.of(config);
        if (pair != null && !shared.contains(pair.cert()) && !shared.contains(pair.key())) {
            Optional<Credential> found = quiet.computeIfAbsent(pair, each -> findOrRead(each, config));
            if (found.isPresent()) {
                return found;
            }
        }
        synchronized (pem) {
            return new CredentialLoader(pem).load(config, faults);
        }
    }

    /** Everything that was asked for. */
    Set<Pair> pairs() {
        return quiet.keySet();
    }

    private Optional<Credential> findOrRead(Pair pair, CredentialConfig config) {
        Stamps stamps = known.stamps(pair);
        Credential same = stamps == null ? null : known.find(pair, stamps);
        if (same != null) {
            return Optional.of(same);
        }
        Problems told = new Problems();
        try (PemFiles own = new PemFiles(files, issuers)) {
            Optional<Credential> read = new CredentialLoader(own).load(config, told);
            if (!told.isEmpty()) {
                return Optional.empty();
            }
            if (stamps != null) {
                read.ifPresent(credential -> known.put(pair, stamps, credential));
            }
            return read;
        }
    }

    /** Files that stand in different pairs. */
    static Set<Path> shared(List<SslConfig> ssls) {
        Map<Path, Pair> first = new HashMap<>(4 * ssls.size());
        Set<Path> shared = new HashSet<>();
        for (SslConfig ssl : ssls) {
            for (CredentialConfig each : ssl.credentials()) {
                Pair pair = Pair.of(each);
                if (pair != null) {
                    note(pair.cert(), pair, first, shared);
                    note(pair.key(), pair, first, shared);
                }
            }
        }
        return shared;
    }

    private static void note(Path file, Pair pair, Map<Path, Pair> first, Set<Path> shared) {
        Pair other = first.putIfAbsent(file, pair);
        if (other != null && !other.equals(pair)) {
            shared.add(file);
        }
    }
}
