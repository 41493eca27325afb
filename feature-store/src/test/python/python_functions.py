"""Runs on-demand functions as Feast 0.67 does and writes what they give: golden/ondemand/python_functions.json.

Usage: python python_functions.py > ../resources/golden/ondemand/python_functions.json   (a Python with feast==0.67.0)
"""
import json
import math
import textwrap
from datetime import datetime, timezone

import numpy as np
import pandas as pd
import pyarrow as pa
from feast.type_map import python_values_to_proto_values
from feast.value_type import ValueType

TYPES = {"conv": "FLOAT", "acc": "DOUBLE", "trips": "INT32", "big": "INT64", "city": "STRING", "yes": "BOOL", "at": "UNIX_TIMESTAMP",
         "then": "UNIX_TIMESTAMP"}
f32 = lambda v: float(np.float32(v))
t = lambda text: datetime.fromisoformat(text).replace(tzinfo=timezone.utc)
FULL = [
    {"conv": f32(0.3), "acc": 2.5, "trips": 7, "big": 9, "city": "Köln", "yes": True, "at": t("2024-02-29T23:59:59"), "then": t("2024-03-01T01:00:00")},
    {"conv": f32(-1.25), "acc": -0.5, "trips": -7, "big": 3, "city": "", "yes": False, "at": t("1969-12-31T22:00:00"), "then": t("1970-01-01T00:00:00")},
    {"conv": 0.0, "acc": 0.0, "trips": 2, "big": -4, "city": "oslo", "yes": True, "at": t("2013-12-15T02:30:00"), "then": t("2013-12-15T02:31:30")},
    {"conv": 3.5, "acc": 1e9, "trips": 100, "big": 12, "city": "A b", "yes": False, "at": t("2030-07-01T12:00:00"), "then": t("2030-06-30T12:00:00")},
]
NULLS = FULL + [
    {"conv": None, "acc": 1.5, "trips": 3, "big": 5, "city": "x", "yes": True, "at": t("2024-01-01T00:00:00"), "then": t("2024-01-01T00:00:00")},
    {"conv": 1.5, "acc": None, "trips": None, "big": 6, "city": "y", "yes": True, "at": t("2024-01-01T00:00:00"), "then": t("2024-01-01T00:00:00")},
]

CASES = []


def case(mode, outputs, text, rows=FULL, singleton=False):
    CASES.append({"mode": mode, "singleton": singleton, "outputs": outputs, "text": textwrap.dedent(text).lstrip("\n"), "rows": rows})


case("pandas", {"plus": "DOUBLE", "plus2": "DOUBLE"}, '''
    @on_demand_feature_view(
        sources=[driver_stats, vals_to_add],
        schema=[Field(name="plus", dtype=Float64), Field(name="plus2", dtype=Float64)],
    )
    def transformed(inputs: pd.DataFrame) -> pd.DataFrame:
        df = pd.DataFrame()
        df["plus"] = inputs["conv"] + inputs["trips"]
        df["plus2"] = inputs["conv"] + inputs["big"]
        return df
    ''', NULLS)
case("pandas", {k: "DOUBLE" for k in ["minus", "times", "ratio", "int_ratio", "floor", "mod", "power", "neg", "mixed"]}, '''
    def arithmetic(inputs: pd.DataFrame) -> pd.DataFrame:
        """Every operator.

        And a docstring of two lines."""
        import numpy as np
        df = pd.DataFrame()
        df["minus"] = inputs["acc"] - inputs.big  # a comment
        df['times'] = (inputs["conv"] *
                       inputs["acc"])
        df["ratio"] = inputs["conv"] / inputs["acc"]
        df["int_ratio"] = inputs["big"] / \\
            inputs["trips"]
        df["floor"] = inputs["acc"] // 0.4
        df["mod"] = inputs["acc"] % -0.7
        df["power"] = inputs["conv"] ** 2
        df["neg"] = -inputs["conv"] + +1.5e0
        df["mixed"] = 2 + inputs["conv"] * 3 - 4 / (inputs["trips"] + 1_0) ** 2
        return df
    ''', NULLS)
