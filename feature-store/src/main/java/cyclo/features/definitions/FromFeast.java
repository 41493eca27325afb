package cyclo.features.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import cyclo.common.Json;
import cyclo.common.table.ValueType;
import cyclo.features.DataSource;
import cyclo.features.Definitions;
import cyclo.features.Entity;
import cyclo.features.FeatureService;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.Interval;
import cyclo.features.OnDemandView;
import cyclo.features.Projection;
import cyclo.features.PushSource;
import cyclo.features.ondemand.PythonSource;
import feast.proto.core.DataSourceProto;
import feast.proto.core.EntityProto;
import feast.proto.core.FeatureProto.FeatureSpecV2;
import feast.proto.core.FeatureServiceProto;
import feast.proto.core.FeatureReferenceProto.FeatureViewProjection;
import feast.proto.core.FeatureViewProto;
import feast.proto.core.OnDemandFeatureViewProto;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The messages of Feast 0.67, whoever wrote them, to records. What is unknown is named, not guessed. */
final class FromFeast {
    private static final Map<Integer, String> NEWER_TYPES = Map.ofEntries(
            Map.entry(20, "MAP"), Map.entry(21, "MAP_LIST"), Map.entry(22, "BYTES_SET"), Map.entry(23, "STRING_SET"), Map.entry(24, "INT32_SET"),
            Map.entry(25, "INT64_SET"), Map.entry(26, "DOUBLE_SET"), Map.entry(27, "FLOAT_SET"), Map.entry(28, "BOOL_SET"),
            Map.entry(29, "UNIX_TIMESTAMP_SET"), Map.entry(32, "JSON"), Map.entry(33, "JSON_LIST"), Map.entry(34, "STRUCT"), Map.entry(35, "STRUCT_LIST"),
            Map.entry(36, "UUID"), Map.entry(37, "TIME_UUID"), Map.entry(38, "UUID_LIST"), Map.entry(39, "TIME_UUID_LIST"), Map.entry(40, "UUID_SET"),
            Map.entry(41, "TIME_UUID_SET"), Map.entry(42, "VALUE_LIST"), Map.entry(43, "VALUE_SET"), Map.entry(44, "DECIMAL"), Map.entry(45, "DECIMAL_LIST"),
            Map.entry(46, "DECIMAL_SET"), Map.entry(47, "SCALAR_MAP"), Map.entry(48, "ZONED_TIMESTAMP"));

    private FromFeast() {}

    static Definitions definitions(String project, Collection<Message> objects) {
        List<Entity> entities = all(objects, EntityProto.Entity.class).stream().filter(entity -> !entity.getSpec().getName().equals(Entity.NONE))
                .map(FromFeast::entity).toList();
        List<DataSource> sources = new ArrayList<>();
        List<PushSource> pushSources = new ArrayList<>();
        for (DataSourceProto.DataSource source : all(objects, DataSourceProto.DataSource.class)) {
            switch (source.getType()) {
                case PUSH_SOURCE -> pushSources.add(push(source));
                case REQUEST_SOURCE -> { }
                default -> sources.add(source(source));
            }
        }
        return new Definitions(project, entities, sources, pushSources,
                all(objects, FeatureViewProto.FeatureView.class).stream().map(view -> view(view, entities)).toList(),
                all(objects, OnDemandFeatureViewProto.OnDemandFeatureView.class).stream().map(FromFeast::onDemand).toList(),
                all(objects, FeatureServiceProto.FeatureService.class).stream().map(FromFeast::service).toList());
    }

    private static Entity entity(EntityProto.Entity entity) {
        EntityProto.EntitySpecV2 spec = entity.getSpec();
        // A type that we do not know matters only to a view that joins on it, and the view repeats it.
        ValueType type = ValueType.ofNumber(spec.getValueTypeValue()).orElse(ValueType.STRING);
        return new Entity(spec.getName(), Field.of(spec.getJoinKey(), type), spec.getDescription(), spec.getTagsMap(), spec.getOwner());
    }

    static DataSource source(DataSourceProto.DataSource source) {
        Map<String, String> tags = new LinkedHashMap<>(source.getTagsMap());
        Optional<String> table = Optional.ofNullable(tags.remove(ToFeast.STATIC_TABLE));
        Optional<String> time = Optional.ofNullable(tags.remove(ToFeast.STATIC_TIME));
        DataSource.Origin origin = table.isPresent() && time.isPresent() ? new DataSource.Static(table.get(), Instant.parse(time.get())) : origin(source);
        return new DataSource(source.getName(), origin, source.getTimestampField(), text(source.getCreatedTimestampColumn()), source.getFieldMappingMap(),
                source.getDescription(), tags, source.getOwner());
    }

    private static DataSource.Origin origin(DataSourceProto.DataSource source) {
        if (source.getDataSourceClassType().equals(ToFeast.POSTGRES_SOURCE)) {
            JsonNode options = Json.parse(source.getCustomOptions().getConfiguration().toStringUtf8());
            String table = options.path("table").asText("");
            return table.isEmpty() ? new DataSource.Query(options.path("query").asText("")) : new DataSource.Table(table);
        }
        if (source.getType() == DataSourceProto.DataSource.SourceType.BATCH_FILE) {
            String uri = source.getFileOptions().getUri();
            return uri.matches("(?!file:)[a-zA-Z][a-zA-Z0-9+.-]+://.*") ? new DataSource.Foreign("file at " + uri)
                    : source.getFileOptions().getFileFormat().hasDeltaFormat() ? new DataSource.Foreign("Delta table") : new DataSource.File(Path.of(uri));
        }
        return new DataSource.Foreign(source.getDataSourceClassType().isEmpty() ? "type " + source.getTypeValue() : source.getDataSourceClassType());
    }

