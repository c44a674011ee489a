// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.config.AdminConfig;
import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.Location;
import io.gatehouse.config.Problems;
import io.gatehouse.core.accesslog.AccessLog;
import io.gatehouse.core.admin.AdminRoute;
import io.gatehouse.core.admin.AdminServer;
import io.gatehouse.core.admin.GatewayPages;
import io.gatehouse.core.admin.GatewayView;
import io.gatehouse.core.explain.ExplainEndpoint;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.load.Loaded;
import io.gatehouse.core.load.ReloadReport;
import io.gatehouse.core.net.BindFailedException;
import io.gatehouse.core.net.Listener;
import io.gatehouse.core.net.Listeners;
import io.gatehouse.core.net.Transport;
import io.gatehouse.core.net.TransportUnavailableException;
import io.gatehouse.core.net.Transports;
import io.gatehouse.core.os.DirectMemory;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway. {@link #start} returns once every port is bound and served, {@link #drain} once everything has ended.
 * Between them it reloads when asked; whatever a reload finds wrong, what ran before goes on.
 */
public final class Gateway {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    /** How long a context that no handshake asks for may keep ticket keys that are over. */
    private static final Duration TICKET_KEYS = Duration.ofMinutes(5);

    private final Engine engine;
    private final Generations generations;
    private final Reloader reloader;
    private final @Nullable AdminServer admin;

    private Gateway(Engine engine, Generations generations, Reloader reloader, @Nullable AdminServer admin) {
        this.engine = engine;
        this.generations = generations;
        this.reloader = reloader;
        this.admin = admin;
    }

    /**
     * Loads the configuration, binds every port and serves.
     *
     * @param clock what certificates are compared with, and the time of log lines
     * @throws StartFailedException if any of it fails; then nothing is left bound or running
     */
    public static Gateway start(ConfigLoader loader, Clock clock) throws StartFailedException {
        long begun = System.nanoTime();
        CompletableFuture<Void> natives = Natives.loadInBackground();
        ConfigLoader.Result result = loader.load();
        Loaded loaded = result.loaded().orElse(null);
        if (loaded == null) {
            throw StartFailedException.config(result.problems().all());
        }
        Natives.await(natives);
        Capacity.insistOnOneConnection();
        Engine engine = new Engine(
                loaded,
                transport(loaded.config(), result.problems()),
                accessLog(loaded.config(), result.problems()),
                clock);
        Generations generations =
                new Generations(engine, loader, loaded, result.problems().all(), clock);
        Reloader reloader = generations.reloader();
        try {
            Listeners.Change listeners =
                    engine.listeners.prepare(loaded.config().listeners());
            List<AdminRoute> routes = routes(engine, generations, loader, clock);
            AdminServer admin = admin(engine, routes, loaded.config(), result.problems());
            listeners.commit();
            Gateway gateway = new Gateway(engine, generations, reloader, admin);
            gateway.announce(begun);
            gateway.reloader.between(
                    generations::refreshCrls,
                    () -> engine.snapshots.current().config().tls().crlRefresh());
            gateway.reloader.between(
                    generations::lookAtFiles,
                    () -> watchPause(engine.snapshots.current().config()));
            gateway.reloader.every(TICKET_KEYS, engine::forgetOld);
            if (admin != null) {
                admin.open(); // what it can be asked for is possible from now on
            }
            generations.tellWhatRuns();
            return gateway;
        } catch (BindFailedException e) {
            reloader.close();
            engine.close(); // with every socket of its loops
            throw StartFailedException.port(e);
        }
    }

    /** Asks for a reload; from any thread. Completes with what came of it. */
    public CompletableFuture<ReloadReport> reload() {
        return reloader.trigger().thenApply(ReloadOutcome::report);
    }

    /** What came of the last load: of the start, or of the last reload. */
    public ReloadReport lastReload() {
        return generations.reports.last();
    }

    /** The bound addresses in the order of the configuration. */
    public List<Listener> listeners() {
        return new ArrayList<>(engine.listeners.all());
    }

    /** The bound address of the admin listener, if there is one. */
    public Optional<InetSocketAddress> adminAddress() {
        return Optional.ofNullable(admin).map(AdminServer::address);
    }

    /** As {@link #drain(CompletableFuture)}, in no hurry. */
    public void drain() {
        drain(new CompletableFuture<>());
    }

    /**
     * Ends the gateway: closes the ports at once, finishes what runs within {@code shutdown.drain_timeout}, cuts what
     * is left. Blocks until that is done.
     *
     * @param hurry when it completes, what still runs is cut at once
     */
    public void drain(CompletableFuture<Void> hurry) {
        long begun = System.nanoTime();
        generations.running.beginDrain();
        reloader.close();
        Duration timeout = engine.snapshots.current().config().drainTimeout();
        generations.notices.stopping(timeout);
        int cut = new Drain(engine, hurry).run(timeout);
        engine.close();
        if (admin != null) {
            admin.close();
        }
        log.info("stopped cut={} tookMs={}", cut, millisSince(begun));
    }

    private void announce(long begun) {
        adminAddress()
                .ifPresent(address -> log.info("listening ADMIN address={}", NetUtil.toSocketAddressString(address)));
        GatewayConfig config = engine.snapshots.current().config();
        log.info(
                "ready generation=1 listeners={} ssls={} upstreams={} routes={} transport={} loops={} directMemoryMiB={} tookMs={}",
                config.listeners().size(),
                config.ssls().size(),
                config.upstreams().size(),
                config.routes().size(),
                engine.transport.name(),
                config.eventLoops(),
                DirectMemory.limit() >> 20,
                millisSince(begun));
    }

    private static List<AdminRoute> routes(Engine engine, Generations generations, ConfigLoader loader, Clock clock) {
        GatewayView view = new RunningView(engine, generations, clock);
        Reloader reloader = generations.reloader();
        RunningFile file = new RunningFile(loader.gatewayYaml());
        List<AdminRoute> routes = new ArrayList<>(GatewayPages.of(view));
        routes.add(ExplainEndpoint.of(view));
        routes.add(ReloadEndpoint.of(reloader, generations, file));
        routes.add(ConfirmEndpoint.of(reloader, generations));
        routes.add(PlanEndpoint.of(reloader, file, generations.running, view.usage(), clock));
        return routes;
    }

    private static @Nullable AdminServer admin(
            Engine engine, List<AdminRoute> routes, GatewayConfig config, Problems problems)
            throws BindFailedException {
        AdminConfig admin = config.admin();
        Location where = problems.placeOf("admin.address", config.where());
        return admin.enabled() ? AdminServer.bind(admin, where, engine.transport, routes) : null;
    }

    private static Transport transport(GatewayConfig config, Problems problems) throws StartFailedException {
        try {
            return Transports.choose(config.transport());
        } catch (TransportUnavailableException e) {
            throw StartFailedException.transport(problems.placeOf("transport", config.where()), e);
        }
    }

    private static AccessLog accessLog(GatewayConfig config, Problems problems) throws StartFailedException {
        try {
            return new AccessLog(LogDestination.open(config));
        } catch (LogDestination.UnusableException e) {
            throw StartFailedException.config(List.of(problems.placed(e.problem())));
        }
    }

    private static Duration watchPause(GatewayConfig config) {
        return config.watch().enabled() ? config.watch().interval() : Duration.ZERO;
    }

    private static long millisSince(long begun) {
        return (System.nanoTime() - begun) / 1_000_000;
    }
}
