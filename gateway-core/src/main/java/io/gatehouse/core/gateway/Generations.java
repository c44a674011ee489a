// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.config.ConfigDiff;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Problems;
import io.gatehouse.core.admin.Awaited;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.core.load.ReloadReport;
import io.gatehouse.core.load.SeenFiles;
import io.gatehouse.core.net.BindFailedException;
import io.gatehouse.core.net.RestartOnly;
import io.gatehouse.core.plan.Plan;
import io.gatehouse.core.plan.Planner;
import io.gatehouse.tls.OlderLists;
import io.gatehouse.tls.ShorterChains;
import io.gatehouse.tls.TlsAssets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings one generation after the other: when somebody asks, when files change, when a revocation list does, and when nobody confirms
 * what runs. Reads everything, decides whether it may run, and lets it take the place of what does.
 */
final class Generations {
    final Running running;
    final Reports reports;
    final Confirmation confirmation;
    final CrlWatch crls;
    final FileWatch files;
    final ServiceNotices notices = new ServiceNotices(System.getenv("NOTIFY_SOCKET"));

    private final Reloader reloader = new Reloader(this::reload);
    private final ConfigLoader loader;
    private final Clock clock;

    Generations(Engine engine, ConfigLoader loader, Loaded first, List<Problem> warnings, Clock clock) {
        this.loader = loader;
        this.clock = clock;
        this.running = new Running(engine, first, clock);
        this.reports = new Reports(running, warnings, clock);
        this.confirmation = new Confirmation(clock, running::generation, reloader::after, this::goBack);
        this.crls = new CrlWatch(loader, clock);
        this.files = new FileWatch(clock);
        crls.loaded(first.tls().index());
    }

    /** The thread on which all of this happens, and how to ask for it. */
    Reloader reloader() {
        return reloader;
    }

    /** One reload as anybody may ask for it; on the reload thread. */
    private ReloadOutcome reload() {
        return reload(ReloadOrder.PLAIN);
    }

    /** One reload, from reading to publishing; on the reload thread. None is done while the one before awaits its confirmation. */
    ReloadOutcome reload(ReloadOrder order) {
        reports.begin();
        notices.reloading();
        try {
            Awaited awaited = confirmation.awaited().orElse(null);
            ReloadOutcome outcome = awaited == null ? load(order) : notNow(awaited);
            reports.ended(outcome.report());
            return outcome;
        } finally {
            tellWhatRuns();
        }
    }

    /** Tells the service manager. */
    void tellWhatRuns() {
        notices.serving(running.snapshot(), reports.last());
    }

    /** Looks at the files, and loads them if it is time; on the reload thread, between reloads. */
    void lookAtFiles() {
        boolean wanted = running.loaded().config().watch().enabled(); // what was rolled back may have planned this look
        if (!wanted || confirmation.awaited().isPresent()) {
            return;
        }
        if (!files.isReady()) {
            noteFiles();
            return;
        }
        if (files.isDue()) {
            takeUpFiles(files.status().waiting());
        }
    }

    private void takeUpFiles(List<String> waiting) {
        reports.begin();
        if (waiting.isEmpty()) {
            notices.reloading(); // and not at each look at what cannot be taken up
        }
        try {
            loadFiles(waiting);
        } finally {
            tellWhatRuns();
        }
    }

    private void loadFiles(List<String> waiting) {
        ReloadReport report = load(ReloadOrder.WATCHED).report();
        boolean news = report.result() == ReloadReport.Result.REFUSED
                ? !files.status().waiting().equals(waiting)
                : report.result() == ReloadReport.Result.OK || !waiting.isEmpty();
        if (news) {
            reports.ended(report);
            if (report.result() == ReloadReport.Result.UNCHANGED) {
                reports.waitsNoMore();
            }
        }
    }

    /** What they say is not taken up yet: one may be half written. */
    private void noteFiles() {
        SeenFiles seen = new SeenFiles();
        ConfigLoader.Result unused = loader.load(seen);
        files.noted(seen);
    }

    /** Takes up CRL files that changed, and nothing else; on the reload thread, between reloads. */
    void refreshCrls() {
        reports.begin();
        try {
            Loaded next = crls.look(running.loaded()).orElse(null);
            if (next != null && running.replaceLists(next)) {
                reports.refreshedCrls();
                tellWhatRuns();
                crls.tell(next.tls().index());
            }
        } catch (RuntimeException | Error e) {
            crls.forget(); // what was seen may not be in force
            throw e;
        }
    }

    /** What was reloaded until further notice stays. False if nothing awaits that; on the reload thread. */
    boolean confirm() {
        boolean confirmed = confirmation.confirm();
        if (confirmed) {
            reports.confirmed();
        }
        return confirmed;
    }

    private ReloadOutcome load(ReloadOrder order) {
        try {
            return read(order);
        } catch (RuntimeException | Error e) {
            reports.ended(reports.failed(running.loaded().config(), e));
            throw e;
        }
    }

