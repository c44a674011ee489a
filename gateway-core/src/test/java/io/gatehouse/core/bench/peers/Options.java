// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the command line of {@code scripts/bench/run} asks for; its head describes every option. */
final class Options {
    private static final List<String> SMOKE = List.of("keepalive-http", "keepalive-mtls", "handshake-p256");

    final List<Proxy> proxies = new ArrayList<>();
    Cores cores = new Cores(0, 1);
    Path folder = Path.of("target/bench");
    Path json = Path.of("target/bench.json");

    @Nullable
    Path plots;

    int rounds = 5;
    int seconds = 5;
    int warmSeconds = 15;
    int warmUpSeconds = 60;
    int idleConnections = 10_000;

    private final List<String> only = new ArrayList<>();
    private List<String> unlessNamed = List.of();
    private final List<String> without = new ArrayList<>();
    private final List<String> variants = new ArrayList<>();
    private final List<Proxy> peers = new ArrayList<>();
    private GatehouseProxy gatehouse =
            new GatehouseProxy("gatehouse", Path.of("scripts/gatehouse").toAbsolutePath(), "", "", "", "auto");
    private String java25 = "";

    private Options() {}

    static Options of(String... args) {
        Options options = new Options();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick" -> options.lengths(3, 1, 5, 12);
                case "--smoke" -> {
                    options.lengths(1, 1, 1, 4);
                    options.unlessNamed = SMOKE;
                }
                default -> {
                    if (i + 1 == args.length) {
                        throw new IllegalArgumentException(args[i] + ": not an option, or one without its value");
                    }
                    options.set(args[i], args[++i]);
                }
            }
        }
        options.choose();
        return options;
    }

    /** The scenarios that were asked for; all if none was named. */
    List<Scenario> wanted() {
        List<Scenario> all = SideBySide.scenarios();
        Set<String> unknown = new TreeSet<>(only);
        all.forEach(each -> unknown.remove(each.name()));
        if (!unknown.isEmpty()) {
            String known = all.stream().map(Scenario::name).collect(Collectors.joining(" "));
            throw new IllegalArgumentException(
                    "--only: nobody knows " + unknown + " (expected: some of " + known + ")");
        }
        return all.stream()
                .filter(each -> only.isEmpty() || only.contains(each.name()))
                .toList();
    }

    /** Whose start is measured: all proxies, and the gateway on another JDK if there is one. */
    List<Proxy> startable() {
        List<Proxy> all = new ArrayList<>(proxies);
        all.removeIf(Proxy::direct);
        if (!java25.isEmpty() && all.contains(gatehouse)) {
            all.add(1, gatehouse.with("name", "gatehouse, JDK 25").with("java", java25));
        }
        return all;
    }

    private void lengths(int rounds, int seconds, int warmSeconds, int warmUpSeconds) {
        this.rounds = rounds;
        this.seconds = seconds;
        this.warmSeconds = warmSeconds;
        this.warmUpSeconds = warmUpSeconds;
    }

    private void set(String name, String value) {
        switch (name) {
            case "--rounds" -> rounds = Integer.parseInt(value);
            case "--seconds" -> seconds = Integer.parseInt(value);
            case "--warm" -> warmSeconds = Integer.parseInt(value);
            case "--idle" -> idleConnections = Integer.parseInt(value);
            case "--only" -> only.addAll(List.of(value.split(",", -1)));
            case "--without" -> without.addAll(List.of(value.split(",", -1)));
            case "--cores" -> cores = Cores.of(value);
            case "--folder" -> folder = Path.of(value);
            case "--json" -> json = Path.of(value);
            case "--plots" -> plots = Path.of(value);
            case "--java25" -> java25 = value;
            default -> setProxy(name, value);
        }
    }

    private void setProxy(String name, String value) {
        switch (name) {
            case "--gatehouse-jar" -> gatehouse = gatehouse.with("jar", value);
            case "--java-opts" -> gatehouse = gatehouse.with("opts", value);
            case "--transport" -> gatehouse = gatehouse.with("transport", value);
            case "--baseline-jar" -> variants.add("gatehouse-old;jar=" + value);
            case "--gatehouse" -> variants.add(value);
            case "--nginx" -> peers.add(new NginxProxy(before(value), after(value)));
            case "--haproxy" -> peers.add(new HaproxyProxy(before(value), after(value)));
            default -> throw new IllegalArgumentException(name + ": not an option");
        }
    }

    /** {@code NAME[;jar=PATH][;java=HOME][;opts=OPTIONS][;transport=NAME]}; what is not said is as for the first gateway. */
    private GatehouseProxy variant(String text) {
        String[] parts = text.split(";", -1);
        GatehouseProxy made = gatehouse.with("name", parts[0]);
        for (int i = 1; i < parts.length; i++) {
            made = made.with(before(parts[i]), after(parts[i]));
        }
        return made;
    }

    private void choose() {
        if (only.isEmpty()) {
            only.addAll(unlessNamed);
        }
        proxies.add(gatehouse);
        variants.forEach(each -> proxies.add(variant(each)));
        proxies.add(new NginxProxy("nginx", "nginx"));
        proxies.add(new HaproxyProxy("haproxy", "haproxy"));
        proxies.addAll(peers);
        proxies.add(new DirectAnswers());
        proxies.removeIf(each -> without.contains(each.name()));
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
