// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import io.netty.handler.codec.http.HttpMethod;

/**
 * One line of what the admin listener answers.
 *
 * @param method GET, which answers HEAD too, or POST, which takes a body of JSON
 * @param path without query, compared as sent
 */
public record AdminRoute(HttpMethod method, String path, AdminEndpoint endpoint) {
    /** What is read. */
    public static AdminRoute get(String path, AdminEndpoint endpoint) {
        return new AdminRoute(HttpMethod.GET, path, endpoint);
    }

    /** What changes something, or needs a body to be asked. */
    public static AdminRoute post(String path, AdminEndpoint endpoint) {
        return new AdminRoute(HttpMethod.POST, path, endpoint);
    }
}
