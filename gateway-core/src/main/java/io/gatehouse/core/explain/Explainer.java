// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import io.gatehouse.config.Label;
import io.gatehouse.core.explain.Explanation.Kind;
import io.gatehouse.core.explain.Explanation.Result;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.gatehouse.tls.HandshakeRehearsal.End;
import io.gatehouse.tls.TlsEstablished;
import io.netty.util.NetUtil;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers a {@link Question} for a snapshot, by the functions that handshakes and requests are decided with. */
public final class Explainer {
    private Explainer() {}

    /**
     * Explains.
     *
     * @param source where the snapshot comes from
     * @param now what certificates and lists are compared with
     */
    public static Explanation explain(GatewaySnapshot snapshot, Source source, Question question, Instant now) {
        List<Step> steps = new ArrayList<>();
        steps.add(source.step());
        steps.add(listenerStep(snapshot, question));
        TlsEstablished tls = null;
        if (question.secure()) {
            ExplainedTls handshake = new ExplainedTls(snapshot, question, now, steps);
            End end = handshake.run();
            if (end instanceof End.Refused refused) {
                return unheard(
                        steps,
                        question,
                        new Result(
                                Kind.HANDSHAKE_REFUSED,
                                0,
                                refused.alert(),
                                Label.of(refused.reason()),
                                refused.detail()));
            }
            tls = ((End.Established) end).tls();
        }
        return request(snapshot, question, now, tls, steps);
    }

    private static Explanation request(
            GatewaySnapshot snapshot, Question question, Instant now, @Nullable TlsEstablished tls, List<Step> steps) {
        ExplainedRequest request = new ExplainedRequest(snapshot, question, now, tls, steps);
        Result result = request.run();
        return request.isRead() ? new Explanation(steps, result) : unheard(steps, question, result);
    }

    /** No route is looked for. */
    private static Explanation unheard(List<Step> steps, Question question, Result result) {
        if (!question.whyNot().isEmpty()) {
            steps.add(new Facts("why-not")
                    .with("id", question.whyNot())
                    .with("reason", result.reason())
                    .says("'" + question.whyNot() + "': no route is looked for, because it ends before"));
        }
        return new Explanation(steps, result);
    }

    private static Step listenerStep(GatewaySnapshot snapshot, Question question) {
        String address = question.listener().address();
        String protocol = Label.of(question.listener().protocol());
        String where = question.listener().where().toString();
        String client = NetUtil.toAddressString(question.remote(), true);
        boolean trusted = snapshot.config().trusts(question.remote());
        Facts facts = new Facts("listener")
                .with("address", address)
                .with("protocol", protocol)
                .with("where", where)
                .with("client", client)
                .with("trusted_proxy", trusted);
        if (trusted) {
            facts.note(
                    "the peer " + client + " is one of trusted_proxies: upstreams are told what it says about clients; "
                            + "conditions of routes are about the peer");
        }
        return facts.says(address + " " + protocol + ", " + where);
    }
}
