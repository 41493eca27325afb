package cyclo.featureserver.grpc;

import cyclo.common.CycloException;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of a call: an answer, or a status with a sentence. */
final class Answering {
    private static final Logger LOG = LoggerFactory.getLogger(Answering.class);

    private Answering() {}

    static void answer(StreamObserver<byte[]> observer, Supplier<byte[]> work) {
        byte[] answer;
        try {
            answer = work.get();
        } catch (CycloException e) {
            observer.onError(status(e).withDescription(e.getMessage()).asRuntimeException());
            return;
        } catch (RuntimeException e) {
            LOG.error("Bug while answering a call", e);
            observer.onError(Status.INTERNAL.withDescription("Cannot answer: a bug in this server, its log says more.").asRuntimeException());
            return;
        }
        observer.onNext(answer);
        observer.onCompleted();
    }

    private static Status status(CycloException e) {
        return switch (e.exitCode()) {
            case USAGE -> Status.INVALID_ARGUMENT;
            case REFUSED -> Status.FAILED_PRECONDITION;
            case UNAVAILABLE -> Status.UNAVAILABLE;
            default -> Status.INTERNAL;
        };
    }
}
