// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** One server with so many certificates, from its start to its end. */
final class Round {
    private static final int FIRST_USES = 1_000;
    private static final long CALM_SECONDS = 4;
    private static final long LOOK_MILLIS = 5;
    private static final long RELOAD_MINUTES = 20;
    private static final long LONG_RELOAD_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Contender contender;
    private final Farm farm;
    private final int count;
    private final int reloads;
    private int failedLooks;

    Round(Contender contender, Farm farm, int count, int reloads) {
        this.contender = contender;
        this.farm = farm;
        this.count = count;
        this.reloads = reloads;
    }

    /** {@code baseKib}: what the same server holds with one certificate. */
    Result run(Path work, long baseKib) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(work, contender.name());
        int port = freePort();
        List<String> command = contender.prepare(farm, count, folder, port);
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3)); // a configuration is seldom started as it is written
        try (ServerProcess server = ServerProcess.start(command, folder, () -> visit(port, 0, new Latencies()))) {
            Result result = new Result(contender.name(), count);
            result.startSeconds = server.startSeconds();
            result.startProcessorSeconds = server.processorSeconds();
            result.residentKib = server.residentKib();
            settle(server);
            result.settledKib = server.residentKib();
            result.baseKib = baseKib == 0 ? result.settledKib : baseKib;
            if (count > 1) {
                firstUses(port, result);
                reload(server, port, result);
                settle(server);
                result.afterKib = server.residentKib();
            }
            return result;
        } finally {
            deleteAll(folder);
        }
    }

    private void settle(ServerProcess server) throws IOException, InterruptedException {
        if (contender.isJvm()) {
            server.collectGarbage();
        }
    }

    private void firstUses(int port, Result result) throws IOException {
        int uses = Math.min(FIRST_USES, count / 2);
        for (int i = 0; i < 200; i++) {
            visit(port, 0, new Latencies()); // both sides run hot
        }
        for (int i = 0; i < uses; i++) {
            visit(port, count - 1 - i, result.firstUse);
        }
        for (int i = 0; i < uses; i++) {
            visit(port, count - 1 - i, result.secondUse);
        }
    }

    private static void visit(int port, int index, Latencies latencies) throws IOException {
        long begun = System.nanoTime();
        try (Visitor visitor = new Visitor(port, Farm.name(index))) {
            visitor.get();
            latencies.add(System.nanoTime() - begun);
        }
    }

    private void reload(ServerProcess server, int port, Result result) throws IOException, InterruptedException {
        try (Crowd crowd = new Crowd(port, count)) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
            crowd.into(result.calm);
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(CALM_SECONDS));
            for (int i = 0; i < reloads; i++) {
                crowd.into(result.during);
                double processor = server.processorSeconds();
                long nanos = replaceAndAwait(server, port);
                result.reload.add(nanos);
                result.reloadProcessorSeconds.add((long) ((server.processorSeconds() - processor) * 1e9));
                crowd.into(new Crowd.Sample());
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
                if (nanos > LONG_RELOAD_NANOS) {
                    break;
                }
            }
            result.failures = crowd.failures() + failedLooks;
        }
    }

    /** Replaces a certificate, sends the signal and returns how long it took until a handshake got the new one. */
    private long replaceAndAwait(ServerProcess server, int port) throws IOException, InterruptedException {
        BigInteger before = serial(port);
        farm.replace();
        LockSupport.parkNanos(
                TimeUnit.SECONDS.toNanos(2)); // whoever writes a file has some other work before the signal
        long begun = System.nanoTime();
        server.signal(contender.reloadSignal());
        while (!servesAnother(before, port)) {
            if (System.nanoTime() - begun > TimeUnit.MINUTES.toNanos(RELOAD_MINUTES)) {
                throw new IOException("the new certificate is never served");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS)); // or the looks would take a processor
        }
        return System.nanoTime() - begun;
    }

    /** A server that refuses a look while it reloads fails a client; it is looked at again. */
    private boolean servesAnother(BigInteger before, int port) {
        try {
            return !serial(port).equals(before);
        } catch (IOException e) {
            failedLooks++;
            return false;
        }
    }

    private static BigInteger serial(int port) throws IOException {
        try (Visitor visitor = new Visitor(port, Farm.name(Farm.REPLACED))) {
            return visitor.serial();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
