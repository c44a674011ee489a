// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The configuration directory of the demo, with its certificates, in a temporary folder of the user alone. */
final class DemoFiles {
    static final String SHOP = "shop.test";
    static final String STAFF = "staff.test";
    static final String PAY = "pay.test";
    static final String BANK = "bank.test";

    private static final String GATEWAY = """
            listeners:
              - {address: "127.0.0.1:0", protocol: https}
            admin: {address: "127.0.0.1:0"}
            access_log: {path: access.log}
            limits: {connections: 256}
            """;

    private static final String SSLS = """
            ssls:
              - {id: shop, sni: shop.test, cert: ../certs/shop.test.crt, key: ../certs/shop.test.key}
              - {id: pay, sni: pay.test, cert: ../certs/pay.test.crt, key: ../certs/pay.test.key}
              - id: staff
                sni: staff.test
                cert: ../certs/staff.test.crt
                key: ../certs/staff.test.key
                client: {ca: ../certs/ca.crt}            # no client certificate, no handshake
              - id: bank
                sni: bank.test
                cert: ../certs/bank.test.crt
                key: ../certs/bank.test.key
                client: {ca: ../certs/ca.crt}
              - {id: gateway-identity, type: client, cert: ../certs/gateway.crt, key: ../certs/gateway.key}
            """;

    private static final String ROUTES = """
            routes:
              - {id: shop, host: shop.test, uri: /*, upstream_id: plain}
              - {id: staff, host: staff.test, uri: /*, upstream_id: tls}
              - {id: pay, host: pay.test, uri: /*, upstream_id: mtls}
              - {id: bank, host: bank.test, uri: /*, upstream_id: mtls-by-id}
            """;

    private final Path folder;

    private DemoFiles(Path folder) {
        this.folder = folder;
    }

    /** Writes all files; the ports are those of the upstreams. */
    static DemoFiles write(DemoCa ca, DemoUpstream plain, DemoUpstream tls, DemoUpstream mtls) throws IOException {
        DemoFiles files = new DemoFiles(Files.createTempDirectory("gatehouse-demo-"));
        for (String each : List.of("certs", "ssls", "upstreams", "routes")) {
            Files.createDirectories(files.folder.resolve(each));
        }
        ca.authority().write(files.certs(), "ca");
        Files.delete(files.certs().resolve("ca.key")); // nobody needs it any more
        ca.client("gateway").write(files.certs(), "gateway");
        for (String host : List.of(SHOP, STAFF, PAY, BANK)) {
            files.renew(ca, host);
        }
        files.text("gateway.yaml", GATEWAY);
        files.text("ssls/demo.yaml", SSLS);
        files.text("upstreams/demo.yaml", upstreams(plain.port(), tls.port(), mtls.port()));
        files.text("routes/demo.yaml", ROUTES);
        return files;
    }

    /** Replaces the certificate and key of a host by new ones. */
    void renew(DemoCa ca, String host) {
        ca.server(host).write(certs(), host);
    }

    /** Where the certificates are. */
    Path certs() {
        return folder.resolve("certs");
    }

    /** What the gateway is started with. */
    Path gatewayYaml() {
        return folder.resolve("gateway.yaml");
    }

    /** Removes everything. */
    void delete() {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void text(String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content);
    }

    private static String upstreams(int plain, int tls, int mtls) {
        return String.format(Locale.ROOT, """
                    upstreams:
                      - id: plain                                # clear text
                        nodes: {"127.0.0.1:%d": 1}
                      - id: tls                                  # HTTPS, verified
                        scheme: https
                        nodes: {"127.0.0.1:%d": 1}
                        tls: {sni: tls.upstream.test, ca_certs: [../certs/ca.crt]}
                      - id: mtls                                 # HTTPS that insists on a client certificate, given here
                        scheme: https
                        nodes: {"127.0.0.1:%d": 1}
                        tls:
                          sni: mtls.upstream.test
                          ca_certs: [../certs/ca.crt]
                          client_cert: ../certs/gateway.crt
                          client_key: ../certs/gateway.key
                      - id: mtls-by-id                           # the same, with an identity that others can share
                        scheme: https
                        nodes: {"127.0.0.1:%d": 1}
                        tls: {sni: mtls.upstream.test, ca_certs: [../certs/ca.crt], client_cert_id: gateway-identity}
                    """, plain, tls, mtls, mtls);
    }
}
