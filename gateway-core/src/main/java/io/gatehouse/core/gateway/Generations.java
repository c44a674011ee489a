// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.config.ConfigDiff;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Problems;
import io.gatehouse.config.Severity;
import io.gatehouse.core.admin.CrlStatus;
import io.gatehouse.core.admin.GatewayView;
import io.gatehouse.core.admin.OcspStatus;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.core.load.ReloadReport;
import io.gatehouse.core.metrics.ExchangeCounters;
import io.gatehouse.core.metrics.HandshakeCounters;
import io.gatehouse.core.net.BindFailedException;
import io.gatehouse.core.net.ConnectionLimit;
import io.gatehouse.core.net.Listener;
import io.gatehouse.core.net.Listeners;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.gatehouse.tls.ShorterChains;
import io.gatehouse.tls.TlsAssets;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was loaded, one generation after the other. A reload reads everything, prepares everything that can fail, and only
 * then changes something: by one publication that cannot.
 */
final class Generations implements GatewayView {
    private static final Logger log = LoggerFactory.getLogger(Generations.class);

    private final Engine engine;
    private final ConfigLoader loader;
    private final CrlWatch crls;
    private final Clock clock;
    private Loaded running; // this and the next: reload thread only
    private long begunNanos;
    private volatile Instant loadedAt;
    private volatile ReloadReport lastReload;
    private volatile boolean draining;

    Generations(Engine engine, ConfigLoader loader, Loaded first, List<Problem> warnings, Clock clock) {
        this.engine = engine;
        this.loader = loader;
        this.crls = new CrlWatch(loader, clock);
        this.running = first;
        this.clock = clock;
        this.loadedAt = clock.instant();
        this.lastReload = new ReloadReport(loadedAt, ReloadReport.Result.OK, 1, ReloadReport.Changes.NONE, warnings);
        crls.loaded(first.tls().index());
    }

    /** What is loaded; reload thread only. */
    Loaded running() {
        return running;
    }

    /** One reload, from reading to publishing; on the reload thread. */
    ReloadReport reload() {
        begunNanos = System.nanoTime();
        ConfigLoader.Result result = loader.load();
        Loaded next = result.loaded().orElse(null);
        ReloadReport report = next == null
                ? refused(result.problems())
                : next.sameAs(running) ? unchanged(next, result.problems()) : change(next, result.problems());
        lastReload = report;
        return report;
    }

    private ReloadReport change(Loaded next, Problems problems) {
        TlsAssets before = running.tls();
        ConfigDiff diff = ConfigDiff.between(running.config(), next.config());
        diff.restartOnly().forEach(problem -> problems.add(problems.placed(problem)));
        ShorterChains.warn(before.index(), next.tls().index(), next.config(), problems);
        if (problems.hasErrors()) {
            return refused(problems);
        }
        GatewaySnapshot snapshot = GatewaySnapshot.of(generation() + 1, next.config(), next.tls());
        engine.prepare(next.tls());
        try (Listeners.Change listeners = engine.listeners.prepare(next.config().listeners())) {
            OutputStream accessLog = LogDestination.open(next.config());
            if (!publish(next, snapshot, listeners, accessLog)) {
                return report(ReloadReport.Result.REFUSED, problems);
            }
            logProblems(problems);
            log.info("reload ok generation={} {} tookMs={}", generation(), Summary.of(diff), tookMillis());
            crls.loaded(next.tls().index());
            return report(ReloadReport.Result.OK, Summary.changes(diff, before, next.tls()), problems);
        } catch (LogDestination.UnusableException e) {
            problems.add(problems.placed(e.problem()));
        } catch (BindFailedException e) {
            problems.add(e.problem());
        }
        return refused(problems);
    }

    /**
     * The point of no return: nothing in it can fail. Exclusive with the begin of a drain, after which no port may open.
     *
     * @return false if the gateway is ending; then nothing has changed
     */
    private synchronized boolean publish(
            Loaded next, GatewaySnapshot snapshot, Listeners.Change listeners, @Nullable OutputStream accessLog) {
        engine.accessLog.switchTo(accessLog);
        if (draining) {
            return false;
        }
        engine.publish(snapshot, next.tls());
        listeners.commit();
        running = next;
        loadedAt = clock.instant();
        return true;
    }

    /** Takes up CRL files that changed, and nothing else; on the reload thread, between reloads. */
    void refreshCrls() {
        begunNanos = System.nanoTime();
        Loaded next = crls.look(running).orElse(null);
        if (next != null && publish(next)) {
            log.info("crl refresh ok generation={} tookMs={}", generation(), tookMillis());
            crls.tell(next.tls().index());
        }
    }

    /** As with a reload, but only lists are others: no listener, no route and no upstream changes hands. */
    private synchronized boolean publish(Loaded next) {
        if (draining) {
            return false;
        }
        engine.publish(snapshot().with(next.tls().index()), next.tls());
        running = next;
        loadedAt = clock.instant();
        return true;
    }

    /** Says so; and takes up the access log anew, because log rotation moves the file and then sends SIGHUP. */
    private ReloadReport unchanged(Loaded same, Problems problems) {
        try {
            engine.accessLog.switchTo(LogDestination.open(same.config()));
        } catch (LogDestination.UnusableException e) {
            problems.add(problems.placed(e.problem()));
            return refused(problems);
        }
        log.info("reload ok generation={} changed=nothing tookMs={}", generation(), tookMillis());
        return report(ReloadReport.Result.UNCHANGED, problems);
    }

    private ReloadReport refused(Problems problems) {
        logProblems(problems);
        log.error(
                "reload refused generation={} problems={} tookMs={}",
                generation(),
                problems.all().size(),
                tookMillis());
        return report(ReloadReport.Result.REFUSED, problems);
    }

    private ReloadReport report(ReloadReport.Result result, Problems problems) {
        return report(result, ReloadReport.Changes.NONE, problems);
    }

    private ReloadReport report(ReloadReport.Result result, ReloadReport.Changes changes, Problems problems) {
        return new ReloadReport(clock.instant(), result, generation(), changes, problems.all());
    }

    /** From now on not ready any more. */
    synchronized void beginDrain() {
        draining = true;
    }

    @Override
    public boolean ready() {
        return !draining && !engine.listeners.all().isEmpty();
    }

    @Override
    public GatewaySnapshot snapshot() {
        return engine.snapshots.current();
    }

    @Override
    public Instant loadedAt() {
        return loadedAt;
    }

    @Override
    public ReloadReport lastReload() {
        return lastReload;
    }

    @Override
    public Collection<Listener> listeners() {
        return new ArrayList<>(engine.listeners.all());
    }

    @Override
    public ConnectionLimit connections() {
        return engine.limit;
    }

    @Override
    public ExchangeCounters exchanges() {
        return engine.exchanges;
    }

    @Override
    public HandshakeCounters handshakes() {
        return engine.handshakes;
    }

    @Override
    public CrlStatus crls() {
        return crls.status();
    }

    @Override
    public OcspStatus ocsp() {
        return engine.ocsp.status();
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public long droppedLogLines() {
        return engine.accessLog.dropped();
    }

    @Override
    public long memoryShortages() {
        return engine.memoryShortages();
    }

    private long generation() {
        return snapshot().generation();
    }

    private static void logProblems(Problems problems) {
        for (Problem problem : problems.all()) {
            if (problem.severity() == Severity.ERROR) {
                log.error("{}", problem);
            } else {
                log.warn("{}", problem);
            }
        }
    }

    private long tookMillis() {
        return (System.nanoTime() - begunNanos) / 1_000_000;
    }
}
