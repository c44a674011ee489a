// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatehouse.core.admin.AdminClient;
import io.gatehouse.core.admin.AdminException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The gateway that a command talks to: JSON there and back. Blocks. */
final class RunningGateway {
    /** The longest that an endpoint may take, and some. */
    private static final Duration MOST = Duration.ofMinutes(5).plusSeconds(10);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String address;
    private final AdminClient client;

    RunningGateway(String address) {
        this.address = address;
        this.client = new AdminClient(address, MOST);
    }

    /** Posts an object with these members. */
    AdminClient.Reply post(String path, Map<String, ?> members) throws AdminException, InterruptedException {
        return client.post(path, JSON.valueToTree(members).toString());
    }

    /** The JSON of an answer; whatever has none is not for this command to understand. */
    JsonNode read(AdminClient.Reply reply) throws AdminException {
        try {
            JsonNode answer = JSON.readTree(reply.body());
            if (answer.isObject()) {
                return answer;
            }
        } catch (JsonProcessingException e) {
            // said below
        }
        throw isNoGateway(reply);
    }

    /** What to say of an answer that makes no sense. */
    AdminException isNoGateway(AdminClient.Reply reply) {
        return new AdminException("the process at " + address + " answers " + reply.status() + ": "
                + reply.body().strip());
    }

    /** What to say when it runs another file than the one that was named. */
    String runsAnother(Path named, JsonNode answer) {
        return "gatehouse: the gateway at " + address + " runs "
                + answer.path("config").asText() + ", not " + named.toAbsolutePath()
                + ": nothing was done; name that file by --config, or another gateway by --admin";
    }
}
