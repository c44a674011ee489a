// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

/**
 * A request to the admin listener, complete.
 *
 * @param query what stands behind {@code ?}, not decoded; "" for none
 * @param body JSON as it came, of at most {@link AdminRouter#MAX_BODY_BYTES}, not looked at yet; "" for GET
 */
public record AdminRequest(String query, String body) {}
