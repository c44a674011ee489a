// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Native contexts by content, each built when it is first asked for; the least recently used is released when there are too many.
 * It holds one reference of each, and whoever acquires one holds another.
 *
 * <p>Any thread. The lock guards the map only: contexts are built outside it, and two event loops that build the same one at the
 * same time end up with one.
 */
final class ResidentContexts implements AutoCloseable {
    private final Builder builder;
    private final Map<ContextSpec, ResidentContext> bySpec = new LinkedHashMap<>(64, 0.75f, true);
    private int most;
    private volatile Predicate<ContextSpec> wanted = spec -> true;

    /** Keeps at most so many, at least one. */
    ResidentContexts(int most, Builder builder) {
        this.most = atLeastOne(most);
        this.builder = builder;
    }

    /** The context of this content, retained for the caller. */
    ResidentContext acquire(ContextSpec spec) throws SSLException {
        synchronized (bySpec) {
            ResidentContext known = bySpec.get(spec);
            if (known != null) {
                known.context().retain();
                return known;
            }
        }
        return keep(spec, new ResidentContext(spec, builder.build(spec)));
    }

    private ResidentContext keep(ContextSpec spec, ResidentContext built) {
        synchronized (bySpec) {
            ResidentContext other = bySpec.putIfAbsent(spec, built);
            (other == null ? built : other).context().retain();
            if (other != null) {
                built.release();
                return other;
            }
        }
        if (wanted.test(spec)) {
            release(excess());
        } else {
            remove(List.of(spec)); // used once and then gone
        }
        return built;
    }

    /** That of this content if it is kept, not retained: only good for looking at. */
    @Nullable
    ResidentContext peek(ContextSpec spec) {
        synchronized (bySpec) {
            return bySpec.get(spec);
        }
    }

    /** Does this to every context, outside the lock. */
    void forEach(Consumer<ResidentContext> action) {
        List<ResidentContext> all;
        synchronized (bySpec) {
            all = List.copyOf(bySpec.values());
        }
        for (ResidentContext each : all) {
            if (each.retain()) {
                try {
                    action.accept(each);
                } finally {
                    each.release();
                }
            }
        }
    }

    /**
     * From now on keeps only what is wanted: neither what is there, nor what a slow thread builds at this moment for a handshake that
     * began before. Handshakes need the lock: what is compared is compared outside of it.
     */
    void keepOnly(Predicate<ContextSpec> nowWanted) {
        wanted = nowWanted;
        List<ContextSpec> all;
        synchronized (bySpec) {
            all = List.copyOf(bySpec.keySet());
        }
        remove(all.stream().filter(nowWanted.negate()).toList());
    }

    private void remove(List<ContextSpec> specs) {
        List<ResidentContext> removed = new ArrayList<>(specs.size());
        synchronized (bySpec) {
            for (ContextSpec each : specs) {
                ResidentContext context = bySpec.remove(each);
                if (context != null) {
                    removed.add(context);
                }
            }
        }
        release(removed);
    }

    /** From now on keeps at most so many. */
    void resize(int newMost) {
        synchronized (bySpec) {
            most = atLeastOne(newMost);
        }
        release(excess());
    }

    int size() {
        synchronized (bySpec) {
            return bySpec.size();
        }
    }

    /** Gives up all; what is acquired from now on is kept no more. */
    @Override
    public void close() {
        keepOnly(spec -> false);
    }

    /** Takes what is too much out of the map, eldest first. */
    private List<ResidentContext> excess() {
        List<ResidentContext> evicted = new ArrayList<>(1);
        synchronized (bySpec) {
            Iterator<ResidentContext> eldest = bySpec.values().iterator();
            for (int excess = bySpec.size() - most; excess > 0; excess--) {
                evicted.add(eldest.next());
                eldest.remove();
            }
        }
        return evicted;
    }

    private static void release(List<ResidentContext> contexts) {
        contexts.forEach(ResidentContext::release);
    }

    private static int atLeastOne(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("maxResident: " + max + " (expected: >= 1)");
        }
        return max;
    }

    /** Builds what is not there. */
    interface Builder {
        /** A new context; the caller releases it. */
        ReferenceCountedOpenSslContext build(ContextSpec spec) throws SSLException;
    }
}
