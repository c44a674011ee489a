// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.Set;

/**
 * The members of the JSON object that came with a request; "" counts as an object without members. A member that nobody knows is
 * refused: what was asked for and not understood must not look done.
 */
public final class RequestBody {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private final JsonNode object;

    private RequestBody(JsonNode object) {
        this.object = object;
    }

    /**
     * Reads it.
     *
     * @param known the members that there may be
     * @throws BadRequestException if it is not a JSON object, or has other members
     */
    public static RequestBody of(AdminRequest request, Set<String> known) {
        JsonNode object = parse(request.body());
        if (!object.isObject()) {
            throw new BadRequestException("the body is not a JSON object");
        }
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new BadRequestException("unknown member in the body (expected: " + known + ")");
            }
        });
        return new RequestBody(object);
    }

    /**
     * A string.
     *
     * @throws BadRequestException if it is something else
     */
    public Optional<String> text(String name) {
        JsonNode value = object.get(name);
        if (value != null && !value.isTextual()) {
            throw new BadRequestException(name + ": not a string");
        }
        return Optional.ofNullable(value).map(JsonNode::textValue);
    }

    /**
     * A whole number.
     *
     * @throws BadRequestException if it is something else, or out of range
     */
    public Optional<Long> whole(String name, long least, long most) {
        JsonNode value = object.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.canConvertToLong()
                || !value.isIntegralNumber()
                || value.longValue() < least
                || value.longValue() > most) {
            throw new BadRequestException(name + ": not a whole number from " + least + " to " + most);
        }
        return Optional.of(value.longValue());
    }

    /**
     * True or false; false if it is not there.
     *
     * @throws BadRequestException if it is something else
     */
    public boolean flag(String name) {
        JsonNode value = object.get(name);
        if (value != null && !value.isBoolean()) {
            throw new BadRequestException(name + ": not true or false");
        }
        return value != null && value.booleanValue();
    }

    private static JsonNode parse(String body) {
        if (body.isEmpty()) {
            return JSON.createObjectNode();
        }
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new BadRequestException("the body is not JSON");
        }
    }
}
