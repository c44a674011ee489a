// SPDX-License-Identifier: Apache-2.0
package io.gatehouse.core.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** Reads what stands behind the name of a command, by Commons CLI, which knows the forms of options. */
final class Arguments {
    private Arguments() {}

    /**
     * Gives the options their values.
     *
     * @return whether {@code --help} is among the arguments
     * @throws MisuseException if something is unknown, missing, too much or not understood
     */
    static boolean askForHelp(List<String> args, List<Option<?>> options) throws MisuseException {
        Option<Boolean> help = Options.help();
        List<Option<?>> all = new ArrayList<>(options);
        all.add(help);
        org.apache.commons.cli.CommandLine line = parse(args, all);
        Set<String> given = new HashSet<>();
        for (org.apache.commons.cli.Option each : line.getOptions()) {
            Option<?> option = named(each.getLongOpt(), all);
            if (!given.add(option.name())) {
                throw new MisuseException(option.name() + ": given twice (expected: once)");
            }
            read(option, each.getValue(option.name()));
        }
        if (!help.value() && !line.getArgList().isEmpty()) {
            throw new MisuseException("'" + line.getArgList().get(0) + "' (expected: options only)");
        }
        return help.value();
    }

    private static org.apache.commons.cli.CommandLine parse(List<String> args, List<Option<?>> all)
            throws MisuseException {
        Exact exact = new Exact();
        for (Option<?> each : all) {
            String letter = each.letter() == null ? null : each.letter().substring(1);
            exact.addOption(new org.apache.commons.cli.Option(
                    letter, each.name().substring(2), each.label() != null, each.description()));
        }
        DefaultParser parser = DefaultParser.builder()
                .setAllowPartialMatching(false)
                .setStripLeadingAndTrailingQuotes(false)
                .get();
        try {
            return parser.parse(exact, args.toArray(new String[0]));
        } catch (MissingArgumentException e) {
            Option<?> option = named(e.getOption().getLongOpt(), all);
            throw new MisuseException(option.name() + ": no value (expected: " + option.label() + ")");
        } catch (UnrecognizedOptionException e) {
            throw unknown(e.getOption(), all);
        } catch (ParseException e) {
            throw new MisuseException(String.valueOf(e.getMessage()));
        }
    }

    private static void read(Option<?> option, String text) throws MisuseException {
        try {
            option.read(text);
        } catch (IllegalArgumentException e) {
            throw new MisuseException(option.name() + ": " + e.getMessage());
        }
    }

    /** Commons CLI says the same of an option that does not exist and of a value for a switch. */
    private static MisuseException unknown(String argument, List<Option<?>> all) {
        List<String> names = new ArrayList<>();
        for (Option<?> each : all) {
            if (argument.startsWith(each.name() + "=")) {
                String value = argument.substring(each.name().length() + 1);
                return new MisuseException(each.name() + ": '" + value + "' (expected: no value)");
            }
            names.add(each.name());
        }
        return new MisuseException("'" + argument + "' is no option (expected: " + String.join(", ", names) + ")");
    }

    /** The option with this name, which is without hyphens. */
    private static Option<?> named(String name, List<Option<?>> all) {
        for (Option<?> each : all) {
            if (each.name().equals("--" + name)) {
                return each;
            }
        }
        throw new IllegalStateException(name);
    }

    /** Commons CLI would take {@code -config} and {@code -live} for {@code --config} and {@code --live}. */
    private static final class Exact extends org.apache.commons.cli.Options {
        private static final long serialVersionUID = 1;

        @Override
        public boolean hasLongOption(String name) {
            return name.startsWith("--") && super.hasLongOption(name);
        }

        @Override
        public boolean hasShortOption(String letter) {
            return letter.length() == 1 && super.hasShortOption(letter);
        }
    }

    /** The arguments are not what the command takes. */
    static final class MisuseException extends Exception {
        private static final long serialVersionUID = 1;

        MisuseException(String why) {
            super(why, null, false, false);
        }
    }
}
