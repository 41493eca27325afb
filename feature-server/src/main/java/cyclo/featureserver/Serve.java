package cyclo.featureserver;

import cyclo.common.Clocks;
import cyclo.common.CycloException;
import cyclo.common.Env;
import cyclo.common.ProjectOption;
import cyclo.common.Quantity;
import cyclo.common.Sentence;
import cyclo.common.web.WebAddress;
import cyclo.common.web.WebServer;
import cyclo.features.FeatureStore;
import cyclo.featureserver.audit.ReadAudit;
import cyclo.featureserver.audit.ReadSample;
import cyclo.featureserver.audit.RepeatedAudit;
import cyclo.featureserver.grpc.GrpcServer;
import cyclo.featureserver.grpc.OnlineAnswers;
import cyclo.featureserver.http.Compatibility;
import cyclo.featureserver.http.FeastMetrics;
import cyclo.featureserver.http.FeatureServer;
import cyclo.featureserver.http.ServeSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "serve", mixinStandardHelpOptions = true,
        description = "Answers Feast's clients over HTTP and gRPC until it is stopped (Ctrl-C, SIGTERM).")
final class Serve implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(Serve.class);

    @Mixin private ProjectOption project = new ProjectOption();

    @Option(names = "--host", paramLabel = "HOST", description = "address to listen on [FEATURE_SERVER_HOST]")
    private String host;

    @Option(names = {"-p", "--port"}, paramLabel = "PORT", description = "port of HTTP; 0 takes any free one [FEATURE_SERVER_PORT, 6566]")
    private Integer port;

    @Option(names = "--grpc-port", paramLabel = "PORT", description = "port of gRPC; 0 takes any free one, off serves none [FEATURE_SERVER_GRPC_PORT, 6567]")
    private String grpcPort;

    @Option(names = "--compatibility", paramLabel = "MODE",
            description = "cyclo: truthful statuses and errors; feast: the answers of Feast 0.67 [FEATURE_SERVER_COMPATIBILITY, cyclo]")
    private Compatibility compatibility;

    @Option(names = {"-r", "--registry-ttl-sec", "--registry_ttl_sec"}, paramLabel = "SECONDS",
            description = "how often the registry is read again; 0 never [FEATURE_SERVER_REGISTRY_TTL_SEC, 60]")
    private Integer registryTtl;

    @Option(names = {"-k", "--key"}, paramLabel = "FILE", description = "PEM file of the private key of TLS")
    private Path key;

    @Option(names = {"-c", "--cert"}, paramLabel = "FILE", description = "PEM file of the certificate of TLS, with its chain")
    private Path cert;

    @Option(names = "--access-log", description = "log each read of features too, not only those that fail")
    private boolean accessLog;

    @Option(names = "--access-audit", paramLabel = "FILE",
            description = "take down each read of features there, a JSON line each [FEATURE_SERVER_ACCESS_AUDIT]")
    private Path accessAudit;

    @Option(names = "--audit-sample", paramLabel = "PART", description = "keep this part of all reads, such as 0.01, for feature-server audit")
    private Double auditSample;

    @Option(names = "--audit-folder", paramLabel = "FOLDER", description = "where the sample is kept, 64 MB at most [.cyclo/work/online-reads/PROJECT]")
    private Path auditFolder;

    @Option(names = "--audit-every", paramLabel = "TIME", description = "compare the sample that often, such as 1h, and count it in /metrics")
    private String auditEvery;

    @Mixin private FeastServeOptions feast = new FeastServeOptions();

    @Override public Integer call() {
        Env env = project.start("feature-server");
        feast.tell();
        ServeSettings settings = settings(env);
        Clock clock = Clocks.of(env);
        FeatureStore store = FeatureStore.open(project.folder(), env, clock);
        Path sampled = Optional.ofNullable(auditFolder).orElseGet(() -> Audit.folderOf(env, store));
        Optional<ReadSample> sample = Optional.ofNullable(auditSample).map(part -> ReadSample.in(sampled, part, clock));
        ReadObserver observer = sample.<ReadObserver>map(one -> one).orElse(ReadObserver.NONE);
        try (WebServer server = FeatureServer.of(store, clock, settings, observer)) {
            sample.ifPresent(server::closingAfterwards);
            if (auditEvery != null) {
                server.closingBefore(RepeatedAudit.start(new ReadAudit(store), sampled, every(), server.metrics()));
            }
            grpcAddress(env, settings.address()).ifPresent(address -> {
                OnlineAnswers answers = new OnlineAnswers(store, clock, settings, new FeastMetrics(server.metrics()), observer);
                GrpcServer grpc = GrpcServer.start(address, settings, answers, () -> answers(store));
                server.closingBefore(grpc);
                LOG.info("serving gRPC at {}", grpc.target());
                System.err.println("gRPC at " + grpc.target());
            });
            server.start();
            LOG.info("serving project '{}' at {}; the clock says {}", store.config().project(), server.url(), clock.instant());
            System.out.println(server.url());
            server.runUntilStopped();
        }
        return 0;
    }

    private Duration every() {
        if (auditSample == null) {
            throw CycloException.usage("Cannot audit every %s: no sample is kept. Give --audit-sample too, for example 0.01.", auditEvery);
        }
        try {
            return Quantity.duration(auditEvery);
        } catch (IllegalArgumentException e) {
            throw CycloException.usage("Cannot audit every '%s': %s", auditEvery, Sentence.ended(e.getMessage()), e);
        }
    }

    private static boolean answers(FeatureStore store) {
        try {
            store.ping();
            return true;
        } catch (CycloException e) {
            return false;
        }
    }

    /** Beside HTTP, on the same host and with the same token; absent for {@code off}. */
    private Optional<WebAddress> grpcAddress(Env env, WebAddress http) {
        String text = Optional.ofNullable(grpcPort).orElse(ServeSettings.from(env).grpcPort());
        if (text.equalsIgnoreCase("off")) {
            return Optional.empty();
        }
        if (!text.matches("\\d{1,5}")) {
            throw CycloException.usage("Cannot serve gRPC at port '%s': write a number up to 65535, 0 for any free one, or off.", text);
        }
        return Optional.of(new WebAddress(http.host(), Integer.parseInt(text), http.token()));
    }

    private ServeSettings settings(Env env) {
        ServeSettings.Environment given = ServeSettings.from(env);
        env.declared().forEach(setting -> LOG.info("{}={}", setting.name(), setting.value()));
        Optional<Path> tlsKey = Optional.ofNullable(key).or(() -> given.tlsKey().map(Path::of));
        Optional<Path> tlsCert = Optional.ofNullable(cert).or(() -> given.tlsCert().map(Path::of));
        if (tlsKey.isPresent() != tlsCert.isPresent()) {
            throw CycloException.usage("Cannot serve with TLS: %s is missing. Give both --key and --cert.", tlsKey.isPresent() ? "--cert" : "--key");
        }
        return new ServeSettings(new WebAddress(Optional.ofNullable(host).orElse(given.host()), Optional.ofNullable(port).orElse(given.port()), given.token()),
                Optional.ofNullable(compatibility).orElse(given.compatibility()),
                Duration.ofSeconds(Optional.ofNullable(registryTtl).orElse(given.registryTtlSec())),
                tlsKey.map(file -> new ServeSettings.Tls(file, tlsCert.orElseThrow())), given.maxBody(), given.maxEntities(),
                given.maxRows(), given.materializeWorkers(), accessLog, Optional.ofNullable(accessAudit).or(() -> given.accessAudit().map(Path::of)),
                given.drain());
    }
}
