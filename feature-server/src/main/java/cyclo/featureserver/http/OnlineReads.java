package cyclo.featureserver.http;

import cyclo.common.CycloException;
import cyclo.common.ExitCode;
import cyclo.common.table.Table;
import cyclo.featureserver.Questions;
import cyclo.featureserver.ReadObserver;
import cyclo.features.FeatureStore;
import cyclo.features.OnlineFeatures;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** {@code POST /get-online-features}: bytes in, bytes out. Knows no HTTP but its statuses. Thread safe. */
final class OnlineReads {
    static final String PATH = "/get-online-features";

    private final FeatureStore store;
    private final Clock clock;
    private final Compatibility compatibility;
    private final int mostRows;
    private final FeastMetrics metrics;
    private final ReadObserver observer;
    private final Optional<AccessAudit> audit;
    private final String who;
    private final Questions<OnlineRequest.Question, Wanted> questions;

    OnlineReads(FeatureStore store, Clock clock, ServeSettings settings, FeastMetrics metrics, ReadObserver observer, Optional<AccessAudit> audit) {
        this.store = store;
        this.clock = clock;
        this.compatibility = settings.compatibility();
        this.mostRows = settings.maxEntities();
        this.metrics = metrics;
        this.observer = observer;
        this.audit = audit;
        this.who = settings.address().token().isPresent() ? "token" : "anonymous";
        this.questions = new Questions<>(store);
    }

    /**
     * @param from address of the client, for the access audit
     * @throws HttpFault for what is wrong with the request
     * @throws CycloException (unavailable) when the online store does not answer
     */
    byte[] answer(byte[] body, String from) {
        long began = System.nanoTime();
        Progress read = new Progress();
        try {
            byte[] answer = answer(body, read);
            read.answered = true;
            return answer;
        } finally {
            long nanos = System.nanoTime() - began;
            int views = read.wanted == null ? 0 : read.wanted.views().size();
            int features = read.wanted == null ? 0 : read.wanted.selection().features().size();
            metrics.read(PATH, features, views, read.answered, nanos);
            if (audit.isPresent() && read.wanted != null) {
                audit.get().read(who, from, read.request.entities().keySet(), read.rows, read.wanted.views(), features, read.answered, nanos);
            }
        }
    }

    /** How far a request has come: what is counted of it even when it fails. */
    private static final class Progress {
        private OnlineRequest request;
        private Wanted wanted;
        private int rows;
        private boolean answered;
    }

    private byte[] answer(byte[] body, Progress read) {
        OnlineRequest request = parsed(body);
        read.request = request;
        Wanted wanted = questions.answer(request.question(), () -> Wanted.resolve(store, request.question(), compatibility));
        read.wanted = wanted;
        EntityColumns given = EntityColumns.of(request.entities(), wanted, compatibility);
        read.rows = given.rows();
        Instant now = compatibility == Compatibility.FEAST ? Questions.BEFORE_ALL : clock.instant();
        long began = System.nanoTime();
        OnlineFeatures found = read(given.table(), wanted, now);
        metrics.found(found, System.nanoTime() - began);
        observer.answered(wanted.selection(), given.table(), found, now);
        return new OnlineAnswer(compatibility).write(wanted, given.repeated(), found, request.question().viewMetadata());
    }

    /** What is wrong by now is wrong with this server's settings or definitions, not with the request. */
    private OnlineFeatures read(Table entities, Wanted wanted, Instant now) {
        try {
            return store.online(entities, wanted.selection(), now);
        } catch (CycloException e) {
            throw e.exitCode() == ExitCode.USAGE ? HttpFault.as(500, e.getMessage()) : e;
        }
    }

    private OnlineRequest parsed(byte[] body) {
        try {
            return OnlineRequest.parse(body, mostRows);
        } catch (JsonColumn.TooManyRows e) {
            throw HttpFault.as(413, "Cannot read features of more than %d entities at once: ask in several requests.".formatted(e.most()));
        }
    }
}
