// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.Location;
import io.gatehouse.config.PemSource;
import io.gatehouse.config.SslConfig;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCertificate;
import io.gatehouse.tls.fixtures.TestCrl;
import io.gatehouse.tls.fixtures.TestIdentity;
import io.gatehouse.tls.fixtures.TestPem;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exact words for each fault of a PEM file: they are what an operator works with. */
class PemProblemsTest {
    private static final TestCa CA = TestCa.create("problems");
    private static final TestIdentity SHOP =
            TestCa.serverRequest("shop.example.com").serial(0x049a11).issuedBy(CA);

    private final TestConfig config = new TestConfig().server("shop", "shop.example.com", SHOP);

    @Test
    void aSoundObjectHasNoProblem() {
        assertThat(config.load()).isPresent();
        assertThat(config.report()).isEmpty();
    }

    /** As some editors write it. */
    @Test
    void aByteOrderMarkIsNoFault() throws Exception {
        String mark = "\u00ef\u00bb\u00bf"; // octet by octet
        config.file("shop.crt", mark + SHOP.chainPem()).file("shop.key", mark + SHOP.keyPem());
        assertThat(config.load()).isPresent();
        assertThat(config.report()).isEmpty();
        assertThat(PemReader.read(("\ufeff" + SHOP.keyPem()).getBytes(StandardCharsets.UTF_8)))
                .hasSize(1);
    }

    /** RFC 7468, section 3. */
    @ParameterizedTest
    @ValueSource(strings = {"\r", "\r\n"})
    void lineEndsAreOfAnyKind(String end) {
        config.file("shop.crt", SHOP.chainPem().replace("\n", end))
                .file("shop.key", SHOP.keyPem().replace("\n", end));
        assertThat(config.load()).isPresent();
        assertThat(config.report()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "", "\\n", "\t"})
    void aKeyWhoseLinesWereJoinedIsNotQuoted(String between) {
        config.file("shop.key", SHOP.keyPem().strip().replace("\n", between));
        assertReport("""
                ssls.yaml:2:11: error: ssls[0].key: PEM cannot be read
                    found:    shop.key:1: a line that goes on behind its -----BEGIN or -----END, as if line breaks were lost
                    expected: PEM text, from a line -----BEGIN ...----- to a line -----END ...-----
                    remedy:   copy the file again, whole and as text
                """);
    }

    @Test
    void aByteOrderMarkBeforeAnInlineCrlIsNoFault() {
        PemSource inline = new PemSource.Inline(
                new Location("ssls.yaml", 2, 11),
                "ssls[0].client.crl",
                "\ufeff" + TestCrl.of(CA).pem(),
                "inline");
        assertThat(new CrlFiles(config).blocks(inline, config.problems)).hasSize(1);
        assertThat(config.report()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "", "\u0001\u0000"})
    void aCrlMayBeInDerForm(String content) {
        PemSource crl = new PemSource.Inline(new Location("ssls.yaml", 2, 11), "ssls[0].client.crl", content, "inline");
        assertThat(new CrlFiles(config).blocks(crl, config.problems)).isEmpty();
        assertThat(config.report())
                .contains("CRL cannot be read")
                .contains("expected: CRLs in PEM form, or one in DER form")
                .contains("remedy:   name the file that holds the CRL, or fetch it again");
    }

    @Test
    void noSuchFile() {
        config.files.remove("shop.crt");
        assertReport("""
                ssls.yaml:2:11: error: ssls[0].cert: PEM cannot be read
                    found:    shop.crt: no such file
                    expected: a readable PEM file of at most 1 MiB
                    remedy:   correct the path, or the file and its permissions
                """);
    }

    @Test
    void tooLarge() {
        config.file("shop.crt", "x".repeat(PemReader.MAX_BYTES + 1));
        assertReport("""
                ssls.yaml:2:11: error: ssls[0].cert: PEM cannot be read
                    found:    shop.crt: larger than 1048576 bytes
                    expected: a readable PEM file of at most 1 MiB
                    remedy:   correct the path, or the file and its permissions
                """);
    }

    @Test
    void empty() {
        config.file("shop.key", "");
        assertReport("""
                ssls.yaml:2:11: error: ssls[0].key: PEM cannot be read
                    found:    shop.key: an empty file
                    expected: PEM text, from a line -----BEGIN ...----- to a line -----END ...-----
                    remedy:   write the PEM text into the file
                """);
    }

