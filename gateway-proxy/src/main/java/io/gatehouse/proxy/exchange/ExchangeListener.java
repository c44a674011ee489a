// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.proxy.exchange;

/** Hears of every exchange once, when it is over. On the exchange's event loop: must neither block nor throw. */
@FunctionalInterface
public interface ExchangeListener {
    void done(ExchangeRecord exchange);
}
