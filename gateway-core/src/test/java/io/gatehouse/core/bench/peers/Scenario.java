// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

/**
 * What is measured by processor time for each unit of work.
 *
 * @param name on the command line and in file names
 * @param title above its table
 * @param unit what is counted: request, connection or MiB
 * @param tool who makes the load
 * @param direct whether an upstream that answers by itself can be measured too
 * @param load the load
 */
record Scenario(String name, String title, String unit, String tool, boolean direct, Load load) {}
