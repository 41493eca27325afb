"""Runs Cyclo's ONNX graph, which has one input per column, on a pandas DataFrame, whatever the dtypes of its columns."""
import os

import numpy as np
import onnxruntime
import pandas as pd


def _texts(column):
    return column.astype(object).where(column.notna(), "").map(str).to_numpy(dtype=object)


def _numbers(column):
    if column.dtype == object and not pd.api.types.is_numeric_dtype(column.infer_objects()):
        known = column.dropna()
        if len(known) and not isinstance(known.iloc[0], (bool, np.bool_, int, float, np.number)):
            column = pd.to_datetime(column, utc=True)
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        utc = pd.to_datetime(column, utc=True)
        column = (utc - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(seconds=1)
    return column.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)


class _Model:
    def __init__(self, path):
        self.session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])

    def predict(self, frame, params=None):
        feed = {}
        for wanted in self.session.get_inputs():
            column = frame[wanted.name] if wanted.name in frame else pd.Series([None] * len(frame), dtype=object, index=frame.index)
            feed[wanted.name] = _texts(column) if wanted.type == "tensor(string)" else _numbers(column)
        names = [output.name for output in self.session.get_outputs()]
        values = self.session.run(names, feed)
        return pd.DataFrame({name: value.reshape(-1) for name, value in zip(names, values)}, index=frame.index)


def _load_pyfunc(path):
    return _Model(os.path.join(path, "model.onnx") if os.path.isdir(path) else path)
