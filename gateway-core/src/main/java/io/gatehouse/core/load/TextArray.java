// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** Texts as JSON: {@code ["…", "…"]}. */
public final class TextArray {
    private TextArray() {}

    /** Writes a member of the object that the caller has begun. */
    public static void write(JsonGenerator json, String member, List<String> texts) throws IOException {
        json.writeArrayFieldStart(member);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