case("pandas", {k: "INT64" for k in ["floor", "mod", "power", "cut", "as_int", "flag", "flag2", "n", "dow", "hour", "month", "clip", "lenc"]}, '''
    def whole(features_df: pd.DataFrame) -> pd.DataFrame:
        out = pd.DataFrame(index=features_df.index)
        trips, = 1,
        return out
    '''.replace("        trips, = 1,\n", "").replace("        return out", '''        out["floor"] = features_df["trips"] // 3
        out["mod"] = features_df["trips"] % 3
        out["power"] = features_df["trips"] ** 2
        out["cut"] = features_df["conv"] * 3
        out["as_int"] = features_df["conv"].astype(int)
        out["flag"] = (features_df["conv"] > 0.2).astype("int64")
        out["flag2"] = (features_df["conv"] >= 0) & ~(features_df["trips"] == 7) | (features_df["city"] == "")
        out["n"] = features_df["city"].str.len()
        out["dow"] = features_df["at"].dt.dayofweek
        out["hour"] = features_df["at"].dt.hour
        out["month"] = features_df["at"].dt.month
        out["clip"] = features_df["trips"].clip(0, 10)
        out["lenc"] = np.where(features_df["city"].isin(["oslo", "Köln"]), 1, 0)
        return out'''))
case("pandas", {k: "DOUBLE" for k in ["log", "log1p", "logneg", "exp", "sqrt", "abs", "abs2", "where", "where3", "wherenan", "fill", "fill2", "round", "round0",
                                       "round2", "maxi", "mini", "clipped", "f32", "secs", "npfloor", "sign", "lam", "row", "masked", "kept", "meth", "deg"]}, '''
    def numbers(inputs):
        df = inputs.copy()
        bias = 1.5
        conv = inputs["conv"]
        scaled = conv * 2 + bias
        scaled -= 0.5
        out = pd.DataFrame()
        out["log"] = np.log(inputs["acc"])
        out["log1p"] = np.log1p(conv)
        out["logneg"] = np.log(conv - 1)
        out["exp"] = np.exp(conv)
        out["sqrt"] = np.sqrt(inputs["acc"])
        out["abs"] = np.abs(conv)
        out["abs2"] = scaled.abs()
        out["where"] = np.where(conv > 0.2, inputs["acc"], -1)
        out["where3"] = np.where(conv > 1, 2, np.where(conv < 0, 0, 1.5))
        out["wherenan"] = np.where(inputs["acc"] == 0, np.nan, conv / inputs["acc"])
        out["fill"] = conv.fillna(0) + 1
        out["fill2"] = inputs["trips"].fillna(-1)
        out["round"] = conv.round(1)
        out["round0"] = inputs["acc"].round()
        out["round2"] = np.round(inputs["acc"] * 1.005, 2)
        out["maxi"] = np.maximum(conv, inputs["acc"])
        out["mini"] = np.minimum(conv, 0)
        out["clipped"] = conv.clip(lower=0.1, upper=2)
        out["f32"] = (inputs["acc"] / 3).astype("float32").astype(np.float64)
        out["secs"] = (inputs["then"] - inputs["at"]).dt.total_seconds()
        out["npfloor"] = np.floor(conv) + np.ceil(inputs["acc"])
        out["sign"] = np.sign(conv)
        out["lam"] = conv.apply(lambda c: c * 2 if c > 0 else -1.0)
        out["row"] = inputs.apply(lambda r: r["conv"] + r["acc"], axis=1)
        out["masked"] = conv.mask(conv < 0, 0)
        out["kept"] = conv.where(conv < 1)
        out["meth"] = conv.add(inputs["acc"]).mul(2)
        df["deg"] = scaled
        out["deg"] = df["deg"] + out["kept"].fillna(0)
        return out
    ''', NULLS)
case("pandas", {"same": "BOOL", "ne": "BOOL", "isna": "BOOL", "notna": "BOOL", "between": "BOOL", "name": "STRING", "up": "STRING", "label": "STRING", "num": "STRING"}, '''
    def texts(inputs: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame({
            "same": inputs["acc"] == 0,
            "ne": inputs["acc"] != 0,
            "isna": inputs["acc"].isna(),
            "notna": pd.notna(inputs["conv"]),
            "between": inputs["acc"].between(0, 2.5),
            "name": inputs["city"] + "_" + 'x',
            "up": inputs["city"].str.upper(),
            "label": np.where(inputs["conv"] > 0, "high", "low"),
            "num": inputs["big"].astype(str),
        })
    ''', NULLS)
