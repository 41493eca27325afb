package cyclo.features.definitions;

import com.google.protobuf.ByteString;
import cyclo.common.Json;
import cyclo.features.SavedDataset;
import feast.proto.core.DataFormatProto;
import feast.proto.core.DataSourceProto;
import feast.proto.core.SavedDatasetProto;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A saved dataset as Feast's registry holds it. */
final class DatasetMessage {
    private static final String POSTGRES = "feast.infra.offline_stores.contrib.postgres_offline_store.postgres_source.SavedDatasetPostgreSQLStorage";

    private DatasetMessage() {}

    static SavedDatasetProto.SavedDataset of(SavedDataset dataset, String project, Instant now) {
        SavedDatasetProto.SavedDatasetSpec.Builder spec = SavedDatasetProto.SavedDatasetSpec.newBuilder().setName(dataset.name()).setProject(project)
                .addAllFeatures(dataset.features()).addAllJoinKeys(dataset.joinKeys()).setFullFeatureNames(dataset.fullFeatureNames())
                .setStorage(storage(dataset.storage())).putAllTags(dataset.tags());
        dataset.service().ifPresent(spec::setFeatureServiceName);
        SavedDatasetProto.SavedDatasetMeta.Builder meta = SavedDatasetProto.SavedDatasetMeta.newBuilder().setCreatedTimestamp(NewerFields.timestamp(now))
                .setLastUpdatedTimestamp(NewerFields.timestamp(now));
        dataset.first().ifPresent(time -> meta.setMinEventTimestamp(NewerFields.timestamp(time)));
        dataset.last().ifPresent(time -> meta.setMaxEventTimestamp(NewerFields.timestamp(time)));
        return SavedDatasetProto.SavedDataset.newBuilder().setSpec(spec).setMeta(meta).build();
    }

    private static SavedDatasetProto.SavedDatasetStorage storage(SavedDataset.Storage storage) {
        SavedDatasetProto.SavedDatasetStorage.Builder message = SavedDatasetProto.SavedDatasetStorage.newBuilder();
        if (storage instanceof SavedDataset.InFile file) {
            DataFormatProto.FileFormat parquet = DataFormatProto.FileFormat.newBuilder()
                    .setParquetFormat(DataFormatProto.FileFormat.ParquetFormat.getDefaultInstance()).build();
            return message.setFileStorage(DataSourceProto.DataSource.FileOptions.newBuilder().setUri(file.path()).setFileFormat(parquet)).build();
        }
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("name", null);
        configuration.put("query", null);
        configuration.put("table", ((SavedDataset.InTable) storage).table());
        configuration.put("saved_dataset_storage_class", POSTGRES);
        return message.setCustomStorage(DataSourceProto.DataSource.CustomSourceOptions.newBuilder()
                .setConfiguration(ByteString.copyFromUtf8(Json.write(configuration)))).build();
    }
}
