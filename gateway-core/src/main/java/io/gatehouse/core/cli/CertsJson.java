// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.gatehouse.tls.CertificateEntry;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;

/** Certificates for programs: {@code {"due": …, "certificates": [{"state": …, "days_left": …, …}]}}. */
final class CertsJson {
    private CertsJson() {}

    /** Prints one JSON document and a final line end. */
    static void print(List<CertificateEntry> entries, long due, Instant now, PrintStream out) throws IOException {
        JsonGenerator json =
                new JsonFactory().createGenerator(out, JsonEncoding.UTF8).useDefaultPrettyPrinter();
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.writeStartObject();
        json.writeNumberField("due", due);
        json.writeArrayFieldStart("certificates");
        for (CertificateEntry each : entries) {
            json.writeStartObject();
            json.writeStringField("state", each.state(now).label());
            json.writeNumberField("days_left", each.daysLeft(now));
            json.writeStringField("not_before", each.notBefore().toString());
            json.writeStringField("not_after", each.notAfter().toString());
            json.writeStringField("use", each.role().label());
            array(json, "where", each.owners());
            array(json, "names", each.names());
            json.writeStringField("issuer", each.issuer());
            json.writeStringField("serial", each.serial());
            json.writeStringField("place", each.where().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
        json.close();
        out.flush();
    }

    private static void array(JsonGenerator json, String member, List<String> texts) throws IOException {
        json.writeArrayFieldStart(member);
        for (String each : texts) {
            json.writeString(each);
        }
        json.writeEndArray();
    }
}
