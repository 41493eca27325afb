package cyclo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.Env;
import cyclo.common.ExitCode;
import cyclo.common.Sha256;
import cyclo.common.WorkFolder;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureStore;
import cyclo.features.FeatureStoreConfig;
import cyclo.features.definitions.FeaturesFile;
import cyclo.features.definitions.Registry;
import cyclo.features.files.TableFiles;
import cyclo.features.offline.TableTarget;
import cyclo.models.ModelRegistry;
import cyclo.services.PostgresAddress;
import cyclo.services.TestServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole small project of another shape: two join keys, text keys, labels in a TSV, against a real PostgreSQL and an MLflow in memory. */
class TrainingIT {
    private static final Instant START = Instant.parse("2022-03-01T00:00:00Z");

    @TempDir Path project;
    private MemoryMlflow mlflow;
    private Env env;

    @BeforeEach void begin() throws IOException {
        mlflow = new MemoryMlflow();
        PostgresAddress postgres = TestServices.freshDatabase();
        env = Env.of(Map.of("POSTGRES_HOST", postgres.host(), "POSTGRES_PORT", String.valueOf(postgres.port()), "POSTGRES_DATABASE", postgres.database(),
                "POSTGRES_USER", postgres.user(), "POSTGRES_PASSWORD", postgres.password(), "CYCLO_HOME", project.resolve(".cyclo").toString(),
                "MLFLOW_TRACKING_URI", mlflow.uri()), project);
        Files.writeString(project.resolve("feature_store.yaml"), """
                project: shop
                provider: local
                registry: {registry_type: file, path: registry.db}
                offline_store: {type: postgres, host: "${POSTGRES_HOST}", port: ${POSTGRES_PORT}, database: "${POSTGRES_DATABASE}", db_schema: shop,
                  user: "${POSTGRES_USER}", password: "${POSTGRES_PASSWORD}", sslmode: disable}
                online_store: {type: redis, connection_string: 127.0.0.1:1}
                entity_key_serialization_version: 3
                """);
        Path features = Files.writeString(project.resolve("features.yaml"), """
                entities: [{name: shelf, join_keys: [{name: filiale, type: String}, {name: artikel, type: String}]}]
                sources:
                  - {name: stock_source, table: stock, timestamp_field: event_timestamp, created_timestamp_column: created}
                  - name: counted_source
                    query: "select filiale, artikel, event_timestamp, created, menge + 1000 as menge, preis from stock"
                    timestamp_field: event_timestamp
                    created_timestamp_column: created
                feature_views:
                  - {name: stock, entities: [shelf], ttl: 10d, source: stock_source, schema: [{name: menge, type: Int64}, {name: preis, type: Float64}]}
                  - {name: counted, entities: [shelf], ttl: 10d, source: counted_source,
                     schema: [{name: menge, type: Int64}, {name: preis, type: Float64}]}
                feature_services: [{name: sales_v1, features: [stock]}, {name: sales_v2, features: [counted]}]
                """);
        Registry.open(FeatureStoreConfig.read(project, env), Clock.systemUTC()).apply(FeaturesFile.read(features, "shop"), Sha256.of(features));
        load();
    }

    @AfterEach void end() {
        mlflow.close();
    }

    @Test void aGoodModelIsRegisteredOnceAndIsTheChampion() throws IOException {
        Training training = training("r2, at_least: 0.9", "first");
        Outcome first = run(training);
        assertThat(first.kind()).isEqualTo(Outcome.Kind.REGISTERED);
        assertThat(first.version()).isEqualTo("1");
        assertThat(mlflow.aliases).containsEntry("champion", "1");
        MemoryMlflow.Run run = mlflow.parents().get(0);
        assertThat(run.status).isEqualTo("FINISHED");
        assertThat(run.params).containsEntry("feature_service", "sales_v1").containsEntry("inputs", "menge,preis,filiale").containsEntry("seed", "3")
                .containsKeys("version.java", "version.tribuo", "version.xgboost", "best.trainer", "split.train_until");
        assertThat(run.metrics).containsKeys("test_rmse", "baseline_rmse", "validation_rmse", "rows_train", "seconds_train_model")
                .containsEntry("rows_that_change_as_known_then", 300.0);
        assertThat(run.tags).containsKeys("dataset_digest", "registry_digest", "training_file_sha256").containsEntry("outcome", "registered");
        assertThat(run.datasets).hasSize(1);
        assertThat(mlflow.runs).hasSize(1 + 4);
        assertThat(mlflow.artifacts).containsKeys("1/run0/artifacts/evaluation/report.html", "1/run0/artifacts/evaluation/metrics.json",
                "1/run0/artifacts/training.yaml", "1/models/m-10/MLmodel");
        assertThat(new String(mlflow.artifacts.get("1/run0/artifacts/evaluation/report.html"), java.nio.charset.StandardCharsets.UTF_8))
                .startsWith("<!doctype html>").contains("Gate passed", "<svg", "filiale: Chur in 1 row").doesNotContain("http://", "https://", "<script");

        Outcome second = run(training("r2, at_least: 0.9", "second"));
        assertThat(second.kind()).isEqualTo(Outcome.Kind.UNCHANGED);
        assertThat(second.modelDigest()).isEqualTo(first.modelDigest());
        assertThat(second.sentence()).isEqualTo("'shop_sales' stays at version 1: data set, training file, trainers and model are the same.");
        assertThat(mlflow.versions).hasSize(1);
    }

