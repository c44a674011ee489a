// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A second reading by the same reader: it reads what changed, and says what a reader without memory says. */
class UnchangedResourceFilesTest {
    private static final Path A = Path.of("conf/ssls/a.yaml");
    private static final Path B = Path.of("conf/ssls/b.yaml");
    private static final Path ROUTES = Path.of("conf/routes/r.yaml");

    private final MemoryFiles files = new MemoryFiles()
            .with(Reading.GATEWAY, Reading.LISTENER)
            .with(A, "ssls: [{id: a, sni: a.test, cert: a.crt, key: a.key}]")
            .with(B, "ssls: [{id: b, sni: b.test, cert: b.crt, key: b.key}]")
            .with(ROUTES, "routes: [{id: r, uri: /, upstream_id: u}]")
            .with(Path.of("conf/upstreams/u.yaml"), "upstreams: [{id: u, nodes: {\"127.0.0.1:1\": 1}}]")
            .stamped();
    private final ConfigReader reader = new ConfigReader(files, name -> null);

    @Test
    void areNotReadAgainAndTheirObjectsAreTheSame() {
        GatewayConfig first = config();
        files.reads.clear();
        GatewayConfig second = config();
        assertThat(files.reads).containsExactly("conf/gateway.yaml");
        assertThat(second).isSameAs(first);
        assertThat(ConfigDiff.between(first, second).isEmpty()).isTrue();
    }

    @Test
    void besideAChangedOneStayUnread() {
        GatewayConfig first = config();
        files.reads.clear();
        files.with(B, "ssls: [{id: b, sni: other.test, cert: b.crt, key: b.key}]");
        GatewayConfig second = config();
        assertThat(files.reads).containsExactly("conf/gateway.yaml", "conf/ssls/b.yaml");
        assertThat(ConfigDiff.between(first, second).ssls())
                .isEqualTo(new ConfigDiff.Changes(List.of(), List.of("b"), List.of()));
    }

    @Test
    void thatAreYoungAreReadAgain() {
        files.young(A);
        config();
        files.reads.clear();
        config();
        assertThat(files.reads).containsExactly("conf/gateway.yaml", "conf/ssls/a.yaml");
    }

    @Test
    void areComparedAnewWithGatewayYamlIfThatChanges() {
        config();
        files.with(Reading.GATEWAY, Reading.LISTENER + "ssls: [{id: a, sni: c.test, cert: c.crt, key: c.key}]");
        assertSaysWhatAnyReaderSays("is used twice in 'ssls'");
        files.with(Reading.GATEWAY, Reading.LISTENER + "ssls: [{id: c, sni: a.test, cert: c.crt, key: c.key}]");
        assertSaysWhatAnyReaderSays("the name 'a.test' belongs to two ssl objects");
        files.with(Reading.GATEWAY, Reading.LISTENER + "upstreams: [{id: u, nodes: {\"127.0.0.1:2\": 1}}]");
        assertSaysWhatAnyReaderSays("is used twice in 'upstreams'");
        files.with(Reading.GATEWAY, Reading.LISTENER + "routes: [{id: r, uri: /r, upstream_id: u}]");
        assertSaysWhatAnyReaderSays("is used twice in 'routes'");
        files.with(Reading.GATEWAY, Reading.LISTENER + "routes: [{id: r2, uri: /, upstream_id: gone}]");
        assertSaysWhatAnyReaderSays("no upstream has this id");
        files.with(Reading.GATEWAY, Reading.LISTENER + "routes: [{id: r2, uri: /, upstream_id: u}]");
        assertThat(config().routes()).hasSize(2);
        assertThat(config().routes()).hasSize(2);
    }

    @Test
    void whatIsSwitchedOffInGatewayYamlTakesNoIdAndAnswersToNone() {
        config();
        files.reads.clear();
        files.with(
                Reading.GATEWAY,
                Reading.LISTENER + "upstreams: [{id: off, nodes: {\"127.0.0.1:2\": 1}, status: 0}]\n"
                        + "ssls: [{id: a, sni: c.test, cert: c.crt, key: c.key, status: 0}]");
        assertThat(config().ssls()).hasSize(2);
        assertThat(files.reads).containsExactly("conf/gateway.yaml");
        files.with(ROUTES, "routes: [{id: r, uri: /, upstream_id: off}]");
        assertSaysWhatAnyReaderSays("the upstream with this id is switched off");
    }

    @Test
    void areReadAgainIfTheirDefaultsChange() {
        config();
        files.with(Reading.GATEWAY, Reading.LISTENER + "tls: {protocols: [TLSv1.3]}");
        assertThat(config().ssls()).allMatch(each -> each.protocols().equals(Set.of(TlsVersion.TLS_1_3)));
    }

    @Test
    void thatAreGoneAreGone() {
        config();
        files.with(Reading.GATEWAY, Reading.LISTENER + "resources: [ssls/a.yaml]");
        GatewayConfig now = config();
        assertThat(now.ssls()).extracting(SslConfig::id).containsExactly("a");
        assertThat(now.routes()).isEmpty();
    }

    @Test
    void areWarnedOfEachTime() {
        files.with(A, "ssls: [{id: a, sni: 10.0.0.1, cert: a.crt, key: a.key}]");
        for (int i = 0; i < 2; i++) {
            assertThat(reader.read(Reading.GATEWAY).problems().all())
                    .extracting(Problem::message)
                    .containsExactly("clients never send an IP address as SNI");
        }
    }

    @Test
    void faultsBetweenFilesAreToldAsWithoutMemory() {
        config();
        files.with(B, "ssls: [{id: a, sni: b.test, cert: b.crt, key: b.key}]");
        assertSaysWhatAnyReaderSays("is used twice in 'ssls'");
        files.with(B, "ssls: [{id: b, sni: a.test, cert: b.crt, key: b.key}]");
        assertSaysWhatAnyReaderSays("the name 'a.test' belongs to two ssl objects");
        files.with(B, "ssls: [{id: b, sni: b.test, cert: b.crt, key: b.key, status: 0}]");
        files.with(ROUTES, "routes: [{id: r, uri: /, upstream_id: gone}]");
        assertSaysWhatAnyReaderSays("no upstream has this id");
        files.with(Path.of("conf/upstreams/u.yaml"), "upstreams: [{id: gone, nodes: {\"127.0.0.1:1\": 1}}]");
        assertThat(config().ssls()).hasSize(1);
        files.with(
                Path.of("conf/upstreams/u.yaml"),
                "upstreams: [{id: gone, scheme: https, tls: {client_cert_id: a}, nodes: {\"127.0.0.1:1\": 1}}]");
        assertSaysWhatAnyReaderSays("is not of type client");
        files.with(A, "ssls: [{id: a, sni: b.test, cert: b.crt, key: b.key");
        assertSaysWhatAnyReaderSays("conf/ssls/a.yaml");
    }

    private void assertSaysWhatAnyReaderSays(String... parts) {
        String said = text(reader.read(Reading.GATEWAY));
        assertThat(said).contains(parts).isEqualTo(text(Reading.load(files, Map.of())));
    }

    private static String text(ConfigReader.Loaded loaded) {
        return loaded.problems().all().toString();
    }

    private GatewayConfig config() {
        ConfigReader.Loaded loaded = reader.read(Reading.GATEWAY);
        return loaded.config()
                .orElseThrow(() -> new AssertionError(loaded.problems().all()));
    }
}
