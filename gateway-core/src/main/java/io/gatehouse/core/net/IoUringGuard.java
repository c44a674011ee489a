// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoHandler;

/**
 * Netty's io_uring handler with a fault kept away from the channels. It is of 4.2.18: the kernel tells once that octets came and that
 * the peer has ended or reset the connection. The channel reads the octets, learns that no more are there, and waits to be told
 * again, which nobody will. So it never hears of the end. Here such a channel is told again behind each read, until it has read the
 * end itself.
 *
 * <p>On the event loop only, as its delegate.
 */
final class IoUringGuard implements IoHandler {
    // Of the kernel's interface: linux/io_uring.h and asm-generic/poll.h. Netty keeps its own to itself.
    private static final byte OP_POLL_ADD = 6;
    private static final byte OP_RECV = 27;
    private static final int MORE_TO_COME = 1 << 1;
    private static final int POLLIN = 0x1;
    private static final int POLLERR_HUP_RDHUP = 0x8 | 0x10 | 0x2000;

    private final IoHandler uring;

    private IoUringGuard(IoHandler uring) {
        this.uring = uring;
    }

    static IoHandlerFactory newFactory() {
        IoHandlerFactory delegate = IoUringIoHandler.newFactory();
        return executor -> new IoUringGuard(delegate.newHandler(executor));
    }

    @Override
    public void initialize() {
        uring.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        return uring.run(context);
    }

    @Override
    public void prepareToDestroy() {
        uring.prepareToDestroy();
    }

    @Override
    public void destroy() {
        uring.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return uring.register(new Told((IoUringIoHandle) handle));
    }

    @Override
    public void wakeup() {
        uring.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return uring.isCompatible(handleType);
    }

    /** A channel that does not miss the end of what it reads. */
    @SuppressWarnings("try") // closing is passed on as it is
    private static final class Told implements IoUringIoHandle {
        private final IoUringIoHandle channel;
        private boolean peerEnded;

        Told(IoUringIoHandle channel) {
            this.channel = channel;
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            IoUringIoEvent completion = (IoUringIoEvent) event;
            byte operation = completion.opcode(); // before the channel sees it: the event is used again
            int result = completion.res();
            channel.handle(registration, event);
            if (operation == OP_POLL_ADD && result > 0) {
                peerEnded |= (result & POLLERR_HUP_RDHUP) != 0;
            } else if (operation == OP_RECV && result > 0 && peerEnded && registration.isValid()) {
                channel.handle(registration, new IoUringIoEvent(POLLIN, MORE_TO_COME, OP_POLL_ADD, 0L));
            }
        }

        @Override
        public void registered() {
            channel.registered();
        }

        @Override
        public void unregistered() {
            channel.unregistered();
        }

        @Override
        public void close() throws Exception {
            channel.close();
        }
    }
}
