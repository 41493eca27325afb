package cyclo.tracking.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PostgresUriTest {
    @Test void readsWhatMlflowIsGiven() {
        assertThat(PostgresUri.parse("postgresql+psycopg2://al%40ice:p%2Fw+1@db:6543/mlflow")).isEqualTo(new PostgresUri("db", 6543, "mlflow",
                "al@ice", "p/w+1"));
        assertThat(PostgresUri.parse("postgresql://u@db/mlflow").port()).isEqualTo(5432);
    }

    @Test void neverTellsThePassword() {
        assertThat(PostgresUri.parse("postgresql://u:secret@db/mlflow")).asString().doesNotContain("secret");
        assertThatThrownBy(() -> PostgresUri.parse("mysql://u:secret@db/mlflow")).hasMessageContaining("MLFLOW_BACKEND_STORE_URI")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> PostgresUri.parse("postgresql://u:sec ret@db/mlflow")).hasMessageNotContaining("ret");
    }
}
