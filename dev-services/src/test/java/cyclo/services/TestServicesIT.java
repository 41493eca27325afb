package cyclo.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class TestServicesIT {
    @Test void eachTestGetsADatabaseOfItsOwn() throws SQLException {
        PostgresAddress one = TestServices.freshDatabase();
        PostgresAddress other = TestServices.freshDatabase();
        assertThat(one.database()).isNotEqualTo(other.database());
        assertThat(one.port()).isEqualTo(other.port());
        assertThat(query(one, "select current_setting('server_version_num')::int / 10000")).isEqualTo("18");
    }

    @Test void theServerIsRealAndAsksForItsPassword() {
        PostgresAddress address = TestServices.freshDatabase();
        PostgresAddress stranger = new PostgresAddress(address.host(), address.port(), address.database(), address.user(), "guess");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> query(stranger, "select 1")).hasMessageContaining("password authentication failed");
    }

    @Test void redisAnswersOnlyToItsPassword() {
        RedisAddress address = TestServices.redis();
        assertThat(EmbeddedRedis.running(address)).isPresent();
        assertThat(EmbeddedRedis.running(new RedisAddress(address.host(), address.port(), "guess"))).isEmpty();
        assertThat(address.connectionString()).isEqualTo("127.0.0.1:" + address.port() + ",password=" + address.password());
    }

    static String query(PostgresAddress address, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
