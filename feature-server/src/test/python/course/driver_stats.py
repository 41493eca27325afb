# The course's repository, in Feast's own definitions.
from datetime import timedelta

from feast import Entity, FeatureService, FeatureView, Field, ValueType
from feast.infra.offline_stores.contrib.postgres_offline_store.postgres_source import PostgreSQLSource
from feast.types import Float32, Int32

driver = Entity(name="driver", join_keys=["driver_id"], value_type=ValueType.INT64, description="driver id")

driver_stats_source = PostgreSQLSource(name="driver_stats", table="driver_stats", timestamp_field="datetime", created_timestamp_column="created")

driver_stats_view = FeatureView(
    name="driver_stats",
    description="driver features",
    entities=[driver],
    ttl=timedelta(days=36500),
    schema=[Field(name="conv_rate", dtype=Float32), Field(name="acc_rate", dtype=Float32), Field(name="avg_daily_trips", dtype=Int32)],
    online=True,
    source=driver_stats_source,
    tags={},
    owner="mlopsvn@gmail.com",
)

driver_activity = FeatureService(name="driver_activity", features=[driver_stats_view])