    @Test
    void binary() throws Exception {
        config.files.put("shop.crt", SHOP.certificate().getEncoded());
        assertReport("""
                ssls.yaml:2:11: error: ssls[0].cert: PEM cannot be read
                    found:    shop.crt: binary data, perhaps DER
                    expected: PEM text, from a line -----BEGIN ...----- to a line -----END ...-----
                    remedy:   convert it to PEM, for instance with openssl x509 -inform DER, openssl pkey -inform DER or openssl pkcs12 -nodes
                """);
    }

    @Test
    void notPem() {
        config.file("shop.crt", "hello\nworld\n");
        assertReport("""
                ssls.yaml:2:11: error: ssls[0].cert: PEM cannot be read
                    found:    shop.crt: no line -----BEGIN ...-----
                    expected: PEM text, from a line -----BEGIN ...----- to a line -----END ...-----
                    remedy:   name a PEM file
                """);
    }

    @Test
    void truncated() {
        config.file("shop.crt", "a comment\n" + SHOP.leafPem().substring(0, 200));
        assertReport("""
                ssls.yaml:2:11: error: ssls[0].cert: PEM cannot be read
                    found:    shop.crt:2: -----BEGIN CERTIFICATE----- without its -----END CERTIFICATE-----
                    expected: PEM text, from a line -----BEGIN ...----- to a line -----END ...-----
                    remedy:   the file is cut off: copy it again, whole
                """);
    }

    @Test
    void notBase64() {
        config.file("shop.key", SHOP.keyPem().replaceFirst("\n", "\n!secret!\n"));
        assertReport("""
                ssls.yaml:2:11: error: ssls[0].key: PEM cannot be read
                    found:    shop.key:2: a character that is not base64 in the block PRIVATE KEY
                    expected: base64 text until -----END PRIVATE KEY-----
                    remedy:   copy the file again, whole and as text
                """);
    }

