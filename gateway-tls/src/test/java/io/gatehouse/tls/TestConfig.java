// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.tls;

import io.gatehouse.config.AccessLogConfig;
import io.gatehouse.config.AdminConfig;
import io.gatehouse.config.ClientAuthConfig;
import io.gatehouse.config.CredentialConfig;
import io.gatehouse.config.CrlConfig;
import io.gatehouse.config.ExpiryConfig;
import io.gatehouse.config.FileSource;
import io.gatehouse.config.ForwardedMode;
import io.gatehouse.config.GatewayConfig;
import io.gatehouse.config.HostPattern;
import io.gatehouse.config.KeepalivePoolConfig;
import io.gatehouse.config.LimitsConfig;
import io.gatehouse.config.Location;
import io.gatehouse.config.OnInvalidObject;
import io.gatehouse.config.PathRegexes;
import io.gatehouse.config.PemSource;
import io.gatehouse.config.Problem;
import io.gatehouse.config.Problems;
import io.gatehouse.config.SslConfig;
import io.gatehouse.config.TimeoutsConfig;
import io.gatehouse.config.TlsConfig;
import io.gatehouse.config.TransportChoice;
import io.gatehouse.config.UpstreamConfig;
import io.gatehouse.config.UpstreamTimeouts;
import io.gatehouse.config.UpstreamTlsConfig;
import io.gatehouse.config.WatchConfig;
import io.gatehouse.tls.fixtures.TestIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A configuration made by hand, with its files in memory, that counts how often each is read. */
final class TestConfig implements FileSource {
    final Map<String, byte[]> files = new HashMap<>();
    final Set<String> open = new HashSet<>();
    final Map<String, Integer> reads = new ConcurrentHashMap<>();
    final Map<String, Integer> stamps = new HashMap<>();
    final List<SslConfig> ssls = new ArrayList<>();
    final List<UpstreamConfig> upstreams = new ArrayList<>();
    TlsConfig tls = TlsConfig.DEFAULT;
    OnInvalidObject onInvalidObject = OnInvalidObject.REJECT;
    Problems problems = new Problems();

    /** Adds an object whose files are {@code <id>.crt} and {@code <id>.key}. */
    TestConfig server(String id, String name, TestIdentity identity) {
        file(id + ".crt", identity.chainPem());
        file(id + ".key", identity.keyPem());
        return ssl(id, SslConfig.Type.SERVER, List.of(name), Optional.empty());
    }

    TestConfig file(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    TestConfig file(String name, String text) {
        files.put(name, text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    TestConfig ssl(String id, SslConfig.Type type, List<String> names, Optional<ClientAuthConfig> client) {
        int n = ssls.size();
        List<HostPattern> patterns = names.stream()
                .map(each -> HostPattern.parse(each).orElseThrow())
                .toList();
        ssls.add(new SslConfig(
                at(n, 3),
                id,
                type,
                patterns,
                List.of(new CredentialConfig(source(n, "cert", id + ".crt"), source(n, "key", id + ".key"))),
                client,
                false,
                tls.protocols(),
                "",
                Map.of()));
        return this;
    }

    /** {@code client} of the object that is added next. */
    Optional<ClientAuthConfig> client(String ca, int depth) {
        return client(ca, depth, Optional.empty());
    }

    /** The same with revocation lists. */
    Optional<ClientAuthConfig> client(String ca, String crl, CrlConfig.OnStale onStale) {
        return client(ca, 3, Optional.of(new CrlConfig(source(ssls.size(), "client.crl", crl), onStale)));
    }

    private Optional<ClientAuthConfig> client(String ca, int depth, Optional<CrlConfig> crl) {
        int n = ssls.size();
        return Optional.of(new ClientAuthConfig(
                source(n, "client.ca", ca), depth, ClientAuthConfig.Mode.REQUIRED, crl, PathRegexes.NONE));
    }

    TestConfig upstream(String id, UpstreamTlsConfig tlsConfig) {
        upstreams.add(new UpstreamConfig(
                new Location("up.yaml", 2, 5),
                id,
                List.of(),
                UpstreamConfig.Scheme.HTTPS,
                tlsConfig,
                UpstreamConfig.PassHost.PASS,
                "",
                0,
                Duration.ZERO,
                UpstreamTimeouts.DEFAULT,
                KeepalivePoolConfig.DEFAULT));
        return this;
    }

    static PemSource pem(String field, String file) {
        return new PemSource.File(new Location("up.yaml", 4, 9), field, Path.of(file));
    }

    Optional<TlsAssets> load() {
        problems = new Problems();
        return new TlsLoader(this, Clock.systemUTC()).load(config(), problems);
    }

    /** All problems as an operator reads them. */
    String report() {
        return String.join("\n", problems.all().stream().map(Problem::toString).toList());
    }

    @Override
    public boolean isOpenToOthers(Path file) {
        return open.contains(file.toString());
    }

    /** From now on a file that is not written again counts as unchanged. */
    TestConfig settled() {
        files.keySet().forEach(each -> stamps.putIfAbsent(each, 1));
        reads.clear();
        return this;
    }

    /** Writes a file so that it looks different from before. */
    TestConfig change(String name, String text) {
        stamps.merge(name, 1, Integer::sum);
        return file(name, text);
    }

    @Override
    public @Nullable Object stamp(Path file) {
        return stamps.get(file.toString());
    }

    @Override
    public byte[] read(Path file, long maxBytes) throws IOException {
        reads.merge(file.toString(), 1, Integer::sum);
        byte[] content = files.get(file.toString());
        if (content == null) {
            throw new NoSuchFileException(file.toString());
        }
        if (content.length > maxBytes) {
            throw new IOException("larger than " + maxBytes + " bytes");
        }
        return content.clone();
    }

    @Override
    public List<Path> glob(Path base, String pattern) {
        return List.of();
    }

    GatewayConfig config() {
        return new GatewayConfig(
                Path.of("gateway.yaml"),
                List.of(),
                tls,
                LimitsConfig.DEFAULT,
                TimeoutsConfig.DEFAULT,
                List.of(),
                ForwardedMode.X_FORWARDED,
                false,
                1,
                TransportChoice.AUTO,
                Duration.ZERO,
                AccessLogConfig.DEFAULT,
                AdminConfig.DEFAULT,
                onInvalidObject,
                ExpiryConfig.DEFAULT,
                WatchConfig.DEFAULT,
                ssls,
                upstreams,
                List.of());
    }

    private static Location at(int n, int column) {
        return new Location("ssls.yaml", 2 + n, column);
    }

    private static PemSource source(int n, String field, String file) {
        return new PemSource.File(at(n, 11), "ssls[" + n + "]." + field, Path.of(file));
    }
}
