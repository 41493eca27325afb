package cyclo.features.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.table.ValueType;
import cyclo.features.DataSource;
import cyclo.features.Definitions;
import cyclo.features.FeatureView;
import cyclo.features.Projection;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeaturesFileTest {
    @Test void anEntityWithSeveralKeysIsOneFeastEntityForEach() {
        Definitions definitions = Golden.definitions("p", """
                entities:
                  - {name: route, join_keys: [{name: origin, type: String}, {name: dest, type: String}]}
                sources: [{name: s, table: t, timestamp_field: ts}]
                feature_views:
                  - {name: v, entities: [route], source: s, ttl: 30d, schema: [{name: f, type: Float64}]}
                """);
        assertThat(definitions.entities()).extracting(entity -> entity.name() + " " + entity.joinKey().name()).containsExactly("route_origin origin",
                "route_dest dest");
        FeatureView view = definitions.view("v");
        assertThat(view.entities()).containsExactly("route_origin", "route_dest");
        assertThat(view.joinKeyNames()).containsExactly("origin", "dest");
        assertThat(view.ttl()).isEqualTo(Duration.ofDays(30));
        assertThat(view.online()).isTrue();
    }

    @Test void sourcesAreTablesQueriesFilesAndTablesWithoutTime() {
        Definitions definitions = Golden.definitions("p", """
                sources:
                  - {name: a, table: schema.t, timestamp_field: ts, field_mapping: {raw: nice}}
                  - {name: b, query: select 1, timestamp_field: ts, created_timestamp_column: made}
                  - {name: c, file: data/x.parquet, timestamp_field: ts}
                  - {name: d, table: t, static: true}
                  - {name: e, table: t, constant_time: "2013-01-01T00:00:00Z"}
                """);
        assertThat(definitions.sources()).extracting(DataSource::origin).containsExactly(new DataSource.Table("schema.t"), new DataSource.Query("select 1"),
                new DataSource.File(java.nio.file.Path.of("data/x.parquet")), new DataSource.Static("t", Instant.EPOCH),
                new DataSource.Static("t", Instant.parse("2013-01-01T00:00:00Z")));
        assertThat(definitions.sources().get(0).columnOf("nice")).isEqualTo("raw");
        assertThat(definitions.sources().get(1).createdColumn()).contains("made");
        assertThat(definitions.sources().get(3).timestampField()).isEqualTo("event_timestamp");
    }

    @Test void aServiceTakesWholeViewsOrSomeOfTheirFeatures() {
        Definitions definitions = Golden.definitions("p");
        assertThat(definitions.service("driver_activity_v1").projections().get(0).features()).containsExactly("conv_rate", "avg_daily_trips");
        assertThat(definitions.service("driver_activity_v2").projections()).extracting(Projection::alias).containsExactly(Optional.of("ds_alias"),
                Optional.empty());
        assertThat(definitions.service("driver_activity_v2").projections().get(1).features()).containsExactly("conv_rate_plus_val1", "conv_rate_plus_val2");
        assertThat(definitions.view("driver_types").features()).extracting(field -> field.type()).contains(ValueType.FLOAT_LIST,
                ValueType.STRING_LIST, ValueType.UNIX_TIMESTAMP);
    }

    @Test void everyFaultIsToldAtOnceWithItsLine() {
        assertThatThrownBy(() -> Golden.definitions("p", """
                entities:
                  - {name: driver, join_keys: [{name: driver_id, type: Int46}]}
                  - {name: driver, join_keys: [{name: id, type: Float64}]}
                sources:
                  - {name: s, table: t, timestamp_feild: ts}
                  - {name: two words, table: t, query: select 1, timestamp_field: ts}
                push_sources:
                  - {name: p, batch_source: t}
                feature_views:
                  - {name: v, entities: [drivr], source: s, ttl: 1500ms, schema: [{name: f, type: Float64}, {name: f, type: Bool}]}
                  - {name: V, entities: [driver], source: q, schema: [{name: driver_id, type: Int64}]}
                on_demand_views:
                  - name: o
                    sources: [v]
                    request: [{name: r, type: String}]
                    features:
                      - {name: a, type: Float64, expression: g + 1}
                      - {name: b, type: Float64, expression: "hour(r)"}
                      - {name: c, type: Float64, expression: "f +"}
                feature_services:
                  - {name: one, features: [v, w, {view: o, features: [z]}]}
                  - {name: none}
                views: []
                """)).isInstanceOf(CycloException.class).satisfies(e -> assertThat(e.getMessage()).contains(
                "features.yaml:2: 'Int46' is not a type. Did you mean 'Int64'?",
                "features.yaml:3: the entity 'driver' is declared twice",
                "features.yaml:3: join key 'id' is Float64",
                "features.yaml:5: unknown key 'sources.timestamp_feild'. Did you mean 'timestamp_field'?",
                "features.yaml:5: source 's' has no timestamp_field: name the column that tells when its values were known, or say static: true",
                "features.yaml:6: 'two words' is not a name",
                "features.yaml:6: source 'two words' must have one of table, query and file, and has two",
                "features.yaml:8: there is no source 't'",
                "features.yaml:10: there is no entity 'drivr'. Did you mean 'driver'?",
                "features.yaml:10: 'ttl' must be whole seconds",
                "features.yaml:10: the name 'f' is used twice in 'schema'",
                "features.yaml:11: there is no source 'q'",
                "features.yaml:11: feature 'driver_id' has the name of a join key",
                "features.yaml:11: the views 'v' and 'V' differ only in case",
                "features.yaml:17: expression of 'a': there is no 'g'",
                "features.yaml:18: expression of 'b': write hour(time, 'America/New_York')",
                "features.yaml:19: expression of 'c':",
                "features.yaml:21: there is no view 'w'",
                "features.yaml:21: view 'o' has no feature 'z'",
                "features.yaml:22: feature service 'none' has no features",
                "features.yaml:23: unknown key 'views'"));
    }

    @Test void aLifetimeThatTheRegistryCannotHoldIsRefused() {
        assertThatThrownBy(() -> Golden.definitions("p", """
                sources:
                  - {name: s, table: t, timestamp_field: ts}
                feature_views:
                  - {name: v, source: s, ttl: 99999999999d, schema: [{name: f, type: Float64}]}
                """)).hasMessageContaining("features.yaml:4: 'ttl' is longer than the 10,000 years");
    }

    @Test void anEmptyFileIsRefusedRatherThanTakenForTheWishToRemoveAll() {
        assertThatThrownBy(() -> Golden.definitions("p", "")).isInstanceOf(CycloException.class)
                .hasMessage("Cannot use features.yaml: it declares nothing. To remove project 'p' from the registry: feature-server teardown.");
    }
}
