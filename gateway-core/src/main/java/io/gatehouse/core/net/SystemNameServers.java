// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.net;

import io.netty.resolver.dns.DnsServerAddressStream;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.resolver.dns.UnixResolverDnsServerAddressStreamProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The DNS servers of {@code /etc/resolv.conf}, which is read again after five minutes. As long as it names none, those that it named
 * before, or the one of this machine (resolv.conf(5)): Netty would tell public ones the names of upstreams, and believe their answers.
 *
 * <p>Any thread.
 */
final class SystemNameServers implements DnsServerAddressStreamProvider {
    static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(5);

    private static final InetSocketAddress OWN = new InetSocketAddress(InetAddress.getLoopbackAddress(), 53);

    private final Path file;
    private final LongSupplier nanoTime;
    private final AtomicLong readAt;
    private volatile DnsServerAddressStreamProvider servers = new SingletonDnsServerAddressStreamProvider(OWN);

    /** Those of this system. */
    SystemNameServers() {
        this(Path.of("/etc/resolv.conf"), System::nanoTime);
    }

    SystemNameServers(Path file, LongSupplier nanoTime) {
        this.file = file;
        this.nanoTime = nanoTime;
        this.readAt = new AtomicLong(nanoTime.getAsLong());
        read();
    }

    @Override
    public DnsServerAddressStream nameServerAddressStream(String hostname) {
        long before = readAt.get();
        long now = nanoTime.getAsLong();
        if (now - before > KEPT_NANOS && readAt.compareAndSet(before, now)) {
            read();
        }
        return servers.nameServerAddressStream(hostname);
    }

    private void read() {
        try {
            servers = new UnixResolverDnsServerAddressStreamProvider(file.toFile());
        } catch (IOException | IllegalArgumentException e) {
            // it is not there, or names none
        }
    }
}
