// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A DNS server on the loopback that answers each question as a test says: RFC 1035, section 4.1. */
final class NameServer implements AutoCloseable {
    static final int TYPE_A = 1;
    static final int TYPE_CNAME = 5;
    static final int NO_SUCH_NAME = 3;
    private static final int HEAD = 12;
    private static final int RESPONSE = 0x8180;
    private static final byte[] NOTHING = {};

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final Set<SocketAddress> askers = ConcurrentHashMap.newKeySet();
    private final Function<Question, List<byte[]>> answers;

    NameServer(Function<Question, List<byte[]>> answers) throws IOException {
        this.answers = answers;
        Thread thread = new Thread(this::answer, "dns");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** From where it was asked. */
    Set<SocketAddress> askers() {
        return askers;
    }

    @Override
    public void close() {
        socket.close();
    }

    private void answer() {
        byte[] buffer = new byte[512];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                askers.add(packet.getSocketAddress());
                for (byte[] response : answers.apply(Question.of(ByteBuffer.wrap(buffer, 0, packet.getLength())))) {
                    socket.send(new DatagramPacket(response, response.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    /**
     * A question that was asked.
     *
     * @param type such as {@link #TYPE_A}
     * @param octets name, type and class
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Question(short id, int type, byte[] octets) {
        private static Question of(ByteBuffer query) {
            int end = HEAD;
            while (query.get(end) != 0) {
                end += query.get(end) + 1;
            }
            int type = query.getShort(end + 1);
            byte[] octets = new byte[end + 5 - HEAD];
            query.duplicate().position(HEAD).get(octets);
            return new Question(query.getShort(0), type, octets);
        }

        boolean isFor(String name) {
            byte[] owner = name(name);
            return Arrays.equals(octets, 0, octets.length - 4, owner, 0, owner.length);
        }

        /** An answer without a record. */
        byte[] withCode(int code) {
            return response(octets, code, 0, NOTHING);
        }

        /** An answer to the question for another name. */
        byte[] forAnother(String name) {
            byte[] owner = name(name);
            byte[] other = Arrays.copyOf(owner, owner.length + 4);
            System.arraycopy(octets, octets.length - 4, other, owner.length, 4);
            return response(other, 0, 0, NOTHING);
        }

        /** An answer with one record for the name. */
        byte[] with(int recordType, int ttlSeconds, byte[] data) {
            ByteBuffer answer = ByteBuffer.allocate(octets.length + 6 + data.length)
                    .put(octets, 0, octets.length - 4)
                    .putShort((short) recordType)
                    .putShort((short) 1)
                    .putInt(ttlSeconds)
                    .putShort((short) data.length)
                    .put(data);
            return response(octets, 0, 1, answer.array());
        }

        private byte[] response(byte[] question, int code, int records, byte[] answer) {
            return ByteBuffer.allocate(HEAD + question.length + answer.length)
                    .putShort(id)
                    .putShort((short) (RESPONSE | code))
                    .putShort((short) 1)
                    .putShort((short) records)
                    .putInt(0)
                    .put(question)
                    .put(answer)
                    .array();
        }
    }

    /** A name in labels, without compression. */
    static byte[] name(String name) {
        ByteBuffer octets = ByteBuffer.allocate(512);
        for (String label : name.split("\\.", -1)) {
            byte[] text = label.getBytes(StandardCharsets.UTF_8);
            octets.put((byte) text.length).put(text);
        }
        octets.put((byte) 0);
        return Arrays.copyOf(octets.array(), octets.position());
    }
}
