"""Real Feast behind a pipe: a line of JSON asks, a line of JSON answers. Each question opens the store anew, so nothing is cached."""
import base64
import datetime
import json
import math
import os
import sys
import uuid

answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)  # what Feast prints is no answer

import numpy as np
import pandas as pd
import pyarrow as pa
from feast import FeatureStore


def plain(v):
    if v is None or v is pd.NaT:
        return None
    if isinstance(v, dict):
        return {str(k): plain(x) for k, x in v.items()}
    if isinstance(v, (list, tuple, np.ndarray)):
        return [plain(x) for x in v]
    if isinstance(v, np.generic) and not isinstance(v, np.datetime64):
        return plain(v.item())
    if isinstance(v, np.datetime64):
        return plain(pd.Timestamp(v))
    if isinstance(v, datetime.datetime):
        v = v if v.tzinfo else v.replace(tzinfo=datetime.timezone.utc)
        return v.astimezone(datetime.timezone.utc).replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(v, bytes):
        return base64.b64encode(v).decode()
    if isinstance(v, uuid.UUID):
        return str(v)
    if isinstance(v, float):
        return None if math.isnan(v) else ("Infinity" if v > 0 else "-Infinity") if math.isinf(v) else v
    return v


def time(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def frame(columns):
    df = pd.DataFrame(columns)
    for name in ("event_timestamp", "created"):
        if name in df:
            df[name] = pd.to_datetime(df[name], utc=True)
    return df


def wanted(store, q):
    return store.get_feature_service(q["service"]) if "service" in q else q["features"]


def answer(q):
    store = FeatureStore(repo_path=os.getcwd())
    op = q["op"]
    if op == "historical":
        rows = frame(q["entities"])
        rows["asked_row"] = range(len(rows))  # Feast promises no order
        job = store.get_historical_features(entity_df=rows, features=wanted(store, q), full_feature_names=q.get("full", False))
        return sorted(job.to_arrow().to_pylist(), key=lambda row: row["asked_row"])
    if op == "online":
        return store.get_online_features(features=wanted(store, q), entity_rows=q["rows"], full_feature_names=q.get("full", False)).to_dict()
    if op == "materialize":
        return store.materialize(time(q["start"]), time(q["end"]), q.get("views"))
    if op == "materialize_incremental":
        return store.materialize_incremental(time(q["end"]), q.get("views"))
    if op == "push":
        return store.push(q["source"], frame(q["rows"]))
    if op == "write":
        return store.write_to_online_store(q["view"], frame(q["rows"]))
    if op == "intervals":
        return [[a, b] for a, b in store.get_feature_view(q["view"]).materialization_intervals]
    if op == "names":
        r, p = store.registry, store.project
        return {"entities": sorted(e.name for e in r.list_entities(p)), "sources": sorted(s.name for s in r.list_data_sources(p)),
                "views": sorted(v.name for v in r.list_feature_views(p)), "on_demand": sorted(v.name for v in r.list_on_demand_feature_views(p)),
                "services": sorted(s.name for s in r.list_feature_services(p)), "permissions": sorted(x.name for x in r.list_permissions(p)),
                "label_views": sorted(v.name for v in r.list_label_views(p)), "stream_views": sorted(v.name for v in r.list_stream_feature_views(p)),
                "types": {v.name: {f.name: str(f.dtype) for f in v.features} for v in r.list_feature_views(p)}}
    raise ValueError("unknown question " + op)


for line in sys.stdin:
    try:
        said = {"answer": plain(answer(json.loads(line)))}
    except Exception as e:
        import traceback
        traceback.print_exc()
        said = {"error": type(e).__name__ + ": " + str(e)}
    answers.write(json.dumps(said, allow_nan=False) + "\n")
    answers.flush()
