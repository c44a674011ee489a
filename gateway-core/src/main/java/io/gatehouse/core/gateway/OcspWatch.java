// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.config.SslConfig;
import io.gatehouse.core.admin.OcspStatus;
import io.gatehouse.proxy.snapshot.GatewaySnapshot;
import io.gatehouse.tls.Credential;
import io.gatehouse.tls.OcspAnswer;
import io.gatehouse.tls.OcspFault;
import io.gatehouse.tls.OcspQuestion;
import io.gatehouse.tls.SslObject;
import io.gatehouse.tls.Staple;
import io.gatehouse.tls.Staples;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps OCSP responses for the certificates of objects with {@code ocsp_stapling.enabled}: asks when a certificate comes, again when half
 * of the time of its response is over, and after a fault again and again, ever more seldom. What was good is shown until it
 * ends. On threads of its own; {@link #watch} and {@link #status} may be called from any.
 */
final class OcspWatch implements AutoCloseable {
    private static final int THREADS = 4;
    private static final Duration MOST = Duration.ofSeconds(10);
    private static final Duration SOONEST = Duration.ofSeconds(1);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
    private static final Duration LAST_RETRY = Duration.ofHours(1);
    private static final int MOST_FAULTS = 20;
    private static final Logger log = LoggerFactory.getLogger(OcspWatch.class);

    private final Staples staples;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor threads;
    private final OcspResponder responder;
    private final Map<Credential, Watched> watched = new LinkedHashMap<>();

    OcspWatch(Staples staples, Clock clock) {
        this.staples = staples;
        this.clock = clock;
        this.threads = new ScheduledThreadPoolExecutor(THREADS, OcspWatch::thread);
        this.responder = new OcspResponder(MOST);
        threads.setRemoveOnCancelPolicy(true);
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** From now on these certificates count; those that are known keep what they have. */
    synchronized void watch(GatewaySnapshot snapshot) {
        Map<Credential, String> wanted = wanted(snapshot);
        watched.entrySet().removeIf(each -> {
            boolean gone = !wanted.containsKey(each.getKey());
            if (gone) {
                each.getValue().cancel();
            }
            return gone;
        });
        staples.retain(wanted.keySet());
        wanted.forEach((credential, ssl) -> {
            Watched known = watched.get(credential);
            if (known != null) {
                known.ssl = ssl;
            } else {
                OcspQuestion.about(credential).ifPresent(question -> {
                    Watched each = new Watched(ssl, question);
                    watched.put(credential, each);
                    each.askIn(Duration.ZERO);
                });
            }
        });
    }

    private static Map<Credential, String> wanted(GatewaySnapshot snapshot) {
        Map<Credential, String> wanted = new LinkedHashMap<>();
        for (SslConfig each : snapshot.config().ssls()) {
            SslObject object = each.ocspStapling() ? snapshot.ssls().byId(each.id()) : null;
            if (object != null) {
                object.credentials().forEach(credential -> wanted.putIfAbsent(credential, each.id()));
            }
        }
        return wanted;
    }

    /** How it stands. */
    synchronized OcspStatus status() {
        Instant now = clock.instant();
        int stapled = 0;
        List<String> faults = new ArrayList<>();
        for (Map.Entry<Credential, Watched> each : watched.entrySet()) {
            boolean good = staples.of(each.getKey())
                    .filter(staple -> now.isBefore(staple.until()))
                    .isPresent();
            stapled += good ? 1 : 0;
            String fault = each.getValue().fault;
            if (!fault.isEmpty() && faults.size() < MOST_FAULTS) {
                faults.add(each.getValue().ssl + ": " + fault);
            }
        }
        return new OcspStatus(watched.size(), stapled, faults);
    }

    /** Asks no more. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "gatehouse-ocsp");
        thread.setDaemon(true);
        return thread;
    }

    /** One certificate; its work is done by one thread at a time, because each run plans the next. */
    private final class Watched {
        private volatile String ssl; // id of the object, which may be another one after a reload
        private final OcspQuestion question;
        private volatile String fault = "";
        private int failures;
        private @Nullable Future<?> next;
        private boolean cancelled;

        Watched(String ssl, OcspQuestion question) {
            this.ssl = ssl;
            this.question = question;
        }

        synchronized void askIn(Duration pause) {
            if (!cancelled && !threads.isShutdown()) {
                next = threads.schedule(this::ask, pause.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        synchronized void cancel() {
            cancelled = true;
            if (next != null) {
                next.cancel(true);
            }
        }

        private void ask() {
            try {
                Staple staple = OcspAnswer.check(question, responder.ask(question), clock.instant());
                good(staple);
            } catch (OcspFault e) {
                if (e.isRevoked()) {
                    staples.remove(question);
                }
                failed(String.valueOf(e.getMessage()));
            } catch (IOException e) {
                failed("no answer: " + (e.getMessage() == null ? "no connection" : e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error e) {
                log.error("ocsp failed ssl={}", ssl, e); // a fault of ours
                failed("internal error");
            }
        }

        private void good(Staple staple) {
            synchronized (this) {
                if (cancelled) {
                    return;
                }
                staples.put(question, staple);
            }
            if (!fault.isEmpty()) {
                log.info("ocsp ok again ssl={} until={}", ssl, staple.until());
            }
            fault = "";
            failures = 0;
            Instant now = clock.instant();
            Duration pause = Duration.between(now, staple.renewal(now));
            askIn(pause.compareTo(SOONEST) < 0 ? SOONEST : pause);
        }

        private void failed(String what) {
            if (!what.equals(fault)) {
                log.warn(
                        "ocsp failed ssl={} responder={} cause=\"{}\" shownUntil={}",
                        ssl,
                        question.responder(),
                        what,
                        staples.of(question.credential())
                                .map(staple -> staple.until().toString())
                                .orElse("none"));
            }
            fault = what;
            Duration pause = FIRST_RETRY.multipliedBy(1L << Math.min(failures, 16));
            failures++;
            askIn(pause.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : pause);
        }
    }
}
