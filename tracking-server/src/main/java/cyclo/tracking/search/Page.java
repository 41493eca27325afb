package cyclo.tracking.search;

import com.fasterxml.jackson.databind.JsonNode;
import cyclo.common.Json;
import cyclo.tracking.MlflowException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A part of a result, and the token with which a client asks for the next part. */
public record Page<T>(List<T> items, Optional<String> nextToken) {
    /** @param oneMore the items from {@code offset} on, one more than {@code size} if there are so many */
    public static <T> Page<T> of(List<T> oneMore, int size, long offset) {
        boolean more = oneMore.size() > size;
        return new Page<>(List.copyOf(more ? oneMore.subList(0, size) : oneMore), more ? Optional.of(token(offset + size)) : Optional.empty());
    }

    /** @throws MlflowException (invalid parameter) if it is not a token of ours */
    public static long offset(String token) {
        if (token.isEmpty()) {
            return 0;
        }
        try {
            JsonNode offset = Json.parse(new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8)).path("offset");
            if (offset.canConvertToLong() && offset.isIntegralNumber() && offset.longValue() >= 0) {
                return offset.longValue();
            }
        } catch (IllegalArgumentException e) {
            throw invalid(token);
        }
        throw invalid(token);
    }

    private static MlflowException invalid(String token) {
        return MlflowException.invalid("Invalid page token '%s': send back next_page_token of the page before, unchanged.", token);
    }

    private static String token(long offset) {
        return Base64.getEncoder().encodeToString("{\"offset\": %d}".formatted(offset).getBytes(StandardCharsets.UTF_8));
    }
}
