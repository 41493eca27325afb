package cyclo.benchmarks;

import cyclo.common.CycloException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a load generator saw of a server.
 *
 * @param rate requests a second
 * @param p99Millis 0 where the generator does not tell it
 * @param failed answers that were no success
 * @param cpuMillis of the server, for each request
 */
record Load(double rate, double p99Millis, long failed, double cpuMillis) {
    static final int CONNECTIONS = 16;
    private static final Pattern PER_SECOND = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s|m)\\b");
    private static final Pattern NOT_2XX = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern SOCKETS = Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
    private static final Pattern COUNT = Pattern.compile("(\\d+) requests in");
    private static final Pattern FINISHED = Pattern.compile("finished in [^,]+, ([0-9.]+) req/s");
    private static final Pattern H2_COUNTS = Pattern.compile("requests: (\\d+) total, .*?(\\d+) succeeded, (\\d+) failed");

    /** Each request asks for other entities, by chance. */
    static Load wrk(ServerUnderLoad server, Path script, int entities, int drivers, double seconds, int seed) {
        double before = server.cpuSeconds();
        List<String> out = run(Map.of("ENTITIES", String.valueOf(entities), "DRIVERS", String.valueOf(drivers), "SEED", String.valueOf(seed)), script.getParent(),
                "wrk", "-t1", "-c" + CONNECTIONS, "-d" + Math.round(seconds) + "s", "--timeout", "10s", "--latency", "-s", script.toString(), server.url());
        double cpu = server.cpuSeconds() - before;
        String text = String.join("\n", out);
        long failed = 0;
        Matcher sockets = SOCKETS.matcher(text);
        if (sockets.find()) {
            failed = Long.parseLong(sockets.group(1)) + Long.parseLong(sockets.group(2)) + Long.parseLong(sockets.group(3)) + Long.parseLong(sockets.group(4));
        }
        Matcher bad = NOT_2XX.matcher(text);
        failed += bad.find() ? Long.parseLong(bad.group(1)) : 0;
        return new Load(number(PER_SECOND, text), millis(text), failed, 1000 * cpu / number(COUNT, text));
    }

    /** One body, again and again; over HTTP/1.1 or gRPC's HTTP/2. */
    static Load h2load(ServerUnderLoad server, Path body, double seconds, String url, String... options) {
        double before = server.cpuSeconds();
        List<String> words = new java.util.ArrayList<>(List.of("h2load", "-t1", "-c" + CONNECTIONS, "-m1", "-D", String.valueOf(Math.round(seconds)),
                "-d", body.toString()));
        words.addAll(Arrays.asList(options));
        words.add(url);
        String text = String.join("\n", run(Map.of(), body.getParent(), words.toArray(String[]::new)));
        double cpu = server.cpuSeconds() - before;
        Matcher counts = H2_COUNTS.matcher(text);
        if (!counts.find()) {
            throw new IllegalStateException("h2load said: " + text);
        }
        return new Load(number(FINISHED, text), 0, Long.parseLong(counts.group(3)), 1000 * cpu / Long.parseLong(counts.group(2)));
    }

    static boolean has(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    static List<String> run(Map<String, String> environment, Path folder, String... words) {
        if (!has(words[0])) {
            throw CycloException.usage("Cannot measure without '%s': install it (packages wrk, nghttp2-client, redis-tools), or leave it out by --only.", words[0]);
        }
        return Watched.run(List.of(words), environment, folder, folder.resolve(words[0] + ".log")).lines();
    }

    private static double number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("No '%s' in: %s".formatted(pattern, text));
        }
        return Double.parseDouble(matcher.group(1));
    }

    private static double millis(String text) {
        Matcher matcher = P99.matcher(text);
        if (!matcher.find()) {
            return 0;
        }
        double value = Double.parseDouble(matcher.group(1));
        return switch (matcher.group(2)) {
            case "us" -> value / 1000;
            case "s" -> value * 1000;
            case "m" -> value * 60_000;
            default -> value;
        };
    }
}
