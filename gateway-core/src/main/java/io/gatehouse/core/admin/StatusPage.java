// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.Label;
import io.gatehouse.config.ListenerConfig;
import io.gatehouse.config.Problem;
import io.gatehouse.config.UpstreamConfig;
import io.gatehouse.core.load.ReloadReport;
import io.gatehouse.core.load.TextArray;
import io.gatehouse.core.net.ConnectionLimit;
import io.gatehouse.core.net.Listener;
import io.gatehouse.core.os.DirectMemory;
import io.gatehouse.proxy.stream.Outcome;
import io.gatehouse.tls.Expiry;
import io.gatehouse.tls.ExpiryTable;
import io.gatehouse.tls.HandshakeFailure;
import io.gatehouse.tls.Quarantined;
import io.gatehouse.tls.SslIndex;
import io.gatehouse.tls.SslObject;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * Writes the status of the gateway as JSON: what runs, since when, what came of the last reload, and what it counted.
 * Holds nothing secret, but names hosts and upstreams: it is for operators.
 */
final class StatusPage {
    /** Ssl objects that stand here; all of them are at {@code /v1/ssls}. */
    private static final int SSLS = 100;

    private static final int NEXT = 10;

    private final GatewayView view;
    private final JsonGenerator json;

    private StatusPage(GatewayView view, JsonGenerator json) {
        this.view = view;
        this.json = json;
    }

    /** Writes the page as one value. */
    static void write(GatewayView view, JsonGenerator json) throws IOException {
        new StatusPage(view, json).page();
    }

    private void page() throws IOException {
        GatewayConfig config = view.snapshot().config();
        json.writeStartObject();
        json.writeNumberField("generation", view.snapshot().generation());
        json.writeStringField("loaded_at", view.loadedAt().toString());
        readiness(view.readiness());
        lastReload(view.lastReload());
        awaited();
        watch(view.watch());
        connections(view.connections());
        directMemory();
        listeners();
        exchanges();
        handshakes();
        json.writeNumberField("handshakes_under_stale_crl", view.handshakes().acceptedUnderStaleCrl());
        crlRefresh(view.crls());
        ocsp(view.ocsp());
        certificates();
        ssls(view.snapshot().ssls());
        upstreams(config.allUpstreams());
        json.writeEndObject();
    }

    private void readiness(Readiness readiness) throws IOException {
        json.writeBooleanField("ready", readiness.ready());
        TextArray.write(json, "readiness_details", readiness.details());
    }

    private void lastReload(ReloadReport report) throws IOException {
        json.writeObjectFieldStart("last_reload");
        json.writeStringField("at", report.at().toString());
        json.writeStringField("result", Label.of(report.result()));
        TextArray.write(
                json,
                "problems",
                report.problems().stream().map(Problem::toString).toList());
        json.writeEndObject();
    }

    private void awaited() throws IOException {
        Awaited awaited = view.awaited().orElse(null);
        if (awaited != null) {
            json.writeObjectFieldStart("confirmation_awaited");
            json.writeNumberField("generation", awaited.generation());
            json.writeStringField("until", awaited.until().toString());
            json.writeEndObject();
        }
    }

    private void watch(WatchStatus watch) throws IOException {
        json.writeObjectFieldStart("watch");
        json.writeBooleanField("enabled", view.snapshot().config().watch().enabled());
        if (watch.checkedAt() != null) {
            json.writeStringField("checked_at", watch.checkedAt().toString());
        }
        json.writeBooleanField("held", watch.held());
        TextArray.write(json, "waiting", watch.waiting());
        json.writeEndObject();
    }

    private void connections(ConnectionLimit limit) throws IOException {
        json.writeObjectFieldStart("connections");
        json.writeNumberField("open", limit.open());
        json.writeNumberField("limit", limit.most());
        json.writeNumberField("accepted", limit.accepted());
        json.writeNumberField("refused", limit.refused());
        json.writeNumberField("refused_per_client", limit.perClient().refused());
        json.writeEndObject();
    }

