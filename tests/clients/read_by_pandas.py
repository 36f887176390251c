"""The floats that pandas reads are the floats that were written, bit for bit."""

import subprocess

import numpy as np
import pandas as pd


def bits(values):
    values = np.asarray(values)
    return values.view({2: np.uint16, 4: np.uint32}[values.itemsize])


raw = {}
for function in ("silu", "relu"):
    command = ["silu-cli", "eval", "-f", function, "--format", "raw", "--range", "-20", "20", "40001"]
    raw[function] = np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, "<f4")

frames = {
    "csv": pd.read_csv("range.csv", float_precision="round_trip"),
    "tsv": pd.read_csv("range.tsv", sep="\t", float_precision="round_trip"),
    "json": pd.read_json("range.json", precise_float=True),
    "jsonl": pd.read_json("range.jsonl", lines=True, precise_float=True),
}
for form, frame in frames.items():
    assert list(frame.columns) == ["x", "silu", "relu"], form
    assert len(frame) == 40001, form
    for function, written in raw.items():
        assert (bits(frame[function].to_numpy().astype(np.float32)) == bits(written)).all(), (form, function)

every = pd.read_csv("every.csv", float_precision="round_trip")
written = np.arange(1 << 16, dtype=np.uint16)
is_number = ~np.isnan(written.view(np.float16))
read = bits(every["x"].to_numpy().astype(np.float16))
assert len(every) == 1 << 16 and (read == written)[is_number].all()
assert every["x"].isna()[~is_number].all()
