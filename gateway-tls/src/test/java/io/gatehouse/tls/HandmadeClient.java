// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPublicKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;

/**
 * A TLS 1.3 client written by hand, to send what no library sends: X25519, TLS_AES_128_GCM_SHA256, no look at certificates. Waits
 * end after five seconds.
 */
final class HandmadeClient implements Closeable {
    static final int ALERT = 21;
    static final int HANDSHAKE = 22;
    static final int APPLICATION_DATA = 23;

    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int NEW_SESSION_TICKET = 4;
    private static final int FINISHED = 20;
    private static final int[] SUITE = {0x1301};

    private final Socket socket;
    private final DataInputStream in;
    private final ByteArrayOutputStream transcript = new ByteArrayOutputStream();
    private RecordKeys sending = new RecordKeys(Hkdf.ZEROS);
    private RecordKeys receiving = new RecordKeys(Hkdf.ZEROS);
    private byte[] resumptionSecret = Hkdf.ZEROS;
    private boolean resumed;
    private boolean earlyDataAccepted;

    /** What a ticket promises. */
    @SuppressWarnings("ArrayRecordComponent") // sessions are not compared
    record Session(byte[] ticket, byte[] secret) {}

    private HandmadeClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    /** Shakes hands. */
    static HandmadeClient connect(InetSocketAddress address, String sni) throws Exception {
        HandmadeClient client = open(address);
        client.handshake(sni, null, "");
        return client;
    }

    /** Shakes hands with a session and sends this text before it hears a word. */
    static HandmadeClient connectEarly(InetSocketAddress address, String sni, Session session, String early)
            throws Exception {
        HandmadeClient client = open(address);
        client.handshake(sni, session, early);
        return client;
    }

