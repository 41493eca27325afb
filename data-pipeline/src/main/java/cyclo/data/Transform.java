package cyclo.data;

import static cyclo.data.engine.Engine.name;

import cyclo.common.CycloException;
import cyclo.common.Progress;
import cyclo.common.Suggestion;
import cyclo.common.WorkFolder;
import cyclo.data.Pipeline.SqlStep;
import cyclo.data.Pipeline.Target;
import cyclo.data.engine.Engine;
import cyclo.data.engine.OutputTypes;
import cyclo.data.ingest.Ingest;
import cyclo.data.ingest.Source;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The step {@code transform}: the SQL steps, in their order, each into one Parquet file. */
public final class Transform {
    public static final String STEP = "transform";
    private static final Logger LOG = LoggerFactory.getLogger(Transform.class);

    private final Pipeline pipeline;
    private final long memory;

    /** @param memory bytes that the engine may use before it writes to the work folder */
    public Transform(Pipeline pipeline, long memory) {
        this.pipeline = pipeline;
        this.memory = memory;
    }

    /** @throws CycloException (usage) with the step, where its SQL stands and what the engine says of it */
    public void run(WorkFolder work) {
        work.write(STEP, notes -> {
            Map<String, Object> counts = new LinkedHashMap<>();
            try (Engine engine = Engine.open(work.folder(), memory); Progress progress = Progress.start("transform: rows", 0)) {
                for (Source source : pipeline.sources()) {
                    Path ingested = work.read(Ingest.STEP, source.name() + ".parquet");
                    engine.view(source.name(), ingested);
                    notes.input(ingested);
                    if (pipeline.outputs().contains(source.name())) {
                        String all = "SELECT * FROM " + name(source.name());
                        counts.put(source.name(), write(engine, source.name(), all, notes.folder(), Pipeline.FILE));
                    }
                }
                for (SqlStep step : pipeline.steps()) {
                    long rows = write(engine, step.name(), step.sql(), notes.folder(), step.origin());
                    progress.add(rows);
                    counts.put(step.name(), rows);
                    LOG.info("made {}: {} rows", step.name(), rows);
                }
                for (Target target : pipeline.targets()) {
                    requireColumns(engine, target);
                }
            } catch (SQLException e) {
                throw CycloException.usage("Cannot transform: %s.", e.getMessage(), e);
            }
            notes.note("rows", counts);
        });
    }

    private static long write(Engine engine, String step, String sql, Path folder, String origin) throws SQLException {
        String select = sql.strip().replaceFirst("(\\s*;)+$", "");
        Path file = folder.resolve(step + ".parquet");
        try {
            engine.writeParquet(OutputTypes.select(engine, step, "(" + select + "\n)"), file);
        } catch (SQLException e) {
            throw CycloException.usage("Cannot run step '%s' (%s): %s%n%s", step, origin, withoutOverloads(e.getMessage()), inputs(engine), e);
        }
        engine.view(step, file);
        return engine.count("SELECT count(*) FROM " + name(step));
    }

    /** The engine's list of all functions of that name says less than the columns that it was called with. */
    private static String withoutOverloads(String message) {
        return message.replaceFirst("(?s)\\s*Candidate functions:.*?\\n\\s*\\n", "\n\n").strip();
    }

    /** The tables that a step may read, with their columns as they must be written. */
    private static String inputs(Engine engine) throws SQLException {
        StringBuilder text = new StringBuilder("The steps before it and the sources gave:");
        for (Map<String, Object> view : engine.rows("SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY view_oid")) {
            String table = name((String) view.get("view_name"));
            StringJoiner columns = new StringJoiner(", ", "%n  %s(".formatted(table), ")");
            engine.columns(table).forEach((column, type) -> columns.add(name(column) + " " + type));
            text.append(columns);
        }
        return text.toString();
    }

    private static void requireColumns(Engine engine, Target target) throws SQLException {
        Map<String, String> columns = engine.columns(name(target.from()));
        Map<String, String> wanted = new LinkedHashMap<>();
        target.table().keys().forEach(key -> wanted.put(key, "keys"));
        if (!target.table().eventTime().isEmpty()) {
            wanted.put(target.table().eventTime(), "event_time");
        }
        target.table().created().ifPresent(created -> wanted.put(created, "created"));
        wanted.forEach((column, role) -> {
            if (!columns.containsKey(column)) {
                throw CycloException.usage("Cannot fill table '%s': its %s names column '%s', which '%s' does not have.%s", target.table().table(), role,
                        column, target.from(), Suggestion.sentence(column, columns.keySet()));
            }
            if (!role.equals("keys") && !columns.get(column).equals("TIMESTAMP WITH TIME ZONE")) {
                throw CycloException.usage("Cannot fill table '%s': its %s '%s' is %s; a time is needed. Cast it in the SQL of '%s'.", target.table().table(),
                        role, column, columns.get(column), target.from());
            }
        });
    }
}
