package cyclo.serving;

import cyclo.common.Clocks;
import cyclo.common.CycloException;
import cyclo.common.Env;
import cyclo.common.Program;
import cyclo.common.ProjectOption;
import cyclo.common.YamlFile;
import cyclo.common.web.WebServer;
import cyclo.features.FeatureSelection;
import cyclo.features.FeatureStore;
import cyclo.models.serving.ModelInfo;
import cyclo.models.serving.ServedModel;
import cyclo.models.serving.Serving;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** online-serving: a registered model on the online store, over HTTP. */
@Command(name = "online-serving", description = "Predictions of a registered model on fresh features, over HTTP.",
        mixinStandardHelpOptions = true, subcommands = Main.Serve.class)
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    public static void main(String[] args) {
        System.exit(new Program("online-serving", new Main()).settings(OnlineSettings::from).run(args));
    }

    @Command(name = "serve", description = "Loads the model of serving.yaml and serves it until stopped.", mixinStandardHelpOptions = true)
    static final class Serve implements Callable<Integer> {
        @Mixin private ProjectOption project;

        @Option(names = "--port", description = "port to listen on, 0 for any free one [SERVING_PORT]")
        private Integer port;

        @Option(names = "--serving", paramLabel = "FILE", defaultValue = "serving.yaml",
                description = "file of the project that says what to serve [${DEFAULT-VALUE}]")
        private Path file;

        @Override public Integer call() {
            Env env = project.start("online-serving");
            try (WebServer server = Main.start(project.folder(), file, env, Optional.ofNullable(port))) {
                System.out.println(server.url());
                server.runUntilStopped();
            }
            return 0;
        }
    }

    /** Everything between the settings and a listening server; what it opens is closed with the server. */
    static WebServer start(Path project, Path servingFile, Env env, Optional<Integer> port) {
        OnlineSettings settings = OnlineSettings.from(env);
        LOG.info("settings: {}{}", env.declared().stream().map(setting -> setting.name() + "=" + setting.value()).toList(),
                port.map(given -> ", and --port " + given).orElse(""));
        YamlFile file = YamlFile.read(project.resolve(servingFile));
        Serving serving = Serving.read(file, project);
        OnlineSection online = OnlineSection.read(file.root());
        file.check();

        Clock clock = Clocks.of(env);
        ServedModel served = ServedModel.load(serving.model(), env, env.home().cache());
        FeatureStore store = FeatureStore.open(project, env, clock);
        try {
            String service = served.featureService(serving.featureService(), store.config().project());
            FeatureSelection selection = store.service(service);
            served.checkInputs(selection.columns());
            warnOfChanges(served, store);
            OnlineReader reader = settings.featureServer().<OnlineReader>map(address -> FeatureServerReader.connect(address, selection, online.deadline()))
                    .orElseGet(() -> entities -> store.online(entities, selection));
            Runnable ping = settings.featureServer().isPresent() ? () -> warmUp(reader, selection) : store::ping;
            try {
                ping.run();
                warmUp(reader, selection);
            } catch (RuntimeException e) {
                reader.close();
                throw e;
            }

            WebServer server = new WebServer(settings.address(port)).maxBodyBytes(online.maxBody()).drain(settings.drain());
            ModelInfo model = served.info();
            ServingMetrics metrics = new ServingMetrics(server.metrics());
            metrics.model(model);
            EntitySchema schema = new EntitySchema(selection.given(), online.maxEntities());
            PredictionHandler handler = new PredictionHandler(reader, selection,
                    served.scorer(serving.missing(), selection.columns()), model, clock, metrics);
            Deadline deadline = new Deadline(online.deadline());
            new PredictionServer(schema, handler,
                    online.inference().map(inference -> new InferenceHandler(inference, schema, handler, online.maxEntities())),
                    deadline, new OpenApi(selection, model, online, settings.token().isPresent()).document()).on(server);
            server.readyWhen(() -> problems(List.of(served.model()::verifyGoldenRows, ping))).closingAfterwards(deadline, reader, store,
                    () -> LOG.info("stopped: requests in flight were answered")).start();
            LOG.info("serving {} (digest {}, run {}) on feature service '{}' at {}; the clock says {}{}", served, model.digest(), model.runId(), service,
                    server.url(), clock.instant(), env.find("CYCLO_NOW").map(now -> " (CYCLO_NOW=%s)".formatted(now)).orElse(""));
            return server;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** One read of an entity that nobody knows, so that the first request does not pay for what is done once. */
    private static void warmUp(OnlineReader reader, FeatureSelection selection) {
        Map<String, Object> nobody = new LinkedHashMap<>();
        selection.given().forEach((name, type) -> nobody.put(name, switch (type) {
            case STRING -> "";
            case INT64 -> 0L;
            default -> null;
        }));
        reader.read(List.of(nobody));
    }

    private static void warnOfChanges(ServedModel served, FeatureStore store) {
        if (!served.model().card().registryDigest().equals(store.registryDigest())) {
            LOG.warn("the feature registry has changed since {} was trained: its inputs still have their names and types, their meaning may differ", served);
        }
    }

    /** What {@code /readyz} tells: the sentence of each check that fails. */
    static List<String> problems(List<Runnable> checks) {
        List<String> problems = new ArrayList<>();
        for (Runnable check : checks) {
            try {
                check.run();
            } catch (CycloException e) {
                problems.add(e.getMessage());
            }
        }
        return problems;
    }
}
