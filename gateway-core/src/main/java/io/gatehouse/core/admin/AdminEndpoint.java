// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import java.util.concurrent.CompletableFuture;

/** Something that the admin listener can be asked for. */
public interface AdminEndpoint {
    /**
     * Begins to answer. Called on the admin loop, so it must not block: what takes time is done elsewhere and completes the answer
     * there.
     *
     * @return the answer, from any thread; a failure is logged and answered 500
     */
    CompletableFuture<AdminAnswer> answer(AdminRequest request);
}
