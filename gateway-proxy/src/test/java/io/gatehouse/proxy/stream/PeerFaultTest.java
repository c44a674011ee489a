// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
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
}
