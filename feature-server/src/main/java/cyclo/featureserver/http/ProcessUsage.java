package cyclo.featureserver.http;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process takes of the machine, as Python's psutil counts it. */
final class ProcessUsage {
    private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessUsage() {}

    /** 100 is one core in full use; NaN when the system does not tell. */
    static double cpuPercent() {
        double load = SYSTEM.getProcessCpuLoad();
        return load < 0 ? Double.NaN : load * 100 * Runtime.getRuntime().availableProcessors();
    }

    /** The resident set, or where the system does not tell it, the heap. */
    static double memoryPercent() {
        return resident() * 100.0 / SYSTEM.getTotalMemorySize();
    }

    private static long resident() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D+", "")) * 1024;
                }
            }
        } catch (IOException notLinux) {
            return Runtime.getRuntime().totalMemory();
        }
        return Runtime.getRuntime().totalMemory();
    }
}
