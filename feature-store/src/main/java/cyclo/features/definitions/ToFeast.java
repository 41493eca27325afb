package cyclo.features.definitions;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import cyclo.features.DataSource;
import cyclo.features.Definitions;
import cyclo.features.Entity;
import cyclo.features.FeatureService;
import cyclo.features.FeatureView;
import cyclo.features.Field;
import cyclo.features.OnDemandView;
import cyclo.features.Projection;
import cyclo.features.PushSource;
import cyclo.features.ondemand.OnDemandNames;
import cyclo.features.ondemand.PythonText;
import feast.proto.core.DataFormatProto.FileFormat;
import feast.proto.core.DataSourceProto;
import feast.proto.core.EntityProto;
import feast.proto.core.FeatureProto.FeatureSpecV2;
import feast.proto.core.FeatureServiceProto;
import feast.proto.core.FeatureTransformationProto.FeatureTransformationV2;
import feast.proto.core.FeatureTransformationProto.UserDefinedFunctionV2;
import feast.proto.core.FeatureReferenceProto.FeatureViewProjection;
import feast.proto.core.FeatureViewProto;
import feast.proto.core.OnDemandFeatureViewProto;
import feast.proto.types.ValueProto.ValueType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Records to the messages of Feast 0.67. Each method takes the object that is there now (or an empty one) and replaces what
 * {@code features.yaml} declares; the rest of it, such as fields of a newer Feast, stays.
 */
final class ToFeast {
    static final String POSTGRES_SOURCE = "feast.infra.offline_stores.contrib.postgres_offline_store.postgres_source.PostgreSQLSource";
    static final String FILE_SOURCE = "feast.infra.offline_stores.file_source.FileSource";
    static final String PUSH_SOURCE = "feast.data_source.PushSource";
    static final String REQUEST_SOURCE = "feast.data_source.RequestSource";
    /** Tags of our own, which Python carries along. */
    static final String STATIC_TABLE = "cyclo.static_table";
    static final String STATIC_TIME = "cyclo.static_time";
    static final String EXPRESSION = "cyclo.expression.";

    private final Definitions definitions;

    ToFeast(Definitions definitions) {
        this.definitions = definitions;
    }

    EntityProto.Entity entity(Entity entity, EntityProto.Entity now) {
        EntityProto.EntitySpecV2.Builder spec = now.getSpec().toBuilder().setName(entity.name()).setJoinKey(entity.joinKey().name())
                .setDescription(entity.description()).setOwner(entity.owner()).clearTags().putAllTags(new TreeMap<>(entity.tags()))
                .setValueType(entity.name().equals(Entity.NONE) ? ValueType.Enum.INVALID : ValueType.Enum.forNumber(entity.joinKey().type().number()));
        return now.toBuilder().setSpec(spec).build();
    }

    DataSourceProto.DataSource source(DataSource source, DataSourceProto.DataSource now) {
        DataSourceProto.DataSource.Builder builder = now.toBuilder().setName(source.name()).setTimestampField(source.timestampField())
                .setCreatedTimestampColumn(source.createdColumn().orElse("")).clearFieldMapping().putAllFieldMapping(new TreeMap<>(source.fieldMapping()))
                .setDescription(source.description()).setOwner(source.owner()).clearTags().putAllTags(new TreeMap<>(source.tags()));
        if (source.origin() instanceof DataSource.File file) {
            return builder.setType(DataSourceProto.DataSource.SourceType.BATCH_FILE).setDataSourceClassType(FILE_SOURCE)
                    .setFileOptions(builder.getFileOptions().toBuilder().setUri(file.path().toString())
                            .setFileFormat(FileFormat.newBuilder().setParquetFormat(FileFormat.ParquetFormat.getDefaultInstance()))).build();
        }
        String table = "";
        String query = "";
        if (source.origin() instanceof DataSource.Table origin) {
            table = origin.table();
        } else if (source.origin() instanceof DataSource.Query origin) {
            query = origin.sql();
        } else if (source.origin() instanceof DataSource.Static origin) {
            query = "SELECT *, TIMESTAMPTZ '%s' AS %s FROM %s".formatted(origin.time(), source.timestampField(), origin.table());
            builder.putTags(STATIC_TABLE, origin.table()).putTags(STATIC_TIME, origin.time().toString());
        }
        String configuration = "{\"name\": %s, \"query\": %s, \"table\": %s}".formatted(PythonText.json(source.name()), PythonText.json(query),
                PythonText.json(table));
        return builder.setType(DataSourceProto.DataSource.SourceType.CUSTOM_SOURCE).setDataSourceClassType(POSTGRES_SOURCE)
                .setCustomOptions(DataSourceProto.DataSource.CustomSourceOptions.newBuilder().setConfiguration(ByteString.copyFromUtf8(configuration))).build();
    }

