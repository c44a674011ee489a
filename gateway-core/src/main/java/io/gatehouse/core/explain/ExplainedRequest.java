// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import io.gatehouse.config.Label;
import io.gatehouse.core.explain.Explanation.Kind;
import io.gatehouse.core.explain.Explanation.Result;
import io.gatehouse.proxy.exchange.ConnectionInfo;
import io.gatehouse.proxy.exchange.Decision;
import io.gatehouse.proxy.http.RequestHead;
import io.gatehouse.proxy.http.RequestRehearsal;
import io.gatehouse.proxy.http.RequestRules.Verdict;
import io.gatehouse.proxy.route.Route;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.proxy.upstream.Upstream;
import io.gatehouse.tls.ClientPolicy;
import io.gatehouse.tls.SslIndex.Selection;
import io.gatehouse.tls.SslObject;
import io.gatehouse.tls.TlsEstablished;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The request behind the handshake: the rules on its head, what its host asks for, the route and where it goes. */
final class ExplainedRequest {
    private final GatewaySnapshot snapshot;
    private final Question question;
    private final Instant now;
    private final ConnectionInfo connection;
    private final List<Step> steps;
    private boolean read;

    /** {@code steps} is added to; {@code tls} is null for clear text. */
    ExplainedRequest(
            GatewaySnapshot snapshot, Question question, Instant now, @Nullable TlsEstablished tls, List<Step> steps) {
        this.snapshot = snapshot;
        this.question = question;
        this.now = now;
        this.connection = new ConnectionInfo(question.listener(), new InetSocketAddress(question.remote(), 0), tls);
        this.steps = steps;
    }

    /** Whether the head broke no rule, so that a route was looked for. */
    boolean isRead() {
        return read;
    }

    Result run() {
        Verdict verdict = RequestRehearsal.judge(
                snapshot.config().limits(), question.method(), question.target(), question.host());
        if (verdict instanceof Verdict.Refused refused) {
            return Result.answer(
                    Kind.REFUSED,
                    refused.fault().status(),
                    Outcome.MALFORMED_REQUEST,
                    refused.fault().message());
        }
        read = true;
        RequestHead head = ((Verdict.Admitted) verdict).head();
        Decision decision = Decision.of(snapshot, connection, head, now.toEpochMilli());
        String host = head.authority() == null ? "" : head.authority().host();
        steps.add(hostStep(host));
        ExplainedRoute route = new ExplainedRoute(snapshot, question, head, host, steps);
        route.run(routeOf(decision));
        return result(decision, head);
    }

    private static @Nullable Route routeOf(Decision decision) {
        if (decision instanceof Decision.Forward forward) {
            return forward.route();
        }
        if (decision instanceof Decision.Redirect redirect) {
            return redirect.route();
        }
        return decision instanceof Decision.Refuse refuse ? refuse.route() : null;
    }

    private Result result(Decision decision, RequestHead head) {
        if (decision instanceof Decision.Forward forward) {
            return forward(forward.route(), head);
        }
        if (decision instanceof Decision.Redirect redirect) {
            steps.add(ExplainedRoute.plugins(redirect.route(), redirect));
            return Result.answer(Kind.ANSWER, redirect.status(), Outcome.REDIRECTED, "to " + redirect.location());
        }
        if (decision instanceof Decision.Refuse refuse) {
            Kind kind = refuse.outcome() == Outcome.NO_ROUTE ? Kind.NO_ROUTE : Kind.REFUSED;
            String detail = refuse.detail().isEmpty() ? "no route fits" : refuse.detail();
            return Result.answer(kind, refuse.outcome().status(), refuse.outcome(), detail);
        }
        return Result.answer(Kind.ANSWER, 204, Outcome.ANSWERED, "what the gateway can do in general");
    }

    private Result forward(Route route, RequestHead head) {
        Upstream upstream = Objects.requireNonNull(route.upstream(), "of a route that forwards");
        steps.add(ExplainedRoute.plugins(route, null));
        steps.add(ExplainedUpstream.step(upstream, head));
        return upstream.candidates().isEmpty()
                ? Result.answer(Kind.REFUSED, Outcome.NO_NODE.status(), Outcome.NO_NODE, Outcome.NO_NODE.message())
                : new Result(
                        Kind.PROXY, 0, "", "", "to upstream '" + upstream.id() + "' by route '" + route.id() + "'");
    }

    /** The object that the Host belongs to: its policy holds, whatever name the handshake was for. */
    private Step hostStep(String host) {
        Selection selection = snapshot.ssls().byHost(host);
        SslObject object = selection.object();
        Facts facts = new Facts("host").with("host", host).with("rule", Label.of(selection.reason()));
        if (object == null) {
            return facts.says("'" + host + "' belongs to no ssl object");
        }
        facts.with("ssl", object.id());
        TlsEstablished tls = connection.tls();
        if (tls != null && tls.object().id().equals(object.id())) {
            return facts.says("'" + host + "' belongs to ssl object '" + object.id() + "', as the handshake did");
        }
        Optional<ClientPolicy> policy = object.clientPolicy();
        String asks = policy.isEmpty() ? "asks for no client certificate" : "asks for client certificates by itself";
        facts.with("asks", policy.isPresent());
        return facts.says("'" + host + "' belongs to ssl object '" + object.id() + "', which " + asks);
    }
}
