// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.config.ConfigReader;
import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.Problems;
import io.gatehouse.tls.TlsLoader;
import io.gatehouse.tls.fixtures.TestCa;
import io.gatehouse.tls.fixtures.TestCrl;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every YAML example of the documentation loads, without a warning. Files that it names are made for it; an example that
 * shows a part gets a listener and the upstream {@code web} beside it.
 */
class DocumentedExamplesTest {
    private static final TestCa CA = TestCa.create("documentation");
    private static final TestIdentity SERVER = CA.server("example.com", "*.example.com");
    private static final TestIdentity RSA = CA.rsaServer("example.com", "*.example.com");
    private static final TestIdentity CLIENT = CA.client("gateway");
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PEM_FILE = Pattern.compile("[\\w./-]+\\.(crt|crl|key|pem)\\b");
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "API_CERT",
            SERVER.chainPem(),
            "API_TLS",
            "{\"private_key\": \"" + SERVER.keyPem().replace("\n", "\\n") + "\"}");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    static List<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        try (Stream<Path> docs = Files.list(Path.of("../docs"))) {
            List<Path> pages = Stream.concat(Stream.of(Path.of("../README.md")), docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
            for (Path page : pages) {
                String text = Files.readString(page);
                Matcher matcher = EXAMPLE.matcher(text);
                while (matcher.find()) {
                    long line = text.substring(0, matcher.start()).lines().count() + 1;
                    examples.add(new Example(page.getFileName() + ":" + line, matcher.group(1)));
                }
            }
        }
        assertThat(examples).hasSizeGreaterThan(10);
        return examples;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void loads(Example example) throws IOException {
        Path file = folder.resolve("conf/main/gateway.yaml"); // so that ../certs is inside
        for (Matcher pem = PEM_FILE.matcher(example.yaml); pem.find(); ) {
            write(file.resolveSibling(pem.group()), content(Path.of(pem.group())));
        }
        boolean part = !example.yaml.contains("listeners:");
        write(file, (part ? "listeners: [{address: \"127.0.0.1:0\", protocol: https}]\n" : "") + example.yaml);
        if (part) {
            write(file.resolveSibling("upstreams/web.yaml"), "upstreams: [{id: web, nodes: {\"127.0.0.1:1\": 1}}]\n");
        }

        ConfigReader.Loaded read = new ConfigReader(new LocalFiles(), ENVIRONMENT::get).read(file);
        Problems problems = read.problems();
        GatewayConfig config = read.config()
                .orElseThrow(() -> new AssertionError(read.problems().all()));

        assertThat(new TlsLoader(new LocalFiles(), Clock.systemUTC()).load(config, problems))
                .as(problems.all().toString())
                .isPresent();
        assertThat(problems.all()).isEmpty();
    }

    private static String content(Path file) {
        return file.startsWith("tickets")
                ? "48 octets that nobody but the fleet can know, ok"
                : pem(file.getFileName().toString());
    }

    private static String pem(String name) {
        if (name.startsWith("ca.") && !name.endsWith(".crl")) {
            return CA.pem();
        }
        if (name.endsWith(".crl")) {
            return TestCrl.of(CA).pem();
        }
        TestIdentity identity = name.contains("client") ? CLIENT : name.startsWith("rsa") ? RSA : SERVER;
        return name.endsWith(".key")
                ? identity.keyPem()
                : name.endsWith(".crt") ? identity.chainPem() : identity.chainPem() + identity.keyPem();
    }

    private void write(Path file, String text) throws IOException {
        assertThat(file.normalize()).as("written by a test").startsWithRaw(folder);
        Files.createDirectories(file.normalize().getParent());
        Files.writeString(file.normalize(), text);
        Files.setPosixFilePermissions(file.normalize(), PosixFilePermissions.fromString("rw-------"));
    }

    /**
     * One block of a page.
     *
     * @param place page and line
     */
    record Example(String place, String yaml) {
        @Override
        public String toString() {
            return place;
        }
    }
}
