package cyclo.data.check;

import cyclo.common.AtomicFiles;
import cyclo.common.CycloException;
import cyclo.common.Json;
import cyclo.common.Progress;
import cyclo.common.Sha256;
import cyclo.common.WorkFolder;
import cyclo.data.engine.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The step {@code check}: every check, whatever the others found, then one report of all. */
public final class CheckTables {
    public static final String STEP = "check";
    public static final String JSON = "checks.json";
    public static final String HTML = "report.html";
    private static final Logger LOG = LoggerFactory.getLogger(CheckTables.class);

    private final List<Check> checks;
    private final List<String> tables;
    private final Clock clock;
    private final long memory;

    /**
     * @param tables the tables to describe, in the order of the report; those that checks name are added
     * @param memory bytes that the engine may use before it writes to the work folder
     */
    public CheckTables(List<Check> checks, List<String> tables, Clock clock, long memory) {
        this.checks = checks;
        this.tables = tables;
        this.clock = clock;
        this.memory = memory;
    }

    /**
     * @param transformed the step whose tables are checked
     * @throws CycloException refused when a check of severity error is broken; the report is there all the same
     */
    public List<Finding> run(WorkFolder work, String project, String transformed) {
        Path folder = work.read(transformed);
        List<Finding> findings = new ArrayList<>();
        work.write(STEP, notes -> {
            Instant now = clock.instant();
            LastRun last = LastRun.read(work);
            try (Engine engine = Engine.open(work.folder(), memory); Progress progress = Progress.start("check: checks", checks.size())) {
                CheckedTables checked = new CheckedTables(engine, now, last);
                for (String table : allTables(folder, engine)) {
                    work.read(transformed, table + ".parquet");
                    checked.add(table);
                }
                for (Check check : checks) {
                    findings.add(checked.run(check));
                    progress.add(1);
                }
                write(notes.folder(), project, work.runId(), now, checked, findings);
            } catch (SQLException e) {
                throw CycloException.usage("Cannot check: %s.", e.getMessage(), e);
            }
            notes.note("passed", findings.stream().noneMatch(Finding::blocks));
            notes.note("checked", Sha256.of(folder.resolve("step.json")));
        });
        tell(findings, work.read(STEP).resolve(HTML));
        return findings;
    }

    /** All tables of the step are there for SQL; those named are described. */
    private List<String> allTables(Path folder, Engine engine) throws SQLException, IOException {
        List<String> described = new ArrayList<>(tables);
        try (var files = java.nio.file.Files.list(folder)) {
            TreeSet<String> names = files.map(file -> file.getFileName().toString()).filter(file -> file.endsWith(".parquet"))
                    .map(file -> file.replaceFirst("\\.parquet$", "")).collect(Collectors.toCollection(TreeSet::new));
            for (String name : names) {
                engine.view(name, folder.resolve(name + ".parquet"));
            }
        }
        checks.forEach(check -> check.tables().stream().filter(table -> !described.contains(table)).forEach(described::add));
        return described;
    }

    private static void write(Path folder, String project, String run, Instant now, CheckedTables checked, List<Finding> findings) {
        Map<String, Object> profiles = new LinkedHashMap<>();
        checked.profiles().forEach(profile -> profiles.put(profile.table(), profile.json()));
        List<Map<String, Object>> results = findings.stream().map(CheckTables::json).toList();
        boolean passed = findings.stream().noneMatch(Finding::blocks);
        AtomicFiles.write(folder.resolve(JSON), Json.pretty(Map.of("project", project, "run", run, "at", now.toString(), "passed", passed,
                "checks", results, "tables", profiles)));
        AtomicFiles.write(folder.resolve(HTML), new HtmlReport(project, run, now, findings, checked.profiles()).html());
    }

    private static Map<String, Object> json(Finding finding) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("check", finding.rule().kind());
        json.put("title", finding.rule().title());
        json.put("table", finding.rule().table());
        json.put("severity", finding.rule().severity().name().toLowerCase(java.util.Locale.ROOT));
        json.put("passed", finding.passed());
        json.put("violations", finding.violations());
        json.put("says", finding.says());
        json.put("examples", finding.examples());
        return json;
    }

    private static void tell(List<Finding> findings, Path report) {
        List<Finding> broken = findings.stream().filter(finding -> !finding.passed()).toList();
        broken.stream().filter(finding -> !finding.blocks())
                .forEach(finding -> LOG.warn("check '{}': {}", finding.rule().title(), finding.says()));
        LOG.info("checked: {} of {} checks hold, report in {}", findings.size() - broken.size(), findings.size(), report);
        List<Finding> blocking = broken.stream().filter(Finding::blocks).toList();
        if (!blocking.isEmpty()) {
            String lines = blocking.stream().map(finding -> "  %s: %s".formatted(finding.rule().title(), finding.says()))
                    .collect(Collectors.joining(System.lineSeparator()));
            throw CycloException.refused("%s", "Cannot load this data: %d of %d checks failed. Report: %s%n%s".formatted(
                    blocking.size(), findings.size(), report, lines));
        }
    }
}
