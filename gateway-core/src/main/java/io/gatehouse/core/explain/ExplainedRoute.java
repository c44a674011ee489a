// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import io.gatehouse.config.HostPattern;
import io.gatehouse.config.RedirectConfig;
import io.gatehouse.config.RouteClientAuthConfig.Allow;
import io.gatehouse.config.RouteConfig;
import io.gatehouse.proxy.exchange.Decision;
import io.gatehouse.proxy.http.RequestHead;
import io.gatehouse.proxy.route.Route;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which route a request gets, what it was passed over for, and why a certain one does not get it. */
final class ExplainedRoute {
    private static final int MOST_LISTED = 10;

    private final GatewaySnapshot snapshot;
    private final Question question;
    private final RequestHead head;
    private final String host;
    private final List<Step> steps;

    /** {@code host} is normalised; {@code steps} is added to. */
    ExplainedRoute(GatewaySnapshot snapshot, Question question, RequestHead head, String host, List<Step> steps) {
        this.snapshot = snapshot;
        this.question = question;
        this.head = head;
        this.host = host;
        this.steps = steps;
    }

    /** Explains why it is {@code chosen}, or why it is none. */
    void run(@Nullable Route chosen) {
        if (!head.path().equals("*")) {
            steps.add(chosen == null ? none() : step(chosen));
        }
        whyNot(chosen);
    }

    private Step step(Route chosen) {
        RouteConfig config = chosen.config();
        Facts facts = facts().with("id", chosen.id())
                .with("where", config.where().toString())
                .with(
                        "hosts",
                        config.hosts().stream().map(HostPattern::toString).toList())
                .with("uris", config.uris())
                .with("priority", config.priority())
                .with("websocket", config.enableWebsocket());
        List<Route> candidates = candidates();
        int at = candidates.indexOf(chosen);
        passedOver(facts, candidates.subList(0, at));
        Fit fit = fit(config);
        for (Route each : candidates.subList(at + 1, Math.min(candidates.size(), at + 1 + MOST_LISTED))) {
            facts.note("comes before '" + each.id() + "' (" + Words.place(each.config()) + "): "
                    + fit.precedence(fit(each.config())));
        }
        config.clientAuth().ifPresent(auth -> clientAuth(facts, auth.allow()));
        return facts.says("'" + chosen.id() + "' (" + Words.place(config) + ") at " + config.where());
    }

    private Step none() {
        Facts facts = facts();
        List<Route> candidates = candidates();
        passedOver(facts, candidates);
        if (!candidates.isEmpty()) {
            Route first = candidates.get(0);
            nearest(facts, first.config(), mismatch(first));
            return facts.says("none: host and path fit, but other conditions do not");
        }
        Fit nearest = Fit.nearest(snapshot.config().routes(), host, head.path());
        if (nearest != null) {
            String misfit = nearest.misfit(host, head.path());
            nearest(facts, nearest.route(), misfit);
            facts.note("nearest is '" + nearest.route().id() + "' at "
                    + nearest.route().where() + ": " + misfit);
        }
        return facts.says("none: no route is for host '" + host + "' and path '" + head.path() + "'");
    }

    private static void nearest(Facts facts, RouteConfig route, String condition) {
        Map<String, Object> nearest = new LinkedHashMap<>();
        nearest.put("id", route.id());
        nearest.put("where", route.where().toString());
        nearest.put("condition", condition);
        facts.with("nearest", nearest);
    }

    private Facts facts() {
        Facts facts = new Facts("route").with("path", head.path());
        if (!head.rawPath().equals(head.path())) {
            facts.note("the path '" + head.rawPath() + "' is read as '" + head.path() + "'");
        }
        return facts;
    }

    private void passedOver(Facts facts, List<Route> routes) {
        List<String> ids = new ArrayList<>();
        for (Route each : routes) {
            ids.add(each.id());
            if (ids.size() <= MOST_LISTED) {
                facts.note("passed over '" + each.id() + "' (" + Words.place(each.config()) + "): " + mismatch(each));
            }
        }
        facts.with("passed_over", ids);
    }

    private static void clientAuth(Facts facts, Allow allow) {
        List<String> wanted = new ArrayList<>();
        add(wanted, "san_dns", allow.sanDns());
        add(wanted, "san_uri", allow.sanUri());
        add(wanted, "subject_cn", allow.subjectCn());
        add(wanted, "fingerprint_sha256", allow.fingerprintSha256());
        facts.with("client_auth", wanted);
        facts.note("is for clients with a verified certificate" + (wanted.isEmpty() ? "" : ", with " + Words.or(wanted))
                + " (client_auth)");
    }

    private static void add(List<String> wanted, String name, Set<String> values) {
        values.stream().sorted().limit(MOST_LISTED).forEach(each -> wanted.add(name + " " + each));
    }

    private void whyNot(@Nullable Route chosen) {
        for (RouteConfig each : snapshot.config().routes()) {
            if (each.id().equals(question.whyNot())) {
                String reason = reason(each, chosen);
                steps.add(new Facts("why-not")
                        .with("id", each.id())
                        .with("where", each.where().toString())
                        .with("reason", reason)
                        .says("'" + each.id() + "' at " + each.where() + ": " + reason));
            }
        }
    }

    private String reason(RouteConfig asked, @Nullable Route chosen) {
        if (chosen != null && chosen.id().equals(asked.id())) {
            return "it is the route of this request";
        }
        String misfit = fit(asked).misfit(host, head.path());
        if (misfit.isEmpty()) {
            misfit = mismatch(Route.of(asked, null));
        }
        return !misfit.isEmpty() || chosen == null
                ? misfit
                : "'" + chosen.id() + "' comes before it: "
                        + fit(chosen.config()).precedence(fit(asked));
    }

    private List<Route> candidates() {
        return snapshot.routes().candidates(host, head.path());
    }

    private Fit fit(RouteConfig route) {
        return Fit.of(route, host, head.path());
    }

    private String mismatch(Route route) {
        return Conditions.mismatch(route, head.method(), question.remote());
    }

    /**
     * What the route does besides forwarding.
     *
     * @param redirect null if none is in force for this request
     */
    static Step plugins(Route route, Decision.@Nullable Redirect redirect) {
        Facts facts = new Facts("plugins");
        RedirectConfig config = route.config().redirect().orElse(null);
        if (config == null) {
            return facts.says("none");
        }
        facts.with("redirect", redirect != null);
        if (redirect == null) {
            return facts.says("redirect: does nothing, because the connection is https already");
        }
        return facts.with("status", redirect.status())
                .with("location", redirect.location())
                .says("redirect: " + (config.httpToHttps() ? "http_to_https" : config.uri()) + ", with "
                        + redirect.status());
    }
}
