package cyclo.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.services.PostgresAddress;
import cyclo.services.TestServices;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

class PostgresConfigIT {
    private final PostgresAddress server = TestServices.freshDatabase();

    @Test void aWrongPasswordIsASettingToCorrectAndNotAServerToWaitFor() {
        assertThatThrownBy(() -> config(server.port(), server.database(), "wrong").connect())
                .hasMessageStartingWith("Cannot log in to PostgreSQL at %s:%d, database '%s', as '%s': ".formatted(
                        server.host(), server.port(), server.database(), server.user()))
                .hasMessageEndingWith("Correct POSTGRES_* or feature_store.yaml.")
                .extracting(e -> ((CycloException) e).exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test void aSessionIsInUtcWhereverTheJvmIs() throws SQLException {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Apia"));
        try (Connection connection = config(server.port(), server.database(), server.password()).connect(); Statement statement = connection.createStatement();
                ResultSet zone = statement.executeQuery("SHOW TimeZone")) {
            zone.next();
            assertThat(zone.getString(1)).isEqualTo("UTC");
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test void soIsADatabaseThatIsNotThere() {
        assertThatThrownBy(() -> config(server.port(), "nowhere", server.password()).connect())
                .hasMessageContaining("database \"nowhere\" does not exist. Correct")
                .extracting(e -> ((CycloException) e).exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test void aServerThatIsAwayMayComeBack() {
        assertThatThrownBy(() -> config(1, server.database(), server.password()).connect())
                .hasMessageStartingWith("Cannot reach PostgreSQL at ").hasMessageContaining("TCP/IP connections. Start it")
                .extracting(e -> ((CycloException) e).exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    }

    private PostgresConfig config(int port, String database, String password) {
        return new PostgresConfig(server.host(), port, database, "public", server.user(), password, "disable");
    }
}
