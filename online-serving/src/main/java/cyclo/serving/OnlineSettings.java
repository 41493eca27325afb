package cyclo.serving;

import cyclo.common.Env;
import cyclo.common.web.WebAddress;
import java.time.Duration;
import java.util.Optional;

/** What the environment says; what belongs to the model and the project stands in serving.yaml. */
record OnlineSettings(String host, int port, Optional<String> token, Duration drain, Optional<FeatureServerAddress> featureServer) {
    static OnlineSettings from(Env env) {
        return env.check(new OnlineSettings(
                env.text("SERVING_HOST", "127.0.0.1", "address to listen on; off loopback SERVING_TOKEN is required"),
                env.port("SERVING_PORT", 8080, "port of POST /predict; 0 takes any free one"),
                env.optionalText("SERVING_TOKEN", "what clients send as Authorization: Bearer TOKEN"),
                env.duration("SERVING_DRAIN", Duration.ofSeconds(20), "longest wait for requests in flight when stopped"),
                FeatureServerAddress.of(
                        env.optionalText("FEATURE_SERVER", "read features from the gRPC of a feature server at host:port, instead of from the online store"),
                        env.optionalText("FEATURE_SERVER_TOKEN", "what the feature server wants as Authorization: Bearer TOKEN"),
                        env.optionalText("FEATURE_SERVER_CA", "PEM file of the authority that signed the feature server's certificate: speaks TLS"))));
    }

    WebAddress address(Optional<Integer> portOption) {
        return new WebAddress(host, portOption.orElse(port), token);
    }
}
