// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.admin;

import io.gatehouse.core.load.ReloadReport;
import io.gatehouse.core.metrics.ExchangeCounters;
import io.gatehouse.core.metrics.HandshakeCounters;
import io.gatehouse.core.metrics.SslUsage;
import io.gatehouse.core.net.ConnectionLimit;
import io.gatehouse.core.net.Listener;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.gatehouse.proxy.upstream.UpstreamUsage;
import io.gatehouse.tls.ExpiryTable;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** What the admin listener may see of the gateway. Every method may be called on any thread. */
public interface GatewayView {
    /** Whether requests are served: a generation is loaded, the listeners are bound, and no drain has begun. What {@link Readiness} says of certificates too. */
    Readiness readiness();

    /** The generation that runs. */
    GatewaySnapshot snapshot();

    /** When it was loaded. */
    Instant loadedAt();

    /** The last load: the start, or the last reload. */
    ReloadReport lastReload();

    /** The confirmation that is awaited, if any. */
    Optional<Awaited> awaited();

    /** How many reloads ended like this since the start. */
    long reloads(ReloadReport.Result result);

    /** When the certificates that are served end. */
    ExpiryTable expiries();

    /** How often ssl objects were asked for, and when last. */
    SslUsage usage();

    Collection<Listener> listeners();

    ConnectionLimit connections();

    ExchangeCounters exchanges();

    /** What happened between the process and its upstreams. */
    UpstreamUsage upstreams();

    HandshakeCounters handshakes();

    /** What came of looking at configuration files between reloads. */
    WatchStatus watch();

    /** What came of looking at CRL files between reloads. */
    CrlStatus crls();

    /** How it stands with the responses that handshakes show beside certificates. */
    OcspStatus ocsp();

    /** The time that certificates and lists are compared with. */
    Instant now();

    /** How often a connection was cut since the start because direct memory ran out. */
    long memoryShortages();

    /** Access-log lines that were dropped since the start. */
    long droppedAccessLogLines();

    /** Lines of the log that were dropped since the start. */
    long droppedLogLines();
}
