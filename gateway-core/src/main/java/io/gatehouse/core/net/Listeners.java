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
import java.util.function.Function;
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
     * Binds every address that is wanted and not bound yet.
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
                listener = bindOrUndo(config, bound);
                bound.add(listener);
            }
            next.put(key, listener);
        }
        return new Change(next, bound, wanted);
    }

    /** Closes all of them, each as {@link Listener#retire}; completes when the last port is closed. */
    public CompletableFuture<Void> retireAll() {
        CompletableFuture<?>[] closing = all().stream().map(Listener::retire).toArray(CompletableFuture<?>[]::new);
        byAddress = Map.of();
        return CompletableFuture.allOf(closing);
    }

    private Listener bindOrUndo(ListenerConfig config, List<Listener> bound) throws BindFailedException {
        try {
            return Listener.bind(transport, loops, limit, serviceOf(config));
        } catch (BindFailedException e) {
            bound.forEach(Listener::close);
            throw e;
        }
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
                if (bound.contains(listener) || !listener.config().equals(config)) {
                    listener.open(serviceOf(config));
                    log.info("listening {} address={}", config.protocol(), listener.text());
                }
            }
            byAddress = next;
            old.forEach((key, listener) -> {
                if (!next.containsKey(key)) {
                    listener.retire();
                    log.info("closing {} address={}", listener.config().protocol(), listener.text());
                }
            });
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