    private static PushSource push(DataSourceProto.DataSource source) {
        return new PushSource(source.getName(), source(source.getBatchSource()), source.getDescription(), source.getTagsMap(), source.getOwner());
    }

    private static FeatureView view(FeatureViewProto.FeatureView message, List<Entity> entities) {
        FeatureViewProto.FeatureViewSpec spec = message.getSpec();
        Map<String, String> unsupported = new LinkedHashMap<>();
        List<Field> joinKeys = new ArrayList<>();
        for (FeatureSpecV2 column : spec.getEntityColumnsList()) {
            if (!column.getName().equals(Entity.NONE_KEY)) {
                field(column).ifPresentOrElse(joinKeys::add, () -> unsupported.put(FeatureView.KEY + column.getName(), newerType(column)));
            }
        }
        if (spec.getEntityColumnsCount() == 0) {
            // Older registries name only the entities.
            spec.getEntitiesList().forEach(name -> entities.stream().filter(entity -> entity.name().equals(name)).map(Entity::joinKey).forEach(joinKeys::add));
        }
        List<Field> features = new ArrayList<>();
        spec.getFeaturesList().forEach(feature -> field(feature).ifPresentOrElse(features::add, () -> unsupported.put(feature.getName(), newerType(feature))));
        boolean pushed = spec.hasStreamSource() && spec.getStreamSource().getType() == DataSourceProto.DataSource.SourceType.PUSH_SOURCE;
        DataSourceProto.DataSource batch = spec.hasBatchSource() || !pushed ? spec.getBatchSource() : spec.getStreamSource().getBatchSource();
        return new FeatureView(spec.getName(), spec.getEntitiesList().stream().filter(name -> !name.equals(Entity.NONE)).toList(), joinKeys, features,
                Duration.ofSeconds(spec.getTtl().getSeconds()), source(batch), pushed ? Optional.of(push(spec.getStreamSource())) : Optional.empty(),
                spec.getOnline(), spec.getDescription(), spec.getTagsMap(), spec.getOwner(),
                message.getMeta().getMaterializationIntervalsList().stream()
                        .map(interval -> new Interval(instant(interval.getStartTime()), instant(interval.getEndTime()))).toList(),
                unsupported);
    }

    private static OnDemandView onDemand(OnDemandFeatureViewProto.OnDemandFeatureView message) {
        OnDemandFeatureViewProto.OnDemandFeatureViewSpec spec = message.getSpec();
        List<Projection> sources = new ArrayList<>();
        List<Field> request = new ArrayList<>();
        spec.getSourcesMap().values().forEach(source -> {
            switch (source.getSourceCase()) {
                case FEATURE_VIEW_PROJECTION -> sources.add(projection(source.getFeatureViewProjection()));
                case FEATURE_VIEW -> sources.add(new Projection(source.getFeatureView().getSpec().getName(),
                        source.getFeatureView().getSpec().getFeaturesList().stream().map(FeatureSpecV2::getName).toList(), Optional.empty(), Map.of()));
                default -> source.getRequestDataSource().getRequestDataOptions().getSchemaList().forEach(field -> field(field).ifPresent(request::add));
            }
        });
        Map<String, String> tags = new LinkedHashMap<>(spec.getTagsMap());
        List<OnDemandView.Computed> features = new ArrayList<>();
        spec.getFeaturesList().forEach(feature -> field(feature).ifPresent(field ->
                features.add(new OnDemandView.Computed(field, Optional.ofNullable(tags.remove(ToFeast.EXPRESSION + field.name()))))));
        boolean ours = features.stream().allMatch(computed -> computed.expression().isPresent());
        return new OnDemandView(spec.getName(), sources, request, features, spec.getDescription(), tags, spec.getOwner(),
                ours ? Optional.empty() : python(spec));
    }

    /** Registries before 0.36 keep the function in a field of its own; {@code singleton} (15) is newer than our messages. */
    @SuppressWarnings("deprecation")
    private static Optional<PythonSource> python(OnDemandFeatureViewProto.OnDemandFeatureViewSpec spec) {
        String text = spec.getFeatureTransformation().hasUserDefinedFunction() ? spec.getFeatureTransformation().getUserDefinedFunction().getBodyText()
                : spec.getUserDefinedFunction().getBodyText();
        boolean singleton = spec.getUnknownFields().getField(15).getVarintList().stream().anyMatch(value -> value != 0);
        return text(text).map(body -> new PythonSource(text(spec.getMode()).orElse("pandas"), singleton, body));
    }

    private static FeatureService service(FeatureServiceProto.FeatureService message) {
        FeatureServiceProto.FeatureServiceSpec spec = message.getSpec();
        return new FeatureService(spec.getName(), spec.getFeaturesList().stream().map(FromFeast::projection).toList(), spec.getDescription(),
                spec.getTagsMap(), spec.getOwner());
    }

    private static Projection projection(FeatureViewProjection projection) {
        return new Projection(projection.getFeatureViewName(), projection.getFeatureColumnsList().stream().map(FeatureSpecV2::getName).toList(),
                text(projection.getFeatureViewNameAlias()), projection.getJoinKeyMapMap());
    }

    private static Optional<Field> field(FeatureSpecV2 feature) {
        return ValueType.ofNumber(feature.getValueTypeValue()).map(type -> new Field(feature.getName(), type, feature.getDescription(), feature.getTagsMap()));
    }

    private static String newerType(FeatureSpecV2 feature) {
        return NEWER_TYPES.getOrDefault(feature.getValueTypeValue(), "number " + feature.getValueTypeValue());
    }

    private static Optional<String> text(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static Instant instant(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    private static <T extends Message> List<T> all(Collection<Message> objects, Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
