// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class PeerFaultTest {
    @Test
    void isWhatTheNetworkOrABrokenRecordCauses() {
        assertThat(PeerFault.is(new IOException("Connection reset by peer"))).isTrue();
        assertThat(PeerFault.is(new SSLException("closed"))).isTrue();
        assertThat(PeerFault.is(new DecoderException(new SSLException("bad record MAC"))))
                .isTrue();
    }

    @Test
    void isNotWhatOurOwnCodeThrows() {
        assertThat(PeerFault.is(new IllegalStateException("phase"))).isFalse();
        assertThat(PeerFault.is(new DecoderException(new IllegalStateException("decode"))))
                .isFalse();
        assertThat(PeerFault.is(new DecoderException("without a cause"))).isFalse();
    }

    @Test
    void hasADetailAlsoWhereTheTransportSaysNothing() {
        assertThat(PeerFault.detail(new ConnectException("connect failed"))).isEqualTo("connect failed");
        assertThat(PeerFault.detail(new NoRouteToHostException())).isEqualTo("NoRouteToHostException");
    }

    /** Which Netty tells with the name that was asked for last, and a server can choose that. */
    @Test
    void namesTheDnsServerThatDoesNotAnswer() {
        InetSocketAddress server = new InetSocketAddress("127.0.0.1", 53);
        DnsQuestion asked = new DefaultDnsQuestion("a\nb.test", DnsRecordType.A);
        Exception cause = new DnsNameResolverTimeoutException(server, asked, asked + " timed out");
        assertThat(PeerFault.detail(new UnknownHostException("node.test").initCause(cause)))
                .isEqualTo("no usable answer from the DNS server 127.0.0.1:53");
    }
}
