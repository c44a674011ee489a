// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.plan;

/**
 * One thing that is not the same before and after.
 *
 * @param field what, such as {@code not_after}
 * @param before as it is now; "" for nothing
 * @param after as it would be; "" for nothing
 */
public record Difference(String field, String before, String after) {}
