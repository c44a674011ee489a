// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.upstream;

import io.gatehouse.proxy.clock.Deadline;
import io.gatehouse.proxy.stream.MemoryShortage;
import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.proxy.stream.PeerFault;
import io.gatehouse.tls.EndOfTls;
import io.gatehouse.tls.TlsFault;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One try to open a connection to a node: look its name up, connect to one of its addresses after the other, shake hands.
 * One deadline covers all of it, and each address but the last has an equal share of what is left until it is connected, a second
 * at least, so that one that swallows everything does not hide the others. Ends with exactly one call of its {@link Lease}, unless
 * it is cancelled. Event loop only.
 *
 * <p>If the process has no descriptor left, an idle connection of the event loop gives its own, once for each attempt.
 */
final class ConnectAttempt {
    /** No address gets less, however many there are: nobody is so far away that a connection takes longer. */
    private static final long LEAST_TURN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Connector connector;
    private final ConnectionKey key;
    private final Lease lease;
    private final UpstreamCounters counters;
    private final Opened opened;
    private final BooleanSupplier roomMaker;
    private final Deadline deadline;
    private final Deadline turn;

    private List<InetSocketAddress> addresses = List.of();
    private int nextAddress;
    private long endNanos;
    private @Nullable Channel channel;
    private boolean madeRoom;
    private boolean over;

    /** Makes a stream of a channel that is ready for requests. */
    interface Opened {
        Http1Upstream adopt(Channel channel);
    }

    /**
     * @param roomMaker closes a connection that nobody uses; false if there is none
     */
    ConnectAttempt(
            Connector connector,
            ConnectionKey key,
            Lease lease,
            UpstreamCounters counters,
            Opened opened,
            BooleanSupplier roomMaker) {
        this.connector = connector;
        this.key = key;
        this.lease = lease;
        this.counters = counters;
        this.opened = opened;
        this.roomMaker = roomMaker;
        this.deadline =
                connector.deadline(() -> fail(Outcome.CONNECT_TIMEOUT, whatIsMissing() + " within timeout.connect"));
        this.turn = connector.deadline(this::nextTurn);
    }

    /**
     * @param firstAddress which of the node's addresses is tried first, so that turns are taken
     */
    void start(long timeoutNanos, int firstAddress) {
        deadline.in(timeoutNanos);
        endNanos = connector.nanoTime().getAsLong() + timeoutNanos;
        nextAddress = firstAddress;
        Future<List<InetSocketAddress>> resolved = connector.resolve(key.host(), key.port());
        resolved.addListener(done -> {
            if (over) {
                return;
            }
            if (resolved.isSuccess() && !resolved.getNow().isEmpty()) {
                addresses = resolved.getNow();
                connect(addresses.size());
            } else {
                fail(reasonOf(resolved.cause(), Outcome.RESOLVE_FAILED), detailOf(resolved.cause()));
            }
        });
    }

    /** Nobody waits any more. */
    void cancel() {
        end();
        if (channel != null) {
            closeIfOpen(channel);
        }
    }

    private void connect(int addressesLeft) {
        InetSocketAddress address = addresses.get(Math.floorMod(nextAddress++, addresses.size()));
        ChannelFuture opening = connector.open(address);
        channel = opening.channel();
        if (addressesLeft > 1) {
            long share = (endNanos - connector.nanoTime().getAsLong()) / addressesLeft;
            turn.in(Math.max(share, LEAST_TURN_NANOS)); // beyond the deadline it does nothing
        }
        opening.addListener(done -> connector.onLoop(() -> opened(opening, addressesLeft)));
    }

    private String whatIsMissing() {
        if (channel == null) {
            return "no answer from DNS";
        }
        return channel.isActive() ? "no end of the TLS handshake" : "no connection";
    }

    /** The address had its time: what waits for it hears of a failure, and goes on with the next. */
    private void nextTurn() {
        if (channel != null && !channel.isActive()) { // else it is connected, and about to be told
            closeIfOpen(channel);
        }
    }

