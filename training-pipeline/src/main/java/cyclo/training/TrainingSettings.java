package cyclo.training;

import cyclo.common.Env;
import java.net.URI;
import java.util.Optional;

/** The settings of this program, for the table of {@code --help}; the stores read them themselves. */
record TrainingSettings(URI tracking, Optional<String> token) {
    static TrainingSettings from(Env env) {
        return env.check(new TrainingSettings(
                env.uri("MLFLOW_TRACKING_URI", "where runs and models are kept, for example http://mlflow:5000"),
                env.optionalText("MLFLOW_TRACKING_TOKEN", "token for it, if it asks for one")));
    }
}
