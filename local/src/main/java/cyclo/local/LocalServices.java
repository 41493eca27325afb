package cyclo.local;

import cyclo.common.AtomicFiles;
import cyclo.common.CycloException;
import cyclo.common.CycloHome;
import cyclo.common.Env;
import cyclo.services.EmbeddedKafka;
import cyclo.services.EmbeddedPostgres;
import cyclo.services.EmbeddedRedis;
import cyclo.services.PostgresAddress;
import cyclo.services.Secrets;
import cyclo.services.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The services of one {@code .cyclo} folder: what the environment does not configure is started, and stopped again by
 * {@link #close}. Their data, passwords and ports outlive them.
 */
final class LocalServices implements AutoCloseable {
    private final CycloHome home;
    private final Env env;
    private final UpSettings settings;
    private final Installation installation;
    private final Consumer<String> tell;
    private final FolderLock lock;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final List<Service> services = new ArrayList<>();
    private final Map<String, String> addresses = new LinkedHashMap<>();
    private volatile boolean closed;

    /**
     * Takes the lock of {@code home}; {@link #start} does the rest.
     *
     * @param tell takes the name of each service that is started
     * @throws CycloException (usage) if the services of this folder are up already, or a setting is wrong
     */
    LocalServices(CycloHome home, Map<String, String> environment, Installation installation, Consumer<String> tell) {
        this.home = home;
        this.env = Env.ofProcess(UpSettings.withoutOurs(environment, home.services()), home);
        this.settings = UpSettings.from(env);
        this.installation = installation;
        this.tell = tell;
        this.lock = FolderLock.ofServices(home);
        new UpState(ProcessMark.of(ProcessHandle.current()), false, List.of()).write(home);
    }

    /**
     * Returns when all services answer and {@code services.env} names them.
     *
     * @throws CycloException (usage) if a fixed port is taken, or a service does not come up
     */
    void start(boolean kafka) throws IOException {
        String backend = step(() -> settings.postgresHost().map(this::configuredPostgres).orElseGet(this::startPostgres));
        step(() -> settings.redis().map(this::configuredRedis).orElseGet(this::startRedis));
        step(() -> settings.kafka().map(servers -> configured("kafka", servers)).orElseGet(() -> kafka ? startKafka() : ""));
        step(() -> settings.mlflow().map(uri -> configured("mlflow", uri.replaceAll("//[^@/]*@", "//"))).orElseGet(() -> startTracking(backend)));
        AtomicFiles.write(home.servicesEnv(), temporary -> Secrets.writeTo(temporary, servicesEnv()));
        new UpState(ProcessMark.of(ProcessHandle.current()), true, services).write(home);
    }

    /** One service at a time, so that {@link #close} from another thread finds each either not begun or complete. */
    private synchronized String step(Supplier<String> start) {
        if (closed) {
            throw CycloException.unavailable("Cannot go on: stopped while starting.");
        }
        return start.get();
    }

    List<Service> services() {
        return List.copyOf(services);
    }

    /** Waits until one of the processes, or of {@code others}, ends by itself; its name. Without any of them it waits for ever. */
    static String firstToEnd(Optional<LocalServices> services, Map<String, ProcessHandle> others) {
        CompletableFuture<String> ended = new CompletableFuture<>();
        Map<String, ProcessHandle> processes = new LinkedHashMap<>(others);
        services.ifPresent(running -> running.services.forEach(service -> service.pid().flatMap(ProcessHandle::of)
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .ifPresent(process -> processes.put(service.name(), process))));
        processes.forEach((name, process) -> process.onExit().thenRun(() -> ended.complete(name)));
        return ended.join();
    }

    private String configuredPostgres(String host) {
        String port = env.find("POSTGRES_PORT").orElse("5432");
        configured("postgresql", host + ":" + port);
        return env.find("MLFLOW_BACKEND_STORE_URI").orElseGet(() -> "postgresql://%s:%s@%s:%s/mlflow".formatted(
                env.find("POSTGRES_USER").orElse("postgres"), env.find("POSTGRES_PASSWORD").orElse(""), host, port));
    }

    private String startPostgres() {
        Path folder = home.folder().resolve("postgres");
        int port = new RememberedPort(folder.resolve("port")).choose(settings.postgresPort(), "POSTGRES_PORT",
                any -> running(() -> EmbeddedPostgres.running(folder.resolve("data"))).isPresent());
        tell.accept("PostgreSQL 18");
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, port, true);
        started.push(postgres);
        PostgresAddress cyclo = postgres.database("cyclo");
        String backend = postgres.database("mlflow").uri();
        started("postgresql", cyclo.host() + ":" + port, postgres.process(), postgres.adopted());
        addresses.putAll(Map.of("POSTGRES_HOST", cyclo.host(), "POSTGRES_PORT", String.valueOf(port), "POSTGRES_DATABASE", cyclo.database(),
                "POSTGRES_USER", cyclo.user(), "POSTGRES_PASSWORD", cyclo.password(), "MLFLOW_BACKEND_STORE_URI", backend));
        return backend;
    }

    private String configuredRedis(String address) {
        return configured("redis", address.replaceAll(",.*", ""));
    }

    private String startRedis() {
        Path folder = home.folder().resolve("redis");
        RememberedPort remembered = new RememberedPort(folder.resolve("port"));
        int last = remembered.last();
        Optional<ProcessHandle> leftOver = running(() -> EmbeddedRedis.running(folder, last));
        int port = remembered.choose(settings.redisPort(), "REDIS_PORT", any -> leftOver.isPresent());
        if (port != last) {
            leftOver.ifPresent(process -> ServiceProcess.stop(process, ServerProcess.PATIENCE));
        }
        tell.accept("Redis");
        EmbeddedRedis redis = EmbeddedRedis.start(folder, port, true);
        started.push(redis);
        started("redis", redis.address().host() + ":" + port, redis.process(), redis.adopted());
        addresses.put("REDIS_CONNECTION_STRING", redis.address().connectionString());
        return redis.address().connectionString();
    }

    private String startKafka() {
        Path folder = home.folder().resolve("kafka");
        int port = new RememberedPort(folder.resolve("port")).choose(settings.kafkaPort(), "KAFKA_PORT", any -> false);
        tell.accept("Kafka 4");
        EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("data"), port);
        started.push(kafka);
        started("kafka", kafka.bootstrapServers(), ProcessHandle.current(), false);
        addresses.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        return kafka.bootstrapServers();
    }

    private String startTracking(String backend) {
        Path folder = home.folder().resolve("tracking");
        ServerProcess.stopLeftOver(folder);
        int port = new RememberedPort(folder.resolve("port")).choose(settings.trackingPort(), "TRACKING_PORT", any -> false);
        tell.accept("tracking-server");
        Map<String, String> environment = new HashMap<>(installation.environment("-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"));
        environment.putAll(Map.of("MLFLOW_BACKEND_STORE_URI", backend, "TRACKING_HOST", "127.0.0.1", "TRACKING_PORT", String.valueOf(port),
                "CYCLO_HOME", home.folder().toString()));
        ServerProcess tracking = ServerProcess.start("tracking-server", folder, installation.command("tracking-server", "serve"), environment, port, "/health");
        started.push(tracking);
        started("tracking-server", tracking.uri(), tracking.process(), false);
        addresses.put("MLFLOW_TRACKING_URI", tracking.uri());
        return tracking.uri();
    }

    private String configured(String name, String address) {
        services.add(Service.configured(name, address));
        return address;
    }

    private void started(String name, String address, ProcessHandle process, boolean adopted) {
        services.add(new Service(name, adopted ? Service.Origin.ADOPTED : Service.Origin.STARTED, address, Optional.of(process.pid())));
    }

    private String servicesEnv() {
        StringBuilder text = new StringBuilder("# Written by cyclo up; read by every program, below the process environment.\n");
        new java.util.TreeMap<>(addresses).forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
        return text.toString();
    }

    private interface Search {
        Optional<ProcessHandle> find() throws IOException;
    }

    private static Optional<ProcessHandle> running(Search search) {
        try {
            return search.find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops what was started or adopted, last first. */
    @Override public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (AutoCloseable service : started) {
            try {
                service.close();
            } catch (Exception e) {
                tell.accept("Cannot stop a service: " + e);
            }
        }
        lock.close();
    }
}
