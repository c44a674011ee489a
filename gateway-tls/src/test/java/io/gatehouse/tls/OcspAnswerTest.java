// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCertificate;
import io.gatehouse.tls.fixtures.TestClock;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TestOcsp;
import io.gatehouse.tls.fixtures.TestOcsp.Answer;
import java.io.OutputStream;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.operator.ContentSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which answers of a responder may be shown to clients, and which never are. */
class OcspAnswerTest {
    private static final String URL = "http://ocsp.test/";
    private static final TestCa ROOT = TestCa.create("ocsp");
    private static final TestCa CA = ROOT.intermediate("issuer");
    private static final TestCa NAMESAKE = ROOT.intermediate("issuer");
    private static final TestCa OTHER = TestCa.create("other");
    private static final TestIdentity SERVER =
            TestCa.serverRequest("a.test").ocsp(URL).issuedBy(CA);
    private static final OcspQuestion QUESTION =
            OcspQuestion.about(TestObjects.credential(SERVER)).orElseThrow();
    private static final Answer GOOD = Answer.good(CA);
    private static final TestClock CLOCK = new TestClock();

    private static TestCertificate responder() {
        return new TestCertificate("responder").purpose(KeyPurposeId.id_kp_OCSPSigning);
    }

    @Test
    void asksTheResponderThatTheCertificateNames() {
        assertThat(QUESTION.responder()).hasToString(URL);
        assertThat(OcspQuestion.about(TestObjects.credential(CA.server("a.test"))))
                .as("no responder")
                .isEmpty();
        TestIdentity alone = new TestIdentity(List.of(SERVER.certificate()), SERVER.key());
        assertThat(OcspQuestion.about(TestObjects.credential(alone)))
                .as("no issuer")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldap://ocsp.test/", "http:", "http:/ocsp", "ocsp", "no uri at all", "file:///etc/passwd"})
    void asksNobodyThatIsNotAskedByHttp(String url) {
        TestIdentity server = TestCa.serverRequest("a.test").ocsp(url).issuedBy(CA);
        assertThat(OcspQuestion.about(TestObjects.credential(server))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldap://ocsp.test/", "http:", "http:/ocsp", "ocsp", "no uri at all", "file:///etc/passwd"})
    void asksTheFirstThatIsAskedByHttp(String url) {
        TestIdentity server = TestCa.serverRequest("a.test")
                .ocsp(url)
                .ocsp(URL)
                .ocsp("http://other.test/")
                .issuedBy(CA);
        assertThat(OcspQuestion.about(TestObjects.credential(server)))
                .get()
                .extracting(OcspQuestion::responder)
                .hasToString(URL);
    }

    static List<Arguments> shown() {
        return List.of(
                arguments("by the issuer", GOOD),
                arguments("by a delegate", GOOD.by(responder().issuedBy(CA))),
                arguments(
                        "by a delegate with an RSA key",
                        GOOD.by(responder().rsa().issuedBy(CA))),
                arguments(
                        "a minute ahead",
                        GOOD.valid(
                                CLOCK.instant().plusSeconds(60), CLOCK.instant().plusSeconds(3600))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shown")
    void isShown(String what, Answer answer) throws OcspFault {
        byte[] der = answer.to(QUESTION.request(), CA.certificate());
        Staple staple = OcspAnswer.check(QUESTION, der, CLOCK.instant());
        assertThat(staple.response()).isEqualTo(der);
        assertThat(staple.isGood(CLOCK.instant())).isTrue();
        assertThat(staple.isGood(staple.until())).isFalse();
        assertThat(staple.renewal(CLOCK.instant())).isBetween(CLOCK.instant(), staple.until());
    }

    /** Many responders have nothing newer for most of the second half, and must not be asked every second of it. */
    @ParameterizedTest(name = "made {0} hours ago, good for {1} more: asked for again in {2} minutes")
    @CsvSource({"0, 168, 5040", "84, 84, 630", "144, 24, 180", "167, 1, 7"})
    void isRenewedEverMoreOftenWhenHalfOfItsTimeIsOver(int ago, int left, int minutes) throws OcspFault {
        Instant now = CLOCK.instant().truncatedTo(ChronoUnit.SECONDS);
        Answer answer = Answer.good(CA).valid(now.minus(Duration.ofHours(ago)), now.plus(Duration.ofHours(left)));
        Staple staple = OcspAnswer.check(QUESTION, answer.to(QUESTION.request(), CA.certificate()), now);
        assertThat(Duration.between(now, staple.renewal(now)).toMinutes()).isEqualTo(minutes);
    }

    @Test
    void isShownForAnHourIfItDoesNotSayWhenItEnds() throws OcspFault {
        Answer answer = GOOD.valid(CLOCK.instant().minusSeconds(60), null);
        Staple staple = OcspAnswer.check(QUESTION, answer.to(QUESTION.request(), CA.certificate()), CLOCK.instant());
        assertThat(staple.until())
                .isBetween(
                        CLOCK.instant().plus(Duration.ofMinutes(58)),
                        CLOCK.instant().plus(Duration.ofMinutes(60)));
    }

    static List<Arguments> neverShown() {
        return List.of(
                arguments("revoked", GOOD.revoked(), "is revoked since"),
                arguments("unknown", GOOD.unknown(), "does not know the certificate"),
                arguments(
                        "of another certificate", GOOD.about(CA.server("b.test").certificate()), "another certificate"),
                arguments(
                        "over",
                        GOOD.valid(
                                CLOCK.instant().minusSeconds(7200),
                                CLOCK.instant().minusSeconds(1)),
                        "ended at"),
                arguments(
                        "of the future",
                        GOOD.valid(
                                CLOCK.instant().plusSeconds(3600),
                                CLOCK.instant().plusSeconds(7200)),
                        "of the future"),
                arguments("by a stranger", GOOD.by(OTHER.asIdentity()), "neither the issuer"),
                arguments("by a stranger's delegate", GOOD.by(responder().issuedBy(OTHER)), "neither the issuer"),
                arguments("by a namesake's delegate", GOOD.by(responder().issuedBy(NAMESAKE)), "neither the issuer"),
                arguments("by the issuer's issuer", GOOD.by(ROOT.asIdentity()), "neither the issuer"),
                arguments("by a server of the issuer", GOOD.by(CA.server("b.test")), "neither the issuer"),
                arguments("by the certificate itself", GOOD.by(SERVER), "neither the issuer"),
                arguments(
                        "by a delegate of the past",
                        GOOD.by(responder().expired().issuedBy(CA)),
                        "neither the issuer"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("neverShown")
    void isNeverShown(String what, Answer answer, String why) {
        byte[] der = answer.to(QUESTION.request(), CA.certificate());
        assertThatThrownBy(() -> OcspAnswer.check(QUESTION, der, CLOCK.instant()))
                .isInstanceOf(OcspFault.class)
                .hasMessageContaining(why);
    }

    @Test
    void isNeverShownIfItIsAboutTheSameNumberOfANamesake() {
        byte[] der = GOOD.about(SERVER.certificate()).to(QUESTION.request(), NAMESAKE.certificate());
        assertThatThrownBy(() -> OcspAnswer.check(QUESTION, der, CLOCK.instant()))
                .isInstanceOf(OcspFault.class)
                .hasMessageContaining("another certificate");
    }

    /** Whoever stands between us and the responder may send a key with which one signature takes the better part of a minute. */
    @Test
    void noSignatureIsVerifiedWithTheKeyOfAStranger() throws Exception {
        byte[] der = signedByHugeDsaKey();
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThatThrownBy(() -> OcspAnswer.check(QUESTION, der, CLOCK.instant()))
                        .isInstanceOf(OcspFault.class)
                        .hasMessageContaining("neither the issuer"));
    }

    private static byte[] signedByHugeDsaKey() throws Exception {
        Random random = new Random(1);
        int bits = 150_000;
        BigInteger p = new BigInteger(bits, random).setBit(bits - 1).setBit(0);
        ASN1Integer small = new ASN1Integer(new BigInteger(200, random));
        DERSequence parameters = new DERSequence(new ASN1Encodable[] {
            new ASN1Integer(p),
            new ASN1Integer(BigInteger.probablePrime(256, random)),
            new ASN1Integer(new BigInteger(bits - 1, random))
        });
        SubjectPublicKeyInfo key = new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_dsa, parameters),
                new ASN1Integer(new BigInteger(bits - 1, random)));
        byte[] signature = new DERSequence(new ASN1Encodable[] {small, small}).getEncoded();
        ContentSigner signer =
                new UnsoundSigner(new AlgorithmIdentifier(NISTObjectIdentifiers.dsa_with_sha256), signature);
        Date now = Date.from(CLOCK.instant());
        X509CertificateHolder stranger = new X509v3CertificateBuilder(
                        new X500Name("CN=issuer"), BigInteger.ONE, now, now, new X500Name("CN=stranger"), key)
                .build(signer);
        BasicOCSPResp made = new BasicOCSPRespBuilder(new RespID(new X500Name("CN=stranger")))
                .addResponse(new OCSPReq(QUESTION.request()).getRequestList()[0].getCertID(), CertificateStatus.GOOD)
                .build(signer, new X509CertificateHolder[] {stranger}, now);
        return new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, made).getEncoded();
    }

    /** Signs everything alike. */
    @SuppressWarnings("ArrayRecordComponent") // signers are not compared
    private record UnsoundSigner(AlgorithmIdentifier algorithm, byte[] signature) implements ContentSigner {
        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return algorithm;
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public byte[] getSignature() {
            return signature;
        }
    }

    @Test
    void whatIsBrokenIsAFaultWhereverItIs() {
        byte[] sound = GOOD.to(QUESTION.request(), CA.certificate());
        for (int at = 0; at < sound.length; at++) {
            byte[] broken = sound.clone();
            broken[at] ^= 0x41;
            assertIsFaultOrGood(broken, sound);
            assertIsFaultOrGood(Arrays.copyOf(sound, at), sound);
        }
        assertThatThrownBy(() -> OcspAnswer.check(QUESTION, TestOcsp.tryLater(), CLOCK.instant()))
                .isInstanceOf(OcspFault.class)
                .hasMessageContaining("status 3");
    }

    /** Some octets are outside of what is signed and read, such as the name of the responder's digest. */
    private static void assertIsFaultOrGood(byte[] broken, byte[] sound) {
        try {
            Staple staple = OcspAnswer.check(QUESTION, broken, CLOCK.instant());
            assertThat(staple.response()).hasSameSizeAs(sound);
        } catch (OcspFault fault) {
            assertThat(fault).hasMessageNotContaining("\n");
        }
    }
}
