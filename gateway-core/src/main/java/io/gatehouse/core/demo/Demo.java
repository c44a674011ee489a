// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.demo;

import io.gatehouse.core.gateway.Gateway;
import io.gatehouse.core.gateway.StartFailedException;
import io.gatehouse.core.load.ConfigLoader;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Everything of the gateway in one go, with real sockets, real certificates and real files: a CA, three upstreams, a
 * configuration directory, the gateway in this process, and a client that verifies what it is shown.
 */
public final class Demo implements AutoCloseable {
    private final DemoCa ca;
    private final DemoFiles files;
    private final EventLoopGroup upstreams;
    private final Gateway gateway;
    private final DemoIdentity alice;

    private Demo(DemoCa ca, DemoFiles files, EventLoopGroup upstreams, Gateway gateway, DemoIdentity alice) {
        this.ca = ca;
        this.files = files;
        this.upstreams = upstreams;
        this.gateway = gateway;
        this.alice = alice;
    }

    /**
     * Makes the certificates, starts the upstreams and the gateway.
     *
     * @throws StartFailedException if the gateway does not start
     * @throws IOException if the files cannot be written
     */
    public static Demo start() throws StartFailedException, IOException {
        DemoCa ca = new DemoCa(Clock.systemUTC().instant());
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        DemoUpstream plain = DemoUpstream.start(loop, "plain", null, false);
        DemoUpstream tls = DemoUpstream.start(loop, "tls", ca.context(ca.server("tls.upstream.test")), false);
        DemoUpstream mtls = DemoUpstream.start(loop, "mtls", ca.context(ca.server("mtls.upstream.test")), true);
        DemoFiles files = DemoFiles.write(ca, plain, tls, mtls);
        DemoIdentity alice = ca.client("alice");
        alice.write(files.certs(), "alice");
        try {
            ConfigLoader loader = new ConfigLoader(files.gatewayYaml(), Clock.systemUTC());
            return new Demo(ca, files, loop, Gateway.start(loader, Clock.systemUTC()), alice);
        } catch (StartFailedException e) {
            files.delete();
            throw e;
        }
    }

    /** Sends a request through every path and prints what happened; returns how many went wrong. */
    public int tour(PrintStream out) {
        out.println("\n  Gatehouse on 127.0.0.1:" + port() + ", configured by " + files.gatewayYaml() + "\n");
        int failures = new Tour(ca, files, gateway, alice).run(out);
        out.println(failures == 0 ? "\n  Everything as it must be." : "\n  " + failures + " went wrong.");
        return failures;
    }

    /** Prints what to try by hand. */
    public void invite(PrintStream out) {
        out.printf(
                Locale.ROOT,
                """

                  The gateway keeps running. Try it, from another terminal:

                    cd %s
                %s
                %s
                    curl http://127.0.0.1:%d/status
                    kill -HUP %d    # reloads, after you changed something in %s

                  Ctrl-C ends it and removes its files.
                """,
                files.certs(),
                curl(DemoFiles.SHOP, ""),
                curl(DemoFiles.BANK, " --cert alice.crt --key alice.key"),
                gateway.adminAddress().map(InetSocketAddress::getPort).orElse(0),
                ProcessHandle.current().pid(),
                files.gatewayYaml().getParent());
    }

    /** Asks for a reload of the gateway. */
    public void reload() {
        gateway.reload();
    }

    /** Ends the gateway and the upstreams, removes the files. */
    @Override
    public void close() {
        gateway.drain();
        upstreams.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        files.delete();
    }

    private String curl(String host, String identity) {
        return String.format(
                Locale.ROOT,
                "    curl --resolve %s:%d:127.0.0.1 --cacert ca.crt%s https://%s:%d/",
                host,
                port(),
                identity,
                host,
                port());
    }

    private int port() {
        return gateway.listeners().get(0).address().getPort();
    }
}