    DataSourceProto.DataSource push(PushSource source, DataSourceProto.DataSource now, DataSourceProto.DataSource batch) {
        return now.toBuilder().setName(source.name()).setType(DataSourceProto.DataSource.SourceType.PUSH_SOURCE).setDataSourceClassType(PUSH_SOURCE)
                .setTimestampField(batch.getTimestampField()).setCreatedTimestampColumn(batch.getCreatedTimestampColumn()).setBatchSource(inside(batch))
                .setDescription(source.description()).setOwner(source.owner()).clearTags().putAllTags(new TreeMap<>(source.tags())).build();
    }

    /** The request fields of an on-demand view, which Feast keeps as a data source. */
    DataSourceProto.DataSource request(OnDemandView view, DataSourceProto.DataSource now) {
        return now.toBuilder().setName(requestName(view)).setType(DataSourceProto.DataSource.SourceType.REQUEST_SOURCE).setDataSourceClassType(REQUEST_SOURCE)
                .setRequestDataOptions(DataSourceProto.DataSource.RequestDataOptions.newBuilder()
                        .addAllSchema(view.request().stream().map(field -> feature(field, FeatureSpecV2.getDefaultInstance())).toList())).build();
    }

    static String requestName(OnDemandView view) {
        return view.name() + "_request";
    }

    FeatureViewProto.FeatureView view(FeatureView view, FeatureViewProto.FeatureView now, Map<Kind.Key, Message> written) {
        FeatureViewProto.FeatureViewSpec.Builder spec = now.getSpec().toBuilder();
        List<FeatureSpecV2> features = features(view.features(), spec.getFeaturesList());
        spec.setName(view.name()).setProject(definitions.project()).clearEntities().clearEntityColumns().clearFeatures().addAllFeatures(features)
                .clearTags().putAllTags(new TreeMap<>(view.tags())).setTtl(Duration.newBuilder().setSeconds(view.ttl().toSeconds()))
                .setBatchSource(inside(sourceNamed(view.source().name(), written))).setOnline(view.online())
                .setDescription(view.description()).setOwner(view.owner());
        if (view.joinKeys().isEmpty()) {
            spec.addEntities(Entity.NONE).addEntityColumns(noKey());
        } else {
            spec.addAllEntities(view.entities())
                    .addAllEntityColumns(features(view.joinKeys().stream().map(key -> Field.of(key.name(), key.type())).toList(), List.of()));
        }
        if (view.pushSource().isPresent()) {
            spec.setStreamSource(inside(sourceNamed(view.pushSource().get().name(), written)));
        } else {
            spec.clearStreamSource();
        }
        return now.toBuilder().setSpec(versioned(spec, 18)).build();
    }

    OnDemandFeatureViewProto.OnDemandFeatureView onDemand(OnDemandView view, OnDemandFeatureViewProto.OnDemandFeatureView now, Map<Kind.Key, Message> written) {
        OnDemandFeatureViewProto.OnDemandFeatureViewSpec.Builder spec = now.getSpec().toBuilder();
        List<FeatureSpecV2> features = features(view.features().stream().map(OnDemandView.Computed::field).toList(), spec.getFeaturesList());
        Map<String, String> tags = new TreeMap<>(view.tags());
        view.features().forEach(computed -> tags.put(EXPRESSION + computed.field().name(), view.expression(computed.field().name())));
        spec.setName(view.name()).setProject(definitions.project()).clearFeatures().addAllFeatures(features).clearSources()
                .setDescription(view.description()).setOwner(view.owner()).clearTags().putAllTags(tags).setMode("pandas");
        for (Projection source : view.sources()) {
            spec.putSources(source.view(), OnDemandFeatureViewProto.OnDemandSource.newBuilder().setFeatureViewProjection(projection(source, written)).build());
        }
        if (!view.request().isEmpty()) {
            spec.putSources(requestName(view), OnDemandFeatureViewProto.OnDemandSource.newBuilder()
                    .setRequestDataSource(inside(sourceNamed(requestName(view), written))).build());
        }
        UserDefinedFunctionV2.Builder function = UserDefinedFunctionV2.newBuilder().setName(view.name())
                .setBodyText(PythonText.function(view, new OnDemandNames(definitions, view).types()));
        spec.setFeatureTransformation(FeatureTransformationV2.newBuilder().setUserDefinedFunction(NewerFields.setText(function, 4, "pandas")));
        NewerFields.setText(spec, 13, Entity.NONE);
        NewerFields.setMessage(spec, 14, noKey());
        return now.toBuilder().setSpec(versioned(spec, 17)).build();
    }

