package cyclo.data;

import cyclo.common.CycloException;
import cyclo.common.Program;
import cyclo.features.types.ColumnCast;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** data-pipeline: files become tables, tables are checked and loaded into the offline store, features go online. */
@Command(name = "data-pipeline", description = "Brings a project's files into the feature store: data.yaml says how.", mixinStandardHelpOptions = true,
        subcommands = {Main.IngestVerb.class, Main.TransformVerb.class, Main.CheckVerb.class, Main.LoadVerb.class, Main.MaterializeVerb.class,
            Main.RunVerb.class})
public final class Main {
    static final String PROGRAM = "data-pipeline";

    public static void main(String[] args) {
        System.exit(new Program(PROGRAM, new Main()).settings(DataSettings::from).run(args));
    }

    @Command(name = "ingest", mixinStandardHelpOptions = true,
            description = "Reads the source files into Parquet; rows that do not parse go to a quarantine file, too many of them stop the run (exit 3).")
    static final class IngestVerb extends Verb {
        @Override void run() {
            ingest();
        }
    }

    @Command(name = "transform", description = "Runs the SQL steps on what ingest left.", mixinStandardHelpOptions = true)
    static final class TransformVerb extends Verb {
        @Override void run() {
            transform();
        }
    }

    @Command(name = "check", description = "Checks the tables and writes a report; a failed check of severity error stops the run (exit 3).",
            mixinStandardHelpOptions = true)
    static final class CheckVerb extends Verb {
        @Override void run() {
            check();
        }
    }

    @Command(name = "load", description = "Loads checked tables into the offline store; again is the same as once.", mixinStandardHelpOptions = true)
    static final class LoadVerb extends Verb {
        @Override void run() {
            load();
        }
    }

    @Command(name = "materialize", mixinStandardHelpOptions = true,
            description = "Brings the newest features online. Without --start and --end: the interval in data.yaml, "
                    + "else from where the last run ended until now.")
    static final class MaterializeVerb extends Verb {
        @Option(names = "--start", paramLabel = "INSTANT", description = "first moment, such as 2013-01-01T00:00:00Z [from where the last run ended]")
        private String start;

        @Option(names = "--end", paramLabel = "INSTANT", description = "last moment [in data.yaml, else now]")
        private String end;

        @Option(names = "--view", paramLabel = "NAME", description = "only this feature view; may be given several times")
        private List<String> views = List.of();

        @Override void run() {
            materialize(views, instant("--start", start), instant("--end", end));
        }

        @Override boolean usesWorkFolder() {
            return false;
        }

        private static Optional<Instant> instant(String option, String text) {
            try {
                return text == null ? Optional.empty() : Optional.of(ColumnCast.instant(text));
            } catch (IllegalArgumentException e) {
                throw CycloException.usage("Cannot use %s %s.", option, e.getMessage(), e);
            }
        }
    }

    @Command(name = "run", description = "All steps in order: ingest, transform, check, load, materialize.", mixinStandardHelpOptions = true)
    static final class RunVerb extends Verb {
        @Override void run() {
            ingest();
            transform();
            check();
            load();
            materialize(List.of(), Optional.empty(), Optional.empty());
        }
    }
}
