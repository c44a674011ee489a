// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.ClientAuthConfig.Mode;
import io.gatehouse.config.PathRegexes;
import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.internal.tcnative.CertificateVerifier;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an ssl object asks of client certificates: its <em>terms</em>, which are the CAs that may have issued them, how far below,
 * and whether and for which paths there has to be one; and which of them are revoked.
 *
 * <p>Immutable; equal if all of it is the same, whatever the order of CA certificates and expressions. Sessions and contexts belong to equal
 * policies; a connection may be used under another policy of the same terms, if that one judges its client again.
 */
public final class ClientPolicy {
    private final List<X509Certificate> anchors;
    private final Set<X509Certificate> anchorSet;
    private final int depth;
    private final Mode mode;
    private final PathRegexes skip;
    private final Optional<Revocations> revocations;
    private final ChainVerifier verifier;
    private final String fingerprint;

    /**
     * @param anchors CA certificates; at least one
     * @param depth most intermediates between leaf and CA
     * @param mode whether a client without certificate is served
     * @param skip paths for which clients without verified certificate are served; none, if it is empty
     * @param revocations which certificates are revoked; empty asks nobody
     */
    ClientPolicy(
            List<X509Certificate> anchors, int depth, Mode mode, PathRegexes skip, Optional<Revocations> revocations) {
        this.anchorSet = new LinkedHashSet<>(anchors);
        this.anchors = List.copyOf(anchorSet);
        this.depth = depth;
        this.mode = mode;
        this.skip = skip;
        this.revocations = revocations;
        this.verifier = new ChainVerifier(this.anchors, depth, Purpose.CLIENT);
        this.fingerprint = digest();
    }

    private ClientPolicy(ClientPolicy terms, Revocations newer) {
        this.anchorSet = terms.anchorSet;
        this.anchors = terms.anchors;
        this.depth = terms.depth;
        this.mode = terms.mode;
        this.skip = terms.skip;
        this.revocations = Optional.of(newer);
        this.verifier = terms.verifier;
        this.fingerprint = digest();
    }

    /** The same terms with other lists. */
    ClientPolicy with(Revocations newer) {
        return new ClientPolicy(this, newer);
    }

    /** SHA-256 over the terms and the revocation lists, hex: equal policies have equal fingerprints. */
    public String fingerprint() {
        return fingerprint;
    }

    /** Whether a client without certificate is refused in the handshake. */
    public boolean isRequired() {
        return mode == Mode.REQUIRED && skip.isEmpty();
    }

    /** Whether each path decides: then a certificate that does not verify counts as none, and does not end the handshake. */
    public boolean isByPath() {
        return !skip.isEmpty();
    }

    /** How it asks, in the word of the status page, of plans and of explanations: {@code required}, {@code optional} or {@code by_path}. */
    public String word() {
        return isByPath() ? "by_path" : isRequired() ? "required" : "optional";
    }

    /**
     * Whether a request needs a verified certificate that the handshake did not insist on.
     *
     * @param path normalised; one that hides a separator from us, which the upstream may see, needs one in any case
     */
    public boolean needsCertificateFor(String path) {
        return isByPath() && (hidesSeparator(path) || !skip.findIn(path));
    }

    private static boolean hidesSeparator(String path) {
        return path.indexOf('\\') >= 0 || path.contains("%2F") || path.contains("%25");
    }

    /** The expressions for paths that are served without certificate; empty unless paths decide. */
    public List<String> skipped() {
        return skip.texts();
    }

    public int depth() {
        return depth;
    }

    public List<X509Certificate> anchors() {
        return anchors;
    }

    /** Present if clients are looked up in revocation lists. */
    public Optional<Revocations> revocations() {
        return revocations;
    }

    /** Whether all but the revocation lists is the same. */
    @SuppressWarnings("ReferenceEquality") // the quick answer first
    public boolean sameTerms(ClientPolicy that) {
        return this == that
                || (depth == that.depth
                        && mode == that.mode
                        && skip.equals(that.skip)
                        && anchorSet.equals(that.anchorSet));
    }

    /**
     * The path by which a client's chain satisfies this policy.
     *
     * @param presented leaf first, then intermediates in any order
     * @throws OpenSslCertificateException with the reason, if it does not
     */
    VerifiedPath verify(Certificate[] presented, Instant now) throws OpenSslCertificateException {
        VerifiedPath path = verifier.verify(presented, now);
        check(path, now);
        return path;
    }

    /** Verifies chains, whatever is revoked. */
    ChainVerifier verifier() {
        return verifier;
    }

    /**
     * Looks again at what changes with time, for a path that was verified under the same terms. Costs a few look-ups.
     *
     * @return until when the answer holds
     * @throws OpenSslCertificateException with the reason, if the path does not satisfy this policy any more
     */
    Instant check(VerifiedPath path, Instant now) throws OpenSslCertificateException {
        Instant end = path.notAfter();
        if (now.isAfter(end)) {
            throw ChainVerifier.refusal(
                    CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED, "certificate has expired at " + end);
        }
        if (revocations.isEmpty()) {
            return end;
        }
        Instant until = revocations.get().check(path, now);
        return until.isBefore(end) ? until : end;
    }

    /** Whether a client is accepted now although a list that it is looked up in is stale. */
    boolean acceptsUnderStaleCrl(VerifiedPath path, Instant now) {
        return revocations.isPresent() && revocations.get().isStaleFor(path, now);
    }

    private String digest() {
        Set<String> skipped = new TreeSet<>(skip.texts());
        Set<String> sorted = new TreeSet<>();
        anchors.forEach(each -> sorted.add(Sha256.fingerprint(each)));
        Sha256 all = new Sha256()
                .add(Integer.toString(depth))
                .add(mode.name())
                .add(Integer.toString(skipped.size()))
                .add(revocations.map(Revocations::fingerprint).orElse(""));
        skipped.forEach(all::add);
        sorted.forEach(all::add);
        return all.hex();
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof ClientPolicy that && sameTerms(that) && revocations.equals(that.revocations));
    }

    @Override
    public int hashCode() {
        return fingerprint.hashCode();
    }

    @Override
    public String toString() {
        return "ClientPolicy[" + mode + ", anchors=" + anchors.size() + ", depth=" + depth + ", fingerprint="
                + fingerprint + "]";
    }
}
