package cyclo.features.online;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Notes for tests without Redis; leases never end. */
final class InMemoryNotes implements OnlineNotes {
    private final Map<String, String> notes = new HashMap<>();

    @Override public synchronized Optional<String> read(String name) {
        return Optional.ofNullable(notes.get(name));
    }

    @Override public synchronized void write(String name, String text) {
        notes.put(name, text);
    }

    @Override public synchronized void remove(String name) {
        notes.remove(name);
    }

    @Override public synchronized Optional<String> claim(String name, String owner, Optional<String> given, Duration lease) {
        String held = notes.get(name);
        if (held != null && !held.equals(owner) && !Optional.of(held).equals(given)) {
            return Optional.of(held);
        }
        notes.put(name, owner);
        return Optional.empty();
    }

    @Override public synchronized boolean renew(String name, String owner, Duration lease) {
        return owner.equals(notes.get(name));
    }

    @Override public synchronized void release(String name, String owner) {
        notes.remove(name, owner);
    }

    @Override public String incarnation() {
        return "the only one";
    }

    synchronized void clear() {
        notes.clear();
    }
}
