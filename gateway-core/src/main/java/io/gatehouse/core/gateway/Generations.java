// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.config.ConfigDiff;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Problems;
import io.gatehouse.config.Severity;
import io.gatehouse.core.admin.Awaited;
import io.gatehouse.core.admin.CrlStatus;
import io.gatehouse.core.admin.GatewayView;
import io.gatehouse.core.admin.OcspStatus;
import io.gatehouse.core.admin.Readiness;
import io.gatehouse.core.admin.WatchStatus;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.core.load.ReloadReport;
import io.gatehouse.core.load.SeenFiles;
import io.gatehouse.core.metrics.ExchangeCounters;
import io.gatehouse.core.metrics.HandshakeCounters;
import io.gatehouse.core.metrics.SslUsage;
import io.gatehouse.core.metrics.Tally;
import io.gatehouse.core.net.BindFailedException;
import io.gatehouse.core.net.ConnectionLimit;
import io.gatehouse.core.net.Listener;
import io.gatehouse.core.net.Listeners;
import io.gatehouse.core.plan.Plan;
import io.gatehouse.core.plan.Planner;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.gatehouse.tls.ExpiryTable;
import io.gatehouse.tls.ShorterChains;
import io.gatehouse.tls.TlsAssets;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was loaded, one generation after the other. A reload reads everything, prepares everything that can fail, and only
 * then changes something: by one publication that cannot.
 */
final class Generations implements GatewayView {
    private static final Logger log = LoggerFactory.getLogger(Generations.class);

    /** Between attempts to go back. */
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final Engine engine;
    private final ConfigLoader loader;
    private final Reloader reloader = new Reloader(this::reload);
    private final Confirmation confirmation;
    private final CrlWatch crls;
    private final FileWatch files;
    private final Clock clock;
    private Loaded running; // this and the next: reload thread only
    private long begunNanos;
    private volatile Instant loadedAt;
    private volatile ReloadReport lastReload;
    private volatile boolean draining;
    private volatile @Nullable Expiries expiries;
    private final Tally<ReloadReport.Result> reloads = new Tally<>(ReloadReport.Result.class);

    Generations(Engine engine, ConfigLoader loader, Loaded first, List<Problem> warnings, Clock clock) {
        this.engine = engine;
        this.loader = loader;
        this.crls = new CrlWatch(loader, clock);
        this.files = new FileWatch(clock);
        this.running = first;
        this.clock = clock;
        this.confirmation = new Confirmation(clock, reloader::after, this::goBack);
        this.loadedAt = clock.instant();
        this.lastReload = new ReloadReport(loadedAt, ReloadReport.Result.OK, 1, ReloadReport.Changes.NONE, warnings);
        crls.loaded(first.tls().index());
    }

    /** The thread on which all of this happens, and how to ask for it. */
    Reloader reloader() {
        return reloader;
    }

    /** What is loaded; reload thread only. */
    Loaded running() {
        return running;
    }

    /** One reload as anybody may ask for it; on the reload thread. */
    private ReloadOutcome reload() {
        return reload(ReloadOrder.PLAIN);
    }

    /** One reload, from reading to publishing; on the reload thread. None is done while the one before awaits its confirmation. */
    ReloadOutcome reload(ReloadOrder order) {
        begunNanos = System.nanoTime();
        Awaited awaited = confirmation.awaited().orElse(null);
        ReloadOutcome outcome = awaited == null ? load(order) : notNow(awaited);
        ended(outcome.report());
        return outcome;
    }

    private void ended(ReloadReport report) {
        lastReload = report;
        reloads.add(report.result());
    }

    /** Looks at the files, and loads them if it is time; on the reload thread, between reloads. */
    void lookAtFiles() {
        if (confirmation.awaited().isPresent() || !files.isDue()) {
            return;
        }
        begunNanos = System.nanoTime();
        List<String> waiting = files.status().waiting();
        ReloadReport report = load(ReloadOrder.WATCHED).report();
        boolean news = report.result() == ReloadReport.Result.REFUSED
                ? !files.status().waiting().equals(waiting)
                : report.result() == ReloadReport.Result.OK || !waiting.isEmpty();
        if (news) {
            ended(report);
        }
    }

