package cyclo.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.Env;
import cyclo.features.FeatureStoreConfig.FileRegistryConfig;
import cyclo.features.FeatureStoreConfig.SqlRegistryConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureStoreConfigTest {
    private static final String SQL = """
            project: flights
            provider: local
            registry:
              registry_type: sql
              path: "postgresql+psycopg://${POSTGRES_USER}:${POSTGRES_PASSWORD}@${POSTGRES_HOST}:5433/registry"
              cache_ttl_seconds: 60
            offline_store:
              type: postgres
              host: "${POSTGRES_HOST}"
              port: 5433
              database: cyclo
              db_schema: flights
              user: "${POSTGRES_USER}"
              password: "${POSTGRES_PASSWORD}"
              sslmode: disable
            online_store:
              type: redis
              connection_string: "${REDIS_CONNECTION_STRING}"
            entity_key_serialization_version: 3
            """;

    @TempDir Path folder;

    @Test void feastsOwnFileIsReadWithItsVariables() throws IOException {
        FeatureStoreConfig config = read(SQL, Map.of("POSTGRES_HOST", "db", "POSTGRES_USER", "me", "POSTGRES_PASSWORD", "p%40ss",
                "REDIS_CONNECTION_STRING", "r:6380,password=a=b,ssl=true,db=2"));
        assertThat(config.project()).isEqualTo("flights");
        assertThat(config.registry()).isEqualTo(new SqlRegistryConfig(new PostgresConfig("db", 5433, "registry", "public", "me", "p@ss", "prefer"),
                Duration.ofSeconds(60), true));
        assertThat(config.offline()).isEqualTo(new PostgresConfig("db", 5433, "cyclo", "flights", "me", "p%40ss", "disable"));
        assertThat(config.online().nodes()).containsExactly(new RedisConfig.Node("r", 6380));
        assertThat(config.online().password()).contains("a=b");
        assertThat(config.online().tls().on()).isTrue();
        assertThat(config.online().database()).isEqualTo(2);
        assertThat(config.toString()).doesNotContain("p@ss", "p%40ss", "a=b");
    }

    @Test void aVariableThatIsNotSetIsNamedWithTheWayOut() {
        assertThatThrownBy(() -> read("# ${NOBODY} needs this\n" + SQL, Map.of("POSTGRES_USER", "me", "POSTGRES_PASSWORD", "x")))
                .isInstanceOf(CycloException.class).hasMessageContaining("POSTGRES_HOST, REDIS_CONNECTION_STRING are not set")
                        .hasMessageContaining("./cyclo up")
                .hasMessageNotContaining("NOBODY");
    }

    @Test void aFileRegistryLiesInTheProject() throws IOException {
        FeatureStoreConfig config = read("""
                project: p
                registry: data/registry.db
                provider: local
                offline_store: {type: postgres, host: h, database: d, db_schema: Shop, user: u, password: x}
                online_store: {type: redis}
                """, Map.of());
        assertThat(config.registry()).isEqualTo(new FileRegistryConfig(folder.resolve("data/registry.db"), Duration.ofSeconds(600)));
        assertThat(((PostgresConfig) config.offline()).port()).isEqualTo(5432);
        assertThat(((PostgresConfig) config.offline()).schema()).as("as PostgreSQL and Feast take it").isEqualTo("shop");
        assertThat(config.online().nodes()).containsExactly(new RedisConfig.Node("localhost", 6379));
    }

    @Test void faultsAreToldTogether() {
        assertThatThrownBy(() -> read("""
                project: my-project
                registry: {registry_type: sql, path: "mysql://x"}
                offline_store: {type: bigquery, database: d, user: u, password: p, tabel: x}
                online_store: {type: redis, connection_string: "redis:abc"}
                entity_key_serialization_version: 2
                """, Map.of())).isInstanceOf(CycloException.class)
                .hasMessageContaining("feature_store.yaml:1: 'project' is 'my-project'").hasMessageContaining("only PostgreSQL is known here")
                .hasMessageContaining("'bigquery': this version knows postgres and duckdb").hasMessageContaining("unknown key 'offline_store.tabel'")
                .hasMessageContaining("the port 'abc' is not a whole number").hasMessageContaining("must be 3");
    }

    @Test void historyMayLieInFilesOfTheProject() throws IOException {
        for (String type : List.of("duckdb", "feast.infra.offline_stores.duckdb.DuckDBOfflineStore")) {
            FeatureStoreConfig config = read("""
                    project: p
                    registry: registry.db
                    offline_store: {type: %s, staging_location: "s3://bucket/staging", staging_location_endpoint_override: "http://localhost:9000"}
                    online_store: {type: redis}
                    """.formatted(type), Map.of());
            assertThat(config.offline()).isEqualTo(new DuckDbConfig(folder));
        }
    }

    @Test void certificatesAreThoseOfTheFile() throws IOException {
        PostgresConfig offline = (PostgresConfig) read("""
                project: p
                registry: {registry_type: sql, path: "postgresql://u:p@h/d?sslmode=verify-full&sslrootcert=/ca.pem&connect_timeout=5&options=-csearch_path%3DReg"}
                offline_store: {type: postgres, host: h, database: d, user: u, password: p, sslrootcert_path: /etc/ca.pem, sslcert_path: c.pem, sslkey_path: k.pem}
                online_store: {type: redis}
                """, Map.of()).offline();
        assertThat(offline.tls()).isEqualTo(new PostgresTls("require", Optional.of("/etc/ca.pem"), Optional.of("c.pem"), Optional.of("k.pem")));
        assertThat(offline.properties()).containsEntry("sslrootcert", "/etc/ca.pem").containsEntry("sslcert", "c.pem").containsEntry("sslkey", "k.pem")
                .as("libpq checks the server where it is given authorities").containsEntry("sslmode", "verify-ca");
        PostgresConfig registry = ((SqlRegistryConfig) FeatureStoreConfig.read(folder, Env.of(Map.of(), folder)).registry()).database();
        assertThat(registry.tls()).isEqualTo(new PostgresTls("verify-full", Optional.of("/ca.pem"), Optional.empty(), Optional.empty()));
        assertThat(registry.schema()).isEqualTo("reg");
    }

    @Test void everyKeyOfFeastsFileHasItsPlace() throws IOException {
        FeatureStoreConfig config = read("""
                project: p
                project_description: words
                provider: local
                registry: {registry_type: sql, path: "postgresql+psycopg2://u:p@h/d", read_path: "postgresql+psycopg://u:p@replica/d", cache_ttl_seconds: 5,
                  cache_mode: thread, purge_feast_metadata: true, sqlalchemy_config_kwargs: {echo: false, pool_pre_ping: true}, schema_mode: verify,
                  thread_pool_executor_worker_count: 2, serve_features_while_materializing: true, enable_online_feature_view_versioning: false}
                offline_store: {type: postgres, host: h, port: 5432, database: d, db_schema: s, user: u, password: p, sslmode: disable,
                  entity_select_mode: embed_query, min_conn: 1, max_conn: 10, conn_type: pool, keepalives_idle: 30}
                online_store: {type: feast.infra.online_stores.redis.RedisOnlineStore, redis_type: redis, connection_string: "h:6379", key_ttl_seconds: 60,
                  full_scan_for_deletion: false, skip_dedup: false, client: redis, sentinel_master: mymaster}
                batch_engine: {type: local}
                feature_server: {type: local, enabled: true, metrics: {enabled: true}}
                auth: {type: no_auth}
                flags: {alpha_features: true}
                materialization: {pull_latest_features: true, online_write_batch_size: 500}
                coerce_tz_aware: true
                openlineage: {enabled: false}
                mlflow: {enabled: false}
                data_quality_monitoring: {auto_baseline: true}
                embedding_model: {model: m}
                entity_key_serialization_version: 3
                """, Map.of());
        assertThat(((SqlRegistryConfig) config.registry()).createTables()).isFalse();
        assertThat(config.online().keyTtl()).contains(Duration.ofSeconds(60));
        assertThat(config.materialization()).isEqualTo(new MaterializationConfig(true, 500));
    }

    @Test void whatWouldBeReadOtherwiseIsRefused() {
        assertThatThrownBy(() -> read("""
                project: p
                registry: {registry_type: sql, path: "postgresql://u:p@h/d?service=prod", enable_online_feature_view_versioning: true, schema_mode: never}
                offline_store: {type: postgres, host: h, database: d, user: u, password: p, sslmode: on}
                online_store: {type: redis, redis_type: redis_sentinel}
                auth: {type: oidc, client_id: x}
                """, Map.of())).isInstanceOf(CycloException.class)
                .hasMessageContaining("'path': its parameter 'service' is not read here").hasMessageContaining("without a version")
                .hasMessageContaining("'never': write auto, verify or skip").hasMessageContaining("'offline_store.sslmode' is 'on'")
                .hasMessageContaining("redis_sentinel").hasMessageContaining("'auth.type' is 'oidc': this version knows no_auth");
        assertThatThrownBy(() -> read("project: p\nregistry: s3://bucket/registry.db\n", Map.of())).hasMessageContaining("is not a local file");
    }

    @Test void redisStringsOfFeastAreUnderstood() {
        RedisConfig cluster = RedisConfig.parse("a:1,b:2,username=u,password=p", true, Optional.empty());
        assertThat(cluster.nodes()).extracting(RedisConfig.Node::port).containsExactly(1, 2);
        assertThat(cluster.username()).contains("u");
        assertThatThrownBy(() -> RedisConfig.parse("a:1,colour=red", false, Optional.empty())).hasMessageContaining("unknown part 'colour'");
        assertThatThrownBy(() -> RedisConfig.parse("password=p", false, Optional.empty())).hasMessageContaining("the host is missing");
    }

    private FeatureStoreConfig read(String text, Map<String, String> environment) throws IOException {
        Files.write(folder.resolve("feature_store.yaml"), text.getBytes(StandardCharsets.UTF_8));
        return FeatureStoreConfig.read(folder, Env.of(environment, folder));
    }
}
