// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

import io.gatehouse.config.AccessLogConfig;
import io.gatehouse.config.ConfigDiff;
import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.IpSubnet;
import io.gatehouse.config.Label;
import io.gatehouse.config.LimitsConfig;
import io.gatehouse.config.TimeoutsConfig;
import io.gatehouse.config.TlsConfig;
import io.gatehouse.core.admin.Readiness;
import io.gatehouse.core.plan.Change.Kind;
import io.gatehouse.core.plan.Change.What;
import io.gatehouse.tls.ExpiryTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What becomes of listeners and of what is configured for the whole process. */
final class ProcessChanges {
    private ProcessChanges() {}

    static List<Change> of(ConfigDiff diff, Side old, Side next, Instant now) {
        List<Change> changes = new ArrayList<>();
        for (String id : diff.listeners().removed()) {
            changes.add(new Change(Kind.LISTENER, id, What.REMOVED, List.of(), List.of(Loss.LISTENER_LOST)));
        }
        for (String id : diff.listeners().changed()) { // their number: several on port 0
            changes.add(new Change(Kind.LISTENER, id, What.CHANGED, List.of(), List.of(Loss.CONNECTIONS_DRAINED)));
        }
        for (String id : diff.listeners().added()) {
            changes.add(new Change(Kind.LISTENER, id, What.ADDED, List.of(), List.of()));
        }
        for (String key : diff.process()) {
            Findings found = new Findings();
            compare(key, old.config, next.config, found);
            if (!found.isEmpty()) { // else the same files by another way
                changes.add(found.change(Kind.PROCESS, key, What.CHANGED));
            }
        }
        if (isDegraded(next, now) && !isDegraded(old, now)) {
            changes.add(new Change(
                    Kind.PROCESS,
                    "readiness",
                    What.CHANGED,
                    List.of(new Difference("/readyz", "200", "503")),
                    List.of(Loss.READINESS_LOST)));
        }
        return changes;
    }

    private static boolean isDegraded(Side side, Instant now) {
        return Readiness.isDegraded(
                side.config.expiry(), () -> ExpiryTable.of(side.index()).at(now));
    }

    private static void compare(String key, GatewayConfig old, GatewayConfig next, Findings found) {
        switch (key) {
            case "tls" -> {
                compare(fields(old.tls()), fields(next.tls()), found);
                found.lossIf(next.tls().clientHelloMaxBytes() < old.tls().clientHelloMaxBytes(), Loss.LIMIT_LOWER);
                found.lossIf(
                        next.tls().handshakeTimeout().compareTo(old.tls().handshakeTimeout()) < 0, Loss.LIMIT_LOWER);
            }
            case "limits" -> limits(fields(old.limits()), fields(next.limits()), found);
            case "timeouts" -> {
                compare(fields(old.timeouts()), fields(next.timeouts()), found);
                found.lossIf(isShorter(old.timeouts(), next.timeouts()), Loss.LIMIT_LOWER);
            }
            case "trusted_proxies" -> {
                found.compare(key, old.trustedProxies(), next.trustedProxies());
                found.lossIf(!areWithin(old.trustedProxies(), next.trustedProxies()), Loss.TRUSTS_MORE_PROXIES);
                found.lossIf(!areWithin(next.trustedProxies(), old.trustedProxies()), Loss.TRUSTS_FEWER_PROXIES);
            }
            case "access_log" -> {
                found.compare(key, text(old.accessLog()), text(next.accessLog()));
                found.lossIf(next.accessLog().kind() == AccessLogConfig.Kind.OFF, Loss.ACCESS_LOG_OFF);
            }
            case "forwarded" -> found.compare(key, Shown.of(old.forwarded()), Shown.of(next.forwarded()));
            case "client_cert_chain" -> found.compare(key, old.clientCertChain(), next.clientCertChain());
            case "shutdown" ->
                found.compare("drain_timeout", Shown.of(old.drainTimeout()), Shown.of(next.drainTimeout()));
            case "on_invalid_object" ->
                found.compare(key, Shown.of(old.onInvalidObject()), Shown.of(next.onInvalidObject()));
            case "expiry" ->
                found.compare(
                        "readiness",
                        Shown.of(old.expiry().readiness()),
                        Shown.of(next.expiry().readiness()));
            case "watch" -> {
                found.compare("enabled", old.watch().enabled(), next.watch().enabled());
                found.compare(
                        "interval",
                        Shown.of(old.watch().interval()),
                        Shown.of(next.watch().interval()));
            }
            default -> {} // needs restart, so that there is no plan
        }
    }

