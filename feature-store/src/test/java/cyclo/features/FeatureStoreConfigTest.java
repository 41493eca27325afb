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
                Duration.ofSeconds(60)));
        assertThat(config.offline()).isEqualTo(new PostgresConfig("db", 5433, "cyclo", "flights", "me", "p%40ss", "disable"));
        assertThat(config.online().nodes()).containsExactly(new RedisConfig.Node("r", 6380));
        assertThat(config.online().password()).contains("a=b");
        assertThat(config.online().ssl()).isTrue();
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
        assertThat(config.offline().port()).isEqualTo(5432);
        assertThat(config.offline().schema()).as("as PostgreSQL and Feast take it").isEqualTo("shop");
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
                .hasMessageContaining("'bigquery': this version knows postgres").hasMessageContaining("unknown key 'offline_store.tabel'")
                .hasMessageContaining("the port 'abc' is not a whole number").hasMessageContaining("must be 3");
    }

    @Test void aCertificateIsNotLeftOutInSilence() {
        assertThatThrownBy(() -> read("""
                project: p
                registry: r.db
                offline_store: {type: postgres, database: d, user: u, password: p, sslmode: verify-full, sslrootcert_path: /etc/ca.pem}
                online_store: {type: redis}
                """, Map.of())).isInstanceOf(CycloException.class)
                .hasMessageContaining("feature_store.yaml:3: 'offline_store.sslrootcert_path' is not read by this version")
                .hasMessageContaining("~/.postgresql/root.crt");
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
