package cyclo.featureserver.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How bodies are read and written: one configuration of Jackson, as lenient about numbers as Python is. */
final class Bodies {
    /** Python writes NaN and Infinity as such. The pool is shared, because a virtual thread lives for one request. */
    static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
            .build();
    static final ObjectMapper MAPPER = JsonMapper.builder(JSON).build();
    private static final ObjectReader WHOLE = MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Bodies() {}

    /** @throws HttpFault as FastAPI answers to what is not JSON, or is no object */
    static JsonNode object(byte[] body) {
        JsonNode json;
        try {
            json = WHOLE.readTree(body);
        } catch (IOException e) {
            throw notJson(e);
        }
        if (json.isMissingNode()) {
            throw HttpFault.invalid(List.of(detail("missing", List.of("body"), "Field required", null)));
        }
        if (!json.isObject()) {
            throw HttpFault.invalid(List.of(detail("model_attributes_type", List.of("body"),
                    "Input should be a valid dictionary or object to extract fields from", json)));
        }
        return json;
    }

    /** @param e what Jackson threw, with the place where it stopped */
    static HttpFault notJson(IOException e) {
        if (e instanceof CharConversionException) {
            return notJson(0, e.getMessage());
        }
        if (!(e instanceof JsonProcessingException fault)) {
            throw new UncheckedIOException(e); // bytes in memory do not fail to be read
        }
        String why = fault instanceof JsonEOFException ? "Expecting value" : fault.getOriginalMessage();
        long at = fault.getLocation() == null ? 0 : fault.getLocation().getByteOffset();
        return notJson(at, fault instanceof JsonParseException ? why : fault.getOriginalMessage());
    }

    private static HttpFault notJson(long at, String why) {
        Map<String, Object> detail = detail("json_invalid", List.of("body", at), "JSON decode error", Map.of());
        detail.put("ctx", Map.of("error", why));
        return HttpFault.invalid(List.of(detail));
    }

    /** One fault of a body, in FastAPI's form. */
    static Map<String, Object> detail(String type, List<Object> place, String message, Object input) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("type", type);
        detail.put("loc", place);
        detail.put("msg", message);
        detail.put("input", input);
        return detail;
    }
}
