// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import io.gatehouse.config.Label;
import io.gatehouse.core.load.ReloadReport;
import io.gatehouse.core.metrics.ExchangeCounters;
import io.gatehouse.core.metrics.Metric;
import io.gatehouse.core.metrics.MetricsText;
import io.gatehouse.core.net.ConnectionLimit;
import io.gatehouse.core.os.DirectMemory;
import io.gatehouse.core.os.Heap;
import io.gatehouse.core.os.VersionInfo;
import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.proxy.upstream.UpstreamCounters;
import io.gatehouse.tls.ClientPolicy;
import io.gatehouse.tls.Expiry;
import io.gatehouse.tls.ExpiryTable;
import io.gatehouse.tls.HandshakeFailure;
import io.gatehouse.tls.RevocationList;
import io.gatehouse.tls.SslIndex;
import io.gatehouse.tls.SslObject;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** Writes what a scraper reads: the counters of the status page, and how near certificates and lists are to their end. */
final class MetricsPage {
    private static final Set<ReloadReport.Result> FILES_SERVE =
            EnumSet.of(ReloadReport.Result.OK, ReloadReport.Result.UNCHANGED);

    private final GatewayView view;
    private final Instant now;
    private final MetricsText text = new MetricsText();

    private MetricsPage(GatewayView view) {
        this.view = view;
        this.now = view.now();
    }

    /** The whole page. */
    static String of(GatewayView view) {
        MetricsPage page = new MetricsPage(view);
        page.process();
        page.connections();
        page.exchanges();
        page.upstreams();
        page.handshakes();
        page.certificates();
        page.usage();
        page.revocation();
        return page.text.toString();
    }

    private void process() {
        text.begin(Metric.BUILD_INFO);
        text.line(Metric.BUILD_INFO, 1, "version", VersionInfo.gatehouse());
        text.single(Metric.READY, view.readiness().ready() ? 1 : 0);
        text.single(Metric.GENERATION, view.snapshot().generation());
        text.single(Metric.LOADED, view.loadedAt().getEpochSecond());
        text.begin(Metric.RELOADS);
        for (ReloadReport.Result each : ReloadReport.Result.values()) {
            text.line(Metric.RELOADS, view.reloads(each), "result", Label.of(each));
        }
        ReloadReport last = view.lastReload();
        text.single(Metric.LAST_RELOAD, last.at().getEpochSecond());
        text.single(Metric.LAST_RELOAD_OK, FILES_SERVE.contains(last.result()) ? 1 : 0);
        text.single(Metric.HEAP_LIMIT, Heap.limit());
        text.single(Metric.HEAP_USED, Heap.used());
        text.seconds(Metric.GARBAGE_COLLECTION, TimeUnit.MILLISECONDS.toNanos(Heap.collectionMillis()));
        text.single(Metric.DIRECT_MEMORY_LIMIT, DirectMemory.limit());
        text.single(Metric.DIRECT_MEMORY_USED, DirectMemory.used());
        text.single(Metric.MEMORY_SHORTAGES, view.memoryShortages());
        text.single(Metric.ACCESS_LOG_LINES_DROPPED, view.droppedAccessLogLines());
        text.single(Metric.LOG_LINES_DROPPED, view.droppedLogLines());
    }

    private void connections() {
        ConnectionLimit limit = view.connections();
        text.single(Metric.CONNECTIONS, limit.open());
        text.single(Metric.CONNECTIONS_LIMIT, limit.most());
        text.single(Metric.CONNECTIONS_ACCEPTED, limit.accepted());
        text.begin(Metric.CONNECTIONS_REFUSED);
        text.line(Metric.CONNECTIONS_REFUSED, limit.refused(), "limit", "connections");
        text.line(Metric.CONNECTIONS_REFUSED, limit.perClient().refused(), "limit", "connections_per_client");
    }

    private void exchanges() {
        text.begin(Metric.EXCHANGES);
        for (Outcome each : Outcome.values()) {
            text.line(Metric.EXCHANGES, view.exchanges().count(each), "outcome", each.label());
        }
        text.begin(Metric.RESPONSES);
        for (ExchangeCounters.StatusClass each : ExchangeCounters.StatusClass.values()) {
            text.line(Metric.RESPONSES, view.exchanges().count(each), "class", each.label());
        }
        text.begin(Metric.EXCHANGE_DURATION);
        for (ExchangeCounters.StatusClass each : ExchangeCounters.StatusClass.values()) {
            text.histogram(Metric.EXCHANGE_DURATION, view.exchanges().durations(each), "class", each.label());
        }
        text.begin(Metric.UPSTREAM_HEAD);
        text.histogram(Metric.UPSTREAM_HEAD, view.exchanges().upstreamHeads());
    }

