// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.conformance;

import io.gatehouse.proxy.fixtures.ProxyFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * Client and upstream of one proxy, driven together by the thread of the test, so that nothing happens between two cases.
 *
 * <p>The upstream takes requests that are whole and as {@link StrictMessage} has them; its connections live on from case to
 * case, as the pool of the proxy has them.
 */
final class Wire implements AutoCloseable {
    private static final long PATIENCE_NANOS = 3_000_000_000L;

    /** A request that an upstream connection took; {@code connection} counts from 1. */
    record Taken(StrictMessage request, int connection) {}

    private final Selector selector = Selector.open();
    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final List<Line> upstream = new ArrayList<>();
    private final List<Integer> numbers = new ArrayList<>();
    private final List<Taken> taken = new ArrayList<>();
    private final ProxyFixture proxy;
    private Function<Taken, String> answers = request -> "";
    private int accepted;
    private int upstreamStep;

    Wire(Function<Integer, ProxyFixture> proxyToPort) throws IOException {
        server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        proxy = proxyToPort.apply(((InetSocketAddress) server.getLocalAddress()).getPort());
    }

    /**
     * Sends octets on a new connection, answers what the upstream gets, and returns when the gateway has ended the connection.
     *
     * @param step most octets of one write
     * @param upstreamStep the same for the upstream
     * @param answers what the upstream sends for a request
     * @return the client's end; {@link #taken} has what the upstream got meanwhile
     */
    Line exchange(String octets, int step, int upstreamStep, Function<Taken, String> answers) throws IOException {
        this.answers = answers;
        this.upstreamStep = upstreamStep;
        taken.clear();
        Line client = new Line(SocketChannel.open(proxy.address(0)));
        client.channel().register(selector, SelectionKey.OP_READ);
        client.send(octets);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        boolean quiet = false;
        while (client.ended() == Line.Ended.NOT_YET) {
            if (moveOn(client, step, quiet)) {
                quiet = false;
                deadline = System.nanoTime() + PATIENCE_NANOS;
                if (step == 1 || upstreamStep == 1) {
                    proxy.passOnce(); // so that the gateway reads each octet alone
                }
            } else if (!quiet) {
                proxy.passOnce();
                quiet = true;
            } else if (System.nanoTime() - deadline > 0) {
                client.close();
                throw new AssertionError(
                        "nothing happens after the client got '" + client.received() + "' and the upstream " + taken);
            } else {
                selector.select(20);
                selector.selectedKeys().clear();
                quiet = false;
            }
        }
        client.close();
        settle();
        return client;
    }

    private boolean moveOn(Line client, int step, boolean quiet) throws IOException {
        boolean moved = client.moveOn(step, quiet);
        return upstreamMovesOn(quiet) || moved;
    }

    private boolean upstreamMovesOn(boolean quiet) throws IOException {
        boolean moved = false;
        for (SocketChannel next = server.accept(); next != null; next = server.accept()) {
            Line line = new Line(next);
            next.register(selector, SelectionKey.OP_READ);
            upstream.add(line);
            numbers.add(++accepted);
            moved = true;
        }
        for (int i = 0; i < upstream.size(); i++) {
            moved |= upstream.get(i).moveOn(upstreamStep, quiet);
            takeRequests(upstream.get(i), numbers.get(i));
        }
        return moved;
    }

    private void takeRequests(Line line, int number) {
        try {
            while (line.hasPartOfAMessage()) {
                StrictMessage request = StrictMessage.request(line.received(), line.parsed());
                line.take(request.end());
                Taken next = new Taken(request, number);
                taken.add(next);
                line.send(answers.apply(next));
            }
        } catch (StrictMessage.Incomplete e) {
            // the rest comes, or the connection ends
        }
    }

    /** Lets everything come that is on its way; insists that no request is left unfinished on an open connection. */
    private void settle() throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        do {
            proxy.passOnce();
            while (upstreamMovesOn(true)) {
                proxy.passOnce();
            }
            forgetEnded();
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("half a request is left on an open upstream connection: "
                        + upstream.stream().map(Line::received).toList());
            }
        } while (upstream.stream().anyMatch(Line::hasPartOfAMessage));
    }

    private void forgetEnded() throws IOException {
        Iterator<Integer> number = numbers.iterator();
        for (Iterator<Line> lines = upstream.iterator(); lines.hasNext(); ) {
            Line line = lines.next();
            number.next();
            if (line.ended() != Line.Ended.NOT_YET) {
                line.close();
                lines.remove();
                number.remove();
            }
        }
    }

    /** The requests that the upstream took during the last exchange. */
    List<Taken> taken() {
        return List.copyOf(taken);
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        for (Line line : upstream) {
            line.close();
        }
        server.close();
        selector.close();
    }
}