    @Test
    void endOfAnotherBlock() {
        config.file("shop.crt", SHOP.leafPem().replace("END CERTIFICATE", "END PRIVATE KEY"));
        int lastLine = SHOP.leafPem().split("\n", -1).length - 1;
        assertReport("""
                ssls.yaml:2:11: error: ssls[0].cert: PEM cannot be read
                    found:    shop.crt:%d: -----END PRIVATE KEY----- after -----BEGIN CERTIFICATE-----
                    expected: -----END CERTIFICATE-----
                    remedy:   copy the file again, whole and as text
                """.replace("%d", Integer.toString(lastLine)));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10_000})
    void lessOrMoreThanACertificateInside(int octets) throws Exception {
        byte[] der = Arrays.copyOf(SHOP.certificate().getEncoded(), octets);
        config.file("shop.crt", TestPem.block("CERTIFICATE", der));
        assertReport("""
                ssls.yaml:2:11: error: ssls[0].cert: PEM cannot be read
                    found:    shop.crt:1: the block CERTIFICATE holds no readable X.509 certificate
                    expected: an X.509 certificate
                    remedy:   copy the file again, or issue the certificate anew
                """);
    }

    @Test
    void keyInThePlaceOfTheCertificate() {
        config.file("shop.crt", SHOP.keyPem());
        assertReport("""
                ssls.yaml:2:11: error: ssls[0].cert: no certificate
                    found:    shop.crt: it holds PRIVATE KEY
                    expected: at least one block CERTIFICATE
                    remedy:   name the file that holds the certificate
                """);
    }

    @Test
    void certificateInThePlaceOfTheKey() {
        config.file("shop.key", SHOP.leafPem());
        assertReport("""
                ssls.yaml:2:11: error: ssls[0].key: no private key
                    found:    shop.key: it holds CERTIFICATE
                    expected: exactly one block PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY
                    remedy:   name the file that holds the key of the certificate
                """);
    }

    @Test
    void twoKeys() {
        config.file("shop.key", SHOP.keyPem() + SHOP.legacyKeyPem());
        assertReport("""
                ssls.yaml:2:11: error: ssls[0].key: more than one private key
                    found:    shop.key: it holds 2 keys
                    expected: exactly one block PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY
                    remedy:   name the file that holds the key of the certificate
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n"
            })
    void encryptedKey(String pem) {
        config.file("shop.key", pem);
        assertReport("""
                ssls.yaml:2:11: error: ssls[0].key: PEM cannot be read
                    found:    shop.key:1: a key that is encrypted with a passphrase
                    expected: a key without passphrase
                    remedy:   decrypt it with openssl pkey -in FILE -out NEW_FILE and protect the file by its permissions
                """);
    }

    @Test
    void unreadableKey() {
        config.file("shop.key", TestPem.block("PRIVATE KEY", new byte[] {1, 2, 3}));
        assertReport("""
                ssls.yaml:2:11: error: ssls[0].key: PEM cannot be read
                    found:    shop.key:1: the block PRIVATE KEY holds no readable key
                    expected: an RSA or EC key as PRIVATE KEY (PKCS#8), RSA PRIVATE KEY (PKCS#1) or EC PRIVATE KEY (SEC1)
                    remedy:   copy the key file again, or issue a new key and certificate
                """);
    }

    @Test
    void keyOfAnotherCertificate() {
        TestIdentity rsa =
                TestCa.serverRequest("shop.example.com").rsa().serial(0x049a11).issuedBy(CA);
        config.file("shop.crt", rsa.leafPem());
        assertReport("""
                ssls.yaml:2:11: error: ssls[0].key: private key does not belong to the certificate of 'shop.example.com'
                    found:    EC P-256 key in shop.key; shop.crt carries an RSA-2048 public key (serial 04:9a:11)
                    expected: the key that the certificate was issued for
                    remedy:   copy both files from one issuance, then reload
                """);
    }

    @Test
    void leafNotFirst() {
        TestIdentity deep = CA.intermediate("between").server("shop.example.com");
        config.file("shop.crt", TestPem.certificate(deep.chain().get(1)) + deep.leafPem());
        config.file("shop.key", deep.keyPem());
        config.load();
        assertThat(config.report())
                .startsWith(
                        "ssls.yaml:2:11: error: ssls[0].key: private key does not belong to the certificate of 'between'")
                .contains("expected: the certificate of the key first, then its chain")
                .contains("remedy:   put the leaf certificate first in the file");
    }

    @Test
    void anotherKeyOfTheSameKind() {
        config.file("shop.key", CA.server("shop.example.com").keyPem());
        assertThat(config.load()).isEmpty();
        assertThat(config.report()).contains("EC P-256 key in shop.key; shop.crt carries an EC P-256 public key");
    }

    @Test
    void leafAsClientCa() {
        TestIdentity mutual = CA.server("mutual.example.com");
        config.file("mutual.crt", mutual.chainPem()).file("mutual.key", mutual.keyPem());
        config.file("ca.crt", SHOP.leafPem());
        config.ssl("mutual", SslConfig.Type.SERVER, List.of("mutual.example.com"), config.client("ca.crt", 1));
        assertReport("""
                ssls.yaml:3:11: error: ssls[1].client.ca: certificate of 'shop.example.com' is not a CA certificate
                    found:    ca.crt: 'CN=shop.example.com' (serial 04:9a:11) may not issue certificates
                    expected: certificates with CA:TRUE in their basic constraints and, if they have a key usage, keyCertSign
                    remedy:   name the certificate of the CA itself, not one that it issued
                """);
    }

    @Test
    void unsupportedKindOfKey() throws Exception {
        TestIdentity ed25519 = new TestCertificate("shop.example.com")
                .name("shop.example.com")
                .keys(KeyPairGenerator.getInstance("Ed25519").generateKeyPair())
                .issuedBy(CA);
        config.file("shop.crt", ed25519.leafPem()).file("shop.key", ed25519.keyPem());
        assertThat(config.load()).isEmpty();
        assertThat(config.report()).contains("found:    shop.key:1: a key of the algorithm 1.3.101.112");
    }

    @Test
    void noProblemShowsAKey() {
        String[] lines = SHOP.keyPem().split("\n", -1);
        for (String broken : List.of(
                SHOP.keyPem().substring(0, 100),
                SHOP.keyPem().replace("PRIVATE KEY", "PRIVATE CAT"),
                SHOP.keyPem().replace(lines[1], lines[1].substring(4)))) {
            config.file("shop.key", broken);
            assertThat(config.load()).isEmpty();
            assertThat(config.report()).doesNotContain(lines[1].substring(8, 24));
        }
    }

    @Test
    void randomDamageIsAProblemOrAValueButNeverAnotherException() {
        Random random = new Random(42);
        byte[] sound = (SHOP.leafPem() + SHOP.keyPem()).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = sound.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            config.files.put("shop.crt", damaged);
            config.files.put("shop.key", damaged);
            Optional<TlsAssets> loaded = config.load();
            assertThat(loaded.isPresent()).isEqualTo(!config.problems.hasErrors());
        }
    }

    private void assertReport(String expected) {
        config.load();
        assertThat(config.report()).isEqualTo(expected.strip());
        assertThat(config.problems.hasErrors()).isTrue();
    }
}
