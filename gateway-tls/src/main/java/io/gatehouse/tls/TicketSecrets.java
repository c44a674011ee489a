// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/**
 * The secrets from which the ticket keys of every context are derived (HKDF with SHA-256, RFC 5869), by the fingerprint of its spec:
 * so a context that is built again takes up the sessions of the one before, and no other does.
 *
 * <p>Without files the process draws a secret at random, takes another one every four hours and keeps the one before for as long
 * again; what is older is overwritten, and nothing can decrypt its tickets any more. Secrets from files stay until other files come.
 * Any thread.
 */
final class TicketSecrets {
    /** How long a secret of the process encrypts; it decrypts for twice as long. */
    static final Duration PERIOD = Duration.ofHours(4);

    private static final byte[] SALT = "gatehouse session tickets 1".getBytes(StandardCharsets.US_ASCII);
    private static final int SECRET_BYTES = 32;

    private final Clock clock;
    private final SecureRandom random;
    private TicketKeySet shared = TicketKeySet.NONE;
    private final List<byte[]> own = new ArrayList<>(); // the newest first; at most two
    private final AtomicInteger epoch = new AtomicInteger();
    private volatile long begunMillis;
    private volatile long nextMillis;

    TicketSecrets(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
        this.begunMillis = clock.millis();
        this.nextMillis = begunMillis + PERIOD.toMillis();
        this.own.add(draw());
    }

    /** A number that changes whenever the secrets do; asked for at each handshake, so that time is noticed. */
    int epoch() {
        long now = clock.millis();
        if (isOver(now)) {
            rotate(now);
        }
        return epoch.get();
    }

    /** Whether it is time for another secret, or the clock was set back so far that nobody can tell. */
    private boolean isOver(long now) {
        return now >= nextMillis || now < begunMillis - PERIOD.toMillis();
    }

    /** From now on these; without any, secrets of the process, drawn anew if there were some. */
    synchronized void share(TicketKeySet next) {
        if (!next.equals(shared)) {
            shared = next;
            forget(own);
            own.add(draw());
            begin(clock.millis());
        }
    }

    /** The keys of a context, the first for new tickets; those of {@link #epoch} or newer. */
    synchronized OpenSslSessionTicketKey[] keysOf(TlsSpec spec) {
        byte[] fingerprint = spec.fingerprint();
        List<byte[]> secrets = shared.isEmpty() ? own : shared.secrets();
        return secrets.stream().map(each -> derive(each, fingerprint)).toArray(OpenSslSessionTicketKey[]::new);
    }

    private synchronized void rotate(long now) {
        if (!isOver(now)) {
            return; // another thread did, by a clock that it may have read a moment later
        }
        boolean previousIsYoung = now >= begunMillis && now - begunMillis < 2 * PERIOD.toMillis();
        List<byte[]> dropped = own.subList(previousIsYoung ? 1 : 0, own.size());
        forget(dropped);
        own.add(0, draw());
        begin(now);
    }

    private void begin(long now) {
        begunMillis = now;
        epoch.incrementAndGet();
        nextMillis = now + PERIOD.toMillis();
    }

    private byte[] draw() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return secret;
    }

    private static void forget(List<byte[]> secrets) {
        secrets.forEach(each -> Arrays.fill(each, (byte) 0));
        secrets.clear();
    }

    private static OpenSslSessionTicketKey derive(byte[] secret, byte[] fingerprint) {
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
        hkdf.init(new HKDFParameters(secret, SALT, fingerprint));
        return new OpenSslSessionTicketKey(
                next(hkdf, OpenSslSessionTicketKey.NAME_SIZE),
                next(hkdf, OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                next(hkdf, OpenSslSessionTicketKey.AES_KEY_SIZE));
    }

    private static byte[] next(HKDFBytesGenerator hkdf, int length) {
        byte[] bytes = new byte[length];
        hkdf.generateBytes(bytes, 0, length);
        return bytes;
    }
}
