package cyclo.common.web;

import cyclo.common.Json;
import io.javalin.http.Context;
import java.util.Map;

/** How an error is told to a client; the status is already set. */
@FunctionalInterface
public interface ErrorBody {
    /** {@code {"error": "Cannot ..."}}, the form of every program unless a protocol wants another. */
    ErrorBody SENTENCE = (context, status, sentence) ->
            context.contentType("application/json").result(Json.write(Map.of("error", sentence)));

    void write(Context context, int status, String sentence);
}
