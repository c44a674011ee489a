// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import io.gatehouse.config.ConfigDiff;
import io.gatehouse.config.NodeConfig;
import io.gatehouse.config.UpstreamConfig;
import io.gatehouse.config.UpstreamTimeouts;
import io.gatehouse.core.plan.Change.Kind;
import io.gatehouse.core.plan.Change.What;
import io.gatehouse.tls.Credential;
import io.gatehouse.tls.UpstreamTls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What becomes of upstreams, those written inside routes included. */
final class UpstreamChanges {
    private UpstreamChanges() {}

    static List<Change> of(ConfigDiff diff, Side old, Side next) {
        List<Change> changes = new ArrayList<>();
        diff.upstreams().removed().forEach(id -> changes.add(bare(id, What.REMOVED)));
        Set<String> rewritten = new HashSet<>(diff.upstreams().changed());
        for (Map.Entry<String, UpstreamConfig> each : next.upstreams.entrySet()) {
            String id = each.getKey();
            UpstreamConfig before = old.upstreams.get(id);
            UpstreamTls was = old.tls.upstreams().get(id);
            UpstreamTls is = next.tls.upstreams().get(id);
            if (before != null && (rewritten.contains(id) || !Objects.equals(was, is))) {
                compare(before, each.getValue(), was, is, changes);
            }
        }
        diff.upstreams().added().forEach(id -> changes.add(bare(id, What.ADDED)));
        return changes;
    }

    private static void compare(
            UpstreamConfig before,
            UpstreamConfig after,
            @Nullable UpstreamTls was,
            @Nullable UpstreamTls is,
            List<Change> changes) {
        Findings found = new Findings();
        found.compare("nodes", nodes(before), nodes(after));
        found.compare("scheme", Shown.of(before.scheme()), Shown.of(after.scheme()));
        found.compare("pass_host", Shown.of(before.passHost()), Shown.of(after.passHost()));
        found.compare("upstream_host", before.upstreamHost(), after.upstreamHost());
        found.compare("retries", before.retries(), after.retries());
        found.compare("retry_timeout", Shown.of(before.retryTimeout()), Shown.of(after.retryTimeout()));
        found.compare("timeout", timeouts(before), timeouts(after));
        found.compare("keepalive_pool", Shown.of(before.keepalivePool()), Shown.of(after.keepalivePool()));
        boolean sameWords = found.isEmpty();
        found.compare("tls.verify", verifies(was), verifies(is));
        found.compare("tls.ca_certs", anchors(was), anchors(is));
        found.compare("tls.sni", was == null ? "" : was.configuredSni(), is == null ? "" : is.configuredSni());
        found.compare("identity", identity(was), identity(is));
        losses(before, after, was, is, found);
        found.lossIf(isStricter(before, was, after, is), Loss.UPSTREAM_STRICTER);
        found.lossIf(is != null && is.verify() && isStricter(after, is, before, was), Loss.UPSTREAM_WEAKER);
        found.lossIf(isShorter(before.timeouts(), after.timeouts()) || triesFewer(before, after), Loss.LIMIT_LOWER);
        boolean sameTls = Objects.equals(was, is);
        if (!found.isEmpty() || !sameTls) { // else the same files in another place
            boolean renewed = sameWords && was != null && is != null;
            changes.add(found.change(Kind.UPSTREAM, after.id(), renewed ? What.RENEWED : What.CHANGED));
        }
    }

    /** Whether its nodes have to show more than now: a certificate that is good, of another CA, or for another name. */
    private static boolean isStricter(
            UpstreamConfig before, @Nullable UpstreamTls was, UpstreamConfig after, @Nullable UpstreamTls is) {
        return was != null
                && is != null
                && is.verify()
                && (!was.verify()
                        || !trustsAll(is, was)
                        || !verifiedName(is, after).equals(verifiedName(was, before)));
    }

