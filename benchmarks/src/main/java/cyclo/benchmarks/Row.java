package cyclo.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One row of the table: Cyclo's figure beside its peer's.
 *
 * @param bar the least ratio that was promised; absent where there is only a figure
 * @param limits what the machine itself can do, and others that it is worth to know
 * @param load the machine's load average when Cyclo was measured
 */
record Row(String what, Sample cyclo, String peerName, Optional<Sample> peer, Optional<Bar> bar, Map<String, String> limits, List<String> notes, double load) {

    /**
     * @param ratio how many times faster than the peer; below 1 where a peer may be that much faster
     * @param text as it was promised
     */
    record Bar(double ratio, String text) {}

    static Builder of(String what, Sample cyclo) {
        return new Builder(what, cyclo, Machine.load());
    }

    /** How many times faster than its peer: of times the inverse. */
    Optional<Double> ratio() {
        return peer.map(other -> cyclo.unit().equals("s") ? other.median() / cyclo.median() : cyclo.median() / other.median());
    }

    Optional<Boolean> reached() {
        return bar.flatMap(wanted -> ratio().map(ratio -> ratio >= wanted.ratio()));
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("what", what);
        json.put("unit", cyclo.unit());
        json.put("cyclo", cyclo.values());
        peer.ifPresent(sample -> json.put("peer", Map.of("name", peerName, "values", sample.values())));
        ratio().ifPresent(ratio -> json.put("ratio", ratio));
        bar.ifPresent(wanted -> json.put("bar", wanted.text()));
        reached().ifPresent(reached -> json.put("reached", reached));
        json.put("limits", limits);
        json.put("notes", notes);
        json.put("load", load);
        return json;
    }

    static final class Builder {
        private final String what;
        private final Sample cyclo;
        private final double load;
        private String peerName = "";
        private Optional<Sample> peer = Optional.empty();
        private Optional<Bar> bar = Optional.empty();
        private final Map<String, String> limits = new LinkedHashMap<>();
        private final List<String> notes = new ArrayList<>();

        private Builder(String what, Sample cyclo, double load) {
            this.what = what;
            this.cyclo = cyclo;
            this.load = load;
        }

        Builder beside(String name, Sample sample) {
            peerName = name;
            peer = Optional.of(sample);
            return this;
        }

        Builder bar(double ratio, String text) {
            bar = Optional.of(new Bar(ratio, text));
            return this;
        }

        Builder limit(String name, String figure) {
            limits.put(name, figure);
            return this;
        }

        /** A limit of time, and how far from it we are. */
        Builder limit(String name, Sample sample) {
            double times = sample.unit().equals("s") ? cyclo.median() / sample.median() : sample.median() / cyclo.median();
            return limit(name, "%s %s: %s times".formatted(Sample.number(sample.median()), sample.unit(), Sample.number(times)));
        }

        Builder note(String note, Object... values) {
            notes.add(note.formatted(values));
            return this;
        }

        Row build() {
            return new Row(what, cyclo, peerName, peer, bar, limits, notes, load);
        }
    }
}
