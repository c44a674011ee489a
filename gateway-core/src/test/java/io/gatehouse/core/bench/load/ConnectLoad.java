// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.concurrent.TimeUnit;

/**
 * Connections one after the other in some seats: connect, handshake, one request with its answer, close. All that were begun are
 * finished and counted.
 */
final class ConnectLoad {
    private static final long AFTER_FAILURE_MILLIS = 10;

    private final Client client;
    private final ByteBuf request;
    private final Tally tally;
    private final int seats;
    private final long seconds;
    private long deadlineNanos;

    ConnectLoad(Client client, Words words) {
        this.client = client;
        this.request = Requests.get(words.text("path"), client.sni());
        this.seats = (int) words.number("connections");
        this.seconds = words.number("seconds");
        this.tally = new Tally(seats);
    }

    /** Waits for the end; {@code full} counts the handshakes that resumed no session. */
    String run() throws InterruptedException {
        deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (int i = 0; i < seats; i++) {
            client.loop().execute(new Seat(i));
        }
        tally.await(seconds + 60);
        return tally + " full=" + client.fullHandshakes();
    }

    private final class Seat implements MessageReader.Listener, Runnable {
        private final int number;
        private boolean answered;

        Seat(int number) {
            this.number = number;
        }

        @Override
        public void run() {
            if (System.nanoTime() - deadlineNanos >= 0) {
                tally.ended();
                return;
            }
            answered = false;
            ChannelFuture connecting = client.connect(number, MessageReader.ofAnswers(this));
            connecting.addListener(done -> {
                if (done.isSuccess()) {
                    connecting.channel().writeAndFlush(request.duplicate());
                } else {
                    failed(String.valueOf(done.cause()));
                }
            });
        }

        @Override
        public void read(Channel channel) {
            answered = true;
            tally.unit();
            channel.close();
        }

        @Override
        public void closed(Channel channel, String why) {
            if (answered) {
                run();
            } else {
                failed(why);
            }
        }

        private void failed(String why) {
            tally.error(client + ": " + why);
            client.loop().schedule(this, AFTER_FAILURE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
