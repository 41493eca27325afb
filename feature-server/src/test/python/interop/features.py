from datetime import timedelta

import pandas as pd
from feast import Entity, FeatureService, FeatureView, Field, LabelView, PushSource, RequestSource, StreamFeatureView, ValueType
from feast.infra.offline_stores.contrib.postgres_offline_store.postgres_source import PostgreSQLSource
from feast.on_demand_feature_view import on_demand_feature_view
from feast.permissions.action import AuthzedAction
from feast.permissions.permission import Permission
from feast.permissions.policy import RoleBasedPolicy
from feast.types import Array, Bool, Bytes, Float32, Float64, Int32, Int64, String, UnixTimestamp, Uuid

driver = Entity(name="driver", join_keys=["driver_id"], value_type=ValueType.INT64)
zone = Entity(name="zone", join_keys=["zone"], value_type=ValueType.STRING)

all_types = FeatureView(
    name="all_types",
    entities=[driver, zone],
    ttl=timedelta(0),
    schema=[
        Field(name="f_bytes", dtype=Bytes), Field(name="f_string", dtype=String), Field(name="f_int32", dtype=Int32), Field(name="f_int64", dtype=Int64),
        Field(name="f_float64", dtype=Float64), Field(name="f_float32", dtype=Float32), Field(name="f_bool", dtype=Bool), Field(name="f_ts", dtype=UnixTimestamp),
        Field(name="l_bytes", dtype=Array(Bytes)), Field(name="l_string", dtype=Array(String)), Field(name="l_int32", dtype=Array(Int32)),
        Field(name="l_int64", dtype=Array(Int64)), Field(name="l_float64", dtype=Array(Float64)), Field(name="l_float32", dtype=Array(Float32)),
        Field(name="l_bool", dtype=Array(Bool)), Field(name="l_ts", dtype=Array(UnixTimestamp)),
    ],
    source=PostgreSQLSource(name="all_types_source", table="all_types", timestamp_field="event_timestamp", created_timestamp_column="created"),
)
stats_source = PostgreSQLSource(name="stats_source", table="stats", timestamp_field="event_timestamp", created_timestamp_column="created")
stats_push = PushSource(name="stats_push", batch_source=stats_source)
stats = FeatureView(name="stats", entities=[driver], ttl=timedelta(days=7), schema=[Field(name="rate", dtype=Float64), Field(name="trips", dtype=Int64)],
                    source=stats_push)
mapped = FeatureView(name="mapped", entities=[driver], ttl=timedelta(0), schema=[Field(name="score", dtype=Float64)],
                     source=PostgreSQLSource(name="mapped_source", table="mapped", timestamp_field="event_timestamp", created_timestamp_column="created",
                                             field_mapping={"score_raw": "score"}))
world = FeatureView(name="world", entities=[], ttl=timedelta(0), schema=[Field(name="fuel", dtype=Float64)],
                    source=PostgreSQLSource(name="world_source", query="SELECT * FROM world", timestamp_field="event_timestamp"))
asked = RequestSource(name="asked", schema=[Field(name="bonus", dtype=Float64)])


@on_demand_feature_view(sources=[stats, asked], schema=[Field(name="better", dtype=Float64), Field(name="twice", dtype=Float64)])
def improved(inputs: pd.DataFrame) -> pd.DataFrame:
    df = pd.DataFrame()
    df["better"] = inputs["rate"] + inputs["bonus"]
    df["twice"] = inputs["rate"] * 2.0
    return df


@on_demand_feature_view(sources=[stats], schema=[Field(name="ranked", dtype=Float64)])
def ranking(inputs: pd.DataFrame) -> pd.DataFrame:
    df = pd.DataFrame()
    df["ranked"] = inputs["rate"].rank()
    return df


service = FeatureService(name="service", features=[stats.with_name("renamed"), world, improved])

# What Cyclo keeps and does not use.
newer = FeatureView(name="newer", entities=[driver], ttl=timedelta(0), online=False, schema=[Field(name="id", dtype=Uuid), Field(name="n", dtype=Int64)],
                    source=PostgreSQLSource(name="newer_source", table="newer", timestamp_field="event_timestamp"))
labels_push = PushSource(name="labels_push", batch_source=PostgreSQLSource(name="labels_source", table="labels", timestamp_field="event_timestamp"))
labels = LabelView(name="labels", entities=[driver], source=labels_push,
                   schema=[Field(name="driver_id", dtype=Int64), Field(name="good", dtype=Int64), Field(name="labeler", dtype=String)])
permission = Permission(name="readers", types=[FeatureView], policy=RoleBasedPolicy(roles=["reader"]), actions=[AuthzedAction.DESCRIBE])
