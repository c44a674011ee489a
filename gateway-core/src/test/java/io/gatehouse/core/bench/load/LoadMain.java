// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.load;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads a line, does what it asks for, and writes a line: {@code ok} with figures, or {@code failed} with the reason. */
public final class LoadMain {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

    private @Nullable IdleConnections idle;

    private LoadMain() {}

    /** The argument is the port where uploads end. */
    public static void main(String[] args) throws IOException, InterruptedException {
        LoadMain load = new LoadMain();
        Sink.listen(load.loops, Integer.parseInt(args[0]));
        BufferedReader asks = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ok");
        for (String line = asks.readLine(); line != null; line = asks.readLine()) {
            System.out.println(load.answer(line));
        }
        load.loops.shutdownGracefully();
    }

    private String answer(String line) {
        try {
            return "ok " + run(Words.of(line));
        } catch (IOException | InterruptedException | RuntimeException e) {
            return "failed " + e;
        }
    }

    private String run(Words words) throws IOException, InterruptedException {
        if (words.verb().equals("release")) {
            release();
            return "";
        }
        try (Client client = new Client(loops.next(), words)) {
            return switch (words.verb()) {
                case "connect" -> new ConnectLoad(client, words).run();
                case "request" -> new RequestLoad(client, words).run();
                case "upload" -> new UploadLoad(client, words).run();
                case "idle" -> hold(new IdleConnections(client, words));
                default -> throw new IllegalArgumentException("nobody knows how to " + words.verb());
            };
        }
    }

    private String hold(IdleConnections connections) throws InterruptedException {
        idle = connections;
        return connections.run();
    }

    private void release() throws InterruptedException {
        if (idle != null) {
            idle.close();
            idle = null;
        }
    }
}
