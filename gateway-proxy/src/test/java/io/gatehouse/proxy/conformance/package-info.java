// SPDX-License-Identifier: Apache-2.0
/**
 * HTTP/1.1 as the RFCs have it, in tables of raw octets, against the whole proxy over sockets.
 *
 * <p>The tables are {@code src/test/resources/conformance/*.cases}. They were written from the RFCs and from what is known of
 * smuggling, not from the rules of the gateway, and nothing here uses a parser of the gateway. The thread of the test is both
 * client and upstream.
 */
@NullMarked
package io.gatehouse.proxy.conformance;

import org.jspecify.annotations.NullMarked;