    /** What was reloaded until further notice stays. False if nothing awaits that; on the reload thread. */
    boolean confirm() {
        boolean confirmed = confirmation.confirm();
        if (confirmed) {
            log.info("reload confirmed generation={}", generation());
        }
        return confirmed;
    }

    private ReloadOutcome load(ReloadOrder order) {
        SeenFiles seen = running.config().watch().enabled() ? new SeenFiles() : null;
        ConfigLoader.Result result = seen == null ? loader.load() : loader.load(seen);
        Loaded next = result.loaded().orElse(null);
        ReloadOutcome outcome = next == null
                ? ReloadOutcome.of(refused(result.problems(), order))
                : consider(next, result.problems(), order);
        ReloadReport report = outcome.report();
        if (seen == null || report.result() != ReloadReport.Result.REFUSED) {
            files.took(seen);
        } else if (files.waits(seen, report.problems()) && order.cause() == ReloadOrder.Cause.FILES) {
            report.problems().forEach(problem -> log.warn("{}", problem));
            log.warn(
                    "watch waits generation={} problems={}: what runs goes on",
                    generation(),
                    report.problems().size());
        }
        return outcome;
    }

    private ReloadOutcome consider(Loaded next, Problems problems, ReloadOrder order) {
        if (next.sameAs(running)) {
            return ReloadOutcome.of(unchanged(next, problems, order));
        }
        if (order.cause() == ReloadOrder.Cause.FILES) {
            Refusals.newlyFaulty(running, next).forEach(problems::add);
        }
        return change(next, problems, order);
    }

    private ReloadOutcome change(Loaded next, Problems problems, ReloadOrder order) {
        Loaded before = running;
        ConfigDiff diff = ConfigDiff.between(before.config(), next.config());
        diff.restartOnly().forEach(problem -> problems.add(problems.placed(problem)));
        ShorterChains.warn(before.tls().index(), next.tls().index(), next.config(), problems);
        if (problems.hasErrors()) {
            return ReloadOutcome.of(refused(problems, order));
        }
        Plan lossy = order.requireSafe() ? lossyPlan(before, next).orElse(null) : null;
        if (lossy != null) {
            problems.add(Refusals.lossy(next.config(), lossy));
            return new ReloadOutcome(refused(problems, order), Optional.of(lossy), Optional.empty());
        }
        try {
            if (!take(next)) {
                return ReloadOutcome.of(report(ReloadReport.Result.REFUSED, problems));
            }
            Optional<Awaited> awaited = order.confirm().map(within -> confirmation.await(before, generation(), within));
            logProblems(problems);
            log.info("reload ok generation={} {} tookMs={}", generation(), Summary.of(diff), tookMillis());
            awaited.ifPresent(until -> log.info("reload awaits its confirmation until={}", until.until()));
            crls.loaded(next.tls().index());
            ReloadReport.Changes changes = Summary.changes(diff, before.tls(), next.tls());
            return new ReloadOutcome(report(ReloadReport.Result.OK, changes, problems), Optional.empty(), awaited);
        } catch (LogDestination.UnusableException e) {
            problems.add(problems.placed(e.problem()));
        } catch (BindFailedException e) {
            problems.add(e.problem());
        }
        return ReloadOutcome.of(refused(problems, order));
    }

    private Optional<Plan> lossyPlan(Loaded before, Loaded next) {
        Plan plan = Planner.plan(before, next, clock.instant(), ssl -> "");
        return Optional.of(plan).filter(Plan::isLossy);
    }

