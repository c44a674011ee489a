// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCertificate;
import io.gatehouse.tls.fixtures.TestCrl;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.netty.handler.ssl.OpenSslCertificateException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientPolicyTest {
    private static final TestCa ROOT = TestCa.create("clients");
    private static final TestCa BELOW = ROOT.intermediate(new TestCertificate("below").lasting(Duration.ofDays(60)));

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    /** What a connection is used under is not asked before then. A list that may be stale ends nothing. */
    @ParameterizedTest(name = "certificate {0}, its list {1}, that of the root {2}, stale allowed {3}: {4} days")
    @CsvSource({
        "20, 30, 30, false, 20",
        "20, 10, 30, false, 10",
        "20, 30, 10, false, 10",
        "20, 10, 10, true,  20",
        "90, 95, 95, false, 59",
        "90, 10, 10, true,  59",
    })
    void anAnswerHoldsUntilTheFirstThatEnds(int leaf, int list, int listOfRoot, boolean allowStale, int days)
            throws Exception {
        TestIdentity client = TestCa.clientRequest("alice")
                .valid(now.minusSeconds(60), in(leaf))
                .issuedBy(BELOW);
        ClientPolicy policy = policy(TestObjects.object("a", "a.test")
                .clients(1, ROOT, BELOW)
                .revoking(allowStale, list(BELOW, list), list(ROOT, listOfRoot)));
        ClientPolicy byRoot = TestObjects.policy(1, ROOT);
        VerifiedPath path = byRoot.verify(client.chain().toArray(new Certificate[0]), now);
        assertThat(policy.check(path, now)).isBetween(in(days).minus(Duration.ofHours(1)), in(days));
        assertThat(byRoot.check(path, now)).isEqualTo(path.notAfter());
    }

    /** Sessions and contexts belong to equal policies: whatever differs makes another one. */
    @Test
    void isAnotherOneByWhateverDiffers() throws Exception {
        byte[] list = TestCrl.of(ROOT).der();
        byte[] newer = TestCrl.of(ROOT).revokeStrangers(1).der();
        List<ClientPolicy> policies = List.of(
                policy(with(1, ROOT)),
                policy(with(2, ROOT)),
                policy(with(1, BELOW)),
                policy(with(1, ROOT, BELOW)),
                policy(TestObjects.object("a", "a.test").optionalClients(1, ROOT)),
                policy(but("^/a")),
                policy(with(1, ROOT).revokingDer(false, list)),
                policy(but("^/b")),
                policy(but("^/a", "^/b")),
                policy(with(1, ROOT).revokingDer(true, list)),
                policy(with(1, ROOT).revokingDer(false, newer)));
        assertThat(policies).doesNotHaveDuplicates();
        assertThat(policies).extracting(ClientPolicy::fingerprint).doesNotHaveDuplicates();
        assertThat(policies.get(6))
                .isEqualTo(policy(with(1, ROOT).revokingDer(false, list)))
                .extracting(ClientPolicy::fingerprint)
                .isEqualTo(policy(with(1, ROOT).revokingDer(false, list)).fingerprint());
    }

    @Test
    void theOrderOfTheCasMakesNoOther() {
        ClientPolicy policy = TestObjects.policy(1, ROOT, BELOW);
        ClientPolicy same = TestObjects.policy(1, BELOW, ROOT, BELOW);
        assertThat(same).isEqualTo(policy).hasSameHashCodeAs(policy);
        assertThat(same.fingerprint()).isEqualTo(policy.fingerprint());
    }

    @Test
    void theOrderOfTheExpressionsMakesNoOther() {
        ClientPolicy policy = policy(but("^/a", "^/b"));
        ClientPolicy same = policy(but("^/b", "^/a", "^/b"));
        assertThat(same).isEqualTo(policy).hasSameHashCodeAs(policy);
        assertThat(same.fingerprint()).isEqualTo(policy.fingerprint());
    }

    /** BoringSSL refuses it in the handshake already; nothing else may come to depend on that. */
    @Test
    void nobodyIsAdmittedWithoutACertificateThatIsRequired() throws Exception {
        TlsLibrary.ensureAvailable(); // the codes of refusals are its
        ClientPolicy optional = policy(TestObjects.object("a", "a.test").optionalClients(1, ROOT));
        assertThat(admission(optional)).isEqualTo(Admission.WITHOUT_CERTIFICATE);
        assertThatThrownBy(() -> admission(policy(with(1, ROOT)))).hasMessageContaining("no client certificate");
    }

    private Admission admission(ClientPolicy policy) throws OpenSslCertificateException {
        return Admission.of(policy, new Certificate[0], policy::verify, now);
    }

    private Instant in(int days) {
        return now.plus(Duration.ofDays(days));
    }

    private TestCrl list(TestCa issuer, int days) {
        return TestCrl.of(issuer).valid(now.minusSeconds(60), in(days));
    }

    private static TestObjects with(int depth, TestCa... authorities) {
        return TestObjects.object("a", "a.test").clients(depth, authorities);
    }

    private static TestObjects but(String... expressions) {
        return TestObjects.object("a", "a.test").clientsBut(List.of(expressions), 1, ROOT);
    }

    private static ClientPolicy policy(TestObjects object) {
        return object.with(ROOT.server("a.test")).build().clientPolicy().orElseThrow();
    }
}
