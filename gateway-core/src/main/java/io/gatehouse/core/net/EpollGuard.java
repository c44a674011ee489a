// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Netty's epoll handler with two faults kept away from the channels. Both are of 4.2.18:
 *
 * <ul>
 *   <li>Events are found by descriptor number. When the handling of one event closes a channel and opens another, the new one may
 *       get the number, and with it what the same call of {@code epoll_wait} had told of the old one: that its peer is gone. It is
 *       closed while it connects. So what was told before a registration is not passed on.
 *   <li>A channel that wants no event for a while is taken out of epoll and cannot come back: the next {@code epoll_ctl} fails, and
 *       the channel is closed. One whose peer has ended its half, and that does not read, is such a channel. So it is registered
 *       anew.
 * </ul>
 *
 * <p>On the event loop only, as its delegate.
 */
final class EpollGuard implements IoHandler {
    private final IoHandler epoll;
    private long round;

    private EpollGuard(IoHandler epoll) {
        this.epoll = epoll;
    }

    static IoHandlerFactory newFactory() {
        IoHandlerFactory delegate = EpollIoHandler.newFactory();
        return executor -> new EpollGuard(delegate.newHandler(executor));
    }

    @Override
    public void initialize() {
        epoll.initialize();
    }

    /** Waits once, and handles what that call told. */
    @Override
    public int run(IoHandlerContext context) {
        round++;
        return epoll.run(context);
    }

    @Override
    public void prepareToDestroy() {
        epoll.prepareToDestroy();
    }

    @Override
    public void destroy() {
        epoll.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) {
        return new Registration((EpollIoHandle) handle);
    }

    @Override
    public void wakeup() {
        epoll.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return epoll.isCompatible(handleType);
    }

    /** A channel in epoll, or out of it while it wants nothing. */
    private final class Registration implements IoRegistration {
        private final EpollIoHandle handle;
        private final Object attachment; // of the handler, the same for all
        private @Nullable IoRegistration current;
        private boolean cancelled;

        Registration(EpollIoHandle handle) {
            this.handle = handle;
            IoRegistration first = enter();
            this.current = first;
            this.attachment = first.attachment();
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Netty's signature
        public <T> T attachment() {
            return (T) attachment;
        }

        @Override
        public long submit(IoOps ops) {
            if (cancelled) {
                return -1;
            }
            if (ops.equals(EpollIoOps.NONE)) {
                leave();
                return 0;
            }
            if (current == null) {
                current = enter();
            }
            return current.submit(ops);
        }

        @Override
        public boolean isValid() {
            return !cancelled;
        }

        @Override
        public boolean cancel() {
            if (cancelled) {
                return false;
            }
            cancelled = true;
            leave();
            return true;
        }

        private IoRegistration enter() {
            try {
                return epoll.register(new Newcomer(handle, round));
            } catch (Exception e) {
                throw new IllegalStateException("epoll takes no descriptor", e);
            }
        }

        private void leave() {
            if (current != null) {
                current.cancel();
                current = null;
            }
        }
    }

    /** Passes on what was told after its registration. */
    @SuppressWarnings("try") // closing is passed on as it is
    private final class Newcomer implements EpollIoHandle {
        private final EpollIoHandle handle;
        private final long since;

        Newcomer(EpollIoHandle handle, long since) {
            this.handle = handle;
            this.since = since;
        }

        @Override
        public FileDescriptor fd() {
            return handle.fd();
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            if (round != since) {
                handle.handle(registration, event);
            }
        }

        @Override
        public void registered() {
            handle.registered();
        }

        @Override
        public void unregistered() {
            handle.unregistered();
        }

        @Override
        public void close() throws Exception {
            handle.close();
        }
    }
}
