// SPDX-License-Identifier: Apache-2.0

/** The access log: one JSON line per exchange. Event loops hand records over. One thread of its own encodes and writes them. */
@NullMarked
package io.gatehouse.core.accesslog;

import org.jspecify.annotations.NullMarked;
