// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.core.admin.Awaited;
import io.gatehouse.core.admin.CrlStatus;
import io.gatehouse.core.admin.GatewayView;
import io.gatehouse.core.admin.OcspStatus;
import io.gatehouse.core.admin.Readiness;
import io.gatehouse.core.admin.WatchStatus;
import io.gatehouse.core.load.ReloadReport;
import io.gatehouse.core.log.StdoutLogging;
import io.gatehouse.core.metrics.ExchangeCounters;
import io.gatehouse.core.metrics.HandshakeCounters;
import io.gatehouse.core.metrics.SslUsage;
import io.gatehouse.core.net.ConnectionLimit;
import io.gatehouse.core.net.Listener;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.gatehouse.proxy.upstream.UpstreamUsage;
import io.gatehouse.tls.ExpiryTable;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the admin listener sees, asked of those who know it. Any thread. */
final class RunningView implements GatewayView {
    private final Engine engine;
    private final Generations generations;
    private final Clock clock;
    private volatile @Nullable Expiries expiries;

    RunningView(Engine engine, Generations generations, Clock clock) {
        this.engine = engine;
        this.generations = generations;
        this.clock = clock;
    }

    @Override
    public Readiness readiness() {
        boolean serving =
                !generations.running.isDraining() && !engine.listeners.all().isEmpty();
        GatewaySnapshot now = snapshot();
        Readiness readiness = Readiness.of(
                serving, now.config().expiry(), expiries(), now.ssls().quarantined(), clock.instant());
        return watch().held()
                ? readiness.with(
                        "watch held after a rollback or a lossy reload: files that change are not taken up until a reload by hand")
                : readiness;
    }

    @Override
    public GatewaySnapshot snapshot() {
        return generations.running.snapshot();
    }

    @Override
    public Instant loadedAt() {
        return generations.running.loadedAt();
    }

    @Override
    public ReloadReport lastReload() {
        return generations.reports.last();
    }

    @Override
    public Optional<Awaited> awaited() {
        return generations.confirmation.awaited();
    }

    @Override
    public long reloads(ReloadReport.Result result) {
        return generations.reports.count(result);
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
    public UpstreamUsage upstreams() {
        return engine.upstreams;
    }

    @Override
    public HandshakeCounters handshakes() {
        return engine.handshakes;
    }

    @Override
    public WatchStatus watch() {
        return generations.files.status();
    }

    @Override
    public CrlStatus crls() {
        return generations.crls.status();
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
    public long memoryShortages() {
        return engine.memoryShortages();
    }

    @Override
    public long droppedAccessLogLines() {
        return engine.accessLog.dropped();
    }

    @Override
    public long droppedLogLines() {
        return StdoutLogging.dropped();
    }

    /** The table of one generation; by its number, so that nothing else of the generation is kept. */
    private record Expiries(long generation, ExpiryTable table) {}
}