    /** Nobody confirmed: what ran before runs again. If it cannot, because a port is taken, the same is tried again. */
    private void goBack(Loaded previous) {
        begunNanos = System.nanoTime();
        TlsAssets abandoned = running.tls();
        ConfigDiff diff = ConfigDiff.between(running.config(), previous.config());
        try {
            if (take(previous)) {
                log.warn("reload rolled back generation={} {} tookMs={}", generation(), Summary.of(diff), tookMillis());
                ReloadReport.Changes changes = Summary.changes(diff, abandoned, previous.tls());
                ended(report(ReloadReport.Result.ROLLED_BACK, changes, new Problems()));
                crls.loaded(previous.tls().index());
                refreshCrls(); // its lists are as old as it is
            }
        } catch (LogDestination.UnusableException e) {
            goBackLater(previous, e.problem());
        } catch (BindFailedException e) {
            goBackLater(previous, e.problem());
        }
    }

    private void goBackLater(Loaded previous, Problem problem) {
        log.error("{}", problem);
        Awaited again = confirmation.await(previous, generation(), AGAIN);
        log.error("reload not rolled back generation={}, tried again at={}", generation(), again.until());
    }

    /**
     * Prepares everything that can fail, then publishes.
     *
     * @return false if the gateway is ending; then nothing has changed
     */
    private boolean take(Loaded next) throws BindFailedException, LogDestination.UnusableException {
        GatewaySnapshot snapshot = GatewaySnapshot.of(generation() + 1, next.config(), next.tls());
        engine.prepare(next.tls());
        try (Listeners.Change listeners = engine.listeners.prepare(next.config().listeners())) {
            return publish(next, snapshot, listeners, LogDestination.open(next.config()));
        }
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
    private ReloadReport unchanged(Loaded same, Problems problems, ReloadOrder order) {
        if (order.cause() == ReloadOrder.Cause.FILES) {
            return report(ReloadReport.Result.UNCHANGED, problems);
        }
        try {
            engine.accessLog.switchTo(LogDestination.open(same.config()));
        } catch (LogDestination.UnusableException e) {
            problems.add(problems.placed(e.problem()));
            return refused(problems, order);
        }
        log.info("reload ok generation={} changed=nothing tookMs={}", generation(), tookMillis());
        return report(ReloadReport.Result.UNCHANGED, problems);
    }

    /** Log rotation is no reload, and must not wait for one. */
    private ReloadOutcome notNow(Awaited awaited) {
        Problems problems = new Problems();
        problems.add(Refusals.awaited(running.config(), awaited));
        try {
            engine.accessLog.switchTo(LogDestination.open(running.config()));
        } catch (LogDestination.UnusableException e) {
            problems.add(e.problem());
        }
        return new ReloadOutcome(refused(problems, ReloadOrder.PLAIN), Optional.empty(), Optional.of(awaited));
    }

    /** What files are waited for is told by those who wait. */
    private ReloadReport refused(Problems problems, ReloadOrder order) {
        if (order.cause() == ReloadOrder.Cause.ASKED) {
            logProblems(problems);
            log.error(
                    "reload refused generation={} problems={} tookMs={}",
                    generation(),
                    problems.all().size(),
                    tookMillis());
        }
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
    public Readiness readiness() {
        boolean serving = !draining && !engine.listeners.all().isEmpty();
        GatewaySnapshot now = snapshot();
        return Readiness.of(
                serving, now.config().expiry(), expiries(), now.ssls().quarantined(), clock.instant());
    }

    @Override
    public long reloads(ReloadReport.Result result) {
        return reloads.count(result);
    }

    /** Made when somebody asks, once for each generation: a reload has no time for it. */
    @Override
    public ExpiryTable expiries() {
        GatewaySnapshot now = snapshot();
        Expiries known = expiries;
        if (known == null || known.generation != now.generation()) {
            known = new Expiries(now.generation(), ExpiryTable.of(now.ssls()));
            expiries = known;
        }
        return known.table;
    }

    @Override
    public SslUsage usage() {
        return engine.handshakes.usage();
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
    public Optional<Awaited> awaited() {
        return confirmation.awaited();
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
    public WatchStatus watch() {
        return files.status();
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

    /** The table of one generation; by its number, so that nothing else of the generation is kept. */
    private record Expiries(long generation, ExpiryTable table) {}
}
