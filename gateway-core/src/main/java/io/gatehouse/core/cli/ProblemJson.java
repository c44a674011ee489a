// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.gatehouse.config.Problem;
import io.gatehouse.core.load.ProblemArray;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** Problems for programs: {@code {"ok": …, "problems": [{"severity": …, "file": …, "line": …, …}]}}. */
final class ProblemJson {
    private ProblemJson() {}

    /** Prints one JSON document and a final line end. */
    static void print(List<Problem> problems, boolean ok, PrintStream out) throws IOException {
        JsonGenerator json =
                new JsonFactory().createGenerator(out, JsonEncoding.UTF8).useDefaultPrettyPrinter();
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.writeStartObject();
        json.writeBooleanField("ok", ok);
        json.writeFieldName("problems");
        ProblemArray.write(json, problems);
        json.writeEndObject();
        json.writeRaw('\n');
        json.close();
        out.flush();
    }
}
