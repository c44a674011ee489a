// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;

/** Connections that have had one request with its answer, and are then left alone until they are all closed. */
final class IdleConnections implements MessageReader.Listener {
    private static final int AT_ONCE = 32;

    private final Client client;
    private final ByteBuf request;
    private final int count;
    private final ChannelGroup open;
    private final Tally tally;
    private int begun;

    IdleConnections(Client client, Words words) {
        this.client = client;
        this.request = Requests.get(words.text("path"), client.sni());
        this.count = (int) words.number("connections");
        this.open = new DefaultChannelGroup(client.loop());
        this.tally = new Tally(count);
    }

    /** Opens them and returns how many there are. */
    String run() throws InterruptedException {
        client.loop().execute(() -> {
            for (int i = 0; i < AT_ONCE; i++) {
                next();
            }
        });
        tally.await(300);
        return tally + " open=" + open.size();
    }

    /** Closes all of them. */
    void close() throws InterruptedException {
        open.close().await();
    }

    private void next() {
        if (begun == count) {
            return;
        }
        ChannelFuture connecting = client.connect(begun++, MessageReader.ofAnswers(this));
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                connecting.channel().writeAndFlush(request.duplicate());
            } else {
                closed(connecting.channel(), String.valueOf(done.cause()));
            }
        });
    }

    @Override
    public void read(Channel channel) {
        open.add(channel);
        tally.unit();
        tally.ended();
        next();
    }

    @Override
    public void closed(Channel channel, String why) {
        if (tally.done() < count) { // afterwards we close them ourselves
            tally.error(client + ": " + why);
            tally.ended();
            next();
        }
    }
}
