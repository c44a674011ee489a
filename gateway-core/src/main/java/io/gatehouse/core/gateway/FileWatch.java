// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.config.Problem;
import io.gatehouse.core.admin.WatchStatus;
import io.gatehouse.core.load.SeenFiles;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells when files have to be loaded again: once what changed was the same at two looks, so that nobody reads what is still being
 * written. What does not fit together, such as a new certificate beside the old key, is told once and tried again at each look.
 * After a rollback, or a refusal of what is lossy, nothing is due until somebody reloads. Reload thread only, but for {@link #status}.
 */
final class FileWatch {
    private final Clock clock;
    private @Nullable SeenFiles loaded; // by the last load, whatever came of it; null if nobody noted that
    private SeenFiles.@Nullable View taken; // by the last load; null if nobody has taken what the files say
    private SeenFiles.@Nullable View last; // of the last look
    private SeenFiles.@Nullable View runs; // what was seen when what runs was loaded
    private volatile WatchStatus status = WatchStatus.NONE;

    FileWatch(Clock clock) {
        this.clock = clock;
    }

    /** What came of it so far; any thread. */
    WatchStatus status() {
        return status;
    }

    /** Whether anything can be said of files: the start, and loads before the watch was switched on, noted nothing. */
    boolean isReady() {
        return loaded != null || status.held();
    }

    /** A look, the first one: which files there are, and what they look like. Not taken until they are the same at the next. */
    void noted(SeenFiles seen) {
        loaded = seen;
        taken = null;
        last = seen.then();
        runs = last;
        status = new WatchStatus(clock.instant(), status.waiting(), false);
    }

    /** A look. Whether it is time for a load. */
    boolean isDue() {
        if (status.held() || loaded == null) {
            return false;
        }
        status = new WatchStatus(clock.instant(), status.waiting(), false);
        SeenFiles.View now = loaded.now();
        boolean quiet = now.equals(last);
        last = now;
        return now.equals(taken) ? !status.waiting().isEmpty() : quiet;
    }

    /** Something was loaded, and runs or ran already. */
    void took(@Nullable SeenFiles seen) {
        loads(seen);
        runs = taken;
        status = new WatchStatus(status.checkedAt(), List.of(), false);
    }

    /** Patterns of {@code resources} that match nothing any more, but did when what runs was loaded. */
    List<String> emptied(@Nullable SeenFiles seen) {
        return seen == null || runs == null ? List.of() : seen.then().emptiedSince(runs);
    }

    /**
     * What was loaded runs no more, or had to be safe and is lossy, and its files are still there: any look, or a change such as a
     * renewed certificate, would bring it with nobody to confirm it. So nothing is due until something is taken that somebody asked for.
     */
    void hold() {
        status = new WatchStatus(status.checkedAt(), List.of(), true);
    }

    /** Something was loaded and cannot run. Whether the reasons are others than before, and have to be told. */
    boolean waits(SeenFiles seen, List<Problem> problems) {
        if (status.held()) {
            return false;
        }
        loads(seen);
        List<String> before = status.waiting();
        status = new WatchStatus(
                status.checkedAt(), problems.stream().map(Problem::toString).toList(), false);
        return !status.waiting().equals(before);
    }

    private void loads(@Nullable SeenFiles seen) {
        loaded = seen;
        taken = seen == null ? null : seen.then();
        last = null;
    }
}
