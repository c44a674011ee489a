// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DefaultSocketChannelConfig;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketChannelConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's end of a connection that exists in memory only; the test is the other end.
 *
 * <p>Each piece that the test sends is one read, as long as the gateway wants to read. What the gateway writes is taken at once,
 * unless the test {@linkplain #holdBack holds back}.
 */
public final class MemorySocket extends AbstractChannel implements SocketChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false);

    private final Config config = new Config(this);
    private final Deque<byte[]> toRead = new ArrayDeque<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private @Nullable InetSocketAddress local;
    private @Nullable InetSocketAddress remote;
    private boolean open = true;
    private boolean readWanted;
    private boolean ended; // by the test
    private boolean heldBack;
    private boolean outputShut;
    private boolean lost;

    /** For {@code Bootstrap}: connects to whoever is asked for, and tells the {@link MemoryProxy} of this thread. */
    public MemorySocket() {
        super(null);
    }

    /** A connection that was accepted. */
    MemorySocket(InetSocketAddress local, InetSocketAddress remote) {
        super(null);
        this.local = local;
        this.remote = remote;
    }

    // The test's side.

    /** The octets of one read. */
    void send(byte[] piece) {
        if (open && piece.length > 0) {
            toRead.add(piece);
            deliver();
        }
    }

    /** Nothing more comes. */
    void end() {
        ended = true;
        deliver();
    }

    /** Breaks the connection; what was sent and not read is lost, as by TCP. */
    void reset() {
        if (open) {
            lost = !toRead.isEmpty();
            pipeline().fireExceptionCaught(new IOException("Connection reset"));
            close();
        }
    }

    /** Takes no more of what is written until {@link #takeAll}. */
    void holdBack() {
        heldBack = true;
    }

    void takeAll() {
        heldBack = false;
        if (open) {
            unsafe().flush();
        }
    }

    /** Whether a reset came before everything was read. */
    boolean hasLost() {
        return lost;
    }

    /** All that was written so far. */
    byte[] written() {
        return written.toByteArray();
    }

    /** How much was written, of which nothing is kept: for whoever lets very much be written. */
    int forgetWritten() {
        int octets = written.size();
        written.reset();
        return octets;
    }

    /** Whether the gateway said cleanly that it writes no more. */
    boolean endedCleanly() {
        return outputShut || (!open && !config.cut);
    }

    /** Whether nothing more will come from the gateway. */
    boolean isOver() {
        return outputShut || !open;
    }

    private void deliver() {
        if (isRegistered() && readWanted) {
            eventLoop().execute(this::readPiece);
        }
    }

    private void readPiece() {
        if (!open || !readWanted) {
            return;
        }
        byte[] piece = toRead.poll();
        if (piece != null) {
            readWanted = false;
            pipeline().fireChannelRead(alloc().buffer(piece.length).writeBytes(piece));
            pipeline().fireChannelReadComplete();
            if (open && config.isAutoRead()) {
                pipeline().read();
            }
        } else if (ended) {
            readWanted = false;
            close();
        }
    }

    // The gateway's side.

    @Override
    protected void doBeginRead() {
        readWanted = true;
        if (!toRead.isEmpty() || ended) {
            eventLoop().execute(this::readPiece);
        }
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
        while (!heldBack) {
            ByteBuf data = (ByteBuf) in.current();
            if (data == null) {
                return;
            }
            if (!outputShut) {
                byte[] octets = new byte[data.readableBytes()];
                data.getBytes(data.readerIndex(), octets);
                written.writeBytes(octets);
            }
            in.remove();
        }
    }

    @Override
    protected void doClose() {
        open = false;
        toRead.clear();
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doShutdownOutput() {
        outputShut = true;
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        outputShut = true;
        return promise.setSuccess();
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new AbstractUnsafe() {
            @Override
            public void connect(SocketAddress remoteAddress, SocketAddress localAddress, ChannelPromise promise) {
                remote = (InetSocketAddress) remoteAddress;
                local = new InetSocketAddress("127.0.0.1", 1);
                MemoryProxy.connected(MemorySocket.this);
                promise.setSuccess();
                pipeline().fireChannelActive();
            }
        };
    }

    @Override
    public SocketChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open && remote != null;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return local;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return remote;
    }

    @Override
    public @Nullable InetSocketAddress localAddress() {
        return local;
    }

    @Override
    public @Nullable InetSocketAddress remoteAddress() {
        return remote;
    }

    @Override
    @SuppressWarnings("NullAway") // no server accepted it, as with channels that were connected
    public ServerSocketChannel parent() {
        return null;
    }

    @Override
    public boolean isInputShutdown() {
        return !open;
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShut || !open;
    }

    @Override
    public boolean isShutdown() {
        return !open;
    }

    @Override
    protected void doBind(SocketAddress address) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture shutdownInput() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture shutdown() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        throw new UnsupportedOperationException();
    }

    /** Options that a socket would have are taken and forgotten, but for the one that makes a close a reset. */
    private static final class Config extends DefaultSocketChannelConfig {
        private boolean cut;

        Config(SocketChannel channel) {
            super(channel, new Socket());
        }

        @Override
        public <T> boolean setOption(ChannelOption<T> option, T value) {
            if (option.equals(ChannelOption.SO_LINGER)) {
                cut = Integer.valueOf(0).equals(value);
                return true;
            }
            return option.equals(ChannelOption.TCP_NODELAY)
                    || option.equals(ChannelOption.SO_KEEPALIVE)
                    || super.setOption(option, value);
        }

        @Override
        public SocketChannelConfig setTcpNoDelay(boolean noDelay) {
            return this;
        }
    }
}
