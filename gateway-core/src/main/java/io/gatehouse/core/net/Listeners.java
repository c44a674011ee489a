// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import io.gatehouse.config.ListenerConfig;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bound addresses of the process. A change has two steps: {@link #prepare} binds what is new and touches nothing that
 * serves, {@link Change#commit} opens it and retires what is gone; a change that is not committed is taken back.
 *
 * <p>An address that stays is never unbound, also if its protocol changes. One thread at a time prepares and commits;
 * {@link #all} may be called on any thread.
 */
public final class Listeners {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final Transport transport;
    private final EventLoopGroup loops;
    private final ConnectionLimit limit;
    private final Function<ListenerConfig, ChannelHandler> connections;
    private volatile Map<String, Listener> byAddress = Map.of();
    private volatile CompletableFuture<?> closing = CompletableFuture.completedFuture(null); // of those that are gone

    /** No listener yet. {@code connections} makes what sets up the connections of one listener. */
    public Listeners(
            Transport transport,
            EventLoopGroup loops,
            ConnectionLimit limit,
            Function<ListenerConfig, ChannelHandler> connections) {
        this.transport = transport;
        this.loops = loops;
        this.limit = limit;
        this.connections = connections;
    }

    /** What is bound, in the order of the configuration. */
    public Collection<Listener> all() {
        return byAddress.values();
    }

    /**
     * Binds every address that is wanted and not bound yet, as soon as those that were given up before are closed.
     *
     * @throws BindFailedException if one cannot be bound; then none of the new ones is
     */
    public Change prepare(List<ListenerConfig> wanted) throws BindFailedException {
        Map<String, Listener> next = new LinkedHashMap<>();
        List<Listener> bound = new ArrayList<>();
        for (ListenerConfig config : wanted) {
            String key = keyOf(config, next);
            Listener listener = byAddress.get(key);
            if (listener == null) {
                closing.join();
                listener = bindOrUndo(config, next.values(), bound);
                bound.add(listener);
            }
            next.put(key, listener);
        }
        return new Change(next, bound, wanted);
    }

    /** Closes all of them, each as {@link Listener#retire}; completes when the last port is closed. */
    public CompletableFuture<Void> retireAll() {
        CompletableFuture<Void> all = CompletableFuture.allOf(closing, retire(all()));
        byAddress = Map.of();
        return all;
    }

    private static CompletableFuture<Void> retire(Collection<Listener> listeners) {
        return CompletableFuture.allOf(listeners.stream().map(Listener::retire).toArray(CompletableFuture<?>[]::new));
    }

    private Listener bindOrUndo(ListenerConfig config, Collection<Listener> kept, List<Listener> bound)
            throws BindFailedException {
        try {
            return Listener.bind(transport, loops, limit, serviceOf(config));
        } catch (BindFailedException e) {
            bound.forEach(Listener::close);
            throw explained(e, config, kept);
        }
    }

    /** Whoever looks for the process that holds a port must not find this one. */
    private BindFailedException explained(BindFailedException e, ListenerConfig config, Collection<Listener> kept) {
        return Stream.concat(kept.stream(), all().stream())
                .filter(each -> overlap(each.config(), config))
                .findFirst()
                .map(ours -> e.becauseOf(ours.config(), kept.contains(ours)))
                .orElse(e);
    }

    private static boolean overlap(ListenerConfig one, ListenerConfig other) {
        return one.port() == other.port() && one.port() != 0 && (one.isOnAnyAddress() || other.isOnAnyAddress());
    }

    private Listener.Service serviceOf(ListenerConfig config) {
        return new Listener.Service(config, connections.apply(config));
    }

    /** Several listeners may ask for port 0 of one host; the first is not the second. */
    private static String keyOf(ListenerConfig config, Map<String, Listener> taken) {
        String key = config.address();
        for (int n = 2; taken.containsKey(key); n++) {
            key = config.address() + "#" + n;
        }
        return key;
    }

    /** A prepared change: {@link #close} takes back what {@link #commit} did not make lasting. */
    public final class Change implements AutoCloseable {
        private final Map<String, Listener> next;
        private final List<Listener> bound;
        private final List<ListenerConfig> wanted;
        private boolean committed;

        private Change(Map<String, Listener> next, List<Listener> bound, List<ListenerConfig> wanted) {
            this.next = next;
            this.bound = bound;
            this.wanted = wanted;
        }

        /** Opens what is new and begins to retire what is gone. */
        public void commit() {
            committed = true;
            Map<String, Listener> old = byAddress;
            int index = 0;
            for (Listener listener : next.values()) {
                ListenerConfig config = wanted.get(index++);
                if (bound.contains(listener) || listener.config().protocol() != config.protocol()) {
                    listener.open(serviceOf(config));
                    log.info("listening {} address={}", config.protocol(), listener.text());
                }
            }
            byAddress = next;
            List<Listener> gone = old.entrySet().stream()
                    .filter(each -> !next.containsKey(each.getKey()))
                    .map(Map.Entry::getValue)
                    .toList();
            closing = retire(gone).completeOnTimeout(null, 1, TimeUnit.SECONDS);
            gone.forEach(each -> log.info("closing {} address={}", each.config().protocol(), each.text()));
        }

        /** Closes what was bound for this change, unless it is committed. */
        @Override
        public void close() {
            if (!committed) {
                bound.forEach(Listener::close);
            }
        }
    }
}