case("python", {"sum": "DOUBLE", "ratio": "DOUBLE", "both": "BOOL", "len": "INT64", "chain": "BOOL", "rnd": "DOUBLE", "rnd0": "INT64", "mx": "DOUBLE", "idx": "DOUBLE",
                "name": "STRING", "cast": "INT64", "mod": "INT64", "fdiv": "DOUBLE", "pw": "INT64"}, '''
    @on_demand_feature_view(sources=[a], schema=[], mode="python")
    def as_lists(inputs: Dict[str, Any]) -> Dict[str, Any]:
        output: Dict[str, Any] = {
            "sum": [c + a for c, a in zip(inputs["conv"], inputs["acc"])],
            "ratio": [c / t if t != 0 else 0.0 for (c, t) in zip(inputs["conv"], inputs["trips"])],
        }
        output["both"] = [a > 0 and not y for a, y in zip(inputs["acc"], inputs["yes"])]
        output["len"] = [len(x) for x in inputs["city"]]
        output["chain"] = [0 <= c < 1 for c in inputs["conv"]]
        output["rnd"] = [round(c * 1.005, 2) for c in inputs["acc"]]
        output["rnd0"] = [round(c) for c in inputs["acc"]]
        output["mx"] = [max(c, a, 0.1) for c, a in zip(inputs["conv"], inputs["acc"])]
        output["idx"] = [inputs["conv"][i] * inputs["trips"][i] for i in range(len(inputs["conv"]))]
        output["name"] = [x.lower() + "!" for x in inputs["city"]]
        output["cast"] = [int(c) for c in inputs["conv"]]
        output["mod"] = [t % 4 for t in inputs["trips"]]
        output["fdiv"] = [a // 0.3 for a in inputs["acc"]]
        output["pw"] = [t ** 2 for t in inputs["trips"]]
        return output
    ''')
case("python", {"sum": "DOUBLE", "none": "DOUBLE", "is_none": "BOOL"}, '''
    def nulls(inputs):
        return {"sum": [c + 1 if c is not None else None for c in inputs["conv"]],
                "none": [a if a is not None else -1.0 for a in inputs["acc"]],
                "is_none": [t is None for t in inputs["trips"]]}
    ''', NULLS)
case("python", {"sum": "DOUBLE", "flag": "INT64"}, '''
    @on_demand_feature_view(sources=[a], schema=[], mode="python", singleton=True)
    def single(inputs: dict[str, Any]) -> dict[str, Any]:
        output = {}
        output["sum"] = inputs["conv"] + inputs["trips"]
        output["flag"] = 1 if inputs["acc"] > 1 else 0
        return output
    ''', singleton=True)


def run(one):
    scope = {"np": np, "pd": pd, "math": math, "on_demand_feature_view": lambda **_: lambda f: f, "Dict": dict, "Any": object, "Field": lambda **_: None,
             "driver_stats": 1, "vals_to_add": 1, "Float64": 1, "a": 1}
    before = set(scope)
    exec(one["text"], scope)
    function = next(v for k, v in scope.items() if k not in before and callable(v))
    columns = {name: [row[name] for row in one["rows"]] for name in TYPES}
    if one["mode"] == "pandas":
        result = pa.Table.from_pandas(function(pa.Table.from_pydict(columns).to_pandas()))
        values = {name: result[name].to_numpy() for name in one["outputs"]}
    elif one["singleton"]:
        each = [function(row) for row in one["rows"]]
        values = {name: [row[name] for row in each] for name in one["outputs"]}
    else:
        values = function(columns)
    results = {}
    for name, kind in one["outputs"].items():
        protos = python_values_to_proto_values(values[name], ValueType[kind])
        results[name] = [plain(getattr(p, p.WhichOneof("val"))) if p.WhichOneof("val") else None for p in protos]
    return results


def plain(value):
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return value


def seconds(value):
    return int(value.timestamp()) if isinstance(value, datetime) else value


print(json.dumps({"types": TYPES, "cases": [
    {**{k: one[k] for k in ("mode", "singleton", "text", "outputs")}, "rows": [{k: seconds(v) for k, v in row.items()} for row in one["rows"]],
     "results": run(one)} for one in CASES]}, indent=1, ensure_ascii=False))
