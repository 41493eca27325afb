"""The definitions that both stores are measured on: written in Feast's Python, applied by Feast, read by both."""
from datetime import timedelta

from feast import Entity, FeatureView, Field, PushSource, ValueType
from feast.infra.offline_stores.contrib.postgres_offline_store.postgres_source import PostgreSQLSource
from feast.types import Float64, Int32

driver = Entity(name="driver", join_keys=["driver_id"], value_type=ValueType.INT64)


def columns(suffix: str) -> list:
    return [Field(name=f"conv_rate{suffix}", dtype=Float64), Field(name=f"acc_rate{suffix}", dtype=Float64),
            Field(name=f"avg_daily_trips{suffix}", dtype=Int32)]


def source(table: str) -> PostgreSQLSource:
    return PostgreSQLSource(name=f"{table}_source", table=table, timestamp_field="event_timestamp", created_timestamp_column="created")


# Three views of one shape, for joins: 10,000 drivers x 100 hours each.
history_1 = FeatureView(name="history_1", entities=[driver], ttl=timedelta(days=1), schema=columns("_1"), source=source("history_1"))
history_2 = FeatureView(name="history_2", entities=[driver], ttl=timedelta(days=1), schema=columns("_2"), source=source("history_2"))
history_3 = FeatureView(name="history_3", entities=[driver], ttl=timedelta(days=1), schema=columns("_3"), source=source("history_3"))

# 10,000 drivers x 2,000 hours, with an index.
long_history = FeatureView(name="long_history", entities=[driver], ttl=timedelta(days=1), schema=columns(""), source=source("long_history"))

# One row an entity: what is materialized and read online.
latest = FeatureView(name="latest", entities=[driver], ttl=timedelta(0), schema=columns(""), source=source("latest"))

pushed_source = PushSource(name="pushed_source", batch_source=source("pushed"))
pushed = FeatureView(name="pushed", entities=[driver], ttl=timedelta(0), schema=columns(""), source=pushed_source)
