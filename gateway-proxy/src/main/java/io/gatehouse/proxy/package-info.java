// SPDX-License-Identifier: Apache-2.0

/**
 * The proxy: from a decrypted byte stream of a client to an upstream and back.
 *
 * <p>{@link io.gatehouse.proxy.ProxyLoop} is what one event loop owns; gateway-core makes one per loop and hands accepted
 * channels to {@link io.gatehouse.proxy.downstream.DownstreamInitializer}. Everything runs on the loop of its connection.
 */
@NullMarked
package io.gatehouse.proxy;

import org.jspecify.annotations.NullMarked;
