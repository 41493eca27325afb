package cyclo.benchmarks;

import cyclo.common.CycloException;
import cyclo.common.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A process run to its end, with what it took.
 *
 * @param seconds from its start to its end, as a user waits
 * @param cpuSeconds of the process itself, both in user and system mode
 * @param peakBytes the most memory it had at any time (VmHWM); 0 where there is no /proc
 * @param lines of its standard output
 */
record Watched(double seconds, double cpuSeconds, long peakBytes, List<String> lines) {

    /** @throws CycloException (usage) with its last words if it does not end well */
    static Watched run(List<String> command, Map<String, String> environment, Path folder, Path log) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectError(log.toFile());
            builder.environment().putAll(environment);
            long begin = System.nanoTime();
            Process process = builder.start();
            process.getOutputStream().close();
            Usage usage = new Usage(process.pid());
            List<String> lines = new ArrayList<>();
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    lines.add(line);
                }
            }
            int code = process.waitFor();
            double seconds = (System.nanoTime() - begin) / 1e9;
            usage.close();
            if (code != 0) {
                List<String> words = Files.readAllLines(log, StandardCharsets.UTF_8);
                throw CycloException.usage("Cannot measure '%s': it ended with code %d: %s", String.join(" ", command), code,
                        String.join("\n", words.subList(Math.max(0, words.size() - 15), words.size())));
            }
            return new Watched(seconds, usage.cpuSeconds(), usage.peakBytes(), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CycloException.unavailable("Cannot go on: interrupted.");
        }
    }

    /** One figure of each JSON line. */
    List<Double> figures(String name) {
        return lines.stream().filter(line -> line.startsWith("{")).map(Json::parse).filter(line -> line.has(name)).map(line -> line.get(name))
                .map(JsonNode::asDouble).toList();
    }

    /** Looks at a process some twenty times a second. */
    private static final class Usage implements AutoCloseable {
        private final Path status;
        private final Processes processes;
        private final Thread thread;
        private volatile boolean ended;
        private volatile double cpu;
        private volatile long peak;

        private Usage(long pid) {
            status = Path.of("/proc", String.valueOf(pid), "status");
            processes = Processes.of(pid);
            thread = new Thread(this::watch, "usage");
            thread.setDaemon(true);
            thread.start();
        }

        private void watch() {
            while (!ended) {
                look();
                try {
                    Thread.sleep(50);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }

        private void look() {
            cpu = Math.max(cpu, processes.cpuSeconds());
            try {
                for (String line : Files.readAllLines(status)) {
                    if (line.startsWith("VmHWM:")) {
                        peak = Math.max(peak, Long.parseLong(line.replaceAll("\\D", "")) << 10);
                    }
                }
            } catch (IOException e) {
                ended = true; // it is gone
            }
        }

        double cpuSeconds() {
            return cpu;
        }

        long peakBytes() {
            return peak;
        }

        @Override public void close() throws InterruptedException {
            ended = true;
            thread.join();
        }
    }
}
