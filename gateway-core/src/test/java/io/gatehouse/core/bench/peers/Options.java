// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the command line of {@code scripts/bench/run} asks for; its head describes every option. */
final class Options {
    final List<Proxy> proxies = new ArrayList<>();
    List<String> only = List.of();
    Path folder = Path.of("target/bench");
    Path json = Path.of("target/bench.json");
    int rounds = 5;
    int seconds = 5;
    int warmSeconds = 25;

    private final List<String> without = new ArrayList<>();
    private final List<GatehouseProxy> gatehouses = new ArrayList<>();
    private final List<Proxy> peers = new ArrayList<>();
    private Path launcher = Path.of("scripts/gatehouse");
    private String jar = "";
    private String baselineJar = "";
    private String javaOptions = "";
    private String transport = "auto";

    private Options() {}

    static Options of(String... args) {
        Options options = new Options();
        for (int i = 0; i < args.length; i++) {
            String name = args[i];
            if (name.equals("--quick")) {
                options.lengths(3, 2, 8);
            } else if (name.equals("--smoke")) {
                options.lengths(1, 1, 2);
            } else if (i + 1 < args.length) {
                options.set(name, args[++i]);
            } else {
                throw new IllegalArgumentException(name + ": not an option, or one without its value");
            }
        }
        options.chooseProxies();
        return options;
    }

    private void lengths(int rounds, int seconds, int warmSeconds) {
        this.rounds = rounds;
        this.seconds = seconds;
        this.warmSeconds = warmSeconds;
    }

    private void set(String name, String value) {
        switch (name) {
            case "--rounds" -> rounds = Integer.parseInt(value);
            case "--seconds" -> seconds = Integer.parseInt(value);
            case "--warm" -> warmSeconds = Integer.parseInt(value);
            case "--only" -> only = List.of(value.split(",", -1));
            case "--without" -> without.addAll(List.of(value.split(",", -1)));
            case "--folder" -> folder = Path.of(value);
            case "--json" -> json = Path.of(value);
            case "--launcher" -> launcher = Path.of(value).toAbsolutePath();
            case "--gatehouse-jar" -> jar = value;
            case "--baseline-jar" -> baselineJar = value;
            case "--java-opts" -> javaOptions = value;
            case "--transport" -> transport = value;
            case "--gatehouse" -> gatehouses.add(variant(value));
            case "--nginx" -> peers.add(new NginxProxy(before(value), after(value)));
            case "--haproxy" -> peers.add(new HaproxyProxy(before(value), after(value)));
            default -> throw new IllegalArgumentException(name + ": not an option");
        }
    }

    /** {@code NAME[;jar=PATH][;java=HOME][;opts=OPTIONS][;transport=NAME]}; what is not said is as for the plain gateway. */
    private GatehouseProxy variant(String text) {
        String[] parts = text.split(";", -1);
        GatehouseProxy made = new GatehouseProxy(parts[0], launcher, jar, "", javaOptions, transport);
        for (int i = 1; i < parts.length; i++) {
            String value = after(parts[i]);
            made = switch (before(parts[i])) {
                case "jar" ->
                    new GatehouseProxy(
                            made.name(), launcher, value, made.javaHome(), made.javaOptions(), made.transport());
                case "java" ->
                    new GatehouseProxy(made.name(), launcher, made.jar(), value, made.javaOptions(), made.transport());
                case "opts" ->
                    new GatehouseProxy(made.name(), launcher, made.jar(), made.javaHome(), value, made.transport());
                case "transport" ->
                    new GatehouseProxy(made.name(), launcher, made.jar(), made.javaHome(), made.javaOptions(), value);
                default -> throw new IllegalArgumentException("--gatehouse: nobody knows what '" + parts[i] + "' is");
            };
        }
        return made;
    }

    private void chooseProxies() {
        List<Proxy> all = new ArrayList<>();
        all.add(new GatehouseProxy("gatehouse", launcher.toAbsolutePath(), jar, "", javaOptions, transport));
        if (!baselineJar.isEmpty()) {
            all.add(new GatehouseProxy(
                    "gatehouse-old", launcher.toAbsolutePath(), baselineJar, "", javaOptions, transport));
        }
        all.addAll(gatehouses);
        all.add(new NginxProxy("nginx", "nginx"));
        all.add(new HaproxyProxy("haproxy", "haproxy"));
        all.addAll(peers);
        all.add(new DirectAnswers());
        all.removeIf(each -> without.contains(each.name()));
        proxies.addAll(all);
    }

    private static String before(String pair) {
        return pair.substring(0, equals(pair));
    }

    private static String after(String pair) {
        return pair.substring(equals(pair) + 1);
    }

    private static int equals(String pair) {
        int at = pair.indexOf('=');
        if (at <= 0) {
            throw new IllegalArgumentException("'" + pair + "' (expected: name=value)");
        }
        return at;
    }
}
