// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench;

/** What was measured of one server with so many certificates. Filled in by {@link Round}; one thread. */
final class Result {
    final String server;
    final int count;
    double startSeconds;
    double startProcessorSeconds;
    long baseKib;
    long residentKib;
    long settledKib;
    long afterKib;
    int failures;
    final Latencies firstUse = new Latencies();
    final Latencies secondUse = new Latencies();
    final Latencies reload = new Latencies();
    final Latencies reloadProcessorSeconds = new Latencies();
    final Crowd.Sample calm = new Crowd.Sample();
    final Crowd.Sample during = new Crowd.Sample();

    Result(String server, int count) {
        this.server = server;
        this.count = count;
    }

    static String head() {
        return """
                | server | certificates | start | processor at start | resident, each | settled, each | after reloads, each | replaced one served after | worst | processor a reload | failed | first use p50 / p99 | again p50 / p99 | new connection p99: calm / reload | kept connection p99: calm / reload |
                | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
                """;
    }

    String line() {
        return "| %s | %,d | %.2f s | %.1f s | %.1f KiB | %.1f KiB | %.1f KiB | %.0f ms | %.0f ms | %.2f s | %d | %.1f / %.1f ms | %.1f / %.1f ms | %.1f / %.1f ms | %.1f / %.1f ms |%n"
                .formatted(
                        server,
                        count,
                        startSeconds,
                        startProcessorSeconds,
                        each(residentKib),
                        each(settledKib),
                        each(afterKib),
                        reload.percentile(50),
                        reload.percentile(100),
                        reloadProcessorSeconds.percentile(50) / 1e3,
                        failures,
                        firstUse.percentile(50),
                        firstUse.percentile(99),
                        secondUse.percentile(50),
                        secondUse.percentile(99),
                        calm.fresh.percentile(99),
                        during.fresh.percentile(99),
                        calm.kept.percentile(99),
                        during.kept.percentile(99));
    }

    String json() {
        return """
                {"server": "%s", "certificates": %d, "start_seconds": %.3f, "start_processor_seconds": %.2f, "base_kib": %d, \
                "resident_kib": %d, "settled_kib": %d, "after_reloads_kib": %d, "reload_ms_p50": %.1f, "reload_ms_max": %.1f, \
                "reload_processor_ms_p50": %.0f, "failed": %d, "first_use_ms_p50": %.2f, "first_use_ms_p99": %.2f, \
                "again_ms_p50": %.2f, "again_ms_p99": %.2f, "new_calm_ms_p99": %.2f, "new_reload_ms_p99": %.2f, \
                "kept_calm_ms_p99": %.2f, "kept_reload_ms_p99": %.2f, "new_during": %d, "kept_during": %d}""".formatted(
                        server,
                        count,
                        startSeconds,
                        startProcessorSeconds,
                        baseKib,
                        residentKib,
                        settledKib,
                        afterKib,
                        reload.percentile(50),
                        reload.percentile(100),
                        reloadProcessorSeconds.percentile(50),
                        failures,
                        firstUse.percentile(50),
                        firstUse.percentile(99),
                        secondUse.percentile(50),
                        secondUse.percentile(99),
                        calm.fresh.percentile(99),
                        during.fresh.percentile(99),
                        calm.kept.percentile(99),
                        during.kept.percentile(99),
                        during.fresh.count(),
                        during.kept.count());
    }

    private double each(long kib) {
        return (double) (kib - baseKib) / count;
    }
}
