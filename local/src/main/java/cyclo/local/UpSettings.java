package cyclo.local;

import cyclo.common.Env;
import java.util.Map;
import java.util.Optional;

/**
 * What the process environment says about the services: an address means "use this one and start none", a port alone "start
 * it there". What {@code cyclo env} exported into a shell says nothing new: it names the services started here.
 *
 * @param postgresPort as the other ports: 0 is the one of last time, else any free one
 */
record UpSettings(Optional<String> postgresHost, int postgresPort, Optional<String> redis, int redisPort,
        Optional<String> mlflow, int trackingPort, Optional<String> kafka, int kafkaPort) {

    static UpSettings from(Env env) {
        return env.check(new UpSettings(
                env.optionalText("POSTGRES_HOST", "a PostgreSQL to use, with _PORT, _USER and _PASSWORD; none is started then"),
                env.port("POSTGRES_PORT", 0, "fixed port of the PostgreSQL that is started; 0: any free one, remembered"),
                env.optionalText("REDIS_CONNECTION_STRING", "a Redis to use, such as redis:6379,password=x; none is started then"),
                env.port("REDIS_PORT", 0, "fixed port of the Redis that is started"),
                env.optionalText("MLFLOW_TRACKING_URI", "an MLflow to use; no tracking-server is started then"),
                env.port("TRACKING_PORT", 0, "fixed port of the tracking-server that is started"),
                env.optionalText("KAFKA_BOOTSTRAP_SERVERS", "a Kafka to use; none is started then"),
                env.port("KAFKA_PORT", 0, "fixed port of the Kafka that is started")));
    }

    /** {@code environment} without the values that {@code services.env} has as well. */
    static Map<String, String> withoutOurs(Map<String, String> environment, Map<String, String> services) {
        Map<String, String> rest = new java.util.HashMap<>(environment);
        services.forEach(rest::remove);
        return rest;
    }
}