    private ReloadOutcome read(ReloadOrder order) {
        SeenFiles seen = running.loaded().config().watch().enabled() ? new SeenFiles() : null;
        ConfigLoader.Result result = seen == null ? loader.load() : loader.load(seen);
        Loaded next = result.loaded().orElse(null);
        ReloadOutcome outcome = next == null
                ? ReloadOutcome.of(refused(result.problems(), order))
                : consider(next, result.problems(), order, seen);
        ReloadReport report = outcome.report();
        if (outcome.lossy().isPresent()) {
            holdFiles(); // nobody wants them as they are
        }
        if (seen == null || report.result() != ReloadReport.Result.REFUSED) {
            files.took(seen);
        } else if (files.waits(seen, report.problems()) && order.cause() == ReloadOrder.Cause.FILES) {
            reports.waits(report);
        }
        return outcome;
    }

    private ReloadOutcome consider(Loaded next, Problems problems, ReloadOrder order, @Nullable SeenFiles seen) {
        if (next.sameAs(running.loaded())) {
            return ReloadOutcome.of(unchanged(problems, order));
        }
        if (order.cause() == ReloadOrder.Cause.FILES) {
            Refusals.newlyFaulty(running.loaded(), next).forEach(problems::add);
            Refusals.emptied(next.config(), files.emptied(seen)).forEach(problems::add);
        }
        return change(next, problems, order);
    }

    private ReloadOutcome change(Loaded next, Problems problems, ReloadOrder order) {
        Loaded before = running.loaded();
        ConfigDiff diff = ConfigDiff.between(before.config(), next.config());
        RestartOnly.of(diff, before.config(), next.config()).forEach(problem -> problems.add(problems.placed(problem)));
        ShorterChains.warn(before.tls().index(), next.tls().index(), next.config(), problems);
        OlderLists.warn(before.tls().index(), next.tls().index(), next.config(), problems);
        if (problems.hasErrors()) {
            return ReloadOutcome.of(refused(problems, order));
        }
        Plan lossy = order.requireSafe() ? lossyPlan(before, next).orElse(null) : null;
        if (lossy != null) {
            problems.add(Refusals.lossy(next.config(), lossy));
            return new ReloadOutcome(refused(problems, order), Optional.of(lossy), Optional.empty());
        }
        try {
            if (!running.replace(next)) {
                return ReloadOutcome.of(reports.refusedByEnd(problems));
            }
            Optional<Awaited> awaited = order.confirm().map(within -> confirmation.await(before, within));
            ReloadReport report = reports.ok(diff, before.tls(), problems, awaited);
            crls.loaded(next.tls().index());
            return new ReloadOutcome(report, Optional.empty(), awaited);
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

    /** Log rotation sends SIGHUP too, and moves nothing but the access log. */
    private ReloadReport unchanged(Problems problems, ReloadOrder order) {
        if (order.cause() == ReloadOrder.Cause.ASKED && !reopenAccessLog(problems)) {
            return reports.refused(problems, order);
        }
        return reports.unchanged(problems, order);
    }

    private ReloadOutcome notNow(Awaited awaited) {
        Problems problems = new Problems();
        problems.add(Refusals.awaited(running.loaded().config(), awaited));
        ReloadReport refused = refused(problems, ReloadOrder.PLAIN);
        return new ReloadOutcome(refused, Optional.empty(), Optional.of(awaited));
    }

    /** Log rotation is no reload, and must not wait for one that is not refused. */
    private ReloadReport refused(Problems problems, ReloadOrder order) {
        if (order.cause() == ReloadOrder.Cause.ASKED) {
            reopenAccessLog(problems);
        }
        return reports.refused(problems, order);
    }

    /** That of what runs; false if it cannot be, which is reported, and the old one stays. */
    private boolean reopenAccessLog(Problems problems) {
        try {
            running.reopenAccessLog();
            return true;
        } catch (LogDestination.UnusableException e) {
            problems.add(problems.placed(e.problem()));
            return false;
        }
    }

    /** Nobody confirmed: what ran before runs again. If it cannot, because a port is taken, the same is tried again. */
    private void goBack(Loaded previous) {
        reports.begin();
        TlsAssets abandoned = running.loaded().tls();
        // its lists are as old as it is: whoever was revoked meanwhile stays out, also if a file cannot be read
        Loaded known = previous.withNewestLists(running.loaded());
        Loaded next = loader.refreshCrls(known, file -> true).loaded().orElse(known);
        ConfigDiff diff = ConfigDiff.between(running.loaded().config(), previous.config());
        try {
            if (running.replace(next)) {
                Problems older = new Problems();
                OlderLists.warn(abandoned.index(), next.tls().index(), next.config(), older);
                reports.ended(reports.rolledBack(diff, abandoned, older));
                tellWhatRuns();
                holdFiles();
                crls.loaded(next.tls().index());
                refreshCrls(); // tells of those that could not be read
            }
        } catch (LogDestination.UnusableException e) {
            goBackLater(previous, e.problem());
        } catch (BindFailedException e) {
            goBackLater(previous, e.problem());
        }
    }

    /** The files are those that nobody confirmed, or that had to be safe and are not: whoever mends them says so. */
    private void holdFiles() {
        if (running.loaded().config().watch().enabled()) {
            files.hold();
            reports.watchHeld();
        }
    }

    private void goBackLater(Loaded previous, Problem problem) {
        reports.notRolledBack(problem, confirmation.again(previous));
    }
}