    FeatureServiceProto.FeatureService service(FeatureService service, FeatureServiceProto.FeatureService now, Map<Kind.Key, Message> written) {
        FeatureServiceProto.FeatureServiceSpec.Builder spec = now.getSpec().toBuilder().setName(service.name()).clearFeatures()
                .addAllFeatures(service.projections().stream().map(projection -> projection(projection, written)).toList())
                .setDescription(service.description()).setOwner(service.owner()).clearTags().putAllTags(new TreeMap<>(service.tags()));
        return now.toBuilder().setSpec(spec).build();
    }

    private FeatureViewProjection projection(Projection projection, Map<Kind.Key, Message> written) {
        FeatureViewProjection.Builder builder = FeatureViewProjection.newBuilder().setFeatureViewName(projection.view())
                .setFeatureViewNameAlias(projection.alias().orElse("")).putAllJoinKeyMap(new TreeMap<>(projection.joinKeyMap()));
        List<FeatureSpecV2> all;
        if (written.get(new Kind.Key(Kind.FEATURE_VIEW, projection.view())) instanceof FeatureViewProto.FeatureView view) {
            DataSourceProto.DataSource source = view.getSpec().getBatchSource();
            if (!source.getCreatedTimestampColumn().isEmpty()) {
                // Feast writes the created column into timestamp_field too.
                NewerFields.setText(builder, 5, source.getCreatedTimestampColumn());
                NewerFields.setText(builder, 7, source.getCreatedTimestampColumn());
            }
            NewerFields.setMessage(builder, 8, source);
            all = view.getSpec().getFeaturesList();
        } else {
            // Python forgets the descriptions and tags of computed features, and then wants a projection without them.
            all = ((OnDemandFeatureViewProto.OnDemandFeatureView) written.get(new Kind.Key(Kind.ON_DEMAND_VIEW, projection.view()))).getSpec().getFeaturesList()
                    .stream().map(feature -> feature.toBuilder().clearDescription().clearTags().build()).toList();
        }
        projection.features().forEach(name -> all.stream().filter(feature -> feature.getName().equals(name)).forEach(builder::addFeatureColumns));
        return NewerFields.setText(builder, 11, "featureView").build();
    }

    private static List<FeatureSpecV2> features(List<Field> fields, List<FeatureSpecV2> now) {
        return fields.stream().map(field -> feature(field, now.stream().filter(one -> one.getName().equals(field.name())).findFirst()
                .orElse(FeatureSpecV2.getDefaultInstance()))).toList();
    }

    private static FeatureSpecV2 feature(Field field, FeatureSpecV2 now) {
        return now.toBuilder().setName(field.name()).setValueTypeValue(field.type().number()).setDescription(field.description())
                .clearTags().putAllTags(new TreeMap<>(field.tags())).build();
    }

    private static FeatureSpecV2 noKey() {
        return feature(Field.of(Entity.NONE_KEY, cyclo.common.table.ValueType.STRING), FeatureSpecV2.getDefaultInstance());
    }

    private static DataSourceProto.DataSource sourceNamed(String name, Map<Kind.Key, Message> written) {
        return (DataSourceProto.DataSource) written.get(new Kind.Key(Kind.DATA_SOURCE, name));
    }

    /** A data source inside another object does not repeat the project. */
    private static DataSourceProto.DataSource inside(DataSourceProto.DataSource source) {
        return source.toBuilder().clearProject().build();
    }

    private static <B extends Message.Builder> B versioned(B spec, int number) {
        return NewerFields.text(spec.getUnknownFields(), number).isPresent() ? spec : NewerFields.setText(spec, number, "latest");
    }
}
