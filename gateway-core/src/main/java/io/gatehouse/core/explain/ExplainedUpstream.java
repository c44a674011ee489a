// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import io.gatehouse.config.Label;
import io.gatehouse.config.NodeConfig;
import io.gatehouse.config.UpstreamConfig;
import io.gatehouse.proxy.http.RequestHead;
import io.gatehouse.proxy.upstream.Upstream;
import io.gatehouse.tls.Credential;
import io.gatehouse.tls.UpstreamTls;
import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Where a request goes: the nodes that may get it, what Host they are sent, and how the connection to them is secured. Pure functions. */
final class ExplainedUpstream {
    private ExplainedUpstream() {}

    static Step step(Upstream upstream, RequestHead head) {
        UpstreamConfig config = upstream.config();
        Facts facts = new Facts("upstream")
                .with("id", upstream.id())
                .with("where", config.where().toString())
                .with("scheme", Label.of(config.scheme()))
                .with("retries", config.retries());
        List<Map<String, Object>> nodes = new ArrayList<>();
        for (NodeConfig node : upstream.candidates()) {
            nodes.add(node(facts, upstream, node, head));
        }
        facts.with("nodes", nodes);
        for (NodeConfig node : config.nodes()) {
            if (!upstream.candidates().contains(node)) {
                facts.note("node " + node.address() + " gets nothing: weight 0");
            }
        }
        UpstreamTls tls = upstream.tls();
        if (tls != null) {
            tls(facts, tls);
        }
        return facts.says("'" + upstream.id() + "' by " + Label.of(config.scheme()) + " at " + config.where());
    }

    private static Map<String, Object> node(Facts facts, Upstream upstream, NodeConfig node, RequestHead head) {
        String host = upstream.hostFor(node, head);
        StringBuilder text = new StringBuilder("node ")
                .append(node.address())
                .append(", weight ")
                .append(node.weight());
        if (node.priority() != 0) {
            text.append(", priority ").append(node.priority());
        }
        text.append(", is sent Host ").append(host);
        Map<String, Object> fact = new LinkedHashMap<>();
        fact.put("address", node.address());
        fact.put("weight", node.weight());
        fact.put("priority", node.priority());
        fact.put("host", host);
        UpstreamTls tls = upstream.tls();
        if (tls != null) {
            String name = upstream.keyFor(node, host).serverName();
            boolean address = NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
            fact.put("sni", address ? "" : name);
            fact.put("verified_name", tls.verify() ? name : "");
            text.append(address ? ", no SNI" : ", SNI " + name);
            text.append(tls.verify() ? ", certificate must be valid for " + name : "");
        }
        facts.note(text.toString());
        return fact;
    }

    private static void tls(Facts facts, UpstreamTls tls) {
        List<String> authorities = tls.anchors().stream().map(Words::subject).toList();
        String identity = tls.identity().map(Credential::toString).orElse("none");
        facts.with("verify", tls.verify()).with("ca", authorities).with("identity", identity);
        if (!tls.verify()) {
            facts.note("ITS CERTIFICATE IS NOT VERIFIED (tls.verify: false)");
        } else if (authorities.isEmpty()) {
            facts.note("its certificate must be issued by a CA that the system trusts");
        } else {
            facts.note("its certificate must be issued by "
                    + authorities.stream().map(each -> "'" + each + "'").collect(Collectors.joining(" or ")));
        }
        facts.note("the gateway's own certificate there: " + identity);
    }
}
