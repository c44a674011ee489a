// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import io.gatehouse.config.Label;
import io.gatehouse.config.SslConfig;
import io.gatehouse.config.TlsVersion;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.gatehouse.tls.HandshakeRehearsal;
import io.gatehouse.tls.HandshakeRehearsal.End;
import io.gatehouse.tls.Quarantined;
import io.gatehouse.tls.ServerName;
import io.gatehouse.tls.SslIndex.Selection;
import io.gatehouse.tls.SslObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The handshake: which ssl object answers the name, by which certificate, and what becomes of the client. */
final class ExplainedTls {
    private final GatewaySnapshot snapshot;
    private final Question question;
    private final Instant now;
    private final List<Step> steps;

    /** {@code steps} is added to. */
    ExplainedTls(GatewaySnapshot snapshot, Question question, Instant now, List<Step> steps) {
        this.snapshot = snapshot;
        this.question = question;
        this.now = now;
        this.steps = steps;
    }

    End run() {
        End end = HandshakeRehearsal.of(snapshot.ssls(), question.sni(), question.clientChain(), now);
        Optional<String> name = ServerName.normalize(question.sni());
        if (!question.sni().isEmpty() && name.isEmpty()) {
            return without(end, "'" + question.sni() + "' is no host name as a ClientHello carries it");
        }
        String sni = name.orElse("");
        Selection selection = snapshot.ssls().bySni(sni.isEmpty() ? null : sni);
        SslObject object = selection.object();
        if (object == null) {
            return without(end, withoutObject(sni, selection));
        }
        steps.add(sslStep(sni, object, selection));
        object.credentials().forEach(each -> steps.add(ExplainedCertificate.step(sni, object, each, now)));
        steps.add(protocolStep(object));
        steps.add(ExplainedClient.step(object, question.clientChain(), end, now));
        return end;
    }

    /** The handshake has told the client no more than an alert; the operator is told why. */
    private End without(End end, String why) {
        End.Refused refused = (End.Refused) end;
        steps.add(new Facts("ssl").with("sni", question.sni()).says("none: " + why));
        return new End.Refused(refused.reason(), refused.alert(), why);
    }

    private Step sslStep(String sni, SslObject object, Selection selection) {
        Facts facts = new Facts("ssl")
                .with("sni", sni)
                .with("rule", Label.of(selection.reason()))
                .with("id", object.id())
                .with("where", where(object))
                .with("matched", selection.matchedPattern());
        List<String> beaten = new ArrayList<>();
        for (Selection other :
                sni.isEmpty() ? List.<Selection>of() : snapshot.ssls().candidates(sni)) {
            SslObject loser = other.object();
            if (loser != null && !loser.equals(object)) {
                beaten.add(loser.id());
                facts.note("comes before '" + loser.id() + "' (" + rule(other) + ", " + where(loser) + "): "
                        + why(selection, other));
            }
        }
        boolean stapling = configOf(object).map(SslConfig::ocspStapling).orElse(false);
        if (stapling) {
            facts.note("staples OCSP responses, if it has good ones: /status counts them");
        }
        return facts.with("before", beaten)
                .with("ocsp_stapling", stapling)
                .says("'" + object.id() + "' by " + rule(selection) + ", " + where(object));
    }

    private static String why(Selection winner, Selection loser) {
        return rank(winner) + " wins over " + rank(loser);
    }

    private static String rank(Selection selection) {
        return switch (selection.reason()) {
            case EXACT -> "an exact name";
            case WILDCARD -> "a wildcard";
            case CATCH_ALL -> "'*'";
            default -> "tls.default_ssl";
        };
    }

    private static String rule(Selection selection) {
        return switch (selection.reason()) {
            case EXACT -> "the name '" + selection.matchedPattern() + "'";
            case WILDCARD -> "the wildcard '" + selection.matchedPattern() + "'";
            case CATCH_ALL -> "the catch-all '*'";
            case FALLBACK_SNI -> "tls.fallback_sni '" + selection.matchedPattern() + "'";
            case DEFAULT -> "tls.default_ssl";
            case UNKNOWN_NAME, NO_SNI, QUARANTINED -> "no rule";
        };
    }

    private String withoutObject(String sni, Selection selection) {
        return switch (selection.reason()) {
            case NO_SNI -> "the client names no host, and neither tls.fallback_sni nor tls.default_ssl answers that";
            case QUARANTINED ->
                (selection.matchedPattern().isEmpty()
                                ? "tls.default_ssl, which answers for it, is"
                                : "'" + selection.matchedPattern() + "' belongs to")
                        + " a quarantined object: " + faultsOf(selection);
            default -> "no object has '" + sni + "', " + wildcardOf(sni) + "'*', and there is no tls.default_ssl";
        };
    }

    private static String wildcardOf(String sni) {
        int dot = sni.indexOf('.');
        return dot < 1 ? "" : "'*" + sni.substring(dot) + "' or ";
    }

    private String faultsOf(Selection selection) {
        String defaultSsl = snapshot.config().tls().defaultSsl();
        for (Quarantined each : snapshot.ssls().quarantined()) {
            if (selection.matchedPattern().isEmpty()
                    ? each.id().equals(defaultSsl)
                    : each.names().stream().anyMatch(name -> name.toString().equals(selection.matchedPattern()))) {
                return each.id() + ": " + String.join("; ", each.reasons());
            }
        }
        return "";
    }

    private static Step protocolStep(SslObject object) {
        List<String> labels =
                object.protocols().stream().map(TlsVersion::label).sorted().toList();
        return new Facts("protocols")
                .with("versions", labels)
                .with("alpn", List.of("http/1.1"))
                .says(String.join(", ", labels) + "; ALPN http/1.1");
    }

    private String where(SslObject object) {
        return configOf(object).map(each -> each.where().toString()).orElse("");
    }

    private Optional<SslConfig> configOf(SslObject object) {
        return snapshot.config().ssls().stream()
                .filter(each -> each.id().equals(object.id()))
                .findFirst();
    }
}
