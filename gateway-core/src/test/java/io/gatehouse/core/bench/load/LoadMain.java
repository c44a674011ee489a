// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.load;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Reads a line, does what it asks for, and writes a line: {@code ok} with figures, or {@code failed} with the reason. */
public final class LoadMain {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

    private LoadMain() {}

    public static void main(String[] args) throws IOException {
        LoadMain load = new LoadMain();
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
        try (Client client = new Client(loops.next(), words)) {
            return switch (words.verb()) {
                case "connect" -> new ConnectLoad(client, words).run();
                default -> throw new IllegalArgumentException("nobody knows how to " + words.verb());
            };
        }
    }
}