    private void directMemory() throws IOException {
        json.writeObjectFieldStart("direct_memory");
        json.writeNumberField("limit", DirectMemory.limit());
        json.writeNumberField("used", DirectMemory.used());
        json.writeNumberField("pooled", DirectMemory.pooled());
        json.writeNumberField("shortages", view.memoryShortages());
        json.writeEndObject();
    }

    private void listeners() throws IOException {
        json.writeArrayFieldStart("listeners");
        for (Listener listener : view.listeners()) {
            ListenerConfig config = listener.config();
            json.writeStartObject();
            json.writeStringField("address", config.address());
            json.writeStringField("bound", NetUtil.toSocketAddressString(listener.address()));
            json.writeStringField("protocol", Label.of(config.protocol()));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void exchanges() throws IOException {
        json.writeObjectFieldStart("exchanges");
        for (Outcome outcome : Outcome.values()) {
            countUnlessZero(outcome.label(), view.exchanges().count(outcome));
        }
        json.writeEndObject();
        json.writeNumberField("access_log_lines_dropped", view.droppedAccessLogLines());
        json.writeNumberField("log_lines_dropped", view.droppedLogLines());
    }

    private void handshakes() throws IOException {
        json.writeObjectFieldStart("handshakes");
        json.writeNumberField("full", view.handshakes().full());
        json.writeNumberField("resumed", view.handshakes().resumed());
        json.writeEndObject();
        json.writeObjectFieldStart("handshakes_refused");
        for (HandshakeFailure reason : HandshakeFailure.values()) {
            countUnlessZero(Label.of(reason), view.handshakes().count(reason));
        }
        json.writeEndObject();
    }

    private void crlRefresh(CrlStatus crls) throws IOException {
        json.writeObjectFieldStart("crl_refresh");
        if (crls.checkedAt() != null) {
            json.writeStringField("checked_at", crls.checkedAt().toString());
        }
        json.writeNumberField("failures", crls.failures());
        TextArray.write(json, "faults", crls.faults());
        json.writeEndObject();
    }

    private void ocsp(OcspStatus ocsp) throws IOException {
        json.writeObjectFieldStart("ocsp");
        json.writeNumberField("wanted", ocsp.wanted());
        json.writeNumberField("stapled", ocsp.stapled());
        TextArray.write(json, "faults", ocsp.faults());
        json.writeEndObject();
    }

    private void certificates() throws IOException {
        Instant now = view.now();
        ExpiryTable.Summary summary = view.expiries().at(now);
        json.writeObjectFieldStart("certificates");
        json.writeNumberField("total", view.expiries().size());
        for (Expiry each : Expiry.values()) {
            json.writeNumberField(each.label(), summary.count(each));
        }
        json.writeArrayFieldStart("next");
        for (ExpiryTable.Named each :
                view.expiries().soonest().stream().limit(NEXT).toList()) {
            json.writeStartObject();
            json.writeStringField("ssl", each.ssl());
            json.writeStringField("serial", each.serial());
            json.writeStringField("not_after", each.notAfter().toString());
            json.writeStringField("state", each.state(now).label());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void ssls(SslIndex index) throws IOException {
        SslJson ssl = new SslJson(view, json);
        json.writeNumberField("ssls_total", index.objects().size());
        json.writeNumberField("ssls_quarantined", index.quarantined().size());
        json.writeArrayFieldStart("ssls");
        for (SslObject object : index.objects().stream().limit(SSLS).toList()) {
            ssl.object(object);
        }
        for (Quarantined object : index.quarantined().stream().limit(SSLS).toList()) {
            ssl.quarantined(object);
        }
        json.writeEndArray();
    }

    private void upstreams(List<UpstreamConfig> upstreams) throws IOException {
        json.writeArrayFieldStart("upstreams");
        for (UpstreamConfig upstream : upstreams) {
            json.writeStartObject();
            json.writeStringField("id", upstream.id());
            json.writeStringField("scheme", Label.of(upstream.scheme()));
            TextArray.write(
                    json,
                    "nodes",
                    upstream.nodes().stream()
                            .map(node -> NetUtil.toSocketAddressString(node.host(), node.port()))
                            .toList());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void countUnlessZero(String name, long count) throws IOException {
        if (count != 0) {
            json.writeNumberField(name, count);
        }
    }
}
