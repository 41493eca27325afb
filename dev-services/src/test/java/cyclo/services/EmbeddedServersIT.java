package cyclo.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServersIT {
    @TempDir private Path folder;

    @Test void aPostgresThatIsKeptSyncsAndSurvivesARestart() throws SQLException {
        int port = Ports.free();
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, port, true)) {
            PostgresAddress address = server.database("kept");
            String sql = "select string_agg(setting, ',' order by name) from pg_settings where name in ('fsync', 'full_page_writes')";
            assertThat(TestServicesIT.query(address, sql))
                    .isEqualTo("on,on");
            try (Connection connection = DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password())) {
                connection.createStatement().execute("create table t as select 42 as x");
            }
        }
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, port, true)) {
            assertThat(server.adopted()).isFalse();
            assertThat(TestServicesIT.query(server.database("kept"), "select x from t")).isEqualTo("42");
        }
    }

    @Test void aPostgresThatRunsIsAdoptedOrReplaced() {
        try (EmbeddedPostgres first = EmbeddedPostgres.start(folder, Ports.free(), false)) {
            EmbeddedPostgres again = EmbeddedPostgres.start(folder, first.address().port(), false);
            assertThat(again.adopted()).isTrue();
            assertThat(again.process()).isEqualTo(first.process());
            try (EmbeddedPostgres elsewhere = EmbeddedPostgres.start(folder, Ports.free(), false)) {
                assertThat(elsewhere.adopted()).isFalse();
                assertThat(first.process().isAlive()).as("two servers never share their data").isFalse();
            }
        }
    }

    @Test void aKilledPostgresStartsAgain() {
        int port = Ports.free();
        EmbeddedPostgres killed = EmbeddedPostgres.start(folder, port, true);
        killed.process().destroyForcibly();
        ServiceProcess.gone(killed.process(), Duration.ofSeconds(10));
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder, port, true)) {
            assertThat(server.adopted()).isFalse();
        }
    }

    @Test void dataOfAnotherVersionIsRefused() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/PG_VERSION"), "15\n");
        assertThatThrownBy(() -> EmbeddedPostgres.start(folder, Ports.free(), true)).isInstanceOf(CycloException.class)
                .hasMessageContaining("the data there is of version 15");
    }

    @Test void aRedisThatRunsIsAdoptedAndItsPasswordIsForItsOwnerAlone() throws IOException {
        try (EmbeddedRedis first = EmbeddedRedis.start(folder, Ports.free(), true)) {
            EmbeddedRedis again = EmbeddedRedis.start(folder, first.address().port(), true);
            assertThat(again.adopted()).isTrue();
            assertThat(again.process().pid()).isEqualTo(first.process().pid());
            for (String file : new String[] {"password", "redis.conf"}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file)))).isEqualTo("rw-------");
            }
        }
    }

    @Test @EnabledOnOs(value = OS.LINUX, architectures = "amd64") void theStaticRedisIsAFallBackWithoutOpenSsl() {
        Path program = RedisBinary.unpacked(RedisBinary.bundled().get(1));
        assertThat(Host.output(java.util.List.of(program.toString(), "--version"))).hasValueSatisfying(version -> assertThat(version).contains("bits=32"));
    }
}
