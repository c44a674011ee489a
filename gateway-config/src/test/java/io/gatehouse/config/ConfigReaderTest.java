// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
    private static final String PEM = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n";

    @Test
    void readsResourceFilesInPathOrderAfterTheGatewaysOwn() {
        GatewayConfig config = load("""
                upstreams: [{id: own, nodes: {}}]
                #### upstreams/b.yaml
                upstreams: [{id: b, nodes: {}}]
                #### routes/z.yaml
                upstreams: [{id: z, nodes: {}}]
                #### upstreams/a.yaml
                upstreams: [{id: a1, nodes: {}}, {id: a2, nodes: {}}]
                #### upstreams/not-read.txt
                upstreams: [{id: a1, nodes: {}}]
                #END
                """);
        assertThat(config.upstreams()).extracting(UpstreamConfig::id).containsExactly("own", "z", "a1", "a2", "b");
        assertThat(config.upstreams().get(2).where()).hasToString("conf/upstreams/a.yaml:1:13");
    }

    /** The keys are those that a message names, so that none is forgotten. */
    @Test
    void everyOtherKeyInAResourceFileIsSentToTheGatewaysOwn() {
        String known = problemOf("unheard_of: 1\n").expected().substring("one of ".length());
        List<String> resources = List.of("ssls", "upstreams", "routes");
        List<String> others = Stream.of(known.split(", "))
                .filter(key -> !resources.contains(key))
                .toList();
        assertThat(others).contains("listeners", "watch").hasSizeGreaterThan(15);
        for (String key : others) {
            assertThat(problemOf("#### routes/r.yaml\n" + key + ": 1\n").remedy())
                    .as(key)
                    .isEqualTo("move it to gateway.yaml");
        }
    }

    private static Problem problemOf(String yaml) {
        return Reading.load(MemoryFiles.of(Reading.LISTENER + yaml), Map.of())
                .problems()
                .all()
                .get(0);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "timeouts: {idle: 1ms}|true",
                "timeouts: {idle: 0.999ms}|false",
                "timeouts: {idle: 24h}|true",
                "timeouts: {idle: 86400001ms}|false",
                "limits: {request_line_bytes: 256}|true",
                "limits: {request_line_bytes: 255}|false",
                "limits: {request_body_bytes: 1PiB}|true",
                "limits: {request_body_bytes: 1125899906842625}|false",
            })
    void boundsBelongToWhatTheyBound(String yaml, boolean allowed) {
        assertThat(Reading.problems(yaml)).hasSize(allowed ? 0 : 1).allMatch(each -> each.endsWith("out of range"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"other.test", "*.other.test"})
    void clientsOfAHostThatTheDefaultObjectAnswersAreAskedByIt(String host) {
        assertThat(Reading.problems("""
                tls: {default_ssl: d}
                ssls: [{id: d, sni: d.test, cert: d.crt, key: d.key, client: {ca: ca.crt}}]
                upstreams: [{id: u, nodes: {}}]
                routes: [{uri: /*, host: "%s", upstream_id: u, client_auth: {}}]
                """.formatted(host))).isEmpty();
    }

    @Test
    void readsAFileOnceEvenIfTwoPatternsCoverIt() {
        GatewayConfig config = load("""
                resources: ["*.yaml", "up*.yaml"]
                #### upstreams.yaml
                upstreams: [{id: a, nodes: {}}]
                """);
        assertThat(config.upstreams()).hasSize(1);
    }

    @Test
    void pathsAreRelativeToTheFileThatNamesThem() {
        GatewayConfig config = load("""
                #### ssls/a.yaml
                ssls: [{sni: a.example.com, cert: ../certs/a.crt, key: /keys/a.key}]
                """);
        CredentialConfig credential = config.ssls().get(0).credentials().get(0);
        assertThat(((PemSource.File) credential.cert()).path()).isEqualTo(Path.of("conf/certs/a.crt"));
        assertThat(((PemSource.File) credential.key()).path()).isEqualTo(Path.of("/keys/a.key"));
        assertThat(credential.key().field()).isEqualTo("ssls[0].key");
        assertThat(credential.key().where()).hasToString("conf/ssls/a.yaml:1:56");
    }

    @Test
    void aGatewayFileWithoutFolderIsFine() {
        Path file = Path.of("gateway.yaml");
        MemoryFiles files = new MemoryFiles()
                .with(file, Reading.LISTENER + "ssls: [{sni: a.example.com, cert: a.crt, key: a.key}]")
                .with(Path.of("routes/r.yaml"), "routes: [{uri: /, plugins: {redirect: {uri: /x}}}]");
        GatewayConfig config =
                new ConfigReader(files, name -> null).read(file).config().orElseThrow();
        assertThat(config.ssls().get(0).credentials().get(0).cert())
                .isInstanceOfSatisfying(
                        PemSource.File.class, pem -> assertThat(pem.path()).isEqualTo(Path.of("a.crt")));
        assertThat(config.routes()).hasSize(1);
    }

    @Test
    void pemComesInlineOrFromTheEnvironment() {
        MemoryFiles files = MemoryFiles.of(Reading.LISTENER + """
                ssls:
                  - sni: a.example.com
                    cert: |
                      -----BEGIN CERTIFICATE-----
                      x
                      -----END CERTIFICATE-----
                    key: $ENV://KEY
                  - sni: b.example.com
                    cert: ${CERT}
                    key: $env://JSON/tls/key
                  - sni: c.example.com
                    cert: $env://JSON/cert
                    key: ${KEYS:-../keys}/c.key
                """);
        Map<String, String> environment = Map.of(
                "KEY", "k " + PEM, "CERT", PEM, "JSON", "{\"cert\": \"-----BEGIN j\", \"tls/key\": \"-----BEGIN k\"}");
        List<SslConfig> ssls =
                Reading.load(files, environment).config().orElseThrow().ssls();
        assertThat(ssls)
                .extracting(ssl -> inline(ssl.credentials().get(0).cert()))
                .containsExactly(PEM, PEM, "-----BEGIN j");
        assertThat(inline(ssls.get(0).credentials().get(0).key())).isEqualTo("k " + PEM);
        assertThat(inline(ssls.get(1).credentials().get(0).key())).isEqualTo("-----BEGIN k");
        assertThat(ssls.get(2).credentials().get(0).key())
                .isEqualTo(new PemSource.File(
                        new Location("conf/gateway.yaml", 14, 10), "ssls[2].key", Path.of("keys/c.key")));
        assertThat(ssls.toString()).doesNotContain("BEGIN");
        assertThat(((PemSource.Inline) ssls.get(0).credentials().get(0).key()).origin())
                .isEqualTo("$env://KEY");
        assertThat(((PemSource.Inline) ssls.get(1).credentials().get(0).cert()).origin())
                .isEqualTo("inline");
    }

    @Test
    void replacedTextIsNotYaml() {
        MemoryFiles files = MemoryFiles.of(
                "listeners: [{address: \"127.0.0.1:0\", protocol: https}]\nssls: [{sni: a.b, cert: a, key: a, desc: \"${D}\"}]");
        GatewayConfig config =
                Reading.load(files, Map.of("D", "{x: [&y ${Z}\n")).config().orElseThrow();
        assertThat(config.ssls().get(0).desc()).isEqualTo("{x: [&y ${Z}\n");
    }

    @Test
    void anObjectWithStatusZeroIsAsIfAbsent() {
        GatewayConfig config = load("""
                ssls:
                  - {id: a, sni: a.example.com, cert: a, key: a, status: 0}
                  - {id: a, sni: a.example.com, cert: a, key: a}
                upstreams: [{id: u, nodes: {}, status: 0}, {id: u, nodes: {"x:1": 1}}]
                routes: [{id: r, uri: /, upstream_id: nowhere, status: 0}]
                """);
        assertThat(config.ssls()).hasSize(1);
        assertThat(config.upstreams())
                .singleElement()
                .satisfies(u -> assertThat(u.nodes()).hasSize(1));
        assertThat(config.routes()).isEmpty();
    }

    @Test
    void anObjectWithStatusZeroMustStillBeValid() {
        assertThat(Reading.problems("ssls: [{id: a, sni: \"a b\", status: 0, crt: x}]"))
                .containsExactly(
                        "conf/gateway.yaml:2:8: error: ssls[0].cert: missing",
                        "conf/gateway.yaml:2:21: error: ssls[0].sni: not a host name",
                        "conf/gateway.yaml:2:39: error: ssls[0].crt: unknown key");
    }

    @Test
    void aMissingGatewayFileIsAProblem() {
        ConfigReader.Loaded loaded = Reading.load(new MemoryFiles(), Map.of());
        assertThat(loaded.config()).isEmpty();
        assertThat(loaded.problems().all()).singleElement().hasToString("""
                conf/gateway.yaml:1:1: error: the file cannot be read
                    found:    no such file
                    expected: a readable file of at most 64MiB
                    remedy:   correct the path, or the file and its permissions""");
    }

    @Test
    void aFileThatIsTooLargeIsAProblem() {
        byte[] large = new byte[64 * 1024 * 1024 + 1];
        ConfigReader.Loaded loaded = Reading.load(new MemoryFiles().with(Reading.GATEWAY, large), Map.of());
        assertThat(loaded.problems().all())
                .singleElement()
                .satisfies(problem -> assertThat(problem.found()).isEqualTo("larger than 67108864 bytes"));
    }

    @Test
    void problemsOfAllFilesComeAtOnceAndInOrder() {
        MemoryFiles files = MemoryFiles.of("""
                event_loops: x
                #### ssls/b.yaml
                ssls: [{}]
                #### ssls/a.yaml
                x: 1
                """);
        assertThat(Reading.load(files, Map.of()).problems().all())
                .extracting(problem -> problem.where() + " " + problem.field())
                .containsExactly(
                        "conf/gateway.yaml:1:1 listeners",
                        "conf/gateway.yaml:1:14 event_loops",
                        "conf/ssls/a.yaml:1:1 x",
                        "conf/ssls/b.yaml:1:8 ssls[0].cert",
                        "conf/ssls/b.yaml:1:8 ssls[0].sni");
    }

    @Test
    void aFloodOfProblemsIsCutShort() {
        String yaml = Reading.LISTENER + "ssls: [" + "{}, ".repeat(5_000) + "]";
        List<Problem> problems =
                Reading.load(MemoryFiles.of(yaml), Map.of()).problems().all();
        assertThat(problems).hasSize(1_001);
        assertThat(problems.get(1_000).message()).isEqualTo("9000 more problems are not shown");
    }

    @Test
    void aFloodOfUnknownKeysIsCutShort() {
        StringBuilder yaml = new StringBuilder(Reading.LISTENER);
        for (int i = 0; i < 5_000; i++) {
            yaml.append('k').append(i).append(": 1\n");
        }
        List<Problem> problems = Reading.load(MemoryFiles.of(yaml.toString()), Map.of())
                .problems()
                .all();
        assertThat(problems).hasSize(51);
        assertThat(problems).extracting(Problem::message).contains("5000 unknown keys in one object");
    }

    private static String inline(PemSource source) {
        return ((PemSource.Inline) source).text();
    }

    private static GatewayConfig load(String yaml) {
        ConfigReader.Loaded loaded = Reading.load(MemoryFiles.of(Reading.LISTENER + yaml), Map.of());
        assertThat(loaded.problems().all()).isEmpty();
        return loaded.config().orElseThrow();
    }
}
