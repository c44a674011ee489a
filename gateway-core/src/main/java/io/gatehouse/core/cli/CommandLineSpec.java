// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import io.gatehouse.core.os.ExitCode;
import io.gatehouse.core.os.Signals;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The command line as a whole. Built in code instead of by annotations, because reading annotations by reflection would be a
 * good part of the start-up time.
 */
public final class CommandLineSpec {
    private CommandLineSpec() {}

    /** Parses and runs; returns the exit code of the process. */
    public static int execute(Signals signals, String... args) {
        CommandSpec root = command("gatehouse", "A TLS-terminating reverse proxy gateway.", () -> ExitCode.USAGE);
        root.addSubcommand("run", RunCommand.spec(signals));
        root.addSubcommand("check", CheckCommand.spec());
        root.addSubcommand("explain", ExplainCommand.spec());
        root.addSubcommand("lint", LintCommand.spec());
        root.addSubcommand("plan", PlanCommand.spec());
        root.addSubcommand("reload", ReloadCommand.spec());
        root.addSubcommand("confirm", ConfirmCommand.spec());
        root.addSubcommand("certs", CertsCommand.spec());
        root.addSubcommand("demo", DemoCommand.spec(signals));
        root.addSubcommand("version", VersionCommand.spec());
        CommandLine line = new CommandLine(root);
        if (args.length == 0) {
            line.usage(System.err);
        }
        return line.execute(args);
    }

    /** A command with {@code --help}, whose action gives the exit code. */
    static CommandSpec command(String name, String description, Callable<Integer> action) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(action).name(name).mixinStandardHelpOptions(false);
        spec.usageMessage().description(description).sortOptions(false);
        spec.addOption(CommandLine.Model.OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
        spec.exitCodeOnInvalidInput(ExitCode.USAGE).exitCodeOnExecutionException(ExitCode.FAILED);
        return spec;
    }
}
