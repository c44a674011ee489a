// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.explain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gatehouse.config.Spelling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question as somebody asks it: words under the {@link #MEMBERS}, which are the options of the command and the members of the JSON
 * object that {@code POST /v1/explain} takes. What they mean is up to the configuration that is asked.
 *
 * @param words by member; what is not said is not there
 */
public record QuestionText(Map<String, String> words) {
    /** Everything that can be said. {@code client_cert} is PEM text. */
    public static final List<String> MEMBERS =
            List.of("listener", "remote_addr", "sni", "client_cert", "host", "method", "path", "why_not");

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    public QuestionText {
        words = Collections.unmodifiableMap(new LinkedHashMap<>(words));
    }

    /** What is said of a member; null if nothing is. */
    @Nullable
    String of(String member) {
        return words.get(member);
    }

    String of(String member, String otherwise) {
        return words.getOrDefault(member, otherwise);
    }

    /** As a JSON object. */
    public String json() {
        return new JsonMapper().valueToTree(words).toString();
    }

    /**
     * Reads a JSON object.
     *
     * @throws UnclearQuestionException if it is none, or has a member that is unknown or no text
     */
    public static QuestionText read(byte[] json) throws UnclearQuestionException {
        Map<String, String> words = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UnclearQuestionException("", "no JSON object (expected: one with the members " + members());
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                words.put(known(name), text(name, parser));
            }
            if (parser.nextToken() != null) {
                throw new UnclearQuestionException("", "text behind the JSON object (expected: one object)");
            }
        } catch (JsonProcessingException e) {
            throw new UnclearQuestionException("", "malformed JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("only a fault of ours can do this in memory", e);
        }
        return new QuestionText(words);
    }

    private static String known(String name) throws UnclearQuestionException {
        if (!MEMBERS.contains(name)) {
            String guess = Spelling.didYouMean(name, MEMBERS);
            String expected = guess.isEmpty() ? "(expected: " + members() : "(" + guess + ")";
            throw new UnclearQuestionException("", "unknown member '" + name + "' " + expected);
        }
        return name;
    }

    private static String text(String name, JsonParser parser) throws IOException, UnclearQuestionException {
        if (parser.nextToken() != JsonToken.VALUE_STRING) {
            throw new UnclearQuestionException(name, "no text (expected: a JSON string)");
        }
        return parser.getText();
    }

    private static String members() {
        return String.join(", ", MEMBERS) + ")";
    }
}
