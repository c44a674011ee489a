// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

/**
 * {@code plugins.redirect}: the gateway answers with a Location instead of asking an upstream.
 *
 * @param httpToHttps clear-text requests are sent to the same host and path over https; excludes {@code uri}
 * @param httpsPort port of the https address, left out of Location when it is 443, the default
 * @param uri the Location otherwise, in which {@code $host}, {@code $uri} and {@code $request_uri} stand for what the
 *     client asked for; "" with {@code httpToHttps}
 * @param retCode status of the answer; 0 takes 301 for GET and HEAD and 308 otherwise (with {@code uri}: 302 is the default)
 */
public record RedirectConfig(boolean httpToHttps, int httpsPort, String uri, int retCode) {
    public RedirectConfig {
        Insist.that(httpToHttps == uri.isEmpty(), "uri: '%s' (expected: exactly one of it and httpToHttps)", uri);
        Insist.that(httpsPort >= 1 && httpsPort <= 65_535, "httpsPort: %s (expected: 1 to 65535)", httpsPort);
        Insist.that(
                retCode == 0 || (retCode >= 300 && retCode <= 399), "retCode: %s (expected: 0 or 300 to 399)", retCode);
    }
}
