// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.config.ConfigDiff;
import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Problems;
import io.gatehouse.config.Severity;
import io.gatehouse.core.admin.Awaited;
import io.gatehouse.core.load.ReloadReport;
import io.gatehouse.core.metrics.Tally;
import io.gatehouse.tls.TlsAssets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how loads end: by lines of the log, and by reports for whoever asks. Reload thread only, but for {@link #last} and
 * {@link #count}.
 */
final class Reports {
    private static final Logger log = LoggerFactory.getLogger(Reports.class);

    private final Running running;
    private final Clock clock;
    private final Tally<ReloadReport.Result> counts = new Tally<>(ReloadReport.Result.class);
    private volatile ReloadReport last;
    private long begunNanos;

    /** The start was a load too, which brought these warnings. */
    Reports(Running running, List<Problem> warnings, Clock clock) {
        this.running = running;
        this.clock = clock;
        this.last =
                new ReloadReport(running.loadedAt(), ReloadReport.Result.OK, 1, ReloadReport.Changes.NONE, warnings);
    }

    /** The last load. */
    ReloadReport last() {
        return last;
    }

    /** How many reloads ended so. */
    long count(ReloadReport.Result result) {
        return counts.count(result);
    }

    /** Something begins now, whatever comes of it. */
    void begin() {
        begunNanos = System.nanoTime();
    }

    /** From now on it is the last load. */
    void ended(ReloadReport report) {
        last = report;
        counts.add(report.result());
    }

    /** Another generation runs, until further notice if that is awaited. */
    ReloadReport ok(ConfigDiff diff, TlsAssets before, Problems problems, Optional<Awaited> awaited) {
        logAll(problems);
        log.info("reload ok generation={} {} tookMs={}", running.generation(), Summary.of(diff), tookMillis());
        awaited.ifPresent(until -> log.info("reload awaits its confirmation until={}", until.until()));
        return report(ReloadReport.Result.OK, changes(diff, before), problems);
    }

    /** Nothing differs, and what the files are warned of is still so; who did not ask is not told. */
    ReloadReport unchanged(Problems problems, ReloadOrder order) {
        if (order.cause() == ReloadOrder.Cause.ASKED) {
            logAll(problems);
            log.info("reload ok generation={} changed=nothing tookMs={}", running.generation(), tookMillis());
        }
        return report(ReloadReport.Result.UNCHANGED, ReloadReport.Changes.NONE, problems);
    }

    /** What ran before goes on. What files are waited for is told by {@link #waits}. */
    ReloadReport refused(Problems problems, ReloadOrder order) {
        if (order.cause() == ReloadOrder.Cause.ASKED) {
            logAll(problems);
            log.error(
                    "reload refused generation={} problems={} tookMs={}",
                    running.generation(),
                    problems.all().size(),
                    tookMillis());
        }
        return refusedByEnd(problems);
    }

    /** A fault of ours ended a load, which is logged where it is caught. */
    ReloadReport failed(GatewayConfig config, Throwable fault) {
        Problems problems = new Problems();
        problems.add(Refusals.fault(config, fault));
        return refusedByEnd(problems);
    }

    /** What ran before goes on until it ends, which is told by others. */
    ReloadReport refusedByEnd(Problems problems) {
        return report(ReloadReport.Result.REFUSED, ReloadReport.Changes.NONE, problems);
    }

    /** Files changed and do not fit together, for reasons that were not told yet. */
    void waits(ReloadReport refused) {
        refused.problems().forEach(problem -> log.warn("{}", problem));
        log.warn(
                "watch waits generation={} problems={}: what runs goes on",
                running.generation(),
                refused.problems().size());
    }

    /** What did not fit is as it was before. */
    void waitsNoMore() {
        log.info("watch waits no more generation={}: the files say what runs", running.generation());
    }

    /** What awaited confirmation stays. */
    void confirmed() {
        log.info("reload confirmed generation={}", running.generation());
    }

    /** What ran before runs again. */
    ReloadReport rolledBack(ConfigDiff diff, TlsAssets abandoned, Problems problems) {
        logAll(problems);
        log.warn("reload rolled back generation={} {} tookMs={}", running.generation(), Summary.of(diff), tookMillis());
        return report(ReloadReport.Result.ROLLED_BACK, changes(diff, abandoned), problems);
    }

    /** Files that change are not taken up any more. */
    void watchHeld() {
        log.warn(
                "watch held generation={}: files that change are not taken up until somebody reloads; mend them, then 'gatehouse reload'",
                running.generation());
    }

    /** What ran before cannot run again yet. */
    void notRolledBack(Problem problem, Awaited again) {
        log.error("{}", problem);
        log.error("reload not rolled back generation={}, tried again at={}", running.generation(), again.until());
    }

    /** Other revocation lists count. */
    void refreshedCrls() {
        log.info("crl refresh ok generation={} tookMs={}", running.generation(), tookMillis());
    }

    private ReloadReport report(ReloadReport.Result result, ReloadReport.Changes changes, Problems problems) {
        return new ReloadReport(clock.instant(), result, running.generation(), changes, problems.all());
    }

    private ReloadReport.Changes changes(ConfigDiff diff, TlsAssets before) {
        return Summary.changes(diff, before, running.loaded().tls());
    }

    private static void logAll(Problems problems) {
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
