package cyclo.featureserver.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.table.Column;
import cyclo.common.table.Table;
import cyclo.common.table.ValueType;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureStore;
import cyclo.features.OnlineFeatures;
import cyclo.featureserver.audit.AuditReport.Result;
import cyclo.featureserver.http.GoldenProject;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditIT {
    private static final Clock THAT_DAY = Clock.fixed(Instant.parse("2024-01-02T01:00:00Z"), ZoneOffset.UTC);
    private static final List<String> FEATURES = List.of("driver_stats:conv_rate", "driver_stats:avg_daily_trips", "transformed_conv_rate:conv_rate_plus_val1");
    @TempDir private Path folder;

    @Test void whatWasReadIsWhatTheOfflineStoreKnewAndADifferenceIsCounted() throws Exception {
        try (FeatureStore store = GoldenProject.open(folder.resolve("project"), THAT_DAY)) {
            FeatureSelection wanted = store.features(FEATURES, false);
            Table entities = Table.of(Column.of("driver_id", ValueType.INT64, Arrays.asList(1001L, 1001L, 4242L, null)),
                    Column.of("val_to_add", ValueType.INT64, List.of(1L, 2L, 3L, 4L)), Column.of("val_to_add_2", ValueType.INT64, List.of(1L, 1L, 1L, 1L)));
            Path kept = folder.resolve("sample");
            OnlineFeatures found = store.online(entities, wanted);
            try (ReadSample sample = ReadSample.in(kept, 1, THAT_DAY)) {
                sample.answered(wanted, entities, found, THAT_DAY.instant());
            }
            AuditReport equal = new ReadAudit(store).run(kept);
            assertThat(equal.reads()).isEqualTo(1);
            assertThat(equal.features()).containsOnlyKeys(FEATURES);
            assertThat(equal.features().values()).allSatisfy(results -> assertThat(results.get(Result.EQUAL)).isEqualTo(4));

            // The same read, as if online the first row had another value, the second none, and the third, of whom nothing is known, had one.
            SampledRead read = SampledRead.parse(Files.readString(kept.resolve("reads.jsonl")).strip());
            byte[] nothing = {};
            List<List<byte[]>> wrong = read.answered().stream().map(values -> List.of(other(values.get(0)), nothing, values.get(0), nothing)).toList();
            Files.writeString(kept.resolve("reads.jsonl"), new SampledRead(read.at(), read.features(), read.given(), wrong).line() + "\n{half a li",
                    StandardOpenOption.TRUNCATE_EXISTING);
            AuditReport report = new ReadAudit(store).run(kept);
            System.out.printf("audit: %d reads, %d left out: %s%n", report.reads(), report.leftOut(), report.features());
            assertThat(report.leftOut()).isEqualTo(1);
            assertThat(report.features().get("driver_stats:conv_rate")).containsEntry(Result.EQUAL, 1L).containsEntry(Result.MISMATCH, 1L)
                    .containsEntry(Result.MISSING, 1L).containsEntry(Result.EXTRA, 1L);
            assertThat(report.prometheus()).contains("cyclo_online_audit_values{feature=\"driver_stats:conv_rate\",result=\"mismatch\"} 1\n");

            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            try (RepeatedAudit repeated = new RepeatedAudit(new ReadAudit(store), kept, meters)) {
                repeated.run();
            }
            assertThat(meters.get("cyclo_online_audit_values").tags("feature", "driver_stats:conv_rate", "result", "extra").gauge().value()).isEqualTo(1);
        }
    }

    private static byte[] other(byte[] value) {
        byte[] other = value.clone();
        other[other.length - 1] ^= 1;
        return other;
    }

    @Test void theSampleIsBoundedAndAPartOfAll() throws Exception {
        try (FeatureStore store = GoldenProject.open(folder.resolve("project"), THAT_DAY)) {
            FeatureSelection wanted = store.features(FEATURES.subList(0, 1), false);
            Table entities = Table.of(Column.of("driver_id", ValueType.INT64, List.of(1001L)));
            OnlineFeatures found = store.online(entities, wanted);
            Path kept = folder.resolve("sample");
            try (ReadSample sample = new ReadSample(kept, 0.1, THAT_DAY, 5_000)) {
                for (int i = 0; i < 5_000; i++) {
                    sample.answered(wanted, entities, found, THAT_DAY.instant());
                }
            }
            assertThat(Files.size(kept.resolve("reads.jsonl"))).isLessThanOrEqualTo(5_000);
            assertThat(Files.size(kept.resolve("reads.1.jsonl"))).isLessThanOrEqualTo(5_000);
            AuditReport report = new ReadAudit(store).run(kept);
            assertThat(report.reads()).isBetween(10L, 100L);
            assertThat(report.features().get("driver_stats:conv_rate")).containsEntry(Result.EQUAL, report.reads());
        }
    }

    @Test void withoutASampleItSaysHowToKeepOne() throws Exception {
        try (FeatureStore store = GoldenProject.open(folder.resolve("project"), THAT_DAY)) {
            assertThatThrownBy(() -> new ReadAudit(store).run(folder)).isInstanceOf(CycloException.class).hasMessageContaining("--audit-sample 0.01");
            assertThatThrownBy(() -> ReadSample.in(folder, 1.5, THAT_DAY)).hasMessageContaining("above 0 and up to 1");
        }
    }
}
