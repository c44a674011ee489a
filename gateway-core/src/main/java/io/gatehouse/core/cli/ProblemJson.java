// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import io.gatehouse.config.Problem;
import io.gatehouse.core.load.ProblemArray;
import java.io.IOException;
import java.util.List;

/** Problems for programs: {@code {"ok": …, "problems": [{"severity": …, "file": …, "line": …, …}]}}. */
final class ProblemJson {
    private ProblemJson() {}

    /** Prints them to standard output. */
    static void print(List<Problem> problems, boolean ok) throws IOException {
        JsonOutput.print(json -> {
            json.writeStartObject();
            json.writeBooleanField("ok", ok);
            json.writeFieldName("problems");
            ProblemArray.write(json, problems);
            json.writeEndObject();
        });
    }
}
