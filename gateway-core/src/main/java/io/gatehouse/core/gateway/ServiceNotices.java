// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.core.load.ReloadReport;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager, where there is one, that the gateway is ready, reloads or stops, and what an operator should know at one
 * look: the protocol of sd_notify(3), datagrams to the socket that {@code NOTIFY_SOCKET} names. Nothing fails because of it: that a
 * notice cannot be sent is logged, once until one can.
 *
 * <p>Any thread. A notice waits for {@value #WAITS} ms at most for a reader that does not keep up.
 */
final class ServiceNotices {
    private static final Logger log = LoggerFactory.getLogger(ServiceNotices.class);
    private static final int WAITS = 200;

    /** Besides running exchanges: closing ports, connections, threads and the access log. */
    private static final Duration END = Duration.ofSeconds(15);

    private final String socket;
    private boolean works = true;
    private boolean over;

    /** Null or empty: there is no service manager that wants to know. */
    ServiceNotices(@Nullable String socket) {
        this.socket = socket == null ? "" : socket;
    }

    /** The start, or whatever {@link #reloading} began, is over, or what runs is another generation. */
    void serving(GatewaySnapshot now, ReloadReport last) {
        if (!socket.isEmpty()) {
            tell("READY=1\nSTATUS=" + status(now, last));
        }
    }

    /** A reload begins. */
    void reloading() {
        if (!socket.isEmpty()) {
            tell("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000);
        }
    }

    /** The end begins, which takes this long at most and some seconds; nothing is told behind it. */
    synchronized void stopping(Duration drain) {
        if (!socket.isEmpty()) {
            long most = TimeUnit.MILLISECONDS.toMicros(drain.plus(END).toMillis());
            tell("STOPPING=1\nSTATUS=draining\nEXTEND_TIMEOUT_USEC=" + most);
            over = true;
        }
    }

    private static String status(GatewaySnapshot now, ReloadReport last) {
        GatewayConfig config = now.config();
        int quarantined = now.ssls().quarantined().size();
        return "generation " + now.generation() + ": listeners="
                + config.listeners().size()
                + " ssls=" + config.ssls().size()
                + " upstreams=" + config.upstreams().size()
                + " routes=" + config.routes().size()
                + (quarantined == 0 ? "" : "; ssl objects quarantined: " + quarantined)
                + switch (last.result()) {
                    case OK, UNCHANGED -> "";
                    case REFUSED -> "; the last reload was refused: the log says why";
                    case ROLLED_BACK -> "; the last reload was rolled back";
                };
    }

    private synchronized void tell(String notice) {
        if (over) {
            return;
        }
        try {
            send(notice.getBytes(StandardCharsets.UTF_8));
            works = true;
        } catch (IOException | RuntimeException | LinkageError e) {
            if (works) {
                log.warn(
                        "service manager not told NOTIFY_SOCKET='{}' cause=\"{}\" (expected: a socket of datagrams that somebody reads)",
                        socket,
                        e instanceof FileNotFoundException ? "no such socket" : e.getMessage());
            }
            works = false;
        }
    }

    private void send(byte[] notice) throws IOException {
        if (!Epoll.isAvailable()) {
            throw new IOException("no native transport", Epoll.unavailabilityCause());
        }
        byte[] address = socket.getBytes(StandardCharsets.UTF_8);
        if (address[0] == '@') {
            address[0] = 0; // a name that is in no file system
        }
        Socket sender = Socket.newSocketDomainDgram();
        try {
            ByteBuffer datagram = ByteBuffer.allocateDirect(notice.length).put(notice);
            for (int waited = 0; sender.sendToDomainSocket(datagram, 0, notice.length, address) == 0; waited++) {
                if (waited == WAITS) {
                    throw new IOException("its queue is full");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        } finally {
            sender.close();
        }
    }
}
