// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gatehouse.proxy.http.RequestPath;
import io.gatehouse.proxy.http.RequestRules;
import io.gatehouse.proxy.http.RequestRules.Verdict.Admitted;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Paths made of what paths are attacked with: their normal form is that of the rules, applied one after the other by patterns. */
class RequestPathFuzzTest {
    private static final String[] PARTS = {
        "/", "//", ".", "..", "/.", "/..", "/../", "%2e", "%2E", "%2f", "%2F", "%5c", "\\", ";", ";x", "%3b", "%25",
        "%252e", "%00", "%0", "%", "%zz", "%c3%a9", "%ff", "%c0", "%E0", "%80", "%af", "a", "b", "%61", "~", "=", "@"
    };
    private static final int MAX_PARTS = 12;
    private static final Pattern DISGUISED =
            Pattern.compile("(.*(\\\\|%2F))?\\.\\.?(;[^\\\\]*?)?((\\\\|%2F).*)?", Pattern.DOTALL);
    private static final Pattern OVERLONG = Pattern.compile("(?i)%(c0%(80|af)|e0%80)");
    private static final Pattern OUT_OF_NOTHING = Pattern.compile("//\\.\\.(/|\\z)");

    @FuzzTest
    void isNormalisedByTheRules(FuzzedDataProvider data) {
        StringBuilder path = new StringBuilder("/");
        for (int left = data.consumeInt(0, MAX_PARTS); left > 0; left--) {
            path.append(data.pickValue(PARTS));
        }
        String text = path.toString();
        String normal = RequestPath.normalize(text);
        assertThat(normal).as(text).isEqualTo(byTheRules(text));
        if (normal != null) {
            isForwardedAsThatPath(text, normal);
        }
    }

    private static void isForwardedAsThatPath(String text, String normal) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, text);
        request.headers().set(HttpHeaderNames.HOST, "a.example");
        String forwarded = ((Admitted) RequestRules.admit(request)).head().target();
        assertThat(RequestPath.normalize(forwarded)).as(text).isEqualTo(normal);
        assertThat(decoded(forwarded)).as(text).doesNotStartWith("//").doesNotContainPattern("/\\.\\.?(/|\\z)");
    }

    private static @Nullable String byTheRules(String path) {
        if (!path.matches("([^%]|%[0-9A-Fa-f]{2})*")
                || path.contains("%00")
                || OVERLONG.matcher(path).find()) {
            return null;
        }
        String decoded = decoded(path);
        for (String segment : decoded.split("/", -1)) {
            if (!segment.matches("\\.\\.?") && DISGUISED.matcher(segment).matches()) {
                return null;
            }
        }
        String before;
        String after = decoded;
        do { // RFC 3986, section 5.2.4, in the middle of the path first
            before = after;
            if (!before.contains("/./") && OUT_OF_NOTHING.matcher(before).find()) {
                return null;
            }
            after = before.replaceFirst("/\\.(/|\\z)", "/");
            if (after.equals(before)) {
                after = before.replaceFirst("^/\\.\\.(/|\\z)", "/")
                        .replaceFirst("/(?!\\.{1,2}/)[^/]*/\\.\\.(/|\\z)", "/");
            }
        } while (!after.equals(before));
        return after.replaceAll("//+", "/");
    }

    private static String decoded(String path) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int i = 0; i < path.length(); i++) {
            String escape = path.charAt(i) == '%' ? path.substring(i, i + 3).toUpperCase(Locale.ROOT) : "";
            if (escape.equals("%2F") || escape.equals("%25")) {
                octets.writeBytes(escape.getBytes(StandardCharsets.US_ASCII));
            } else {
                octets.write(escape.isEmpty() ? path.charAt(i) : Integer.parseInt(escape.substring(1), 16));
            }
            i += escape.isEmpty() ? 0 : 2;
        }
        return octets.toString(StandardCharsets.UTF_8);
    }
}
