// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.fixtures.Finished;
import io.gatehouse.core.fixtures.GatewayProcess;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainDatagramSocketAddress;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service manager is told, at a real socket of datagrams. */
class ServiceNoticesIT {
    private static final String VALID = """
            listeners: [{address: "127.0.0.1:0", protocol: http}]
            admin: off
            shutdown: {drain_timeout: 100s}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private ConfigDir config;
    private Socket manager;

    @BeforeEach
    void prepare() {
        Epoll.ensureAvailability();
        config = new ConfigDir(folder).gateway(VALID);
        manager = Socket.newSocketDomainDgram();
    }

    @AfterEach
    void end() throws IOException {
        manager.close();
    }

    @Test
    void theStartEachReloadAndTheStopAreTold() throws Exception {
        String socket = folder.resolve("notify").toString();
        manager.bind(new DomainSocketAddress(socket));
        try (GatewayProcess gateway = start(socket)) {
            assertThat(next()).isEqualTo("READY=1\nSTATUS=generation 1: listeners=1 ssls=0 upstreams=0 routes=0");

            config.gateway(VALID + "upstreams: [{id: web, nodes: {\"127.0.0.1:1\": 1}}]\n");
            long before = System.nanoTime() / 1000;
            gateway.reload();
            assertThat(next())
                    .matches("RELOADING=1\nMONOTONIC_USEC=\\d+")
                    .satisfies(told -> assertThat(Long.parseLong(told.replaceAll("(?s).*=", "")))
                            .isBetween(before, System.nanoTime() / 1000));
            assertThat(next()).isEqualTo("READY=1\nSTATUS=generation 2: listeners=1 ssls=0 upstreams=1 routes=0");

            config.gateway("nonsense: 1\n");
            gateway.reload();
            assertThat(next()).startsWith("RELOADING=1\n");
            assertThat(next())
                    .isEqualTo("READY=1\nSTATUS=generation 2: listeners=1 ssls=0 upstreams=1 routes=0; "
                            + "the last reload was refused: the log says why");

            Finished finished = gateway.terminate();

            assertThat(next()).isEqualTo("STOPPING=1\nSTATUS=draining\nEXTEND_TIMEOUT_USEC=115000000");
            assertThat(finished.exitCode()).isZero();
        }
    }

    @Test
    void whatTheWatchTakesUpIsTold() throws Exception {
        String watched = VALID + "watch: {enabled: true, interval: 1s}\n";
        config.gateway(watched);
        String name = folder.toString(); // in no file system
        manager.bind(new DomainSocketAddress("\0" + name));
        try (GatewayProcess gateway = start("@" + name)) {
            assertThat(next()).startsWith("READY=1\nSTATUS=generation 1: ");

            config.gateway(watched + "upstreams: [{id: web, nodes: {\"127.0.0.1:1\": 1}}]\n");

            assertThat(next()).startsWith("RELOADING=1\n");
            assertThat(next()).isEqualTo("READY=1\nSTATUS=generation 2: listeners=1 ssls=0 upstreams=1 routes=0");
            assertThat(gateway.awaitLine(" reload ok ")).contains("generation=2");
        }
    }

    @Test
    void aSocketThatIsNotThereIsLoggedOnce() throws Exception {
        try (GatewayProcess gateway = start(folder.resolve("nobody").toString())) {
            assertThat(gateway.reload()).contains(" reload ok ");

            Finished finished = gateway.terminate();

            assertThat(finished.exitCode()).isZero();
            assertThat(warnings(finished))
                    .singleElement()
                    .asString()
                    .contains("WARN", "NOTIFY_SOCKET='" + folder.resolve("nobody") + "' cause=\"no such socket\"");
        }
    }

    @Test
    void aSocketThatNobodyReadsHoldsUpNothing() throws Exception {
        String socket = folder.resolve("notify").toString();
        manager.bind(new DomainSocketAddress(socket));
        fill(socket);
        try (GatewayProcess gateway = start(socket)) {
            assertThat(gateway.reload()).contains(" reload ok ");

            Finished finished = gateway.terminate();

            assertThat(finished.exitCode()).isZero();
            assertThat(warnings(finished)).singleElement().asString().contains("cause=\"its queue is full\"");
        }
    }

    private static List<String> warnings(Finished finished) {
        return finished.out()
                .lines()
                .filter(line -> line.contains("service manager"))
                .toList();
    }

    private GatewayProcess start(String socket) throws IOException, InterruptedException {
        ProcessBuilder java = new ProcessBuilder(GatewayProcess.commandLine(
                        "run", "--config", config.gatewayYaml().toString()))
                .directory(folder.toFile());
        java.environment().put("NOTIFY_SOCKET", socket);
        GatewayProcess gateway = GatewayProcess.of(java);
        gateway.awaitLine(" ready ");
        return gateway;
    }

    /** The next datagram. */
    private String next() throws IOException {
        ByteBuffer datagram = ByteBuffer.allocateDirect(4096);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        DomainDatagramSocketAddress from;
        while ((from = manager.recvFromDomainSocket(datagram, 0, datagram.capacity())) == null) {
            assertThat(System.nanoTime()).as("nothing is told").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        byte[] text = new byte[from.receivedAmount()];
        datagram.get(0, text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static void fill(String socket) throws IOException {
        Socket sender = Socket.newSocketDomainDgram();
        byte[] path = socket.getBytes(StandardCharsets.UTF_8);
        int sent;
        do {
            sent = sender.sendToDomainSocket(ByteBuffer.allocateDirect(1), 0, 1, path);
        } while (sent > 0);
        sender.close();
    }
}
