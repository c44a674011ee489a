// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import io.gatehouse.config.Problem;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.os.ExitCode;
import io.gatehouse.tls.CertificateEntry;
import io.gatehouse.tls.Expiry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code gatehouse certs}: lists every certificate that a configuration names, the one that ends first at the top. Ends with 1 if one
 * is due, with 2 if the configuration has errors; what can be read is listed even so.
 */
final class CertsCommand implements Command {
    private static final Comparator<CertificateEntry> SOONEST_FIRST = Comparator.comparing(CertificateEntry::notAfter)
            .thenComparing(each -> each.owners().get(0));

    private final Option<Path> config = Options.config();
    private final Option<Boolean> json = Options.json("How they are listed");
    private final Option<Optional<Duration>> expiring = Options.days(
            "--expiring", "List only those that end within so many days, or have ended; all of them are due.");

    @Override
    public String description() {
        return "List certificates: how long they are valid, and where they are used.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(config, json, expiring);
    }

    @Override
    public int run() throws IOException {
        Clock clock = Clock.systemUTC();
        Instant now = clock.instant();
        ConfigLoader.Inspected inspected = new ConfigLoader(config.value(), clock).inspect();
        @Nullable Duration window = expiring.value().orElse(null);
        List<CertificateEntry> entries = inspected.inventory().map(CertificateEntry::of).orElse(List.of()).stream()
                .filter(each -> window == null || endsWithin(each, window, now))
                .sorted(SOONEST_FIRST)
                .toList();
        long due = entries.stream()
                .filter(each -> window != null || isDue(each, now))
                .count();
        if (json.value()) {
            CertsJson.print(entries, due, now);
        } else {
            print(entries, due, now);
        }
        if (inspected.problems().hasErrors()) {
            List<Problem> problems = inspected.problems().all();
            Stderr.print(problems);
            return ExitCode.CONFIG;
        }
        return due > 0 ? ExitCode.DUE : ExitCode.OK;
    }

    private static boolean endsWithin(CertificateEntry entry, Duration window, Instant now) {
        return !entry.notAfter().isAfter(now.plus(window));
    }

    /** By windows that scale with the lifetime. */
    private static boolean isDue(CertificateEntry entry, Instant now) {
        return entry.state(now) != Expiry.OK;
    }

    private static void print(List<CertificateEntry> entries, long due, Instant now) {
        TextTable table = new TextTable("STATE", "DAYS", "NOT AFTER", "USE", "WHERE", "NAMES", "ISSUER", "SERIAL");
        for (CertificateEntry each : entries) {
            table.row(
                    each.state(now).label(),
                    Long.toString(each.daysLeft(now)),
                    each.notAfter().toString(),
                    each.role().label(),
                    shown(each.owners()),
                    shown(each.names()),
                    each.issuer(),
                    each.serial());
        }
        table.print(System.out);
        System.out.println(Stderr.count(entries.size(), "certificate") + ", " + due + " due");
    }

    private static String shown(List<String> all) {
        int more = all.size() - 1;
        return more > 0 ? all.get(0) + " (+" + more + ")" : all.get(0);
    }
}