    @Test void aRefusedModelKeepsItsRunAndRegistersNothing() throws IOException {
        Outcome outcome = run(training("rmse, at_most: 0.0001", "strict"));
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.REFUSED);
        assertThat(outcome.sentence()).startsWith("Cannot register 'shop_sales': the gate refused the model, as rmse is ").contains("at most 1.0E-4 is asked");
        assertThat(mlflow.versions).isEmpty();
        assertThat(mlflow.parents().get(0).status).isEqualTo("FAILED");
        assertThat(mlflow.parents().get(0).tags).containsEntry("outcome", "refused");
    }

    @Test void aNewModelIsComparedWithTheChampionOnTheSameRows() throws IOException {
        run(training("r2, at_least: 0.9", "first"));
        Outcome weaker = run(training("rmse, not_worse_than_champion_by: 0.001}\n  - {metric: r2, at_least: -10", "second", "alpha: [1000.0]"));
        assertThat(weaker.kind()).isEqualTo(Outcome.Kind.REFUSED);
        assertThat(weaker.sentence()).contains("that of the champion").contains("worse by at most 0.001 is allowed");
        assertThat(mlflow.aliases).containsEntry("champion", "1");
    }

    @Test void aChampionOfAnotherServiceIsScoredOnItsOwnFeatures() throws IOException {
        run(training("r2, at_least: 0.9", "first"));
        Files.writeString(project.resolve("training.yaml"), Files.readString(project.resolve("training.yaml")).replace("sales_v1", "sales_v2"));
        Training other = new Training(project, TrainingFile.read(project.resolve("training.yaml")), WorkFolder.of(project.resolve("work"), "second"), env,
                Clock.systemUTC());
        run(other);
        assertThat(mlflow.parents().get(1).metrics.get("champion_rmse")).isEqualTo(mlflow.parents().get(0).metrics.get("test_rmse"));
    }

    @Test void aTrialThatGoesAstrayIsNoMoreThanTheWorst() throws IOException {
        Outcome outcome = run(astray("{trainer: elastic_net}"));
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.REGISTERED);
        assertThat(mlflow.runs.values()).extracting(run -> run.status).containsOnlyOnce("FAILED");
        assertThatThrownBy(() -> run(astray("{trainer: linear_sgd, settings: {learning_rate: 1.0e+307}}"))).isInstanceOf(CycloException.class)
                .hasMessage("Cannot train 'shop_sales': none of the 2 trials found a model, the last one because its weights grew beyond all numbers: "
                        + "a smaller learning_rate keeps them. Change candidates.settings.")
                .extracting(e -> ((CycloException) e).exitCode()).isEqualTo(ExitCode.REFUSED);
    }

    private Training astray(String other) throws IOException {
        training("r2, at_least: -100", "astray");
        Path file = project.resolve("training.yaml");
        Files.writeString(file, Files.readString(file).replaceFirst("(?s)candidates:.*search",
                "candidates:\n  - {trainer: linear_sgd, settings: {learning_rate: 1.0e+308}}\n  - " + other + "\nsearch"));
        return new Training(project, TrainingFile.read(file), WorkFolder.of(project.resolve("work"), "astray"), env, Clock.systemUTC());
    }

    @Test void stepsGoInTheirOrder() throws IOException {
        Training training = training("r2, at_least: 0.9", "alone");
        assertThatThrownBy(() -> new PrepareData().run(training)).isInstanceOf(CycloException.class).hasMessageContaining("run that step first");
        try (FeatureStore features = FeatureStore.open(project, env, Clock.systemUTC())) {
            new ExtractData(features).run(training);
        }
        Training changed = training("r2, at_least: 0.8", "alone");
        assertThatThrownBy(() -> new CheckData().run(changed)).hasMessageContaining("training.yaml has changed since. Run extract-data again.");
    }

    @Test void labelsBeforeAllFeaturesAreRefused() throws IOException {
        Files.writeString(project.resolve("labels.tsv"), Files.readString(project.resolve("labels.tsv")).replace("2022-", "2020-"));
        Training training = training("r2, at_least: 0.9", "early");
        Files.writeString(project.resolve("training.yaml"), Files.readString(project.resolve("training.yaml")).replace("2022-", "2020-"));
        Training early = new Training(project, TrainingFile.read(project.resolve("training.yaml")), training.work(), env, Clock.systemUTC());
        assertThatThrownBy(() -> run(early)).isInstanceOf(CycloException.class)
                .hasMessageContaining("no label has any feature: all 300 labels are before the first feature row")
                .extracting(e -> ((CycloException) e).exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(mlflow.runs).isEmpty();
    }

    @Test void aTrackingServerThatIsNotThereIsTold() throws IOException {
        Training training = training("r2, at_least: 0.9", "lost");
        mlflow.close();
        assertThatThrownBy(() -> run(training)).extracting(e -> ((CycloException) e).exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    }

    private Outcome run(Training training) {
        try (ModelRegistry registry = ModelRegistry.connect(env); FeatureStore features = FeatureStore.open(project, env, Clock.systemUTC())) {
            return Main.all(training, registry, features);
        }
    }

    private Training training(String rule, String runId) throws IOException {
        return training(rule, runId, "alpha: [0.001, 0.01, 1.0]");
    }

    private Training training(String rule, String runId, String alpha) throws IOException {
        Path file = Files.writeString(project.resolve("training.yaml"), """
                experiment: shop
                registered_model: shop_sales
                task: regression
                seed: 3
                labels: {file: labels.tsv, label: verkauft, event_timestamp: zeit}
                feature_service: sales_v1
                inputs: {also: [filiale]}
                split: {train_until: 2022-03-09T00:00:00Z, validation_until: 2022-03-11T00:00:00Z}
                candidates:
                  - {trainer: elastic_net, settings: {%s}}
                  - {trainer: boosted_trees, settings: {rounds: 40, min_child_weight: 5}}
                search: {method: grid, metric: rmse}
                evaluation: {slices: [filiale]}
                gate:
                  - {metric: %s}
                """.formatted(alpha, rule));
        return new Training(project, TrainingFile.read(file), WorkFolder.of(project.resolve("work"), runId), env, Clock.systemUTC());
    }

    /** 300 labels of 12 days, in a file with German names; sold = 2 menge - preis, and 5 more in Bern. All stock was written later than that. */
    private void load() throws IOException {
        Random random = new Random(9);
        List<Object> branches = new ArrayList<>();
        List<Object> articles = new ArrayList<>();
        List<Object> times = new ArrayList<>();
        List<Object> created = new ArrayList<>();
        List<Object> amounts = new ArrayList<>();
        List<Object> prices = new ArrayList<>();
        StringBuilder labels = new StringBuilder("zeit\tfiliale\tartikel\tverkauft\n");
        for (int i = 0; i < 300; i++) {
            Instant time = START.plusSeconds(3600L * i);
            long amount = random.nextInt(50);
            double price = random.nextInt(40) / 4.0;
            branches.add(i == 299 ? "Chur" : i % 3 == 0 ? "Bern" : "Genf");
            articles.add("00" + i % 10);
            times.add(time);
            created.add(Instant.parse("2022-06-01T00:00:00Z"));
            amounts.add(amount);
            prices.add(price);
            labels.append("%s\t%s\t%s\t%s%n".formatted(time.plusSeconds(60), branches.get(i), articles.get(i),
                    2 * amount - price + (i % 3 == 0 ? 5 : 0) + random.nextGaussian()));
        }
        Files.writeString(project.resolve("labels.tsv"), labels.toString());
        Path file = project.resolve("stock.parquet");
        TableFiles.write(Table.of(Column.of("filiale", ValueType.STRING, branches), Column.of("artikel", ValueType.STRING, articles),
                Column.of("event_timestamp", ValueType.UNIX_TIMESTAMP, times), Column.of("created", ValueType.UNIX_TIMESTAMP, created),
                Column.of("menge", ValueType.INT64, amounts), Column.of("preis", ValueType.DOUBLE, prices)), file);
        try (FeatureStore features = FeatureStore.open(project, env, Clock.systemUTC())) {
            TableTarget stock = new TableTarget("stock", List.of("filiale", "artikel"), "event_timestamp", Optional.of("created"), TableTarget.Mode.MERGE);
            features.offline().load(stock, file);
        }
    }
}
