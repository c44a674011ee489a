// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import io.gatehouse.config.Problem;
import io.gatehouse.config.Severity;
import io.gatehouse.core.lint.Lint;
import io.gatehouse.core.lint.Sarif;
import io.gatehouse.core.load.ConfigLoader;
import io.gatehouse.core.os.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code gatehouse lint}: looks at a configuration and its certificates by every rule. Findings go to standard output. Ends with 2 if
 * there is an error, or a warning under {@code --strict}.
 */
final class LintCommand implements Command {
    private final Option<Path> config = Options.config();
    private final Option<String> format =
            Options.choice("--format", "How findings are printed", List.of("text", "json", "sarif"));
    private final Option<Boolean> strict = Options.flag("--strict", "Fail because of warnings too.");
    private final Option<Optional<Duration>> days = Options.days(
            "--days",
            "Warn of certificates and CRLs that end within so many days (default: a quarter of their"
                    + " lifetime, 30 days at most).");

    @Override
    public String description() {
        return "Look for what is wrong, weak or about to end, in the configuration and its certificates.";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(config, format, strict, days);
    }

    @Override
    public int run() throws IOException {
        Clock clock = Clock.systemUTC();
        List<Problem> findings = Lint.look(new ConfigLoader(config.value(), clock), clock.instant(), days.value());
        boolean fails = fails(findings, strict.value());
        switch (format.value()) {
            case "json" -> ProblemJson.print(findings, !fails);
            case "sarif" -> JsonOutput.print(json -> Sarif.write(json, findings));
            default -> print(findings, System.out);
        }
        return fails ? ExitCode.CONFIG : ExitCode.OK;
    }

    private static boolean fails(List<Problem> findings, boolean strict) {
        return findings.stream()
                .anyMatch(each -> each.severity() == Severity.ERROR || (strict && each.severity() == Severity.WARNING));
    }

    /** Each finding as {@code check} prints a problem, its rule at the end of the first line; then one line that counts them. */
    private static void print(List<Problem> findings, PrintStream out) {
        for (Problem each : findings) {
            String text = each.toString();
            int end = text.indexOf('\n');
            String first = end < 0 ? text : text.substring(0, end);
            out.println(first + " [" + each.rule() + "]" + text.substring(first.length()));
        }
        out.println(count(findings, Severity.ERROR) + ", " + count(findings, Severity.WARNING) + ", "
                + count(findings, Severity.INFO));
    }

    private static String count(List<Problem> findings, Severity severity) {
        long n = findings.stream().filter(each -> each.severity() == severity).count();
        return Stderr.count(n, severity == Severity.INFO ? "note" : severity.label());
    }
}
