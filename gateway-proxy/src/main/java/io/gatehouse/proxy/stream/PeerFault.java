// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.stream;

import io.netty.handler.codec.DecoderException;
import io.netty.resolver.dns.DnsNameResolverException;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.util.Objects;
import javax.net.ssl.SSLException;

/** Tells what a peer or the network can cause at any time from a fault of ours. */
public final class PeerFault {
    private PeerFault() {}

    /** Whether {@code cause} is a reset, a broken TLS record, an alert: TLS is a decoder, so Netty wraps what it throws. */
    public static boolean is(Throwable cause) {
        return cause instanceof IOException
                || (cause instanceof DecoderException && cause.getCause() instanceof IOException);
    }

    /** Whether it is a fault of TLS: a record that does not decrypt, or an alert. */
    public static boolean isTls(Throwable cause) {
        return root(cause) instanceof SSLException;
    }

    /**
     * The innermost message, which says what happened; what is around it says where. If it has none, its kind. Of a DNS server our own
     * words: Netty's quote a name that the server may have chosen.
     */
    public static String detail(Throwable cause) {
        Throwable root = root(cause);
        if (root instanceof DnsNameResolverException dns) {
            return "no usable answer from the DNS server " + NetUtil.toSocketAddressString(dns.remoteAddress());
        }
        return Objects.requireNonNullElse(root.getMessage(), root.getClass().getSimpleName());
    }

    private static Throwable root(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