    private static HandmadeClient open(InetSocketAddress address) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        return new HandmadeClient(socket);
    }

    /** Whether the session was taken up. */
    boolean resumed() {
        return resumed;
    }

    /** Whether the server said that it reads early data. */
    boolean earlyDataAccepted() {
        return earlyDataAccepted;
    }

    /** Sends one record of this true content type. */
    HandmadeClient send(int type, byte[] content) throws Exception {
        return sendRaw(sending.seal(type, content));
    }

    HandmadeClient send(String text) throws Exception {
        return send(APPLICATION_DATA, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends a handshake message in a record of its own. */
    HandmadeClient sendMessage(int type, byte[] body) throws Exception {
        return send(HANDSHAKE, message(type, body));
    }

    /** A KeyUpdate that asks for none in return, and the new keys. */
    HandmadeClient updateKeys() throws Exception {
        sendMessage(24, new byte[] {0});
        sending.update();
        return this;
    }

    /** The record as it would be sent. */
    byte[] seal(int type, byte[] content) throws GeneralSecurityException {
        return sending.seal(type, content);
    }

    HandmadeClient sendRaw(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        return this;
    }

    /** Ends our half of the TCP connection, if it is open. */
    HandmadeClient endOutput() throws IOException {
        try {
            socket.shutdownOutput();
        } catch (SocketException e) {
            // the other side was faster
        }
        return this;
    }

    /** Exactly so many characters; tickets in front of them are skipped. */
    String read(int count) throws Exception {
        StringBuilder text = new StringBuilder();
        while (text.length() < count) {
            byte[] record = receiving.open(nextRecord(APPLICATION_DATA));
            int type = record[record.length - 1];
            if (type == APPLICATION_DATA) {
                text.append(new String(record, 0, record.length - 1, StandardCharsets.ISO_8859_1));
            } else if (type == ALERT) {
                throw new IOException("alert " + record[1] + " after '" + text + "'");
            }
        }
        return text.toString();
    }

    /** How much is in each of the records with the next so many octets; tickets in front of them are skipped. */
    List<Integer> readSizes(int count) throws Exception {
        List<Integer> sizes = new ArrayList<>();
        for (int octets = 0; octets < count; ) {
            byte[] record = receiving.open(nextRecord(APPLICATION_DATA));
            if (record[record.length - 1] == APPLICATION_DATA) {
                sizes.add(record.length - 1);
                octets += record.length - 1;
            }
        }
        return sizes;
    }

    /** The session of the next ticket. */
    Session nextSession() throws Exception {
        while (true) {
            ByteBuffer record = ByteBuffer.wrap(receiving.open(nextRecord(APPLICATION_DATA)));
            if (record.get(record.limit() - 1) == HANDSHAKE && record.get(0) == NEW_SESSION_TICKET) {
                record.position(4 + 8); // lifetime and age_add
                byte[] nonce = new byte[record.get()];
                record.get(nonce);
                byte[] ticket = new byte[record.getShort()];
                record.get(ticket);
                return new Session(ticket, Hkdf.expand(resumptionSecret, "resumption", nonce, Hkdf.HASH_BYTES));
            }
        }
    }

    /** What still comes until the connection is gone: the text, then {@code alert n}, {@code closed} or {@code reset}. */
    String awaitEnd() throws Exception {
        StringBuilder text = new StringBuilder();
        try {
            while (true) {
                byte[] record = receiving.open(nextRecord(APPLICATION_DATA));
                int type = record[record.length - 1];
                if (type == ALERT) {
                    socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                    return text + "alert " + record[1];
                } else if (type == APPLICATION_DATA) {
                    text.append(new String(record, 0, record.length - 1, StandardCharsets.ISO_8859_1));
                }
            }
        } catch (EOFException e) {
            return text + "closed";
        } catch (SocketException e) {
            return text + "reset";
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    // The handshake.

    private void handshake(String sni, @Nullable Session session, String early) throws Exception {
        KeyPair own = KeyPairGenerator.getInstance("X25519").generateKeyPair();
        byte[] psk = session == null ? Hkdf.ZEROS : session.secret();
        byte[] earlySecret = Hkdf.extract(Hkdf.ZEROS, psk);
        byte[] hello = message(1, hello(sni, share(own), session));
        if (session != null) {
            bind(hello, earlySecret);
        }
        sendRaw(record(hello));
        transcript.writeBytes(hello);
        if (!early.isEmpty()) {
            byte[] secret = Hkdf.expand(earlySecret, "c e traffic", hash(), Hkdf.HASH_BYTES);
            sendRaw(new RecordKeys(secret).seal(APPLICATION_DATA, early.getBytes(StandardCharsets.ISO_8859_1)));
        }
        byte[] serverHello = nextRecord(HANDSHAKE);
        transcript.writeBytes(serverHello);
        byte[] handshakeSecret = Hkdf.extract(next(earlySecret(serverHello, earlySecret)), agree(own, serverHello));
        byte[] clientSecret = Hkdf.expand(handshakeSecret, "c hs traffic", hash(), Hkdf.HASH_BYTES);
        sending = new RecordKeys(clientSecret);
        receiving = new RecordKeys(Hkdf.expand(handshakeSecret, "s hs traffic", hash(), Hkdf.HASH_BYTES));
        readServerFlight();
        byte[] master = Hkdf.extract(next(handshakeSecret), Hkdf.ZEROS);
        byte[] clientApplication = Hkdf.expand(master, "c ap traffic", hash(), Hkdf.HASH_BYTES);
        receiving = new RecordKeys(Hkdf.expand(master, "s ap traffic", hash(), Hkdf.HASH_BYTES));
        byte[] finished = message(FINISHED, verifyData(clientSecret, hash()));
        send(HANDSHAKE, finished);
        transcript.writeBytes(finished);
        sending = new RecordKeys(clientApplication);
        resumptionSecret = Hkdf.expand(master, "res master", hash(), Hkdf.HASH_BYTES);
    }

    private static byte[] hello(String sni, byte[] share, @Nullable Session session) {
        byte[] names = HelloBytes.extension(0, HelloBytes.names(sni));
        byte[] schemes = HelloBytes.schemes(HelloBytes.ALL_SCHEMES);
        byte[] groups = HelloBytes.groups(0x001D);
        byte[] versions = HelloBytes.versions(0x0304);
        byte[] modes = HelloBytes.extension(45, new byte[] {1, 1}); // psk_dhe_ke
        if (session == null) {
            return HelloBytes.body(SUITE, names, schemes, groups, versions, modes, share);
        }
        byte[] earlyData = HelloBytes.extension(42, new byte[0]);
        return HelloBytes.body(
                SUITE, names, schemes, groups, versions, modes, share, earlyData, identity(session.ticket()));
    }

    private static byte[] share(KeyPair own) {
        byte[] key = new byte[32];
        byte[] bigEndian = ((XECPublicKey) own.getPublic()).getU().toByteArray();
        for (int i = 0; i < Math.min(32, bigEndian.length); i++) {
            key[i] = bigEndian[bigEndian.length - 1 - i];
        }
        byte[] content = ByteBuffer.allocate(38)
                .putShort((short) 36)
                .putShort((short) 0x001D)
                .putShort((short) 32)
                .put(key)
                .array();
        return HelloBytes.extension(51, content);
    }

    /** The extension pre_shared_key, with zeros for its binder. */
    private static byte[] identity(byte[] ticket) {
        ByteBuffer content = ByteBuffer.allocate(2 + 2 + ticket.length + 4 + 2 + 1 + Hkdf.HASH_BYTES);
        content.putShort((short) (2 + ticket.length + 4)).putShort((short) ticket.length);
        content.put(ticket).putInt(0); // an age that fits a ticket of this moment only by chance, which nobody checks
        content.putShort((short) (1 + Hkdf.HASH_BYTES)).put((byte) Hkdf.HASH_BYTES);
        return HelloBytes.extension(41, content.array());
    }

    /** RFC 8446, section 4.2.11.2. */
    private static void bind(byte[] hello, byte[] earlySecret) throws GeneralSecurityException {
        int binders = hello.length - Hkdf.HASH_BYTES - 3;
        byte[] truncated = sha256(Arrays.copyOf(hello, binders));
        byte[] key = Hkdf.expand(earlySecret, "res binder", sha256(new byte[0]), Hkdf.HASH_BYTES);
        System.arraycopy(verifyData(key, truncated), 0, hello, binders + 3, Hkdf.HASH_BYTES);
    }

    /** Whether the ServerHello takes the session up decides what the keys come from. */
    private byte[] earlySecret(byte[] serverHello, byte[] ofSession) throws GeneralSecurityException {
        resumed = extension(serverHello, 41) != null;
        return resumed ? ofSession : Hkdf.extract(Hkdf.ZEROS, Hkdf.ZEROS);
    }

    private static byte[] agree(KeyPair own, byte[] serverHello) throws GeneralSecurityException {
        byte[] share = extension(serverHello, 51);
        if (share == null) {
            throw new IllegalStateException("no key share");
        }
        byte[] bigEndian = new byte[32];
        for (int i = 0; i < 32; i++) {
            bigEndian[i] = share[share.length - 1 - i];
        }
        KeyAgreement agreement = KeyAgreement.getInstance("X25519");
        agreement.init(own.getPrivate());
        XECPublicKeySpec theirs = new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, bigEndian));
        agreement.doPhase(KeyFactory.getInstance("X25519").generatePublic(theirs), true);
        return agreement.generateSecret();
    }

    /** The content of an extension of a ServerHello without session id, or null. */
    private static byte @Nullable [] extension(byte[] serverHello, int wanted) {
        ByteBuffer hello = ByteBuffer.wrap(serverHello).position(4 + 2 + 32 + 1 + 2 + 1 + 2);
        while (hello.hasRemaining()) {
            int type = hello.getShort();
            byte[] content = new byte[hello.getShort()];
            hello.get(content);
            if (type == wanted) {
                return content;
            }
        }
        return null;
    }

    private void readServerFlight() throws Exception {
        ByteArrayOutputStream flight = new ByteArrayOutputStream();
        while (true) {
            byte[] record = receiving.open(nextRecord(APPLICATION_DATA));
            flight.write(record, 0, record.length - 1);
            ByteBuffer messages = ByteBuffer.wrap(flight.toByteArray());
            while (messages.remaining() >= 4) {
                int head = messages.getInt();
                int length = head & 0xFFFFFF;
                if (messages.remaining() < length) {
                    break;
                }
                if (head >>> 24 == 8) { // EncryptedExtensions
                    earlyDataAccepted = has(messages.slice(messages.position(), length), 42);
                }
                messages.position(messages.position() + length);
                if (head >>> 24 == FINISHED) {
                    transcript.writeBytes(flight.toByteArray());
                    return;
                }
            }
        }
    }

    private static boolean has(ByteBuffer extensions, int wanted) {
        extensions.getShort();
        while (extensions.hasRemaining()) {
            int type = extensions.getShort();
            int length = extensions.getShort();
            if (type == wanted) {
                return true;
            }
            extensions.position(extensions.position() + length);
        }
        return false;
    }

    private static byte[] next(byte[] secret) throws GeneralSecurityException {
        return Hkdf.expand(secret, "derived", sha256(new byte[0]), Hkdf.HASH_BYTES);
    }

    private static byte[] verifyData(byte[] secret, byte[] hash) throws GeneralSecurityException {
        return Hkdf.hmac(Hkdf.expand(secret, "finished", new byte[0], Hkdf.HASH_BYTES), hash);
    }

    private byte[] hash() throws GeneralSecurityException {
        return sha256(transcript.toByteArray());
    }

    private static byte[] sha256(byte[] octets) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(octets);
    }

    private static byte[] message(int type, byte[] body) {
        return ByteBuffer.allocate(4 + body.length)
                .putInt(type << 24 | body.length)
                .put(body)
                .array();
    }

    private static byte[] record(byte[] message) {
        return ByteBuffer.allocate(5 + message.length)
                .put((byte) HANDSHAKE)
                .putShort((short) 0x0301)
                .putShort((short) message.length)
                .put(message)
                .array();
    }

    private byte[] nextRecord(int expected) throws IOException {
        int type = in.readUnsignedByte();
        in.readUnsignedShort();
        byte[] content = new byte[in.readUnsignedShort()];
        in.readFully(content);
        if (type == 20) {
            return nextRecord(expected); // the ChangeCipherSpec for middleboxes
        }
        if (type != expected) {
            throw new IOException("record of type " + type + ": " + Arrays.toString(content));
        }
        return content;
    }
}