    private void upstreams() {
        Map<String, UpstreamCounters> all = view.upstreams().all();
        text.begin(Metric.UPSTREAM_CONNECTIONS);
        all.forEach((id, each) -> {
            text.line(Metric.UPSTREAM_CONNECTIONS, each.inUse(), "upstream", id, "state", "in_use");
            text.line(Metric.UPSTREAM_CONNECTIONS, each.idle(), "upstream", id, "state", "idle");
        });
        byUpstream(all, Metric.UPSTREAM_CONNECTIONS_OPENED, UpstreamCounters::opened);
        byUpstream(all, Metric.UPSTREAM_REQUESTS, UpstreamCounters::requests);
        byUpstream(all, Metric.UPSTREAM_RETRIES, UpstreamCounters::retries);
        text.begin(Metric.UPSTREAM_FAILURES);
        all.forEach((id, each) -> {
            for (Outcome reason : UpstreamCounters.FAILURES) {
                long count = each.failures(reason);
                text.line(Metric.UPSTREAM_FAILURES, count, "upstream", id, "reason", reason.label());
            }
        });
    }

    private void byUpstream(
            Map<String, UpstreamCounters> all, Metric metric, ToLongFunction<UpstreamCounters> counter) {
        text.begin(metric);
        all.forEach((id, each) -> text.line(metric, counter.applyAsLong(each), "upstream", id));
    }

    private void handshakes() {
        text.begin(Metric.HANDSHAKES);
        text.line(Metric.HANDSHAKES, view.handshakes().full(), "resumed", "false");
        text.line(Metric.HANDSHAKES, view.handshakes().resumed(), "resumed", "true");
        text.begin(Metric.HANDSHAKES_REFUSED);
        for (HandshakeFailure each : HandshakeFailure.values()) {
            text.line(Metric.HANDSHAKES_REFUSED, view.handshakes().count(each), "reason", Label.of(each));
        }
        text.single(Metric.HANDSHAKES_STALE_CRL, view.handshakes().acceptedUnderStaleCrl());
    }

    private void certificates() {
        SslIndex index = view.snapshot().ssls();
        text.begin(Metric.SSL_OBJECTS);
        text.line(Metric.SSL_OBJECTS, index.objects().size(), "state", "served");
        text.line(Metric.SSL_OBJECTS, index.quarantined().size(), "state", "quarantined");
        ExpiryTable.Summary summary = view.expiries().at(now);
        text.begin(Metric.CERTIFICATES);
        for (Expiry each : Expiry.values()) {
            text.line(Metric.CERTIFICATES, summary.count(each), "state", each.label());
        }
        text.begin(Metric.CERTIFICATES_EARLIEST);
        for (Expiry each : Expiry.values()) {
            if (summary.count(each) > 0) {
                text.line(Metric.CERTIFICATES_EARLIEST, summary.earliest(each), "state", each.label());
            }
        }
        text.begin(Metric.CERTIFICATE_NOT_AFTER);
        Set<List<String>> written = new HashSet<>(); // two CAs may give an object the same serial
        for (ExpiryTable.Named each : view.expiries().soonest()) {
            if (written.add(List.of(each.ssl(), each.serial()))) {
                long end = each.notAfter().getEpochSecond();
                text.line(Metric.CERTIFICATE_NOT_AFTER, end, "ssl", each.ssl(), "serial", each.serial());
            }
        }
    }

    /** So that of a certificate that ends, one knows whether it is missed. */
    private void usage() {
        List<String> ids = view.expiries().soonest().stream()
                .map(ExpiryTable.Named::ssl)
                .distinct()
                .toList();
        text.begin(Metric.SSL_HANDSHAKES);
        for (String each : ids) {
            text.line(Metric.SSL_HANDSHAKES, view.usage().handshakes(each), "ssl", each);
        }
        text.begin(Metric.SSL_LAST_HANDSHAKE);
        for (String each : ids) {
            long last = view.usage().last(each).map(Instant::getEpochSecond).orElse(0L);
            text.line(Metric.SSL_LAST_HANDSHAKE, last, "ssl", each);
        }
    }

    private void revocation() {
        Set<RevocationList> lists = new HashSet<>();
        for (SslObject each : view.snapshot().ssls().objects()) {
            each.clientPolicy().flatMap(ClientPolicy::revocations).ifPresent(known -> lists.addAll(known.lists()));
        }
        Duration oldest = Duration.ZERO;
        int stale = 0;
        for (RevocationList each : lists) {
            Duration age = Duration.between(each.thisUpdate(), now);
            oldest = age.compareTo(oldest) > 0 ? age : oldest;
            stale += each.isStale(now) ? 1 : 0;
        }
        text.single(Metric.CRLS, lists.size());
        text.single(Metric.CRLS_STALE, stale);
        text.single(Metric.CRL_OLDEST, oldest.toSeconds());
        text.single(Metric.CRL_FAILURES, view.crls().failures());
        text.single(Metric.CRL_FAULTS, view.crls().faults().size());
        text.single(Metric.OCSP_WANTED, view.ocsp().wanted());
        text.single(Metric.OCSP_STAPLED, view.ocsp().stapled());
    }
}
