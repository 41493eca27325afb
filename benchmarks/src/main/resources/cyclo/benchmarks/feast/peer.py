"""The real Feast, doing what Cyclo is measured at. Prints one JSON object a run on standard output."""
import argparse
import json
import os
import sys
import time
import warnings
from datetime import datetime, timedelta, timezone

warnings.filterwarnings("ignore")
started = time.perf_counter()

import pandas as pd  # noqa: E402
from feast import FeatureStore  # noqa: E402
from feast.data_source import PushMode  # noqa: E402


def say(**figures) -> None:
    print(json.dumps(figures), flush=True)


def join(store: FeatureStore, words) -> None:
    """Parquet in, Parquet out."""
    features = [f"history_{n}:{name}_{n}" for n in range(1, words.views + 1) for name in ("conv_rate", "acc_rate", "avg_daily_trips")]
    for _ in range(words.runs):
        begin = time.perf_counter()
        rows = pd.read_parquet(words.entities)
        store.get_historical_features(entity_df=rows, features=features).to_df().to_parquet(words.out)
        say(seconds=time.perf_counter() - begin, rows=len(rows))


def materialize(store: FeatureStore, words) -> None:
    for _ in range(words.runs):
        begin = time.perf_counter()
        store.materialize(start_date=datetime(2024, 1, 1, tzinfo=timezone.utc), end_date=datetime(2024, 2, 1, tzinfo=timezone.utc), feature_views=["latest"])
        say(seconds=time.perf_counter() - begin)


def push(store: FeatureStore, words) -> None:
    """Each call brings rows that are newer than those of the call before, so that each is written."""
    at = datetime(2025, 1, 1, tzinfo=timezone.utc)
    frame = pd.DataFrame({
        "driver_id": range(words.rows), "conv_rate": 0.5, "acc_rate": 0.25,
        "avg_daily_trips": pd.array([7] * words.rows, dtype="int32"), "event_timestamp": at, "created": at})
    step = 0
    for run in range(words.runs + 1):
        calls, begin = 0, time.perf_counter()
        while time.perf_counter() - begin < words.seconds:
            step += 1
            frame["event_timestamp"] = at + timedelta(milliseconds=step)
            store.push("pushed_source", frame, to=PushMode.ONLINE)
            calls += 1
        if run > 0:  # the first warms up
            say(rate=calls * words.rows / (time.perf_counter() - begin), calls=calls)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("verb", choices=["apply", "join", "materialize", "push"])
    parser.add_argument("--entities")
    parser.add_argument("--out")
    parser.add_argument("--views", type=int, default=1)
    parser.add_argument("--rows", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--runs", type=int, default=3)
    words = parser.parse_args()
    sys.path.insert(0, os.getcwd())
    store = FeatureStore(repo_path=os.getcwd())
    if words.verb == "apply":
        import features
        store.apply([features.driver, features.history_1, features.history_2, features.history_3, features.long_history, features.latest, features.pushed_source, features.pushed])
        say(seconds=time.perf_counter() - started)
    else:
        {"join": join, "materialize": materialize, "push": push}[words.verb](store, words)


main()