    /** No CA certificate means those of the system, which nobody knows here. */
    private static boolean trustsAll(UpstreamTls tls, UpstreamTls other) {
        return tls.anchors().isEmpty() == other.anchors().isEmpty()
                && tls.anchors().containsAll(other.anchors());
    }

    /** What the name is taken from that certificates have to be valid for. */
    private static String verifiedName(UpstreamTls tls, UpstreamConfig upstream) {
        return tls.configuredSni().isEmpty()
                ? upstream.passHost() + " " + upstream.upstreamHost()
                : tls.configuredSni();
    }

    /** Whether a request may be given up that is waited for now. */
    static boolean isShorter(UpstreamTimeouts before, UpstreamTimeouts after) {
        return after.connect().compareTo(before.connect()) < 0
                || after.send().compareTo(before.send()) < 0
                || after.read().compareTo(before.read()) < 0;
    }

    /** Whether a request may be given up that is tried with another node now; that there are fewer nodes is no matter of limits. */
    static boolean triesFewer(UpstreamConfig before, UpstreamConfig after) {
        int others = after.nodes().size() - 1;
        return Math.min(after.retries(), others) < Math.min(before.retries(), others)
                || (Math.min(after.retries(), others) > 0 && endsEarlier(after.retryTimeout(), before.retryTimeout()));
    }

    private static boolean endsEarlier(Duration limit, Duration other) {
        return !limit.isZero() && (other.isZero() || limit.compareTo(other) < 0);
    }

    /** Whether it is there and has no node. */
    static boolean isEmpty(String id, Side side) {
        UpstreamConfig upstream = side.upstreams.get(id);
        return upstream != null && !serves(upstream);
    }

    /** What requests lose that get to another upstream. */
    static void losses(String before, Side was, String after, Side is, Findings found) {
        UpstreamConfig from = was.upstreams.get(before);
        UpstreamConfig to = is.upstreams.get(after);
        if (from != null && to != null) {
            losses(from, to, was.tls.upstreams().get(before), is.tls.upstreams().get(after), found);
        }
    }

    private static void losses(
            UpstreamConfig before,
            UpstreamConfig after,
            @Nullable UpstreamTls was,
            @Nullable UpstreamTls is,
            Findings found) {
        found.lossIf(serves(before) && !serves(after), Loss.UPSTREAM_EMPTY);
        found.lossIf(was != null && is == null, Loss.UPSTREAM_CLEAR_TEXT);
        found.lossIf(was != null && is != null && was.verify() && !is.verify(), Loss.UPSTREAM_NOT_VERIFIED);
        found.lossIf(!identity(was).isEmpty() && is != null && identity(is).isEmpty(), Loss.UPSTREAM_IDENTITY_LOST);
    }

    private static Change bare(String id, What what) {
        return new Change(Kind.UPSTREAM, id, what, List.of(), List.of());
    }

    private static boolean serves(UpstreamConfig upstream) {
        return upstream.nodes().stream().anyMatch(node -> node.weight() > 0);
    }

    private static String nodes(UpstreamConfig upstream) {
        return upstream.nodes().stream().map(UpstreamChanges::text).sorted().collect(Collectors.joining(", "));
    }

    private static String text(NodeConfig node) {
        String priority = node.priority() == 0 ? "" : " priority " + node.priority();
        return node.address() + " weight " + node.weight() + priority;
    }

    private static String timeouts(UpstreamConfig upstream) {
        return "connect=" + Shown.of(upstream.timeouts().connect()) + " send="
                + Shown.of(upstream.timeouts().send()) + " read="
                + Shown.of(upstream.timeouts().read());
    }

    private static String verifies(@Nullable UpstreamTls tls) {
        return tls == null ? "" : Boolean.toString(tls.verify());
    }

    private static String anchors(@Nullable UpstreamTls tls) {
        return tls == null ? "" : PolicyChanges.names(tls.anchors());
    }

    private static String identity(@Nullable UpstreamTls tls) {
        return tls == null ? "" : tls.identity().map(Credential::toString).orElse("");
    }
}
