// SPDX-License-Identifier: Apache-2.0

/**
 * Measures processes from outside: the gateway beside other servers, with the same certificates in the same run. Run by
 * {@code scripts/bench}, never by the tests of a build; each client has a thread.
 */
@NullMarked
package io.gatehouse.core.bench;

import org.jspecify.annotations.NullMarked;
