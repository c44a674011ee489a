// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.core.os.ExitCode;
import io.gatehouse.core.os.Signals;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    static final List<String> COMMANDS = CommandLine.COMMANDS;

    private static final Signals SIGNALS = Signals.install();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Some some = new Some();

    @Test
    void anOptionHasItsDefaultIfItIsNotGiven() {
        assertThat(some()).isEqualTo(7);

        assertThat(some.config.value()).isEqualTo(Path.of("conf/gateway.yaml"));
        assertThat(some.name.value()).isEmpty();
        assertThat(some.file.value()).isEmpty();
        assertThat(some.live.value()).isFalse();
        assertThat(some.format.value()).isEqualTo("text");
        assertThat(some.within.value()).isEmpty();
        assertThat(some.days.value()).isEmpty();
        assertThat(some.against.value()).isEmpty();
    }

    @Test
    void anOptionTakesItsValueAsTheNextArgument() {
        String[] args = {
            "--live",
            "--config",
            "a.yaml",
            "--name",
            "b",
            "--file",
            "c.pem",
            "--format",
            "json",
            "--within",
            "5m",
            "--days",
            "30d",
            "--against",
            "d.yaml"
        };

        assertThat(some(args)).isEqualTo(7);
        assertAllGiven();
    }

    @Test
    void anOptionTakesItsValueBehindAnEqualsSign() {
        String[] args = {
            "--config=a.yaml",
            "--name=b",
            "--file=c.pem",
            "--format=json",
            "--within=300s",
            "--days=30",
            "--against=d.yaml",
            "--live"
        };

        assertThat(some(args)).isEqualTo(7);
        assertAllGiven();
    }

    private void assertAllGiven() {
        assertThat(some.config.value()).isEqualTo(Path.of("a.yaml"));
        assertThat(some.name.value()).contains("b");
        assertThat(some.file.value()).contains(Path.of("c.pem"));
        assertThat(some.live.value()).isTrue();
        assertThat(some.format.value()).isEqualTo("json");
        assertThat(some.within.value()).contains(Duration.ofMinutes(5));
        assertThat(some.days.value()).contains(Duration.ofDays(30));
        assertThat(some.against.value()).contains(Path.of("d.yaml"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3600s", "60m", "1h"})
    void anHourCanBeWrittenInEachUnit(String time) {
        assertThat(some("--within", time)).isEqualTo(7);

        assertThat(some.within.value()).contains(Duration.ofHours(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-c x.yaml", "-c=x.yaml", "-cx.yaml"})
    void theLetterOfConfigTakesAValueToo(String args) {
        assertThat(some(args.split(" ", -1))).isEqualTo(7);
        assertThat(some.config.value()).isEqualTo(Path.of("x.yaml"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"quoted\"", "a=b", "-5", "-", "two words", "-x"})
    void anyTextIsAValueAsItIs(String text) {
        assertThat(some("--name", text)).isEqualTo(7);
        assertThat(some.name.value()).contains(text);

        assertThat(some("--name=" + text)).isEqualTo(7);
        assertThat(some.name.value()).contains(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --bogus             | '--bogus' is no option (expected: --config, --name, --file, --live, --format, --within, --days, --against, --help)
            --bogus=x           | '--bogus=x' is no option (expected: --config,
            --conf x            | '--conf' is no option (expected: --config,
            --conf=x            | '--conf=x' is no option (expected: --config,
            -live               | '-live' is no option (expected: --config,
            -name=x             | '-name=x' is no option (expected: --config,
            -x                  | '-x' is no option (expected: --config,
            --config            | --config: no value (expected: FILE)
            -c                  | --config: no value (expected: FILE)
            --name --live       | --name: no value (expected: HOST)
            --live=true         | --live: 'true' (expected: no value)
            --help=x            | --help: 'x' (expected: no value)
            --name a --name b   | --name: given twice (expected: once)
            -c a --config=a     | --config: given twice (expected: once)
            --live --live       | --live: given twice (expected: once)
            a b                 | 'a' (expected: options only)
            --live false        | 'false' (expected: options only)
            -- --live           | '--live' (expected: options only)
            --config=           | --config: '' (expected: a file)
            --file=             | --file: '' (expected: a file)
            --against=          | --against: '' (expected: a file)
            --format xml        | --format: 'xml' (expected: text, json)
            --format=           | --format: '' (expected: text, json)
            --format JSON       | --format: 'JSON' (expected: text, json)
            --within 5          | --within: '5' (expected: a time such as 60s or 5m)
            --within 0s         | --within: '0s' (expected: a time such as 60s or 5m)
            --within 61m        | --within: '61m' (expected: an hour at most)
            --within 2h         | --within: '2h' (expected: an hour at most)
            --days x            | --days: 'x' (expected: a number of days, such as 30d)
            --days=-5           | --days: '-5' (expected: a number of days, such as 30d)
            """)
    void whatACommandDoesNotTakeIsSaidAndEndsItWithSixtyFour(String args, String message) {
        assertThat(some(args.split(" ", -1))).isEqualTo(ExitCode.USAGE).isEqualTo(64);

        assertThat(err()).startsWith("gatehouse some: " + message).endsWith("; see 'gatehouse some --help'\n");
        assertThat(err().lines()).hasSize(1);
        assertThat(out()).isEmpty();
    }

    /** No command line has a zero octet; what the locale lacks is refused in the same way. */
    @ParameterizedTest
    @CsvSource({"check, --config", "explain, --client-cert", "plan, --against"})
    void aPathThatTheSystemCannotHaveIsAMistakeInUse(String command, String option) {
        assertThat(execute(command, option, "a\0b")).isEqualTo(ExitCode.USAGE);

        assertThat(err())
                .startsWith("gatehouse " + command + ": " + option + ": '")
                .contains("(expected: a path in ");
        assertThat(err().lines()).hasSize(1);
    }

    @Test
    void whatRunsCanBeNamed() {
        assertThat(some("--against", "running")).isEqualTo(7);
        assertThat(some.against.value()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"runn", "RUN", "", "help", "--bogus", "--config=run"})
    void anUnknownCommandIsAnsweredWithTheKnownOnes(String name) {
        assertThat(execute(name, "--config", "a.yaml")).isEqualTo(ExitCode.USAGE);

        assertThat(err())
                .isEqualTo("gatehouse: '" + name + "' is no command (expected: run, check, explain, lint, plan, reload,"
                        + " confirm, certs, demo, version); see 'gatehouse --help'\n");
        assertThat(out()).isEmpty();
    }

    @Test
    void withoutACommandTheHelpIsAnError() {
        assertThat(execute()).isEqualTo(ExitCode.USAGE);

        assertThat(err()).startsWith("Usage: gatehouse COMMAND [OPTIONS]\n");
        assertThat(out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h"})
    void theHelpNamesAllCommands(String help) {
        assertThat(execute(help)).isEqualTo(ExitCode.OK);

        assertThat(out()).startsWith("""
                        Usage: gatehouse COMMAND [OPTIONS]
                        A TLS-terminating reverse proxy gateway.

                          run      Run the gateway in the foreground.
                          check    Check a configuration with all its files.
                        """).endsWith("""
                          version  Print the versions of Gatehouse and of what it runs on.

                        'gatehouse COMMAND --help' shows the options of a command.
                        """);
        for (String each : COMMANDS) {
            assertThat(out()).containsOnlyOnce("\n  " + each + " ");
        }
        assertThat(err()).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("COMMANDS")
    void eachCommandHasAHelpWithAllItsOptions(String name) {
        assertThat(execute(name, "--help")).isEqualTo(ExitCode.OK);

        Command command = requireNonNull(CommandLine.command(name, SIGNALS));
        assertThat(out())
                .startsWith("Usage: gatehouse " + name + " [OPTIONS]\n")
                .contains("-h, --help");
        for (Option<?> each : command.options()) {
            assertThat(out()).contains(" " + each.name());
        }
        assertThat(out().lines()).allMatch(line -> line.length() <= 80 && line.equals(line.stripTrailing()));
        assertThat(err()).isEmpty();
    }

    @Test
    void theHelpOfACommandShowsLabelsDefaultsAndWhatStandsBelow() {
        assertThat(execute("run", "-h")).isEqualTo(ExitCode.OK);

        assertThat(out()).isEqualTo("""
                        Usage: gatehouse run [OPTIONS]
                        Run the gateway in the foreground.

                          -c, --config=FILE     The gateway.yaml to load (default: conf/gateway.yaml).
                              --log-level=WORD  The least that is logged: info, debug, warn, error
                                                (default: info).
                          -h, --help            Show this help.

                        SIGHUP reloads the configuration. SIGTERM and SIGINT finish what runs, then end;
                        a second one cuts what runs.
                        """);
    }

    @Test
    void helpIsShownAlsoAmongOtherArguments() {
        assertThat(execute("check", "--config", "a.yaml", "--help", "b")).isEqualTo(ExitCode.OK);

        assertThat(out()).startsWith("Usage: gatehouse check ");
    }

    @Test
    void aFaultOfACommandEndsItWithOneAndShowsWhere() {
        Command faulty = new Some() {
            @Override
            public int run() throws IOException {
                throw new IOException("disk");
            }
        };

        assertThat(execute("some", faulty, List.of())).isEqualTo(ExitCode.FAILED);
        assertThat(err()).startsWith("java.io.IOException: disk\n\tat " + CommandLineTest.class.getName());
    }

    @Test
    void outputThatIsLostIsAFailureOfACommandThatWentWell() {
        PrintStream full = new PrintStream(new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("no space left");
            }
        });
        full.print("some output");

        assertThat(CommandLine.execute("good", new Ending(ExitCode.OK), List.of(), full, print(err)))
                .isEqualTo(ExitCode.FAILED);
        assertThat(err())
                .isEqualTo("gatehouse good: standard output is full or was closed: not all could be written\n");
        assertThat(CommandLine.execute("bad", new Ending(ExitCode.CONFIG), List.of(), full, print(err)))
                .isEqualTo(ExitCode.CONFIG);
    }

    private int execute(String... args) {
        return CommandLine.execute(SIGNALS, List.of(args), print(out), print(err));
    }

    private int execute(String name, Command command, List<String> args) {
        return CommandLine.execute(name, command, args, print(out), print(err));
    }

    /** What the command that has everything ends with. */
    private int some(String... args) {
        some = new Some();
        return execute("some", some, List.of(args));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    /** Ends with a code. */
    private record Ending(int code) implements Command {
        @Override
        public String description() {
            return "Ends.";
        }

        @Override
        public List<Option<?>> options() {
            return List.of();
        }

        @Override
        public int run() {
            return code;
        }
    }

    /** Has an option of each kind; ends with 7. */
    private static class Some implements Command {
        final Option<Path> config = Options.config();
        final Option<Optional<String>> name = Options.text("--name", "HOST", "A name.");
        final Option<Optional<Path>> file = Options.file("--file", "A file.");
        final Option<Boolean> live = Options.flag("--live", "A switch.");
        final Option<String> format = Options.choice("--format", "A form", List.of("text", "json"));
        final Option<Optional<Duration>> within = Options.seconds("--within", "A time.");
        final Option<Optional<Duration>> days = Options.days("--days", "Some days.");
        final Option<Optional<Path>> against = Options.runningOrFile("--against", "A file, or what runs.");

        @Override
        public String description() {
            return "Has it all.";
        }

        @Override
        public List<Option<?>> options() {
            return List.of(config, name, file, live, format, within, days, against);
        }

        @Override
        public int run() throws IOException {
            return 7;
        }
    }
}
