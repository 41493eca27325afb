package cyclo.features.definitions;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import cyclo.common.Json;
import cyclo.common.table.ValueType;
import cyclo.features.definitions.Plan.Difference;
import feast.proto.core.FeatureProto.FeatureSpecV2;
import feast.proto.core.FeatureReferenceProto.FeatureViewProjection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Two registry objects compared value by value, in the words of {@code features.yaml} where it has one. */
final class Differences {
    private static final String FUNCTION = "function";
    /** As {@link cyclo.features.ondemand.PythonText} begins. */
    private static final String GENERATED = "# Written by Cyclo from features.yaml";
    private static final Map<String, String> WORDS = Map.ofEntries(entry("batch_source", "source"), entry("stream_source", "push source"),
            entry("entity_columns", "join_keys"), entry("file_options", ""), entry("uri", "file"), entry("feature_columns", "features"),
            entry("user_defined_function", ""), entry("feature_transformation", FUNCTION), entry("body_text", ""), entry("value_type", "type"),
            entry("feature_view_projection", ""));
    /** What another field or another object tells already. */
    private static final Set<String> REPEATED = Set.of("data_source_class_type", "type", "class_name", "name_alias");

    private static final String EXPRESSION = "expression.";

    private final List<Difference> found = new ArrayList<>();

    private Differences() {}

    /** What {@link Content} tells apart, value by value. */
    static List<Difference> between(Message before, Message after) {
        Differences differences = new Differences();
        differences.messages("", Content.of(before), Content.of(after));
        boolean expressions = differences.found.stream().anyMatch(one -> one.field().startsWith(EXPRESSION));
        return differences.found.stream().distinct().flatMap(one -> expressions && one.field().startsWith(FUNCTION) ? function(one) : Stream.of(one)).toList();
    }

    /** Of a view with expressions its function is made from them: only one that a person wrote is told, as it goes. */
    private static Stream<Difference> function(Difference one) {
        return one.field().equals(FUNCTION) && !one.before().isEmpty() && !one.before().contains(GENERATED)
                ? Stream.of(new Difference(FUNCTION, one.before(), "")) : Stream.empty();
    }

    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds == 0 && !duration.isZero() ? duration.toMillis() + "ms"
                : seconds % 86_400 == 0 && seconds > 0 ? seconds / 86_400 + "d" : seconds % 3_600 == 0 && seconds > 0 ? seconds / 3_600 + "h"
                : seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private void messages(String path, Message before, Message after) {
        TreeSet<FieldDescriptor> fields = new TreeSet<>(before.getAllFields().keySet());
        fields.addAll(after.getAllFields().keySet());
        for (FieldDescriptor field : fields) {
            if (!before.getField(field).equals(after.getField(field)) && !REPEATED.contains(field.getName())) {
                field(path, field, before, after);
            }
        }
    }