    private static void compare(Map<String, ?> old, Map<String, ?> next, Findings found) {
        old.forEach((field, value) -> {
            Object now = next.get(field);
            if (now != null) {
                found.compare(field, value, now);
            }
        });
    }

    /** Each range in turn, as for routes: of two neighbours joined to one it is not seen that they are the same addresses. */
    private static boolean areWithin(List<IpSubnet> wide, List<IpSubnet> narrow) {
        return narrow.stream().allMatch(each -> each.isWithinOne(wide));
    }

    private static void limits(Map<String, Long> old, Map<String, Long> next, Findings found) {
        compare(old, next, found);
        old.forEach((field, value) -> {
            Long now = next.get(field);
            found.lossIf(now != null && isLower(field, value, now), Loss.LIMIT_LOWER);
        });
    }

    /** 0 means no limit; the rate is a floor, so a higher one refuses more; a connection that ends earlier refuses nothing. */
    private static boolean isLower(String field, long before, long after) {
        if (field.equals("requests_per_connection")) {
            return false;
        }
        if (field.equals("min_body_rate")) {
            return after > before;
        }
        return after != before && after != 0 && (before == 0 || after < before);
    }

    /** An idle connection that ends earlier refuses nothing. */
    private static boolean isShorter(TimeoutsConfig before, TimeoutsConfig after) {
        return after.requestHead().compareTo(before.requestHead()) < 0
                || after.body().compareTo(before.body()) < 0
                || after.write().compareTo(before.write()) < 0;
    }

    private static Map<String, Long> fields(LimitsConfig limits) {
        Map<String, Long> fields = new LinkedHashMap<>();
        fields.put("connections", (long) limits.connections());
        fields.put("connections_per_client", (long) limits.connectionsPerClient());
        fields.put("requests_per_connection", (long) limits.requestsPerConnection());
        fields.put("request_head_bytes", (long) limits.requestHeadBytes());
        fields.put("request_line_bytes", (long) limits.requestLineBytes());
        fields.put("request_headers", (long) limits.requestHeaders());
        fields.put("request_body_bytes", limits.requestBodyBytes());
        fields.put("min_body_rate", limits.minBodyRate());
        fields.put("response_head_bytes", (long) limits.responseHeadBytes());
        return fields;
    }

    private static Map<String, String> fields(TimeoutsConfig timeouts) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("request_head", Shown.of(timeouts.requestHead()));
        fields.put("idle", Shown.of(timeouts.idle()));
        fields.put("body", Shown.of(timeouts.body()));
        fields.put("write", Shown.of(timeouts.write()));
        return fields;
    }

    private static Map<String, Object> fields(TlsConfig tls) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("protocols", Shown.of(tls.protocols()));
        fields.put("ciphers", tls.ciphers());
        fields.put("groups", tls.groups());
        fields.put("fallback_sni", tls.fallbackSni());
        fields.put("default_ssl", tls.defaultSsl());
        fields.put("session_tickets", tls.sessionTickets());
        fields.put(
                "session_ticket_keys",
                tls.sessionTicketKeys().stream().map(Shown::of).toList());
        fields.put("handshake_timeout", Shown.of(tls.handshakeTimeout()));
        fields.put("client_hello_max_bytes", tls.clientHelloMaxBytes());
        fields.put("contexts.max_resident", tls.maxResidentContexts());
        fields.put("crl_refresh", Shown.of(tls.crlRefresh()));
        return fields;
    }

    private static String text(AccessLogConfig log) {
        return log.path() == null ? Label.of(log.kind()) : Shown.of(log.path());
    }
}
