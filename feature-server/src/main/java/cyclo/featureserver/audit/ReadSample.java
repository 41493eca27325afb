package cyclo.featureserver.audit;

import cyclo.common.CycloException;
import cyclo.common.FileFault;
import cyclo.common.table.Table;
import cyclo.features.FeatureSelection;
import cyclo.features.OnlineFeatures;
import cyclo.featureserver.ReadObserver;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a random part of the online reads in a folder: {@code reads.jsonl}, and {@code reads.1.jsonl} before it; together at most twice
 * {@link #MOST_BYTES}. A read that cannot be kept is answered all the same, and the sampling ends with one warning. Thread safe.
 */
public final class ReadSample implements ReadObserver, AutoCloseable {
    static final String FILE = "reads.jsonl";
    static final String BEFORE = "reads.1.jsonl";
    static final long MOST_BYTES = 32L << 20;
    private static final Logger LOG = LoggerFactory.getLogger(ReadSample.class);

    private final Path folder;
    private final double part;
    private final Clock clock;
    private final long mostBytes;
    private BufferedWriter out;
    private long bytes;
    private boolean ended;

    ReadSample(Path folder, double part, Clock clock, long mostBytes) {
        if (!(part > 0 && part <= 1)) {
            throw CycloException.usage("Cannot sample %s of the reads: write a number above 0 and up to 1, for example 0.01.", part);
        }
        this.folder = folder;
        this.part = part;
        this.clock = clock;
        this.mostBytes = mostBytes;
        try {
            Files.createDirectories(folder);
            open();
        } catch (IOException e) {
            throw CycloException.usage("Cannot keep a sample of reads in %s: %s.", folder, FileFault.why(e), e);
        }
    }

    /** @param part of all reads, above 0 and up to 1 @throws CycloException (usage) if the folder cannot be written */
    public static ReadSample in(Path folder, double part, Clock clock) {
        return new ReadSample(folder, part, clock, MOST_BYTES);
    }

    /** Reads of a service that joins a view by other columns are left out: references alone could not ask them again. */
    @Override public void answered(FeatureSelection wanted, Table entities, OnlineFeatures found, Instant at) {
        if (ThreadLocalRandom.current().nextDouble() >= part || wanted.features().stream().anyMatch(feature -> !feature.joinKeyMap().isEmpty())) {
            return;
        }
        String line = SampledRead.of(wanted, entities, found, clock.instant()).line() + "\n";
        synchronized (this) {
            if (!ended) {
                write(line);
            }
        }
    }

    @Override public synchronized void close() throws IOException {
        ended = true;
        out.close();
    }

    private void write(String line) {
        try {
            if (bytes + line.length() > mostBytes && bytes > 0) {
                out.close();
                Files.move(folder.resolve(FILE), folder.resolve(BEFORE), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                open();
            }
            out.write(line);
            out.flush();
            bytes += line.length();
        } catch (IOException e) {
            LOG.warn("Cannot keep reads in {}: {}. The sample ends here, reads go on.", folder, FileFault.why(e), e);
            ended = true;
        }
    }

    private void open() throws IOException {
        Path file = folder.resolve(FILE);
        out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        bytes = Files.size(file);
    }
}
