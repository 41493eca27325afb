package cyclo.data.ingest;

import static cyclo.data.engine.Engine.text;

import cyclo.common.CycloException;
import cyclo.common.Progress;
import cyclo.common.WorkFolder;
import cyclo.common.WorkFolder.StepNotes;
import cyclo.data.engine.Engine;
import cyclo.data.ingest.Source.Format;
import cyclo.data.ingest.Source.SourceColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The step {@code ingest}: source files become one Parquet file per source, rows that do not parse go to the quarantine. */
public final class Ingest {
    public static final String STEP = "ingest";
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

    private final Path project;
    private final List<Source> sources;
    private final long memory;

    /** @param memory bytes that the engine may use before it writes to the work folder */
    public Ingest(Path project, List<Source> sources, long memory) {
        this.project = project;
        this.sources = sources;
        this.memory = memory;
    }

    /** @throws CycloException usage for a file that cannot be read, refused when more rows are bad than allowed; then nothing is left */
    public void run(WorkFolder work) {
        work.write(STEP, notes -> {
            Map<String, Object> counts = new LinkedHashMap<>();
            List<String> refusals = new ArrayList<>();
            try (Engine engine = Engine.open(work.folder(), memory); Progress progress = Progress.start("ingest: rows", 0)) {
                for (Source source : sources) {
                    Quarantine quarantine = new Quarantine();
                    long rows = ingest(engine, source, notes, quarantine);
                    progress.add(rows);
                    Path bad = work.folder().resolve("quarantine").resolve(source.name() + ".csv");
                    quarantine.write(bad);
                    counts.put(source.name(), Map.of("rows", rows, "bad_rows", quarantine.count()));
                    LOG.info("ingested {}: {} rows, {} in quarantine", source.name(), rows, quarantine.count());
                    refusal(source, rows, quarantine, bad, refusals);
                }
            } catch (SQLException e) {
                throw CycloException.usage("Cannot ingest: %s.", e.getMessage(), e);
            }
            if (!refusals.isEmpty()) {
                throw CycloException.refused("%s", String.join(System.lineSeparator(), refusals));
            }
            notes.note("sources", counts);
        });
    }

    private long ingest(Engine engine, Source source, StepNotes notes, Quarantine quarantine) throws SQLException, IOException {
        engine.execute("SET TimeZone = " + text(source.zone().getId()));
        engine.execute("DROP TABLE IF EXISTS good");
        List<SourceFile> files = SourceFiles.find(project, source);
        files.forEach(SourceFile::requireWhole);
        boolean infer = source.columns().isEmpty() && files.get(0).format() != Format.PARQUET;
        Inference inference = new Inference(engine, source);
        if (infer) {
            for (SourceFile file : files) {
                inference.look(file);
            }
        }
        for (SourceFile file : files) {
            notes.input(file.path());
            RawTable raw = RawTable.of(engine, file);
            raw.read(quarantine);
            Map<String, String> types = engine.columns("raw");
            List<SourceColumn> columns = infer ? inference.columns() : source.columns().isEmpty() ? Inference.own(types) : source.columns();
            requireAll(file, types, columns);
            Conversion conversion = new Conversion(columns, types, source.text());
            quarantine(engine, raw, conversion, quarantine);
            keepGood(engine, file, conversion);
        }
        engine.execute("SET TimeZone = 'UTC'");
        long rows = engine.count("SELECT count(*) FROM good");
        if (rows == 0 && quarantine.count() == 0 && !source.allowEmpty()) {
            throw CycloException.usage("Cannot ingest source '%s': %s has a header and no rows. If that is fine, say 'allow_empty: true'.", source.name(),
                    files.stream().map(SourceFile::shown).collect(Collectors.joining(", ")));
        }
        engine.writeParquet("SELECT * FROM good", notes.folder().resolve(source.name() + ".parquet"));
        return rows;
    }

    private static void keepGood(Engine engine, SourceFile file, Conversion conversion) throws SQLException {
        String good = "SELECT %s FROM raw WHERE NOT (%s) ORDER BY %s".formatted(conversion.selectList(), conversion.anyBad(), RawTable.ROW);
        boolean first = engine.count("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'good'") == 0;
        try {
            engine.execute(first ? "CREATE TEMP TABLE good AS " + good : "INSERT INTO good BY NAME " + good);
        } catch (SQLException e) {
            throw CycloException.usage("Cannot ingest %s: it does not fit the files before it (%s). Declare the 'columns' of this source.", file.shown(),
                    e.getMessage().lines().findFirst().orElse(""), e);
        }
    }

    private static void quarantine(Engine engine, RawTable raw, Conversion conversion, Quarantine quarantine) throws SQLException {
        TreeMap<Long, Map<String, Object>> rows = new TreeMap<>();
        String bad = conversion.anyBad();
        String select = "SELECT %s, %s FROM raw WHERE %s ORDER BY 1 LIMIT %d".formatted(RawTable.ROW, conversion.badColumnAndReason(), bad, Quarantine.KEPT);
        for (Map<String, Object> row : conversion.mayFail() ? engine.rows(select) : List.<Map<String, Object>>of()) {
            rows.put(((Number) row.get(RawTable.ROW)).longValue(), row);
        }
        if (rows.size() == Quarantine.KEPT) {
            quarantine.addUnseen(engine.count("SELECT count(*) FROM raw WHERE " + bad) - rows.size());
        }
        raw.quarantine(rows, quarantine);
    }

    /** Files of one source with inferred types must agree on their columns. */
    private static void requireAll(SourceFile file, Map<String, String> types, List<SourceColumn> columns) {
        for (SourceColumn column : columns) {
            if (!types.containsKey(column.from())) {
                throw CycloException.usage("Cannot ingest source '%s': %s has no column '%s', another of its files has. Declare the 'columns' of this source.",
                        file.source().name(), file.shown(), column.from());
            }
        }
    }

    private static void refusal(Source source, long rows, Quarantine quarantine, Path file, List<String> refusals) {
        long all = rows + quarantine.count();
        if (quarantine.count() > source.badRows() * all) {
            refusals.add("Cannot ingest source '%s': %,d of %,d rows do not parse; allowed is a share of %s ('bad_rows'). The first: %s. All of them: %s"
                    .formatted(source.name(), quarantine.count(), all, source.badRows(), quarantine.first().sentence(), file));
        }
    }
}
