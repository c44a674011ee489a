// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.HostPattern;
import io.gatehouse.config.ListenerConfig;
import io.gatehouse.config.ListenerConfig.Protocol;
import io.gatehouse.config.RouteConfig;
import io.gatehouse.config.Spelling;
import io.gatehouse.config.SslConfig;
import io.gatehouse.proxy.http.Authority;
import io.gatehouse.tls.PemChain;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Finds out what the words of a question mean in a configuration, and what is meant by those that are left out. */
public final class QuestionReader {
    private static final int MOST_LISTED = 8;

    private final GatewayConfig config;
    private final QuestionText words;

    private QuestionReader(GatewayConfig config, QuestionText words) {
        this.config = config;
        this.words = words;
    }

    /**
     * Reads the question.
     *
     * @throws UnclearQuestionException if a word has no meaning
     */
    public static Question read(GatewayConfig config, QuestionText words) throws UnclearQuestionException {
        return new QuestionReader(config, words).read();
    }

    private Question read() throws UnclearQuestionException {
        String sni = words.of("sni");
        String host = words.of("host");
        if (sni == null && host == null) {
            throw new UnclearQuestionException(
                    "sni",
                    "missing, and no host is given to take it from (expected: the name that the client asks for, such as '"
                            + anyName() + "')");
        }
        return new Question(
                listener(),
                address(),
                sni == null ? nameIn(Objects.requireNonNull(host)) : sni,
                clientChain(),
                oneLine("method", "GET"),
                host == null ? Objects.requireNonNull(sni) : oneLine("host", ""),
                oneLine("path", "/"),
                whyNot());
    }

    private ListenerConfig listener() throws UnclearQuestionException {
        List<ListenerConfig> all = config.listeners();
        String wanted = words.of("listener");
        for (ListenerConfig each : all) {
            if (wanted == null
                    ? each.protocol() == Protocol.HTTPS
                    : each.address().equals(wanted)) {
                return each;
            }
        }
        if (wanted == null) {
            return all.get(0);
        }
        throw new UnclearQuestionException(
                "listener",
                "'" + wanted + "' is no listener (expected: "
                        + all.stream().map(ListenerConfig::address).collect(Collectors.joining(" | ")) + ")");
    }

    private InetAddress address() throws UnclearQuestionException {
        String text = words.of("remote_addr", "127.0.0.1");
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
        if (address == null) {
            throw new UnclearQuestionException(
                    "remote_addr", "'" + text + "' is no IP address (expected: one such as 192.0.2.7 or 2001:db8::7)");
        }
        return address;
    }

    private List<X509Certificate> clientChain() throws UnclearQuestionException {
        String pem = words.of("client_cert");
        if (pem == null) {
            return List.of();
        }
        try {
            return PemChain.read(pem.getBytes(StandardCharsets.UTF_8));
        } catch (PemChain.UnreadableException e) {
            throw new UnclearQuestionException("client_cert", String.valueOf(e.getMessage()));
        }
    }

    /** What would end a line of the request is not part of a question, but another question. */
    private String oneLine(String member, String otherwise) throws UnclearQuestionException {
        String text = words.of(member, otherwise);
        if (text.chars().anyMatch(c -> c == '\r' || c == '\n')) {
            throw new UnclearQuestionException(member, "more than one line (expected: one)");
        }
        return text;
    }

    private String whyNot() throws UnclearQuestionException {
        String id = words.of("why_not");
        if (id == null) {
            return "";
        }
        List<String> ids = config.routes().stream().map(RouteConfig::id).toList();
        if (!ids.contains(id)) {
            String guess = Spelling.didYouMean(id, ids);
            throw new UnclearQuestionException(
                    "why_not", "'" + id + "' is no route " + (guess.isEmpty() ? expected(ids) : "(" + guess + ")"));
        }
        return id;
    }

    private static String expected(List<String> ids) {
        if (ids.isEmpty()) {
            return "(there are no routes)";
        }
        String listed = ids.stream().limit(MOST_LISTED).collect(Collectors.joining(" | "));
        return "(expected: " + listed + (ids.size() > MOST_LISTED ? " | …)" : ")");
    }

    /** As SNI carries it: without port, and no address (RFC 6066, section 3). */
    private static String nameIn(String host) {
        String name = Authority.parse(host).map(Authority::host).orElse(host);
        boolean address = NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
        return address ? "" : name;
    }

    private String anyName() {
        for (SslConfig ssl : config.ssls()) {
            for (HostPattern each : ssl.names()) {
                if (each.kind() == HostPattern.Kind.EXACT) {
                    return each.name();
                }
            }
        }
        return "shop.example.com";
    }
}
