// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.gatehouse.config.HostPattern;
import io.gatehouse.core.load.TextArray;
import io.gatehouse.tls.ClientPolicy;
import io.gatehouse.tls.Credential;
import io.gatehouse.tls.Expiry;
import io.gatehouse.tls.Quarantined;
import io.gatehouse.tls.RevocationList;
import io.gatehouse.tls.Revocations;
import io.gatehouse.tls.SslObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes ssl objects as JSON: what they serve, until when, and how often they were asked for. */
final class SslJson {
    private final GatewayView view;
    private final JsonGenerator json;
    private final Instant now;

    SslJson(GatewayView view, JsonGenerator json) {
        this.view = view;
        this.json = json;
        this.now = view.now();
    }

    void object(SslObject object) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", object.id());
        names(object.names());
        json.writeStringField(
                "client_policy", object.clientPolicy().map(ClientPolicy::word).orElse("none"));
        json.writeNumberField("handshakes", view.usage().handshakes(object.id()));
        Optional<Instant> last = view.usage().last(object.id());
        if (last.isPresent()) {
            json.writeStringField("last_handshake", last.get().toString());
        }
        json.writeArrayFieldStart("certificates");
        for (Credential each : object.credentials()) {
            json.writeStartObject();
            json.writeStringField("serial", each.serial());
            json.writeStringField("not_after", each.notAfter().toString());
            json.writeStringField("state", stateOf(each).label());
            json.writeEndObject();
        }
        json.writeEndArray();
        crls(object);
        json.writeEndObject();
    }

    void quarantined(Quarantined object) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", object.id());
        names(object.names());
        TextArray.write(json, "quarantined", object.reasons());
        json.writeEndObject();
    }

    /** How near a certificate is to its end. */
    Expiry stateOf(Credential credential) {
        return Expiry.of(credential.notBefore(), credential.notAfter(), now);
    }

    private void names(List<HostPattern> names) throws IOException {
        TextArray.write(json, "names", names.stream().map(HostPattern::toString).toList());
    }

    private void crls(SslObject object) throws IOException {
        Revocations revocations =
                object.clientPolicy().flatMap(ClientPolicy::revocations).orElse(null);
        if (revocations == null) {
            return;
        }
        json.writeArrayFieldStart("crls");
        for (RevocationList list : revocations.lists()) {
            json.writeStartObject();
            json.writeStringField("issuer", list.issuerName());
            json.writeStringField("this_update", list.thisUpdate().toString());
            if (list.nextUpdate().isPresent()) {
                json.writeStringField("next_update", list.nextUpdate().get().toString());
            }
            Duration age = Duration.between(list.thisUpdate(), now);
            json.writeNumberField("age_seconds", age.toSeconds());
            json.writeNumberField("entries", list.entries());
            json.writeBooleanField("stale", list.isStale(now));
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
