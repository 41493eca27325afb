package cyclo.features.definitions;

import cyclo.common.CycloException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The tables of Feast 0.67's SQL registry, as Feast creates them in PostgreSQL. */
final class SqlRegistryTables {
    /** Every one of them holds the project in {@code project_id}. */
    static final List<String> WITH_A_PROJECT = List.of(
            "data_sources", "entities", "feast_metadata", "feature_services", "feature_view_version_history", "feature_views", "label_views",
            "managed_infra", "on_demand_feature_views", "permissions", "projects", "saved_datasets", "stream_feature_views", "validation_references");

    /** Creates those that are missing. */
    private static final String CREATE = """
            SET LOCAL client_min_messages = warning;
            CREATE TABLE IF NOT EXISTS data_sources (
                data_source_name character varying(255) NOT NULL,
                project_id character varying(255) NOT NULL,
                last_updated_timestamp bigint NOT NULL,
                data_source_proto bytea NOT NULL,
                CONSTRAINT data_sources_pkey PRIMARY KEY (data_source_name, project_id));
            CREATE TABLE IF NOT EXISTS entities (
                entity_name character varying(255) NOT NULL,
                project_id character varying(255) NOT NULL,
                last_updated_timestamp bigint NOT NULL,
                entity_proto bytea NOT NULL,
                CONSTRAINT entities_pkey PRIMARY KEY (entity_name, project_id));
            CREATE TABLE IF NOT EXISTS feast_metadata (
                project_id character varying(255) NOT NULL,
                metadata_key character varying(50) NOT NULL,
                metadata_value text NOT NULL,
                last_updated_timestamp bigint NOT NULL,
                CONSTRAINT feast_metadata_pkey PRIMARY KEY (project_id, metadata_key));
            CREATE TABLE IF NOT EXISTS feature_services (
                feature_service_name character varying(255) NOT NULL,
                project_id character varying(255) NOT NULL,
                last_updated_timestamp bigint NOT NULL,
                feature_service_proto bytea NOT NULL,
                CONSTRAINT feature_services_pkey PRIMARY KEY (feature_service_name, project_id));
            CREATE TABLE IF NOT EXISTS feature_view_version_history (
                feature_view_name character varying(255) NOT NULL,
                project_id character varying(255) NOT NULL,
                version_number integer NOT NULL,
                feature_view_type character varying(50) NOT NULL,
                feature_view_proto bytea NOT NULL,
                created_timestamp bigint NOT NULL,
                description text,
                version_id character varying(36) NOT NULL,
                CONSTRAINT feature_view_version_history_pkey PRIMARY KEY (feature_view_name, project_id, version_number));
            CREATE TABLE IF NOT EXISTS feature_views (
                feature_view_name character varying(255) NOT NULL,
                project_id character varying(255) NOT NULL,
                last_updated_timestamp bigint NOT NULL,
                materialized_intervals bytea,
                feature_view_proto bytea NOT NULL,
                user_metadata bytea,
                CONSTRAINT feature_views_pkey PRIMARY KEY (feature_view_name, project_id));
            CREATE TABLE IF NOT EXISTS label_views (
                feature_view_name character varying(255) NOT NULL,
                project_id character varying(255) NOT NULL,
                last_updated_timestamp bigint NOT NULL,
                feature_view_proto bytea NOT NULL,
                user_metadata bytea,
                CONSTRAINT label_views_pkey PRIMARY KEY (feature_view_name, project_id));
            CREATE TABLE IF NOT EXISTS managed_infra (
                infra_name character varying(255) NOT NULL,
                project_id character varying(255) NOT NULL,
                last_updated_timestamp bigint NOT NULL,
                infra_proto bytea NOT NULL,
                CONSTRAINT managed_infra_pkey PRIMARY KEY (infra_name, project_id));
            CREATE TABLE IF NOT EXISTS on_demand_feature_views (
                feature_view_name character varying(255) NOT NULL,
                project_id character varying(255) NOT NULL,
                last_updated_timestamp bigint NOT NULL,
                feature_view_proto bytea NOT NULL,
                user_metadata bytea,
                CONSTRAINT on_demand_feature_views_pkey PRIMARY KEY (feature_view_name, project_id));
            CREATE TABLE IF NOT EXISTS permissions (
                permission_name character varying(255) NOT NULL,
                project_id character varying(255) NOT NULL,
                last_updated_timestamp bigint NOT NULL,
                permission_proto bytea NOT NULL,
                CONSTRAINT permissions_pkey PRIMARY KEY (permission_name, project_id));
            CREATE TABLE IF NOT EXISTS projects (
                project_id character varying(255) NOT NULL,
                project_name character varying(255) NOT NULL,
                last_updated_timestamp bigint NOT NULL,
                project_proto bytea NOT NULL,
                CONSTRAINT projects_pkey PRIMARY KEY (project_id));
            CREATE TABLE IF NOT EXISTS saved_datasets (
                saved_dataset_name character varying(255) NOT NULL,
                project_id character varying(255) NOT NULL,
                last_updated_timestamp bigint NOT NULL,
                saved_dataset_proto bytea NOT NULL,
                CONSTRAINT saved_datasets_pkey PRIMARY KEY (saved_dataset_name, project_id));
            CREATE TABLE IF NOT EXISTS stream_feature_views (
                feature_view_name character varying(255) NOT NULL,
                project_id character varying(255) NOT NULL,
                last_updated_timestamp bigint NOT NULL,
                feature_view_proto bytea NOT NULL,
                user_metadata bytea,
                CONSTRAINT stream_feature_views_pkey PRIMARY KEY (feature_view_name, project_id));
            CREATE TABLE IF NOT EXISTS validation_references (
                validation_reference_name character varying(255) NOT NULL,
                project_id character varying(255) NOT NULL,
                last_updated_timestamp bigint NOT NULL,
                validation_reference_proto bytea NOT NULL,
                CONSTRAINT validation_references_pkey PRIMARY KEY (validation_reference_name, project_id));
            CREATE INDEX IF NOT EXISTS idx_data_sources_project_id ON data_sources (project_id);
            CREATE INDEX IF NOT EXISTS idx_entities_project_id ON entities (project_id);
            CREATE INDEX IF NOT EXISTS idx_feast_metadata_project_id ON feast_metadata (project_id);
            CREATE INDEX IF NOT EXISTS idx_feature_services_project_id ON feature_services (project_id);
            CREATE INDEX IF NOT EXISTS idx_feature_views_project_id ON feature_views (project_id);
            CREATE INDEX IF NOT EXISTS idx_fv_version_history_project_id ON feature_view_version_history (project_id);
            CREATE INDEX IF NOT EXISTS idx_label_views_project_id ON label_views (project_id);
            CREATE INDEX IF NOT EXISTS idx_managed_infra_project_id ON managed_infra (project_id);
            CREATE INDEX IF NOT EXISTS idx_on_demand_feature_views_project_id ON on_demand_feature_views (project_id);
            CREATE INDEX IF NOT EXISTS idx_permissions_project_id ON permissions (project_id);
            CREATE INDEX IF NOT EXISTS idx_projects_project_id ON projects (project_id);
            CREATE INDEX IF NOT EXISTS idx_saved_datasets_project_id ON saved_datasets (project_id);
            CREATE INDEX IF NOT EXISTS idx_stream_feature_views_project_id ON stream_feature_views (project_id);
            CREATE INDEX IF NOT EXISTS idx_validation_references_project_id ON validation_references (project_id);
            """;

    private SqlRegistryTables() {}

    /** Creates what is missing; asks first, because {@code CREATE TABLE IF NOT EXISTS} wants the right to create also where nothing is missing. */
    static void ensure(Connection connection, boolean create) throws SQLException {
        List<String> missing = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT to_regclass(quote_ident(?)) IS NULL")) {
            for (String table : WITH_A_PROJECT) {
                select.setString(1, table);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    if (row.getBoolean(1)) {
                        missing.add(table);
                    }
                }
            }
        }
        if (!missing.isEmpty() && !create) {
            throw CycloException.usage("Cannot write to the SQL registry: it has no table %s, and 'registry.schema_mode' forbids to make it. "
                    + "Run feast registry create-schema, or say schema_mode: auto.", String.join(", ", missing));
        }
        if (!missing.isEmpty()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(CREATE);
            }
        }
    }
}
