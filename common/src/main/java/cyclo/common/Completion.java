package cyclo.common;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The verb {@code completion} of every program: a script that completes its verbs, options and their values in a shell. */
@Command(name = "completion", mixinStandardHelpOptions = true,
        description = {"Prints a script that completes these commands in a shell.",
            "To use it now: source <(PROGRAM completion bash). ./cyclo completion does so for all programs."})
final class Completion implements Callable<Integer> {
    enum Shell { BASH, ZSH }

    /** @param words verbs and options with what they do @param files of a positional argument: any, folder or empty */
    private record Place(Map<String, String> words, String files) {}

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash or zsh")
    private Shell shell;

    private final Map<String, Place> places = new LinkedHashMap<>();
    /** Path and option to the words that may follow, or {@code *files}, {@code *folders}. */
    private final Map<String, String> values = new LinkedHashMap<>();

    @Override public Integer call() {
        CommandLine program = spec.commandLine().getParent();
        visit("", program);
        String name = program.getCommandName();
        spec.commandLine().getOut().print(shell == Shell.BASH ? bash(name) : zsh(name));
        spec.commandLine().getOut().flush();
        return ExitCode.DONE.code();
    }

    private void visit(String path, CommandLine command) {
        Map<String, String> words = new LinkedHashMap<>();
        command.getSubcommands().forEach((name, inner) -> {
            words.put(name, first(inner.getCommandSpec().usageMessage().description()));
            visit(path + "/" + name, inner);
        });
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (!option.hidden()) {
                words.put(option.longestName(), first(option.description()));
                if (option.arity().max() > 0) {
                    for (String name : option.names()) {
                        values.put(path + " " + name, values(option));
                    }
                }
            }
        }
        String files = "";
        for (ArgSpec argument : command.getCommandSpec().positionalParameters()) {
            String follow = values(argument);
            files = follow.startsWith("*") ? follow : files;
            if (!follow.isEmpty() && !follow.startsWith("*")) {
                for (String word : follow.split(" ")) {
                    words.put(word, argument.paramLabel());
                }
            }
        }
        places.put(path, new Place(words, files));
    }

    private static String values(ArgSpec argument) {
        if (argument.completionCandidates() != null) {
            return StreamSupport.stream(argument.completionCandidates().spliterator(), false)
                    .map(word -> argument.type().isEnum() ? word.toLowerCase(Locale.ROOT) : word).collect(Collectors.joining(" "));
        }
        boolean folder = argument.paramLabel().equals("DIR");
        boolean file = argument.type() == Path.class || argument.type() == File.class || argument.paramLabel().equals("FILE");
        return folder ? "*folders" : file ? "*files" : "";
    }

    private static String first(String[] description) {
        return description.length == 0 ? "" : description[0].replaceFirst("(?s)(\\.\\s|\\.$|[;:(\\[]).*", "").strip();
    }

    private String bash(String name) {
        String function = function(name);
        StringBuilder script = new StringBuilder("""
                # bash completion of %1$s
                %2$s() { %2$s_from 1; }
                %2$s_from() {
                  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} path="" words="" kind="" i IFS=$' \\t\\n'
                  for ((i = $1; i < COMP_CWORD; i++)); do
                    case "$path/${COMP_WORDS[i]}" in
                """.formatted(name, function));
        script.append(verbs());
        script.append("    esac\n  done\n  case \"$path $before\" in\n");
        values.forEach((option, follow) -> script.append("    \"%s\") kind=value words=\"%s\" ;;\n".formatted(option, follow)));
        script.append("  esac\n  [ -n \"$kind\" ] || case \"$path\" in\n");
        places.forEach((path, place) -> script.append("    \"%s\") words=\"%s\" kind=\"%s\" ;;\n".formatted(path, String.join(" ", place.words().keySet()),
                place.files())));
        return script.append("""
                  esac
                  COMPREPLY=()
                  case "$words $kind" in
                    "*folders value") compopt -o filenames 2>/dev/null; IFS=$'\\n'; COMPREPLY=($(compgen -d -- "$word")) ;;
                    "*files value") compopt -o filenames 2>/dev/null; IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$word")) ;;
                    *)
                      COMPREPLY=($(compgen -W "$words" -- "$word"))
                      case "$kind" in "*"*) case "$word" in -*) ;; *)
                        compopt -o filenames 2>/dev/null; IFS=$'\\n'; COMPREPLY+=($(compgen -f -- "$word")) ;; esac ;;
                      esac
                      ;;
                  esac
                }
                complete -F %1$s %2$s
                """.formatted(function, name)).toString();
    }

    private String zsh(String name) {
        String function = function(name);
        StringBuilder script = new StringBuilder("""
                #compdef %1$s
                %2$s() { %2$s_from 2; }
                %2$s_from() {
                  local path_="" kind="" i
                  local -a found
                  for ((i = $1; i < CURRENT; i++)); do
                    case "$path_/${words[i]}" in
                """.formatted(name, function));
        script.append(verbs().replace("path=", "path_=").replace("$path/", "$path_/").replace("COMP_WORDS", "words"));
        script.append("    esac\n  done\n  case \"$path_ ${words[CURRENT-1]}\" in\n");
        values.forEach((option, follow) -> script.append("    \"%s\") %s; return ;;\n".formatted(option,
                follow.equals("*folders") ? "_files -/" : follow.equals("*files") ? "_files" : follow.isEmpty() ? "_message value" : "compadd -- " + follow)));
        script.append("  esac\n  case \"$path_\" in\n");
        places.forEach((path, place) -> script.append("    \"%s\") found=(%s)%s ;;\n".formatted(path, place.words().entrySet().stream()
                .map(word -> "'%s:%s'".formatted(word.getKey().replace(":", "\\:"), word.getValue().replace("'", "'\\''"))).collect(Collectors.joining(" ")),
                place.files().isEmpty() ? "" : "; kind=files")));
        return script.append("""
                  esac
                  _describe '%1$s' found
                  [ -z "$kind" ] || _files
                }
                (( $+functions[compdef] )) && compdef %2$s %1$s
                """.formatted(name, function)).toString();
    }

    /** Walks from a verb to the verbs under it. */
    private String verbs() {
        List<String> verbs = new ArrayList<>(places.keySet());
        verbs.remove("");
        return verbs.isEmpty() ? "" : "      %s) path=\"$path/${COMP_WORDS[i]}\" ;;\n".formatted(String.join("|", verbs));
    }

    private static String function(String name) {
        return "_cyclo_" + name.replaceAll("[^A-Za-z0-9]", "_");
    }
}
