// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One end of a connection, never blocking: what is to be sent, and all that came. */
final class Line {
    /** How the other side ended. */
    enum Ended {
        NOT_YET,
        CLEANLY,
        BY_RESET
    }

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(64 * 1024);
    private final StringBuilder received = new StringBuilder();
    private String toSend = "";
    private int sent;
    private int parsed;
    private Ended ended = Ended.NOT_YET;

    Line(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** Sends Latin-1 text, and follows the signs of {@link Notation} in it, whenever {@link #moveOn} is called. */
    void send(String text) {
        toSend = toSend.substring(sent) + text;
        sent = 0;
    }

    boolean isSending() {
        return sent < toSend.length();
    }

    /**
     * Sends and reads what can be now; false if nothing could.
     *
     * @param step most octets of one write
     * @param quiet the gateway has nothing to do
     */
    boolean moveOn(int step, boolean quiet) throws IOException {
        boolean wrote = ended == Ended.NOT_YET && isSending() && sendStep(step, quiet);
        return read() || wrote;
    }

    private boolean sendStep(int step, boolean quiet) throws IOException {
        char next = toSend.charAt(sent);
        if (next == Notation.PAUSE) {
            boolean over = quiet && Queues.areEmpty(port(channel.getLocalAddress()), port(channel.getRemoteAddress()));
            sent += over ? 1 : 0;
            return over;
        }
        try {
            if (next == Notation.END) {
                channel.shutdownOutput();
                sent++;
                return true;
            }
            if (next == Notation.RESET) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                channel.close();
                ended = Ended.CLEANLY;
                return true;
            }
            int end = sent;
            while (end < toSend.length() && end - sent < step && toSend.charAt(end) < 256) {
                end++;
            }
            byte[] octets = toSend.substring(sent, end).getBytes(StandardCharsets.ISO_8859_1);
            int written = channel.write(ByteBuffer.wrap(octets));
            sent += written;
            return written > 0;
        } catch (IOException e) {
            sent = toSend.length(); // the peer is gone; what it said before can still be read
            return true;
        }
    }

    private static int port(SocketAddress address) {
        return ((InetSocketAddress) address).getPort();
    }

    private boolean read() throws IOException {
        if (ended != Ended.NOT_YET) {
            return false;
        }
        in.clear();
        try {
            int count = channel.read(in);
            if (count < 0) {
                ended = Ended.CLEANLY;
                return true;
            }
            received.append(new String(in.array(), 0, count, StandardCharsets.ISO_8859_1));
            return count > 0;
        } catch (IOException e) {
            ended = Ended.BY_RESET;
            return true;
        }
    }

    Ended ended() {
        return ended;
    }

    /** Everything that came so far. */
    StringBuilder received() {
        return received;
    }

    /** Where the first message begins that was not taken yet. */
    int parsed() {
        return parsed;
    }

    /** Takes everything up to there. */
    void take(int end) {
        parsed = end;
    }

    boolean hasPartOfAMessage() {
        return parsed < received.length();
    }

    SocketChannel channel() {
        return channel;
    }

    void close() throws IOException {
        channel.close();
    }
}
