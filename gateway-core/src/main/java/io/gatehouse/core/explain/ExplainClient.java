// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gatehouse.core.admin.AdminClient;
import io.gatehouse.core.admin.AdminException;
import java.io.IOException;

/** Asks a running gateway for an explanation, by its {@link ExplainEndpoint}. Blocks. */
public final class ExplainClient {
    private ExplainClient() {}

    /**
     * The explanation as it came, which {@link ExplanationJson#read} can read.
     *
     * @throws UnclearQuestionException if the gateway says so of the question
     * @throws AdminException if it cannot be asked
     * @throws IOException if its answer makes no sense
     */
    public static String ask(AdminClient gateway, QuestionText question)
            throws UnclearQuestionException, AdminException, IOException, InterruptedException {
        AdminClient.Reply reply = gateway.post("/v1/explain", question.json());
        if (reply.status() == 400) {
            JsonNode refusal = refusalIn(reply.body());
            throw new UnclearQuestionException(
                    refusal.path("member").asText(), refusal.path("error").asText());
        }
        if (reply.status() != 200) {
            throw new IOException("the gateway answers " + reply.status() + ": "
                    + reply.body().strip());
        }
        return reply.body();
    }

    private static JsonNode refusalIn(String body) throws IOException {
        try {
            return new JsonMapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw new IOException("the gateway answers 400: " + body.strip(), e);
        }
    }
}
