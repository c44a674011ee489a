// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.gatehouse.core.load.TextArray;
import io.gatehouse.tls.CertificateEntry;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Certificates for programs: {@code {"due": …, "certificates": [{"state": …, "days_left": …, …}]}}. */
final class CertsJson {
    private CertsJson() {}

    /** Prints them to standard output. */
    static void print(List<CertificateEntry> entries, long due, Instant now) throws IOException {
        JsonOutput.print(json -> {
            json.writeStartObject();
            json.writeNumberField("due", due);
            json.writeArrayFieldStart("certificates");
            for (CertificateEntry each : entries) {
                certificate(json, each, now);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void certificate(JsonGenerator json, CertificateEntry each, Instant now) throws IOException {
        json.writeStartObject();
        json.writeStringField("state", each.state(now).label());
        json.writeNumberField("days_left", each.daysLeft(now));
        json.writeStringField("not_before", each.notBefore().toString());
        json.writeStringField("not_after", each.notAfter().toString());
        json.writeStringField("use", each.role().label());
        TextArray.write(json, "where", each.owners());
        TextArray.write(json, "names", each.names());
        json.writeStringField("issuer", each.issuer());
        json.writeStringField("serial", each.serial());
        json.writeStringField("place", each.where().toString());
        json.writeEndObject();
    }
}
