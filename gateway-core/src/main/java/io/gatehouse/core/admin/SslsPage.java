// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.gatehouse.config.HostName;
import io.gatehouse.tls.Expiry;
import io.gatehouse.tls.SslIndex;
import io.gatehouse.tls.SslObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes ssl objects, a page at a time: in the order of the configuration, all of them, those with a certificate in some state, or the
 * one that answers a name.
 */
final class SslsPage {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 10_000;
    private static final Set<String> PARAMETERS = Set.of("limit", "after", "state", "name");

    private final GatewayView view;
    private final SslIndex index;

    private SslsPage(GatewayView view) {
        this.view = view;
        this.index = view.snapshot().ssls();
    }

    /** The page that the query asks for; 400 if it asks for something else. */
    static AdminAnswer answer(GatewayView view, String query) {
        try {
            Map<String, List<String>> parameters = new QueryStringDecoder(query, false).parameters();
            Query asked = Query.of(parameters);
            return AdminAnswer.json(HttpResponseStatus.OK, json -> new SslsPage(view).write(asked, json));
        } catch (IllegalArgumentException e) {
            return AdminAnswer.text(HttpResponseStatus.BAD_REQUEST, e.getMessage() + "\n");
        }
    }

    private void write(Query asked, JsonGenerator json) throws IOException {
        SslJson ssl = new SslJson(view, json);
        json.writeStartObject();
        json.writeNumberField("total", index.objects().size());
        json.writeArrayFieldStart("ssls");
        int written = 0;
        String last = "";
        boolean more = false;
        boolean begun = asked.after().isEmpty();
        for (SslObject each : candidates(asked)) {
            if (!begun) {
                begun = each.id().equals(asked.after());
            } else if (asked.states().isEmpty() || hasState(ssl, each, asked.states())) {
                if (written == asked.limit()) {
                    more = true;
                    break;
                }
                ssl.object(each);
                last = each.id();
                written++;
            }
        }
        expect(begun, "after: the id of an object that is served; it may be gone since, then begin anew");
        json.writeEndArray();
        if (more) {
            json.writeStringField("next", last);
        }
        json.writeEndObject();
    }

    private List<SslObject> candidates(Query asked) {
        if (asked.name().isEmpty()) {
            return index.objects();
        }
        SslObject object = index.byHost(asked.name()).object();
        return object == null ? List.of() : List.of(object);
    }

    private static boolean hasState(SslJson ssl, SslObject object, Set<Expiry> states) {
        return object.credentials().stream().anyMatch(each -> states.contains(ssl.stateOf(each)));
    }

    /**
     * What a page is to hold.
     *
     * @param after id of the object before the first one; "" for the start
     * @param states some certificate is in one of them; empty for all
     * @param name normalised; "" for all
     */
    private record Query(int limit, String after, Set<Expiry> states, String name) {
        static Query of(Map<String, List<String>> parameters) {
            for (String each : parameters.keySet()) {
                expect(PARAMETERS.contains(each), "unknown parameter; there are limit, after, state and name");
            }
            String limit = first(parameters, "limit");
            expect(limit.isEmpty() || limit.matches("[0-9]{1,5}"), "limit: a number from 1 to " + MAX_LIMIT);
            int most = limit.isEmpty() ? DEFAULT_LIMIT : Integer.parseInt(limit);
            expect(most >= 1 && most <= MAX_LIMIT, "limit: a number from 1 to " + MAX_LIMIT);
            Set<Expiry> states = EnumSet.noneOf(Expiry.class);
            for (String word : first(parameters, "state").split(",", -1)) {
                if (!word.isEmpty()) {
                    states.add(state(word));
                }
            }
            String name = first(parameters, "name");
            Optional<String> normal = HostName.normalize(name);
            expect(name.isEmpty() || normal.isPresent(), "name: a host name");
            return new Query(most, first(parameters, "after"), states, name.isEmpty() ? "" : normal.orElse(""));
        }

        private static Expiry state(String word) {
            return Stream.of(Expiry.values())
                    .filter(each -> each.label().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("state: some of "
                            + String.join(
                                    ", ",
                                    Stream.of(Expiry.values())
                                            .map(Expiry::label)
                                            .toList())));
        }

        private static String first(Map<String, List<String>> parameters, String name) {
            return parameters.getOrDefault(name, List.of("")).get(0);
        }
    }

    private static void expect(boolean right, String expected) {
        if (!right) {
            throw new IllegalArgumentException(expected);
        }
    }
}
