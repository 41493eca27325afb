package cyclo.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A process and those it has started. */
record Processes(ProcessHandle root) {
    static Processes of(long pid) {
        return new Processes(ProcessHandle.of(pid).orElseThrow());
    }

    /** What they have spent so far in user and system mode, those that live. */
    double cpuSeconds() {
        return all().stream().map(process -> process.info().totalCpuDuration()).mapToDouble(spent -> spent.orElse(Duration.ZERO).toNanos() / 1e9).sum();
    }

    private List<ProcessHandle> all() {
        return Stream.concat(Stream.of(root), root.descendants()).toList();
    }
}
