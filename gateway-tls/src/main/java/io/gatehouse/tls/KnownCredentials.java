// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.CredentialConfig;
import io.gatehouse.config.FileSource;
import io.gatehouse.config.PemSource;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Credentials of earlier loads, by their files, as long as those do not change: a reload reads what is new and nothing else. Only those
 * are here of which there was nothing to tell, so that nothing is told only once. Any thread.
 */
final class KnownCredentials {
    private final FileSource files;
    private final Map<Pair, Known> known = new ConcurrentHashMap<>();

    KnownCredentials(FileSource files) {
        this.files = files;
    }

    /** What these files look like now; to be taken before they are read. Null if they could not be known again. */
    @Nullable
    Stamps stamps(Pair pair) {
        Object cert = files.stamp(pair.cert);
        Object key = pair.key.equals(pair.cert) ? cert : files.stamp(pair.key);
        return cert == null || key == null ? null : new Stamps(cert, key);
    }

    /** The credential that was read when the files looked the same; null if there is none. */
    @Nullable
    Credential find(Pair pair, Stamps stamps) {
        Known found = known.get(pair);
        return found != null && found.looks(stamps) ? found.credential : null;
    }

    void put(Pair pair, Stamps stamps, Credential credential) {
        known.put(pair, new Known(stamps.cert, stamps.key, credential));
    }

    /** Forgets what is not among these, if there is something to forget. */
    void retain(Collection<Pair> pairs) {
        if (known.size() > pairs.size()) {
            known.keySet().retainAll(pairs);
        }
    }

    /** The files of a credential. */
    record Pair(Path cert, Path key) {
        /** Null if one of them is no file. */
        static @Nullable Pair of(CredentialConfig config) {
            return config.cert() instanceof PemSource.File cert && config.key() instanceof PemSource.File key
                    ? new Pair(cert.path(), key.path())
                    : null;
        }
    }

    /** How the files of a pair look. */
    record Stamps(Object cert, Object key) {}

    /** A credential, and how its files looked. */
    private record Known(Object cert, Object key, Credential credential) {
        boolean looks(Stamps now) {
            return cert.equals(now.cert) && key.equals(now.key);
        }
    }
}
