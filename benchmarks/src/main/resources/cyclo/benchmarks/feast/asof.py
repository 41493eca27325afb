"""polars' join_asof, Parquet in and out: the fastest peer for the DuckDB store. Prints one JSON object a run."""
import json
import sys
import time

import polars as pl

entities, history, out, runs, ttl_seconds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
for _ in range(runs):
    begin = time.perf_counter()
    rows = pl.read_parquet(entities).with_row_index("row").sort("event_timestamp")
    known = pl.read_parquet(history).sort("event_timestamp", "created").rename({"event_timestamp": "known"})
    joined = rows.join_asof(known, left_on="event_timestamp", right_on="known", by="driver_id", strategy="backward",
                            tolerance=f"{ttl_seconds}s", check_sortedness=False)
    joined.sort("row").drop("row", "created").write_parquet(out)
    print(json.dumps({"seconds": time.perf_counter() - begin, "rows": joined.height}), flush=True)
