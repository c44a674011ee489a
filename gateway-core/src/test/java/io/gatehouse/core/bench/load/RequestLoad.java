// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.load;

import io.gatehouse.core.bench.Latencies;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Requests on kept connections: at a constant rate, whatever the answers take, or, with rate 0, each as soon as the one before is
 * answered. At a rate, the time of an answer is counted from when its request was due, not from when it could be sent: a server
 * that stops for a moment is charged with all requests that had to wait. Requests are due at ticks, a few at once on connections in
 * turn, because a timer for each would cost the client as much as the request. Answers of the first half second are not timed.
 */
final class RequestLoad {
    private static final long TICK_NANOS = TimeUnit.MICROSECONDS.toNanos(250);
    private static final long SETTLING_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Client client;
    private final ByteBuf request;
    private final List<Lane> lanes = new ArrayList<>();
    private final Tally opened;
    private final Tally tally;
    private final Latencies latencies = new Latencies();
    private final long seconds;
    private final long rate;
    private final int[] slices;
    private long begunNanos;
    private long endNanos;
    private long issued;

    RequestLoad(Client client, Words words) {
        this.client = client;
        this.request = Requests.get(words.text("path"), client.sni());
        this.seconds = words.number("seconds");
        int connections = (int) words.number("connections");
        this.rate = words.number("rate");
        this.opened = new Tally(connections);
        this.tally = new Tally(connections);
        this.slices = new int[(int) (TimeUnit.SECONDS.toNanos(seconds) / SLICE_NANOS)];
        for (int i = 0; i < connections; i++) {
            lanes.add(new Lane(i));
        }
    }

    /** Opens all connections, each with a request that does not count, and only then begins. */
    String run() throws InterruptedException {
        client.loop().execute(() -> lanes.forEach(Lane::open));
        opened.await(60);
        client.loop().execute(this::begin);
        tally.await(seconds + 60);
        return tally
                + " p50=%.3f p99=%.3f p999=%.3f max=%.3f slices=%s"
                        .formatted(
                                latencies.percentile(50),
                                latencies.percentile(99),
                                latencies.percentile(99.9),
                                latencies.percentile(100),
                                IntStream.of(slices).mapToObj(Integer::toString).collect(Collectors.joining(",")));
    }

    private void begin() {
        begunNanos = System.nanoTime();
        endNanos = begunNanos + TimeUnit.SECONDS.toNanos(seconds);
        if (rate == 0) {
            lanes.forEach(lane -> lane.ask(begunNanos));
        } else {
            tick(begunNanos);
        }
    }

    /** Has all requests sent that are due now; {@code dueNanos} is when this should have been called. */
    private void tick(long dueNanos) {
        if (dueNanos - endNanos >= 0) {
            lanes.forEach(Lane::endWhenAnswered);
            return;
        }
        long wanted = (dueNanos - begunNanos) * rate / TimeUnit.SECONDS.toNanos(1) + 1;
        while (issued < wanted) {
            lanes.get((int) (issued++ % lanes.size())).ask(dueNanos);
        }
        long next = dueNanos + TICK_NANOS;
        client.loop().schedule(() -> tick(next), next - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** One connection, and when the requests that it owes were due: first the one that waits for its answer. */
    private final class Lane implements MessageReader.Listener {
        private final int number;
        private final Queue<Long> due = new ArrayDeque<>();
        private @Nullable Channel channel;
        private boolean opening = true;
        private boolean ending;
        private boolean over;

        Lane(int number) {
            this.number = number;
        }

        void open() {
            ChannelFuture connecting = client.connect(number, MessageReader.ofAnswers(this));
            channel = connecting.channel();
            connecting.addListener(done -> {
                if (done.isSuccess()) {
                    send();
                } else {
                    closed(connecting.channel(), String.valueOf(done.cause()));
                }
            });
        }

        /** Sends a request now, or as soon as those before it are answered. */
        void ask(long dueNanos) {
            if (over) {
                return;
            }
            due.add(dueNanos);
            if (due.size() == 1) {
                send();
            }
        }

        void endWhenAnswered() {
            ending = true;
            if (due.isEmpty()) {
                end();
            }
        }

        private void send() {
            if (channel != null) {
                channel.writeAndFlush(request.duplicate());
            }
        }

        @Override
        public void read(Channel from) {
            if (opening) {
                opening = false;
                opened.ended();
                return;
            }
            long now = System.nanoTime();
            count(now, due.remove());
            if (rate == 0 && now - endNanos < 0) {
                ask(now);
            } else if (!due.isEmpty()) {
                send();
            } else if (rate == 0 || ending) {
                end();
            }
        }

        @Override
        public void closed(Channel from, String why) {
            if (!over) {
                tally.error(client + ": " + why);
                if (opening) {
                    opened.ended();
                }
                end();
            }
        }

        private void end() {
            if (!over) {
                over = true;
                tally.ended();
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    private void count(long nowNanos, long dueNanos) {
        if (nowNanos - begunNanos >= SETTLING_NANOS) {
            latencies.add(nowNanos - dueNanos);
        }
        tally.unit();
        int slice = (int) ((nowNanos - begunNanos) / SLICE_NANOS);
        if (slice < slices.length) {
            slices[slice]++;
        }
    }
}
