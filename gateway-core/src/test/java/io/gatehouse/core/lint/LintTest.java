// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.LintRule;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Severity;
import io.gatehouse.core.fixtures.ConfigDir;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCertificate;
import io.gatehouse.tls.fixtures.TestCrl;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule with real certificates that break it, and with the nearest that do not. */
class LintTest {
    private static final TestCa CA = TestCa.create("lint");
    private static final TestCa MIDDLE = CA.intermediate("middle");
    private static final TestIdentity SHOP = MIDDLE.server("shop.test");
    private static final TestIdentity API = CA.server("api.test");

    private static final String RESPONDER = "http://127.0.0.1:1/";
    private static final String STAPLED = yaml(", ocsp_stapling: {enabled: true}", "");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    static List<Case> cases() {
        return List.of(
                rule("configuration")
                        .breaks(d -> d.gateway("this is no configuration"))
                        .at("gateway.yaml:1:1"),
                rule("key-mismatch")
                        .breaks(d -> d.file("certs/shop.key", API.keyPem()))
                        .at("gateway.yaml:3:59"),
                rule("key-file-open")
                        .breaks(d -> mode(d, "certs/shop.key", "rw-r--r--"))
                        .spares(d -> mode(d, "certs/shop.key", "rw-r-----"))
                        .at("gateway.yaml:3:59"),
                rule("chain-out-of-order")
                        .breaks(d -> shop(d, chain(lower(), 0, 2, 1)))
                        .spares(d -> shop(d, chain(lower(), 0, 1, 2))),
                rule("chain-incomplete")
                        .breaks(d -> shop(d, SHOP.leafPem()).identity("other", MIDDLE.server("other.test")))
                        .spares(d -> d.identity("other", MIDDLE.server("other.test"))),
                rule("chain-with-root")
                        .breaks(d -> shop(d, SHOP.chainPem() + CA.pem()))
                        .spares(d -> shop(d, TestCa.serverRequest("shop.test").selfSigned())),
                rule("name-not-covered")
                        .breaks(d -> shop(d, CA.server("www.shop.test")))
                        .breaks(d -> shop(d, CA.server("*.test")))
                        .spares(d -> shop(d, CA.server("www.test", "shop.test"))),
                rule("wildcard-depth")
                        .breaks(d -> shop(d, CA.server("*.shop.test")))
                        .breaks(d -> shop(sni(d, "a.b.shop.test"), CA.server("*.shop.test")))
                        .spares(d -> shop(sni(d, "b.shop.test"), CA.server("*.shop.test")))
                        .spares(d -> shop(d, CA.server("*.test")))
                        .spares(d -> shop(d, CA.server("shop.test", "*.shop.test"))),
                rule("wildcard-unusable")
                        .breaks(d -> shop(d, CA.server("shop.test", "*.test")))
                        .breaks(d -> shop(d, CA.server("shop.test", "w*.shop.test")))
                        .breaks(d -> shop(d, CA.server("shop.test", "*.*.shop.test")))
                        .spares(d -> shop(d, CA.server("shop.test", "*.shop.test"))),
                rule("certificate-expired")
                        .breaks(d -> shop(d, request().expired().issuedBy(CA)))
                        .breaks(d -> shop(d, below(new TestCertificate("old").expired())))
                        .spares(d ->
                                shop(d, request().lasting(Duration.ofDays(2)).issuedBy(CA))),
                rule("certificate-expiring")
                        .breaks(d -> shop(d, aged(90, 22)))
                        .breaks(d -> shop(d, aged(3650, 29)))
                        .breaks(d -> shop(d, aged(6, 1)))
                        .spares(d -> shop(d, aged(90, 23)))
                        .spares(d -> shop(d, aged(6, 2)))
                        .spares(d -> shop(d, request().expired().issuedBy(CA))),
                rule("certificate-not-yet-valid")
                        .breaks(d -> shop(d, request().notYetValid().issuedBy(CA)))
                        .spares(d -> shop(d, aged(90, 89))),
                rule("lifetime-too-long")
                        .breaks(d ->
                                shop(d, request().lasting(Duration.ofDays(399)).issuedBy(CA)))
                        .spares(d ->
                                shop(d, request().lasting(Duration.ofDays(398)).issuedBy(CA))),
                rule("key-weak")
                        .breaks(d -> shop(d, request().rsa(1024).issuedBy(CA)))
                        .breaks(d ->
                                shop(d, request().keys(onCurve("secp224r1")).issuedBy(CA)))
                        .breaks(d ->
                                shop(d, request().keys(onCurve("secp256k1")).issuedBy(CA)))
                        .spares(d -> shop(d, request().rsa().issuedBy(CA)))
                        .spares(d -> shop(d, request().curve("secp384r1").issuedBy(CA))),
                rule("signature-weak")
                        .breaks(d -> shop(d, request().signedOver("SHA1").issuedBy(CA)))
                        .breaks(d -> shop(d, below(new TestCertificate("sha1").signedOver("SHA1"))))
                        .spares(d -> shop(d, request().signedOver("SHA384").issuedBy(CA))),
                rule("purpose-not-server")
                        .breaks(d -> shop(d, request("shop.test").forClients().issuedBy(CA)))
                        .breaks(d -> shop(d, request("shop.test").issuedBy(CA)))
                        .breaks(d -> shop(
                                d,
                                request()
                                        .rsa()
                                        .keyUsage(KeyUsage.keyEncipherment)
                                        .issuedBy(CA)))
                        .spares(d -> shop(d, request().keyUsage(0).issuedBy(CA)))
                        .spares(d -> shop(d, request().forClients().issuedBy(CA)))
                        .spares(d -> shop(
                                d,
                                request("shop.test")
                                        .purpose(KeyPurposeId.anyExtendedKeyUsage)
                                        .issuedBy(CA))),
                rule("certificate-shared")
                        .breaks(d -> both(d, CA.server("shop.test", "api.test"), "", ""))
                        .spares(d ->
                                d.file("certs/api.crt", CA.server("api.test").chainPem())),
                rule("policy-coalescing")
                        .breaks(d -> both(d, CA.server("shop.test", "api.test"), "", ", client: {ca: certs/ca.crt}"))
                        .breaks(d -> both(
                                d,
                                CA.server("shop.test", "*.test"),
                                ", client: {ca: certs/ca.crt, depth: 1}",
                                ", client: {ca: certs/ca.crt}"))
                        .spares(d -> both(
                                d,
                                CA.server("shop.test", "api.test"),
                                ", client: {ca: certs/ca.crt}",
                                ", client: {ca: certs/ca.crt}"))
                        .spares(d -> d.gateway(yaml("", ", client: {ca: certs/ca.crt}"))),
                rule("route-shadowed")
                        .breaks(d ->
                                d.gateway(yaml("", "") + "  - {id: last, uri: /*, methods: [GET], upstream_id: web}\n"))
                        .spares(d -> d.gateway(yaml("", "") + "  - {id: last, uri: /x*, upstream_id: web}\n")),
                rule("upstream-unverified")
                        .breaks(d -> d.gateway(yaml("", "").replace("verify: true", "verify: false"))),
                rule("nothing-to-staple")
                        .breaks(d -> d.gateway(yaml(", ocsp_stapling: {enabled: true}", "")))
                        .spares(d -> d.gateway(yaml(", ocsp_stapling: {enabled: false}", "")))
                        .spares(d -> shop(d, mustStaple().issuedBy(MIDDLE)).gateway(STAPLED)),
                rule("must-staple")
                        .breaks(d -> shop(d, mustStaple().issuedBy(MIDDLE)))
                        .breaks(d -> shop(d, mustStaple().issuedBy(MIDDLE)).gateway(STAPLED))
                        .breaks(d -> shop(d, mustStaple().ocsp(RESPONDER).issuedBy(CA))
                                .gateway(STAPLED))
                        .spares(d -> shop(d, mustStaple().ocsp(RESPONDER).issuedBy(MIDDLE))
                                .gateway(STAPLED))
                        .spares(d -> shop(d, featuring(17).issuedBy(MIDDLE)))
                        .at("gateway.yaml:3:38"),
                rule("crl-stale").breaks(d -> crl(d, TestCrl.of(CA).stale())).spares(d -> crl(d, TestCrl.of(CA))),
                rule("crl-not-yet-valid")
                        .breaks(d -> crl(d, TestCrl.of(CA).valid(ago(Duration.ofHours(-1)), ago(Duration.ofDays(-9)))))
                        .spares(d -> crl(d, TestCrl.of(CA).valid(ago(Duration.ZERO), ago(Duration.ofDays(-9))))),
                rule("crl-ending")
                        .breaks(d -> crl(d, TestCrl.of(CA).valid(ago(Duration.ofDays(6)), ago(Duration.ofDays(-1)))))
                        .spares(d -> crl(d, TestCrl.of(CA).valid(ago(Duration.ofDays(5)), ago(Duration.ofDays(-2)))))
                        .spares(d -> crl(d, TestCrl.of(CA).stale())));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tellsOfWhatBreaksTheRuleAndNotOfWhatNearlyDoes(Case rule) throws IOException {
        for (Consumer<ConfigDir> breaking : rule.breaking) {
            List<Problem> found = look(breaking);
            assertThat(found)
                    .as("broken")
                    .filteredOn(each -> each.rule().equals(rule.id))
                    .isNotEmpty()
                    .allSatisfy(each -> {
                        assertThat(each.severity()).isEqualTo(severity(rule.id));
                        assertThat(each.where().file()).isEqualTo(folder + "/gateway.yaml");
                        assertThat(each.toString()).startsWith(folder + "/" + rule.place);
                        assertThat(each.message()).isNotEmpty();
                    });
        }
        for (Consumer<ConfigDir> sparing : rule.sparing) {
            assertThat(look(sparing))
                    .as("not broken")
                    .noneMatch(each -> each.rule().equals(rule.id));
        }
    }

    @Test
    void everyRuleHasACase() {
        assertThat(cases()).extracting(each -> each.id).containsExactlyInAnyOrderElementsOf(ids());
    }

    @Test
    void findsNothingWhereNothingIsWrong() throws IOException {
        assertThat(look(d -> {})).isEmpty();
    }

    @Test
    void goesOnBehindErrors() throws IOException {
        assertThat(look(d -> d.gateway(yaml("", "").replace("sni: api.test", "sni: 'api test'"))
                        .file("certs/shop.key", API.keyPem())
                        .file("certs/shop.crt", request().expired().issuedBy(CA).chainPem())))
                .extracting(Problem::rule)
                .contains("configuration", "key-mismatch", "certificate-expired");
    }

    @Test
    void saysMoreThanAThousandThings() throws IOException {
        TestIdentity old = CA.server("other.test");
        String objects = IntStream.range(0, 1_500)
                .mapToObj(i -> "  - {id: s" + i + ", sni: s" + i + ".test, cert: certs/old.crt, key: certs/old.key}\n")
                .collect(Collectors.joining());
        List<Problem> found = look(d -> d.identity("old", old)
                .gateway("listeners: [{address: \"127.0.0.1:0\", protocol: https}]\nssls:\n" + objects));
        assertThat(found)
                .filteredOn(each -> each.rule().equals("name-not-covered"))
                .hasSize(1_500);
        assertThat(found).noneMatch(each -> each.rule().equals("configuration"));
    }

    @Test
    void daysStandInForTheScaledWindow() throws IOException {
        ConfigDir dir = shop(sound(), aged(90, 40));
        assertThat(look(dir, Optional.empty())).isEmpty();
        assertThat(look(dir, Optional.of(Duration.ofDays(41))))
                .extracting(Problem::rule)
                .contains("certificate-expiring");
        assertThat(look(shop(dir, aged(90, 10)), Optional.of(Duration.ofDays(9))))
                .isEmpty();
    }

    private List<Problem> look(Consumer<ConfigDir> change) throws IOException {
        ConfigDir dir = sound();
        change.accept(dir);
        return look(dir, Optional.empty());
    }

    private static List<Problem> look(ConfigDir dir, Optional<Duration> window) {
        return Lint.look(new ConfigLoader(dir.gatewayYaml(), Clock.systemUTC()), Instant.now(), window);
    }

    private ConfigDir sound() throws IOException {
        ConfigDir dir = new ConfigDir(folder)
                .authority("ca", CA)
                .identity("shop", SHOP)
                .identity("api", API)
                .identity("other", CA.server("other.test"))
                .gateway(yaml("", ""));
        return mode(dir, "certs/shop.key", "rw-------");
    }

    /** Two objects, with something more each, and a route, which comes last. */
    private static String yaml(String shop, String api) {
        return String.format(Locale.ROOT, """
                listeners: [{address: "127.0.0.1:0", protocol: https}]
                ssls:
                  - {id: shop, sni: shop.test, cert: certs/shop.crt, key: certs/shop.key%s}
                  - {id: api, sni: api.test, cert: certs/api.crt, key: certs/api.key%s}
                  - {id: other, sni: other.test, cert: certs/other.crt, key: certs/other.key}
                upstreams: [{id: web, scheme: https, nodes: {"127.0.0.1:1": 1}, tls: {verify: true, ca_certs: [certs/ca.crt]}}]
                routes:
                  - {id: all, uri: /*, upstream_id: web}
                """, shop, api);
    }

    private static ConfigDir sni(ConfigDir dir, String name) {
        return dir.gateway(yaml("", "").replace("sni: shop.test", "sni: " + name));
    }

    private static ConfigDir shop(ConfigDir dir, TestIdentity identity) {
        return dir.identity("shop", identity);
    }

    private static ConfigDir shop(ConfigDir dir, String chain) {
        return dir.file("certs/shop.crt", chain);
    }

    /** The same certificate in both objects. */
    private static ConfigDir both(ConfigDir dir, TestIdentity identity, String shop, String api) {
        return dir.identity("shop", identity).identity("api", identity).gateway(yaml(shop, api));
    }

    private static ConfigDir crl(ConfigDir dir, TestCrl crl) {
        return dir.file("certs/ca.crl", crl.pem()).gateway(yaml(", client: {ca: certs/ca.crt, crl: certs/ca.crl}", ""));
    }

    /** RFC 7633: wants to be shown with an OCSP response. */
    private static TestCertificate mustStaple() {
        return featuring(5);
    }

    private static TestCertificate featuring(int extension) {
        return request()
                .extension(
                        new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24"),
                        false,
                        new DERSequence(new ASN1Integer(extension)));
    }

    private static TestCertificate request() {
        return TestCa.serverRequest("shop.test");
    }

    /** Without a purpose. */
    private static TestCertificate request(String name) {
        return new TestCertificate(name).name(name);
    }

    /** A certificate of so many days that has so many left, and some hours. */
    private static TestIdentity aged(int lifetime, int left) {
        Instant end = Instant.now().plus(Duration.ofDays(left)).plus(Duration.ofHours(2));
        return request().valid(end.minus(Duration.ofDays(lifetime)), end).issuedBy(CA);
    }

    private static Instant ago(Duration time) {
        return Instant.now().minus(time);
    }

    private static TestIdentity below(TestCertificate intermediate) {
        return CA.intermediate(intermediate).server("shop.test");
    }

    private static TestIdentity lower() {
        return MIDDLE.intermediate("lower").server("shop.test");
    }

    private static TestIdentity chain(TestIdentity identity, int... order) {
        return new TestIdentity(
                IntStream.of(order).mapToObj(identity.chain()::get).toList(), identity.key());
    }

    private static KeyPair onCurve(String name) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
            generator.initialize(new ECGenParameterSpec(name)); // the JDK makes keys for the curves of TLS only
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ConfigDir mode(ConfigDir dir, String file, String mode) {
        try {
            Files.setPosixFilePermissions(dir.root().resolve(file), PosixFilePermissions.fromString(mode));
            return dir;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Severity severity(String id) {
        return Lint.RULES.stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow()
                .severity();
    }

    private static List<String> ids() {
        return Lint.RULES.stream().map(LintRule::id).toList();
    }

    private static Case rule(String id) {
        return new Case(id, List.of(), List.of(), "gateway.yaml:");
    }

    /** What breaks a rule, and what does not. */
    record Case(String id, List<Consumer<ConfigDir>> breaking, List<Consumer<ConfigDir>> sparing, String place) {
        Case breaks(Consumer<ConfigDir> change) {
            return new Case(id, plus(breaking, change), sparing, place);
        }

        Case spares(Consumer<ConfigDir> change) {
            return new Case(id, breaking, plus(sparing, change), place);
        }

        Case at(String where) {
            return new Case(id, breaking, sparing, where);
        }

        private static <T> List<T> plus(List<T> all, T one) {
            return Stream.concat(all.stream(), Stream.of(one)).toList();
        }

        @Override
        public String toString() {
            return id;
        }
    }
}
