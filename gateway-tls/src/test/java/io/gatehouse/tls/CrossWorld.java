// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static java.util.Objects.requireNonNull;

import io.gatehouse.config.TlsVersion;
import io.gatehouse.tls.SessionKeeper.Attempt;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.security.cert.CRLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The gateway and the clients of the cross test. Goes to the stage that a cell needs unless it is there already: all objects as they
 * were, a session of each by whomever it admits, then the reload. One thread.
 */
final class CrossWorld implements AutoCloseable {
    final TestGateway gateway = new TestGateway(TestGateway.LIMITS, 100, TestObjects.index());
    private final TicketKeySet keys;
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Map<Who, SessionKeeper> clients = new HashMap<>();
    private final Map<Made, Long> good = new HashMap<>();
    private Map<Made, Long> held = Map.of();
    private @Nullable Stage stage;

    /** Everything that is served, and what happens to one of it. */
    private record Stage(List<CrossSpec> objects, CrossSpec touched, CrossReload reload) {}

    private record Who(CrossClient client, TlsVersion version) {}

    /** A session: where it was made, by whom. */
    private record Made(CrossSpec at, Who by) {}

    /** {@code keys}: of all processes, or none, so that each has its own. */
    CrossWorld(TicketKeySet keys) throws Exception {
        this.keys = keys;
        gateway.restart(keys);
        for (TlsVersion version : TlsVersion.values()) {
            for (CrossClient client : CrossClient.values()) {
                clients.put(new Who(client, version), new SessionKeeper(group, version, CrossKeys.of(client)));
            }
        }
    }

    /** Does what the cell says, where these objects are served. */
    Attempt cross(List<CrossSpec> objects, Crossing cell) throws Exception {
        go(new Stage(objects, cell.offeredAt(), cell.reload()));
        Made made = new Made(cell.madeAt(), new Who(cell.maker(), cell.version()));
        long session = requireNonNull(held.get(made), () -> "no session: " + made);
        return connect(new Who(cell.offerer(), cell.version()), cell.offeredAt(), session);
    }

    /** A full handshake. */
    Attempt connect(CrossClient client, TlsVersion version, CrossSpec at) throws Exception {
        return connect(new Who(client, version), at, 0);
    }

    /** Serves these objects as after a reload. */
    void serve(List<CrossSpec> objects) throws CRLException {
        stage = null;
        good.keySet()
                .removeIf(each -> !objects.contains(each.at())); // its keys are gone, or its description is another
        List<SslObject> built = new ArrayList<>();
        for (CrossSpec each : objects) {
            built.add(each.build());
        }
        gateway.reload(new SslIndex(built, List.of(), "", "default"));
    }

    @Override
    public void close() {
        clients.values().forEach(SessionKeeper::close);
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        gateway.close();
    }

    private void go(Stage next) throws Exception {
        if (next.equals(stage)) {
            return;
        }
        serve(next.objects());
        makeSessions(next.objects());
        held = Map.copyOf(good);
        if (next.reload() == CrossReload.OTHER_PROCESS) {
            gateway.restart(keys);
            good.clear();
        }
        for (List<CrossSpec> each : next.reload().steps(next.objects(), next.touched())) {
            serve(each);
        }
        stage = next;
    }

    private void makeSessions(List<CrossSpec> objects) throws Exception {
        for (CrossSpec object : objects) {
            for (Who who : clients.keySet()) {
                Made made = new Made(object, who);
                if (!good.containsKey(made) && object.admits(who.client()) && object.keepsSessions(who.version())) {
                    Attempt attempt = connect(who, object, 0);
                    if (attempt.session() == 0) {
                        throw new IllegalStateException("no session for " + made + ": " + attempt + gateway.refusals);
                    }
                    gateway.nextEstablished();
                    good.put(made, attempt.session());
                }
            }
        }
    }

    private Attempt connect(Who who, CrossSpec at, long session) throws Exception {
        return requireNonNull(clients.get(who)).exchange(gateway.address(), at.sni(), session);
    }
}
