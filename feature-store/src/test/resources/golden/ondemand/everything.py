def everything(inputs: pd.DataFrame) -> pd.DataFrame:
    # Written by Cyclo from features.yaml: change it there.
    import math
    import pandas as pd
    from datetime import datetime, timezone
    from zoneinfo import ZoneInfo

    def known(v):
        return v is not None and v == v

    def call(f, *values):
        return f(*values) if all(known(v) for v in values) else None

    def choose(condition, yes, no):
        return None if condition is None else yes() if condition else no()

    def divide(a, b):
        return a / b if b != 0 else None

    def remainder(a, b):
        return None if b == 0 else int(math.fmod(a, b)) if isinstance(a, int) and isinstance(b, int) else math.fmod(a, b)

    def whole(f, a, more):
        return a if isinstance(a, int) else f(a + more) if abs(a) < 2 ** 63 else None

    def at(t, zone):
        if isinstance(t, str):
            t = datetime.fromisoformat(t.replace("Z", "+00:00"))
        elif isinstance(t, (int, float)):
            t = datetime.fromtimestamp(t, timezone.utc)
        if t.tzinfo is None:
            t = t.replace(tzinfo=timezone.utc)
        return t.replace(microsecond=0).astimezone(ZoneInfo(zone))

    columns = {name: inputs[name].tolist() for name in ["at", "t", "l", "n", "i", "d", "f", "b", "s"]}
    for name in ["l", "n", "i"]:
        columns[name] = [int(v) if known(v) else None for v in columns[name]]
    rows = [{name: values[i] for name, values in columns.items()} for i in range(len(inputs))]
    return pd.DataFrame({
        "local_hour": pd.Series([call(int, call(lambda t, z: at(t, z).hour, v["at"], "America/New_York")) for v in rows], dtype=object),
        "local_weekday": pd.Series([call(int, call(lambda t, z: at(t, z).isoweekday(), v["at"], "Asia/Tokyo")) for v in rows], dtype=object),
        "local_month": pd.Series([call(int, call(lambda t, z: at(t, z).month, v["t"], "Pacific/Auckland")) for v in rows], dtype=object),
        "between": pd.Series([call(float, call(lambda a, b: (at(b, 'UTC') - at(a, 'UTC')).total_seconds(), v["t"], v["at"])) for v in rows], dtype=object),
        "sum": pd.Series([call(int, call(lambda a, b: a - b, call(lambda a, b: a + b, v["l"], v["n"]), call(lambda a, b: a * b, v["i"], 2))) for v in rows], dtype=object),
        "quotient": pd.Series([call(float, call(divide, v["l"], v["n"])) for v in rows], dtype=object),
        "left_over": pd.Series([call(int, call(remainder, call(lambda a, b: a + b, v["i"], v["n"]), 3)) for v in rows], dtype=object),
        "float_left_over": pd.Series([call(float, call(remainder, v["d"], 1.5)) for v in rows], dtype=object),
        "negative": pd.Series([call(float, call(lambda a: -a, call(abs, v["d"]))) for v in rows], dtype=object),
        "rounded": pd.Series([call(int, call(lambda a: whole(math.floor, a, 0.5), call(lambda a, b: a * b, v["d"], 2.5))) for v in rows], dtype=object),
        "floored": pd.Series([call(int, call(lambda a, b: a + b, call(lambda a: whole(math.floor, a, 0), v["d"]), call(lambda a: whole(math.ceil, a, 0), v["d"]))) for v in rows], dtype=object),
        "smallest": pd.Series([call(float, call(lambda a, b: a + b, call(min, v["d"], v["n"]), call(max, v["f"], 0))) for v in rows], dtype=object),
        "curves": pd.Series([call(float, call(lambda a, b: a + b, call(lambda a, b: a + b, call(lambda a: math.log(a) if a > 0 else None, v["d"]), call(lambda a: math.exp(a) if a < 709.78 else math.inf, call(divide, v["f"], 10))), call(lambda a: math.sqrt(a) if a >= 0 else None, v["d"]))) for v in rows], dtype=object),
        "logic": pd.Series([call(bool, call(lambda *a: any(a), call(lambda *a: all(a), v["b"], call(lambda a, b: a > b, v["n"], 1)), call(lambda *a: all(a), call(lambda a: not a, v["b"]), call(lambda a, b: a <= b, v["d"], 10)))) for v in rows], dtype=object),
        "equal": pd.Series([call(bool, call(lambda *a: any(a), call(lambda a, b: a == b, v["s"], "ab"), call(lambda a, b: a != b, v["n"], 2))) for v in rows], dtype=object),
        "chosen": pd.Series([call(str, choose(v["b"], lambda: call(lambda a: a.upper(), v["s"]), lambda: call(lambda a: a.lower(), v["s"]))) for v in rows], dtype=object),
        "joined": pd.Series([call(str, call(lambda a, b: str(a) + str(b), v["s"], v["n"])) for v in rows], dtype=object),
        "size": pd.Series([call(int, call(len, v["s"])) for v in rows], dtype=object),
        "known": pd.Series([call(int, next((a for a in [v["l"], v["n"]] if known(a)), None)) for v in rows], dtype=object),
        "nested": pd.Series([call(float, choose(call(lambda a, b: a > b, next((a for a in [v["d"], v["f"]] if known(a)), None), 1), lambda: call(divide, v["d"], 3), lambda: 0.5)) for v in rows], dtype=object),
    })
