// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.PKIXCertPathChecker;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Ends the search for one path after so many steps. The JDK follows names and verifies signatures only when it has arrived at an anchor,
 * so that certificates of nobody's making, whose names lead to each other, have more ways between them than can be tried.
 *
 * <p>Asked for each certificate that the search adds to a path, by the thread that verifies. The JDK clones it at each step; all
 * clones count together.
 */
final class PathSearchLimit extends PKIXCertPathChecker {
    /** Twice what a chain of {@link ChainVerifier#MAX_PRESENTED} needs, also where several certificates have one name. */
    private static final int MOST_STEPS = 32;

    private final AtomicInteger steps = new AtomicInteger(); // not for threads: clones share it

    @Override
    public void check(Certificate certificate, Collection<String> unresolvedCriticalExtensions)
            throws CertPathValidatorException {
        if (steps.incrementAndGet() > MOST_STEPS) {
            throw new CertPathValidatorException("more than " + MOST_STEPS + " steps");
        }
    }

    @Override
    public boolean isForwardCheckingSupported() {
        return true; // the search goes from the leaf
    }

    @Override
    public void init(boolean forward) {
        // the count goes on
    }

    @Override
    public @Nullable Set<String> getSupportedExtensions() {
        return null;
    }
}
