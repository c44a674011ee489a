// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.config.CrlConfig;
import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.PemSource;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Severity;
import io.gatehouse.config.SslConfig;
import io.gatehouse.core.admin.CrlStatus;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.FileStamp;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.tls.RevocationList;
import io.gatehouse.tls.Revocations;
import io.gatehouse.tls.SslIndex;
import io.gatehouse.tls.SslObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at CRL files between reloads: what changed is read, checked and handed over; what has a fault is told once and left. Also
 * tells of each list when it comes, and when it becomes stale. Reload thread only, but for {@link #status}.
 */
final class CrlWatch {
    private static final Logger log = LoggerFactory.getLogger(CrlWatch.class);

    private final ConfigLoader loader;
    private final Clock clock;
    private final Map<Path, FileStamp> seen = new HashMap<>();
    private Set<RevocationList> told = Set.of();
    private final Set<RevocationList> toldStale = new HashSet<>();
    private Set<Path> faulty = Set.of(); // what was read together when there was a fault
    private List<String> faults = List.of();
    private volatile CrlStatus status = CrlStatus.NONE;

    CrlWatch(ConfigLoader loader, Clock clock) {
        this.loader = loader;
        this.clock = clock;
    }

    /** What came of it so far; any thread. */
    CrlStatus status() {
        return status;
    }

    /**
     * Everything was loaded anew. Every file counts as changed once more, because it may have changed since it was read; the faults of
     * before are over.
     */
    void loaded(SslIndex index) {
        forget();
        faulty = Set.of();
        faults = List.of();
        status = new CrlStatus(status.checkedAt(), status.failures(), faults);
        tell(index);
        told.stream().filter(each -> each.isStale(clock.instant())).forEach(toldStale::add); // the load has warned
    }

    /** Every file counts as changed once more. */
    void forget() {
        seen.clear();
    }

    /** Looks at every file that the running configuration names; empty if no list is another one. */
    Optional<Loaded> look(Loaded running) {
        Set<Path> changed = changed(running.config());
        Optional<Loaded> next = changed.isEmpty() ? Optional.empty() : read(running, changed);
        status = new CrlStatus(clock.instant(), status.failures(), faults);
        warnOfStale(running.tls().index());
        return next;
    }

    private Set<Path> changed(GatewayConfig config) {
        Set<Path> changed = new HashSet<>();
        for (Path file : files(config)) {
            FileStamp now = FileStamp.of(file);
            if (!now.equals(seen.put(file, now))) {
                changed.add(file);
            }
        }
        if (!changed.isEmpty()) {
            changed.addAll(faulty); // their faults are to be among those that are there now
        }
        return changed;
    }

    private static Set<Path> files(GatewayConfig config) {
        Set<Path> files = new HashSet<>();
        for (SslConfig ssl : config.ssls()) {
            Optional<CrlConfig> crl = ssl.client().flatMap(client -> client.crl());
            if (crl.isPresent() && crl.get().source() instanceof PemSource.File file) {
                files.add(file.path());
            }
        }
        return files;
    }

    private Optional<Loaded> read(Loaded running, Set<Path> changed) {
        ConfigLoader.Result result = loader.refreshCrls(running, changed::contains);
        List<String> found = new ArrayList<>();
        for (Problem problem : result.problems().all()) {
            String text = problem.toString();
            if (problem.severity() == Severity.WARNING) {
                log.warn("{}", text);
                continue;
            }
            found.add(text);
            if (!faults.contains(text)) {
                log.error("{}", text);
                log.error("crl refresh refused, the running list stays field={}", problem.field());
            }
        }
        if (!found.isEmpty()) {
            status = new CrlStatus(status.checkedAt(), status.failures() + 1, found);
        }
        faulty = found.isEmpty() ? Set.of() : changed;
        faults = List.copyOf(found);
        return result.loaded().filter(next -> !next.tls().equals(running.tls()));
    }

    /** One line for each list that was not there before. */
    void tell(SslIndex index) {
        Map<RevocationList, List<String>> users = users(index);
        Instant now = clock.instant();
        users.forEach((list, ssls) -> {
            if (!told.contains(list)) {
                log.info(
                        "crl ssls={} issuer=\"{}\" thisUpdate={} nextUpdate={} ageSeconds={} entries={} stale={}",
                        Summary.shown(ssls),
                        list.issuerName(),
                        list.thisUpdate(),
                        list.nextUpdate().map(Instant::toString).orElse("none"),
                        Duration.between(list.thisUpdate(), now).toSeconds(),
                        list.entries(),
                        list.isStale(now));
            }
        });
        told = Set.copyOf(users.keySet());
        toldStale.retainAll(told);
    }

    private void warnOfStale(SslIndex index) {
        Instant now = clock.instant();
        users(index).forEach((list, ssls) -> {
            if (list.isStale(now) && toldStale.add(list)) {
                log.warn(
                        "crl became stale ssls={} issuer=\"{}\" nextUpdate={}: clients are refused unless on_stale_crl allows them",
                        Summary.shown(ssls),
                        list.issuerName(),
                        list.nextUpdate().map(Instant::toString).orElse("none"));
            }
        });
    }

    private static Map<RevocationList, List<String>> users(SslIndex index) {
        Map<RevocationList, List<String>> users = new LinkedHashMap<>();
        for (SslObject object : index.objects()) {
            Optional<Revocations> revocations = object.clientPolicy().flatMap(policy -> policy.revocations());
            for (RevocationList list : revocations.map(Revocations::lists).orElse(List.of())) {
                users.computeIfAbsent(list, unused -> new ArrayList<>()).add(object.id());
            }
        }
        return users;
    }
}
