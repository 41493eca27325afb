package cyclo.common;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;

/**
 * Runs a program's commands (picocli): results on standard output, errors as one sentence on standard error, and an exit
 * code of {@link ExitCode}. A {@code Main} is {@code System.exit(new Program("name", new Main()).run(args))}.
 */
public final class Program {
    /** What a byte becomes that is no letter of the encoding. */
    private static final char UNREADABLE = '\uFFFD';

    private final CommandLine commands;
    private final String name;
    /** By verb; empty for the program itself. */
    private final Map<String, Function<Env, ?>> footers = new LinkedHashMap<>();

    public Program(String name, Object main) {
        this.name = name;
        this.commands = new CommandLine(main);
        commands.setCommandName(name);
        if (!commands.getSubcommands().isEmpty()) {
            commands.addSubcommand(new Completion());
        }
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setColorScheme(CommandLine.Help.defaultColorScheme(Terminal.ink().coloured() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        commands.getCommandSpec().versionProvider(new Version(name, main.getClass()));
        commands.setExitCodeExceptionMapper(Program::exitCode);
        commands.setExecutionExceptionHandler((exception, command, parsed) -> {
            Exception told = expected(exception);
            tell(command.getErr(), told);
            return exitCode(told);
        });
        commands.setParameterExceptionHandler((exception, arguments) -> {
            CommandLine command = exception.getCommandLine();
            command.getErr().println(Terminal.errorInk().red(exception.getMessage()));
            if (exception instanceof CommandLine.UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
                Suggestion.closest(unmatched.getUnmatched().get(0), names(command))
                        .ifPresent(known -> command.getErr().printf("Did you mean '%s'?%n", known));
            }
            command.getErr().printf("See '%s --help'.%n", command.getCommandSpec().qualifiedName());
            return ExitCode.USAGE.code();
        });
    }

    /** Adds the settings that {@code settings} declares to the foot of every {@code --help}. */
    public Program settings(Function<Env, ?> settings) {
        footers.put("", settings);
        commands.getSubcommands().keySet().forEach(verb -> footers.put(verb, settings));
        return this;
    }

    /** As {@link #settings(Function)}, where only one verb reads them. */
    public Program settings(String verb, Function<Env, ?> settings) {
        footers.put(verb, settings);
        return this;
    }

    /** Only when help is asked for: it looks at the terminal. */
    private void prepareHelp() {
        int width = Math.max(80, Math.min(120, Terminal.columns()));
        commands.setUsageHelpWidth(width);
        footers.forEach((verb, settings) -> (verb.isEmpty() ? commands : commands.getSubcommands().get(verb)).getCommandSpec().usageMessage()
                .footer(table(Env.describe(settings), width)));
    }

    /** Names on the left, what they are on the right. */
    private static String[] table(List<Env.Setting> declared, int width) {
        int names = declared.stream().mapToInt(setting -> setting.name().length()).max().orElse(0);
        List<String> lines = new ArrayList<>(List.of("", "Settings, from the environment or .cyclo/services.env:"));
        for (Env.Setting setting : declared) {
            StringBuilder line = new StringBuilder("  " + setting.name() + " ".repeat(names - setting.name().length() + 1));
            for (String word : (setting.description() + (setting.defaultValue().isEmpty() ? "" : " [" + setting.defaultValue() + "]")).split(" ")) {
                if (line.length() + 1 + word.length() >= width) {
                    lines.add(line.toString().replace("%", "%%"));
                    line = new StringBuilder(" ".repeat(names + 3));
                }
                line.append(' ').append(word);
            }
            lines.add(line.toString().replace("%", "%%"));
        }
        return lines.toArray(String[]::new);
    }

    public int run(String... arguments) {
        // Until a verb knows its project's folder for logs: never to standard output, which is the result.
        Logging.configure(name, Optional.empty());
        // Results are read by programs too: a number looks the same on every machine.
        Locale.setDefault(Locale.ROOT);
        if (arguments.length == 0 || Stream.of(arguments).anyMatch(word -> word.matches("help|--help|-[a-zA-Z]*h[a-zA-Z]*"))) {
            prepareHelp();
        }
        if (arguments.length == 0) {
            commands.usage(commands.getErr());
            return ExitCode.USAGE.code();
        }
        if (String.join("", arguments).indexOf(UNREADABLE) >= 0) {
            commands.getErr().println(Terminal.errorInk().red(
                    "Cannot read the arguments: the locale's encoding (%s) lacks some of their letters. Set LC_ALL=C.UTF-8.".formatted(fileNames())));
            return ExitCode.USAGE.code();
        }
        int code = commands.execute(arguments);
        if (code != ExitCode.DONE.code()) {
            tellLauncher();
        }
        return code;
    }

    private static String fileNames() {
        return System.getProperty("sun.jnu.encoding", "unknown");
    }

    /** The launcher keeps the classes of a first run for the next ones; a run that failed has seen too few of them. */
    private static void tellLauncher() {
        String archive = System.getProperty("cyclo.archive", "");
        if (!archive.isEmpty()) {
            try {
                Files.createFile(Path.of(archive + ".failed"));
            } catch (IOException e) {
                LoggerFactory.getLogger(Program.class).debug("cannot mark {} as incomplete", archive, e);
            }
        }
    }

    private static List<String> names(CommandLine command) {
        List<String> names = new ArrayList<>(command.getSubcommands().keySet());
        command.getCommandSpec().options().forEach(option -> names.addAll(List.of(option.names())));
        return names;
    }

    /** What the system refused of a file is told as such wherever it happens: no bug, but a disk or a right to mend. */
    private static Exception expected(Exception exception) {
        if (exception instanceof InvalidPathException path) {
            return CycloException.usage("Cannot use the path '%s': %s. The locale's encoding is %s; for names beyond it set LC_ALL=C.UTF-8.",
                    path.getInput(), path.getReason(), fileNames(), path);
        }
        IOException fault = exception instanceof UncheckedIOException unchecked ? unchecked.getCause() : exception instanceof IOException io ? io : null;
        return fault instanceof FileSystemException || FileFault.isDiskFull(exception)
                ? CycloException.usage("Cannot go on: %s.", fault == null ? "no space is left on a disk; free some" : FileFault.why(fault), exception)
                : exception;
    }

    private void tell(PrintWriter err, Exception exception) {
        if (exception instanceof CycloException expected) {
            err.println(Terminal.errorInk().red(expected.getMessage()));
            LoggerFactory.getLogger(name).debug("{}", expected.getMessage(), expected);
        } else {
            err.println("This is a bug in " + name + ", please report it: " + exception);
            exception.printStackTrace(err);
        }
    }

    private static int exitCode(Throwable exception) {
        return (exception instanceof CycloException expected ? expected.exitCode() : ExitCode.BUG).code();
    }

    private record Version(String name, Class<?> main) implements IVersionProvider {
        @Override public String[] getVersion() {
            String version = main.getPackage().getImplementationVersion();
            return new String[] {name + " " + (version == null ? "(not packaged)" : version),
                "Java " + System.getProperty("java.version")};
        }
    }
}
