package cyclo.featureserver.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import cyclo.common.CycloException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** A request that is not answered, and how that is told in either {@link Compatibility}. */
final class HttpFault extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final ObjectMapper IN_ORDER = new ObjectMapper();
    private static final ObjectWriter ASCII = IN_ORDER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);
    private static final int UNKNOWN_TO_FEAST = 500;

    private final int status;
    private final int feastStatus;
    private final transient Object body;
    private final transient Object feastBody;

    private HttpFault(String sentence, int status, Object body, int feastStatus, Object feastBody) {
        super(sentence, null, false, false);
        this.status = status;
        this.body = body;
        this.feastStatus = feastStatus;
        this.feastBody = feastBody;
    }

    /**
     * An error that Python's client raises again under the name it has in {@code feast.errors}: Feast sends its JSON as a text within JSON.
     * Both modes do, so that the client finds the class; ours says more.
     */
    static HttpFault named(int status, int feastStatus, String feastClass, String feastMessage, String sentence) {
        return new HttpFault(sentence, status, detail(feastClass, sentence), feastStatus, detail(feastClass, feastMessage));
    }

    /** What Feast answers with 500 and the text of an exception. */
    static HttpFault bare(int status, String feastText, String sentence) {
        return new HttpFault(sentence, status, Map.of("error", sentence), UNKNOWN_TO_FEAST, feastText);
    }

    /** A body that is not of the declared shape, told as FastAPI does. */
    static HttpFault invalid(List<Map<String, Object>> details) {
        Object body = Map.of("detail", details);
        return new HttpFault("the body is not of its shape", 422, body, 422, body);
    }

    /** What FastAPI itself answers, not Feast. */
    static HttpFault plain(int status, String feastText, String sentence) {
        return new HttpFault(sentence, status, Map.of("error", sentence), status, Map.of("detail", feastText));
    }

    /** What Feast knows no case of: a token that is missing, a body that is too long, an outage. */
    static HttpFault as(int status, String sentence) {
        return new HttpFault(sentence, status, Map.of("error", sentence), status, sentence);
    }

    /** What the libraries refuse, with its sentence; an outage is an outage in both modes. */
    static HttpFault of(CycloException e) {
        return switch (e.exitCode()) {
            case USAGE -> bare(400, e.getMessage(), e.getMessage());
            case UNAVAILABLE -> as(503, e.getMessage());
            default -> bare(422, e.getMessage(), e.getMessage());
        };
    }

    int status(Compatibility compatibility) {
        return compatibility == Compatibility.FEAST ? feastStatus : status;
    }

    byte[] body(Compatibility compatibility) {
        return json(compatibility == Compatibility.FEAST ? feastBody : body);
    }

    /** As Python's {@code json.dumps} spaces and escapes it. */
    private static String detail(String feastClass, String message) {
        try {
            return "{\"module\": \"feast.errors\", \"class\": \"%s\", \"message\": %s}".formatted(feastClass, ASCII.writeValueAsString(message));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] json(Object value) {
        try {
            return IN_ORDER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
