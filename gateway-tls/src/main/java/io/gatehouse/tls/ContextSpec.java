// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

/** The content that a native context is built from, and the key that it is cached by. Equal content, same context. */
sealed interface ContextSpec permits TlsSpec, UpstreamTls {}
