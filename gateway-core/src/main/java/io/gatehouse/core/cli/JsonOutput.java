// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.gatehouse.core.admin.AdminAnswer;
import java.io.IOException;

/** Standard output for programs. */
final class JsonOutput {
    private JsonOutput() {}

    /** Prints one JSON document, indented, with a final line end. */
    static void print(AdminAnswer.JsonBody body) throws IOException {
        JsonGenerator json =
                new JsonFactory().createGenerator(System.out, JsonEncoding.UTF8).useDefaultPrettyPrinter();
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        body.write(json);
        json.writeRaw('\n');
        json.close();
        System.out.flush();
    }
}