    private void field(String path, FieldDescriptor field, Message before, Message after) {
        String named = under(path, WORDS.getOrDefault(field.getName(), field.getName()));
        String at = named.isEmpty() && field.getName().equals("user_defined_function") ? FUNCTION : named;
        if (field.isRepeated() && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            items(at, named(field, before), named(field, after));
        } else if (field.isRepeated()) {
            add(at, listed((List<?>) before.getField(field)), listed((List<?>) after.getField(field)));
        } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !isPlain(field)) {
            // Of a whole source that came or went its parts are told.
            messages(field.getName().equals("custom_options") ? path : at, (Message) before.getField(field), (Message) after.getField(field));
        } else if (field.getName().equals("configuration")) {
            Map<String, String> old = json((ByteString) before.getField(field));
            Map<String, String> now = json((ByteString) after.getField(field));
            names(old, now).stream().filter(name -> !name.equals("name"))
                    .forEach(name -> add(under(path, name), old.getOrDefault(name, ""), now.getOrDefault(name, "")));
        } else {
            add(at, text(before, field), text(after, field));
        }
    }

    private void items(String path, Map<String, Object> before, Map<String, Object> after) {
        for (String name : names(before, after)) {
            Object old = before.get(name);
            Object now = after.get(name);
            if (old instanceof Message one && now instanceof Message other) {
                messages(under(path, name), one, other);
            } else {
                add(under(path, name), old == null ? "" : said(old), now == null ? "" : said(now));
            }
        }
    }

    private void add(String path, String before, String after) {
        if (!before.equals(after)) {
            found.add(new Difference(path.replace("tags." + ToFeast.EXPRESSION, EXPRESSION), before, after));
        }
    }

    /** The entries of a map field or of a list of named messages. */
    private static Map<String, Object> named(FieldDescriptor field, Message of) {
        Map<String, Object> items = new LinkedHashMap<>();
        for (Object item : (List<?>) of.getField(field)) {
            Message message = (Message) item;
            if (field.isMapField()) {
                items.put(String.valueOf(message.getField(message.getDescriptorForType().findFieldByNumber(1))),
                        message.getField(message.getDescriptorForType().findFieldByNumber(2)));
            } else if (message instanceof FeatureViewProjection projection) {
                items.put(projection.getFeatureViewName()
                        + (projection.getFeatureViewNameAlias().isEmpty() ? "" : " as " + projection.getFeatureViewNameAlias()), message);
            } else {
                FieldDescriptor name = message.getDescriptorForType().findFieldByName("name");
                items.put(name == null ? String.valueOf(items.size() + 1) : String.valueOf(message.getField(name)), message);
            }
        }
        return items;
    }

    /** A whole item that came or went. */
    private static String said(Object item) {
        if (item instanceof FeatureSpecV2 feature) {
            return ValueType.ofNumber(feature.getValueTypeValue()).map(ValueType::pythonName).orElse("type " + feature.getValueTypeValue());
        }
        if (item instanceof FeatureViewProjection projection) {
            return projection.getFeatureColumnsList().stream().map(FeatureSpecV2::getName).collect(Collectors.joining(", "));
        }
        if (item instanceof Message message) {
            return message.getAllFields().entrySet().stream().filter(entry -> entry.getKey().getJavaType() == FieldDescriptor.JavaType.STRING)
                    .map(entry -> entry.getKey().getName() + " " + entry.getValue()).collect(Collectors.joining(", "));
        }
        return String.valueOf(item);
    }

    private static boolean isPlain(FieldDescriptor field) {
        return field.getMessageType().getFullName().startsWith("google.protobuf.");
    }

    private static String text(Message message, FieldDescriptor field) {
        if (field.hasPresence() && !message.hasField(field)) {
            return "";
        }
        Object value = message.getField(field);
        if (value instanceof com.google.protobuf.Duration duration) {
            return duration(Duration.ofSeconds(duration.getSeconds(), duration.getNanos()));
        }
        if (value instanceof com.google.protobuf.Timestamp time) {
            return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString();
        }
        if (value instanceof EnumValueDescriptor kind) {
            return field.getEnumType().getFullName().startsWith("feast.types.ValueType")
                    ? ValueType.ofNumber(kind.getNumber()).map(ValueType::pythonName).orElse("type " + kind.getNumber()) : kind.getName();
        }
        return value instanceof ByteString bytes ? bytes.isEmpty() ? "" : bytes.size() + " bytes" : String.valueOf(value);
    }

    private static String listed(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static Map<String, String> json(ByteString configuration) {
        Map<String, String> values = new LinkedHashMap<>();
        if (!configuration.isEmpty()) {
            JsonNode node = Json.parse(configuration.toStringUtf8());
            node.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue().asText()));
        }
        return values;
    }

    private static List<String> names(Map<String, ?> before, Map<String, ?> after) {
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        return List.copyOf(names);
    }

    private static String under(String path, String name) {
        return path.isEmpty() ? name : name.isEmpty() ? path : path + "." + name;
    }
}
