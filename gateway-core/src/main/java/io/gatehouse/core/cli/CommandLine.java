// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import io.gatehouse.core.admin.AdminException;
import io.gatehouse.core.os.ExitCode;
import io.gatehouse.core.os.Signals;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command line as a whole: finds the command, and makes only that one, because the others would cost time at start. */
public final class CommandLine {
    /** In the order of the help. */
    static final List<String> COMMANDS =
            List.of("run", "check", "explain", "lint", "plan", "reload", "confirm", "certs", "demo", "version");

    private CommandLine() {}

    /** Does what the arguments say; returns the exit code of the process. */
    public static int execute(Signals signals, String... args) {
        return execute(signals, List.of(args), System.out, System.err);
    }

    /** As {@link #execute(Signals, String...)}, with help and misuse printed to {@code out} and {@code err}. */
    static int execute(Signals signals, List<String> args, PrintStream out, PrintStream err) {
        if (args.isEmpty()) {
            err.print(HelpText.of(signals));
            return ExitCode.USAGE;
        }
        String name = args.get(0);
        if (name.equals("--help") || name.equals("-h")) {
            out.print(HelpText.of(signals));
            return ExitCode.OK;
        }
        Command command = command(name, signals);
        if (command == null) {
            err.println("gatehouse: '" + name + "' is no command (expected: " + String.join(", ", COMMANDS)
                    + "); see 'gatehouse --help'");
            return ExitCode.USAGE;
        }
        return execute(name, command, args.subList(1, args.size()), out, err);
    }

    /** Reads the options of a command and runs it. */
    static int execute(String name, Command command, List<String> args, PrintStream out, PrintStream err) {
        try {
            if (Arguments.askForHelp(args, command.options())) {
                out.print(HelpText.of(name, command));
                return ExitCode.OK;
            }
            int code = command.run();
            if (command.isAnsweredByOutput() && out.checkError()) {
                err.println("gatehouse " + name + ": standard output is full or was closed: not all could be written");
                return code == ExitCode.OK ? ExitCode.FAILED : code;
            }
            return code;
        } catch (Arguments.MisuseException e) {
            err.println("gatehouse " + name + ": " + e.getMessage() + "; see 'gatehouse " + name + " --help'");
            return ExitCode.USAGE;
        } catch (AdminAddress.UnknownException e) {
            err.println("gatehouse: " + e.getMessage());
            return ExitCode.USAGE;
        } catch (AdminException e) {
            err.println("gatehouse: " + e.getMessage());
            return ExitCode.FAILED;
        } catch (Exception e) {
            e.printStackTrace(err); // commands tell what can go wrong: this is a fault of ours
            return ExitCode.FAILED;
        }
    }

    /** A new command of this name; null if there is none. */
    static @Nullable Command command(String name, Signals signals) {
        return switch (name) {
            case "run" -> new RunCommand(signals);
            case "check" -> new CheckCommand();
            case "explain" -> new ExplainCommand();
            case "lint" -> new LintCommand();
            case "plan" -> new PlanCommand();
            case "reload" -> new ReloadCommand();
            case "confirm" -> new ConfirmCommand();
            case "certs" -> new CertsCommand();
            case "demo" -> new DemoCommand(signals);
            case "version" -> new VersionCommand();
            default -> null;
        };
    }
}
