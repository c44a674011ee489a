// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.bench.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code openssl speed} says of the signatures in a handshake: a limit to compare with. */
record Primitives(String name) implements Scenario {
    private static final Pattern LINE = Pattern.compile(
            "^\\s*(?:rsa )?(2048|256) bits(?: ecdsa \\(nistp256\\))?\\s+\\S+s\\s+\\S+s\\s+([0-9.]+)\\s+([0-9.]+)$",
            Pattern.MULTILINE);

    @Override
    public Report run(Bench bench) throws IOException, InterruptedException {
        String seconds = Integer.toString(Math.min(3, bench.options().seconds));
        String text = Commands.output(
                bench.site().cores().ofProxy(List.of("openssl", "speed", "-seconds", seconds, "ecdsap256", "rsa2048")));
        return new Report(
                name,
                "openssl speed on the proxy's core",
                List.of(new Column("processor_us_each", "processor time each", "%.1f µs")),
                lines(text));
    }

    static List<Line> lines(String text) {
        List<Line> lines = new ArrayList<>();
        Matcher matcher = LINE.matcher(text);
        while (matcher.find()) {
            String key = matcher.group(1).equals("256") ? "ECDSA P-256" : "RSA-2048";
            lines.add(new Line(key + ", sign", List.of(1e6 / Double.parseDouble(matcher.group(2)))));
            lines.add(new Line(key + ", verify", List.of(1e6 / Double.parseDouble(matcher.group(3)))));
        }
        return lines;
    }
}
