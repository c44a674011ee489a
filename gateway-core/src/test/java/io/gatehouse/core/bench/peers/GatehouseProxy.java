// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A jar of Gatehouse, started by {@code scripts/gatehouse} with the options that users get, and one event loop.
 *
 * @param name as the tables call it
 * @param launcher the script
 * @param jar the jar; empty for the one that the build made
 * @param javaHome the JDK; empty for that of the bench
 * @param javaOptions further options for the JVM, such as {@code -Xmx2g}
 * @param transport as in {@code gateway.yaml}
 */
record GatehouseProxy(String name, Path launcher, String jar, String javaHome, String javaOptions, String transport)
        implements Proxy {

    /** The same but for this: {@code name}, {@code jar}, {@code java}, {@code opts} or {@code transport}. */
    GatehouseProxy with(String what, String value) {
        return switch (what) {
            case "name" -> new GatehouseProxy(value, launcher, jar, javaHome, javaOptions, transport);
            case "jar" -> new GatehouseProxy(name, launcher, value, javaHome, javaOptions, transport);
            case "java" -> new GatehouseProxy(name, launcher, jar, value, javaOptions, transport);
            case "opts" -> new GatehouseProxy(name, launcher, jar, javaHome, value, transport);
            case "transport" -> new GatehouseProxy(name, launcher, jar, javaHome, javaOptions, value);
            default -> throw new IllegalArgumentException("a gateway has no " + what);
        };
    }

    @Override
    public boolean jvm() {
        return true;
    }

    /** Makes the archive of loaded classes, which the build makes only for its own jar and Java. */
    @Override
    public void install() throws InterruptedException {
        if (jar.isEmpty() && javaHome.isEmpty()) {
            return;
        }
        try {
            Commands.output(launch("archive"));
        } catch (IOException e) {
            System.err.println(name + " starts without an archive of classes: " + e.getMessage());
        }
    }

    @Override
    public List<String> prepare(Site site, Path folder, int port) throws IOException {
        String tls = "verify: true, ca_certs: [%s], sni: %s".formatted(site.ca(), Site.UPSTREAM);
        Path yaml = Files.writeString(
                folder.resolve("gateway.yaml"),
                """
                listeners: [{address: "127.0.0.1:%1$d", protocol: https}]
                event_loops: 1
                transport: %2$s
                access_log: {path: "off"}
                admin: "off"
                limits: {requests_per_connection: 0}
                timeouts: {idle: 1h}
                ssls:
                """.formatted(port, transport)
                        + ssl(site, "p256", Site.P256, "")
                        + ssl(site, "rsa", Site.RSA, "")
                        + ssl(site, "p256", Site.CLIENT, ", client: {ca: %s}".formatted(site.ca()))
                        + "upstreams:\n"
                        + upstream("plain", site.httpPort(), "")
                        + upstream("sink", site.sinkPort(), "")
                        + upstream("tls", site.httpsPort(), ", scheme: https, tls: {%s}".formatted(tls))
                        + upstream(
                                "mtls",
                                site.mtlsPort(),
                                ", scheme: https, tls: {%s, client_cert: %s, client_key: %s}"
                                        .formatted(tls, site.cert("proxy"), site.key("proxy")))
                        + """
                routes:
                  - {id: all, uri: "/*", upstream_id: plain}
                  - {id: upload, uri: /upload, upstream_id: sink}
                  - {id: https, uri: "/https/*", upstream_id: tls}
                  - {id: mtls, uri: "/mtls/*", upstream_id: mtls}
                """);
        return launch("run", "--config", yaml.toString());
    }

    private List<String> launch(String... words) {
        List<String> command = new ArrayList<>(List.of("env", "GATEHOUSE_JAVA_OPTS=" + javaOptions));
        if (!jar.isEmpty()) {
            command.add("GATEHOUSE_JAR=" + jar);
        }
        if (!javaHome.isEmpty()) {
            command.add("JAVA_HOME=" + javaHome);
        }
        command.add(launcher.toString());
        command.addAll(List.of(words));
        return command;
    }

    private static String ssl(Site site, String cert, String name, String policy) {
        return "  - {id: %s, sni: %1$s, cert: %s, key: %s%s}%n"
                .formatted(name, site.cert(cert), site.key(cert), policy);
    }

    private static String upstream(String id, int port, String more) {
        return """
                  - {id: %s, nodes: {"127.0.0.1:%d": 1}, keepalive_pool: {size: 320, requests: 1000000000, idle_timeout: 1h}%s}
                """.formatted(id, port, more);
    }
}
