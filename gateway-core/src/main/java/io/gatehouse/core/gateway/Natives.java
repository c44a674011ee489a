// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.gateway;

import io.gatehouse.tls.TlsLibrary;
import io.gatehouse.tls.TlsUnavailableException;
import io.netty.channel.epoll.Epoll;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Loads the native libraries while the configuration is being read: each takes some tens of milliseconds. */
final class Natives {
    private Natives() {}

    /** Begins to load them on other threads. */
    static CompletableFuture<Void> loadInBackground() {
        CompletableFuture<Void> tls = CompletableFuture.runAsync(Natives::loadTls);
        CompletableFuture<Void> sockets = CompletableFuture.runAsync(Epoll::isAvailable);
        return CompletableFuture.allOf(tls, sockets);
    }

    /**
     * Waits for the end of it.
     *
     * @throws StartFailedException if there is no native TLS library: the JDK's is no substitute
     */
    static void await(CompletableFuture<Void> natives) throws StartFailedException {
        try {
            natives.join();
        } catch (CompletionException e) {
            throw StartFailedException.machine(String.valueOf(rootOf(e).getMessage()));
        }
    }

    private static void loadTls() {
        try {
            TlsLibrary.ensureAvailable();
        } catch (TlsUnavailableException e) {
            throw new CompletionException(e);
        }
    }

    private static Throwable rootOf(Throwable e) {
        Throwable cause = e.getCause();
        return e instanceof CompletionException && cause != null ? rootOf(cause) : e;
    }
}