    private void opened(ChannelFuture opening, int addressesLeft) {
        turn.clear();
        Channel opened = opening.channel();
        if (over) {
            closeIfOpen(opened);
        } else if (!opening.isSuccess()) {
            Outcome reason = reasonOf(opening.cause(), Outcome.CONNECT_FAILED);
            if (reason == Outcome.OUT_OF_DESCRIPTORS && makesRoom()) {
                nextAddress--;
                connect(addressesLeft);
            } else {
                notOpened(reason, detailOf(opening.cause()), addressesLeft);
            }
        } else if (leadsToItself(opened)) {
            opened.close();
            notOpened(Outcome.CONNECT_FAILED, "nobody listens, and the connection led to itself", addressesLeft);
        } else {
            secure(opened);
        }
    }

    private boolean makesRoom() {
        boolean first = !madeRoom;
        madeRoom = true;
        return first && roomMaker.getAsBoolean();
    }

    private void notOpened(Outcome reason, String detail, int addressesLeft) {
        if (addressesLeft > 1) {
            connect(addressesLeft - 1);
        } else {
            fail(reason, detail);
        }
    }

    /**
     * The kernel may draw the port of a node on this machine for our end of the connection. If nobody listens there, the two ends meet
     * (RFC 9293, section 3.5), and we would hear our own request.
     */
    private static boolean leadsToItself(Channel opened) {
        return opened.localAddress() != null && opened.localAddress().equals(opened.remoteAddress());
    }

    /** A channel for which there was no descriptor is not open, belongs to no loop, and throws when it is closed. */
    private static void closeIfOpen(Channel channel) {
        if (channel.isOpen()) {
            channel.close();
        }
    }

    private void secure(Channel open) {
        if (key.tls() == null || !open.isActive()) {
            ready(open);
            return;
        }
        SslHandler tls;
        try {
            tls = connector.tlsHandler(open, key);
        } catch (SSLException e) {
            fail(Outcome.UPSTREAM_TLS_FAILED, TlsFault.ofUpstream(e));
            return;
        }
        tls.setHandshakeTimeout(0, TimeUnit.MILLISECONDS); // the attempt's deadline covers it
        Connector.Opening opening = Objects.requireNonNull(open.pipeline().get(Connector.Opening.class));
        open.pipeline().addFirst(new EndOfTls(tls)).addFirst("tls", tls);
        Future<Channel> handshake = tls.handshakeFuture();
        handshake.addListener(done -> {
            if (over) {
                open.close();
            } else if (handshake.isSuccess()) {
                ready(open);
            } else {
                failTls(opening.causeOr(handshake.cause()));
            }
        });
    }

    private void failTls(Throwable cause) {
        boolean memory = MemoryShortage.is(cause);
        if (memory) {
            connector.memory().noted(cause);
        }
        fail(memory ? Outcome.OUT_OF_MEMORY : Outcome.UPSTREAM_TLS_FAILED, TlsFault.ofUpstream(cause));
    }

    private void ready(Channel open) {
        if (!open.isActive()) { // its end was told before anybody listened
            fail(Outcome.CONNECT_FAILED, "closed right after it was opened");
            return;
        }
        end();
        channel = null;
        lease.connected(opened.adopt(open), false);
    }

    private void fail(Outcome reason, String detail) {
        cancel();
        counters.failed(reason);
        if (reason == Outcome.OUT_OF_DESCRIPTORS) {
            connector.noDescriptor(key.node(), detail);
        }
        lease.connectFailed(reason, detail);
    }

    private void end() {
        over = true;
        deadline.cancel();
        turn.cancel();
    }

    /** A socket that could not even be made is no fault of the node. */
    private static Outcome reasonOf(@Nullable Throwable cause, Outcome ofTheNode) {
        Throwable each = cause;
        while (each != null && !(each instanceof ChannelException)) {
            each = each.getCause();
        }
        return each == null ? ofTheNode : Outcome.OUT_OF_DESCRIPTORS;
    }

    private static String detailOf(@Nullable Throwable cause) {
        return cause == null ? "" : PeerFault.detail(cause);
    }
}
