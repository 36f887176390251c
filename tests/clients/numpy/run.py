"""NumPy and silu-cli read each other's npy files, and safetensors as its specification has them.

    /usr/bin/python3 tests/clients/numpy/run.py build/release

Needs Debian's python3-numpy. Every check is a difference in bits, not in text.
"""

import itertools
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

import numpy as np

SILU = pathlib.Path(sys.argv[1], "silu-cli").resolve()
DTYPES = {"f2": "float16", "f4": "float32", "f8": "float64"}
SHAPES = [(), (1,), (0,), (7,), (3, 5), (4, 0, 2), (2, 3, 4), (1, 300, 500)]
VERSIONS = [(1, 0), (2, 0), (3, 0)]
checks = 0


def silu_cli(*arguments, stdin=b""):
    """What it prints; an exit status other than 0 is an exception."""
    command = [SILU, *map(str, arguments)]
    return subprocess.run(command, input=stdin, check=True, stdout=subprocess.PIPE).stdout


def values(shape, descr, order):
    """Ordinary numbers and the special ones, as many as there is room for."""
    count = int(np.prod(shape))
    x = np.random.default_rng(count).standard_normal(count) * 4
    special = [0.0, -0.0, np.inf, -np.inf, np.nan, 6e-8, 65504.0]
    x[: len(special)] = special[:count]
    return np.reshape(x, shape).astype(descr, order=order)


def same(a, b, what):
    """The same bits, NaN for NaN, the same shape and type."""
    global checks
    checks += 1
    a, b = np.asarray(a), np.asarray(b)
    assert a.dtype == b.dtype and a.shape == b.shape, (what, a.dtype, a.shape, b.dtype, b.shape)
    unsigned = f"u{a.dtype.itemsize}"
    bits = [each.ravel().copy().view(unsigned) for each in (a, b)]
    assert np.all((bits[0] == bits[1]) | np.isnan(a.ravel()) & np.isnan(b.ravel())), what


def write_npy(path, x, version):
    with open(path, "wb") as file:
        np.lib.format.write_array(file, x, version=version)


def relu(x):
    """Exact in every dtype, so that it shows what was read."""
    zero = x.dtype.type(0)
    return np.where(np.isnan(x), x, np.maximum(x, zero) + zero)


def expected_silu(x):
    """The function itself is proven elsewhere: here by way of raw, which has no header."""
    x = x.astype(x.dtype.newbyteorder("<"))
    name = DTYPES[x.dtype.str[1:]]
    out = silu_cli("eval", "-i", "-", "--input-format", "raw", "--format", "raw", "--dtype", name,
                   stdin=x.tobytes("A"))
    return np.frombuffer(out, x.dtype)


def read_safetensors(path):
    """An independent reader that refuses whatever the specification does."""
    data = pathlib.Path(path).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    assert length % 8 == 0 and data[8:9] == b"{"
    header = json.loads(data[8 : 8 + length].decode())
    body = data[8 + length :]
    end = 0
    tensors = {}
    for name, each in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        begin, stop = each["data_offsets"]
        assert begin == end, "no gap, no overlap"
        end = stop
        descr = {"F16": "<f2", "F32": "<f4", "F64": "<f8", "BF16": "<u2"}[each["dtype"]]
        tensors[name] = np.frombuffer(body[begin:stop], descr).reshape(each["shape"])
    assert end == len(body)
    return tensors


def write_safetensors(path, tensors):
    """bfloat16 comes as uint16."""
    header, body = {"__metadata__": {"format": "pt"}}, b""
    for name, x in tensors.items():
        dtype = {"f2": "F16", "f4": "F32", "f8": "F64", "u2": "BF16"}[x.dtype.str[1:]]
        offsets = [len(body), len(body) + x.nbytes]
        header[name] = {"dtype": dtype, "shape": x.shape, "data_offsets": offsets}
        body += x.tobytes()
    text = json.dumps(header).encode()
    pathlib.Path(path).write_bytes(struct.pack("<Q", len(text)) + text + body)


def check_npy_in():
    cases = itertools.product(DTYPES, "<>", "CF", SHAPES, VERSIONS)
    for descr, endian, order, shape, version in cases:
        what = (descr, endian, order, shape, version)
        x = values(shape, endian + descr, order)
        write_npy("in.npy", x, version)
        silu_cli("eval", "-f", "relu", "-i", "in.npy", "-o", "out.npy")
        y = np.load("out.npy")
        same(y, relu(x.astype("<" + descr)), what)
        fortran = x.flags.f_contiguous and not x.flags.c_contiguous
        assert fortran == (y.flags.f_contiguous and not y.flags.c_contiguous), what
        silu_cli("eval", "-i", "in.npy", "-o", "silu.npy")
        same(np.load("silu.npy").ravel("K"), expected_silu(x), what)
        piped = silu_cli("eval", "-f", "relu", "-i", "-", "--input-format", "npy",
                         "--format", "npy", stdin=pathlib.Path("in.npy").read_bytes())
        assert piped == pathlib.Path("out.npy").read_bytes(), what


def check_inplace():
    cases = itertools.product(DTYPES, "<>", "CF", VERSIONS)
    for descr, endian, order, version in cases:
        x = values((30, 40), endian + descr, order)
        write_npy("in.npy", x, version)
        before = pathlib.Path("in.npy").read_bytes()
        silu_cli("eval", "-f", "relu", "-i", "in.npy", "--inplace")
        y = np.load("in.npy")
        same(y, relu(x.astype("<" + descr)).astype(x.dtype), (descr, endian, order, version))
        header = len(before) - x.nbytes
        assert pathlib.Path("in.npy").read_bytes()[:header] == before[:header]


def check_conversion():
    for source, target in itertools.product(DTYPES, DTYPES):
        x = values((3, 50), "<" + source, "C")
        np.save("in.npy", x)
        silu_cli("eval", "-f", "relu", "-i", "in.npy", "--dtype", DTYPES[target], "-o", "out.npy")
        with np.errstate(over="ignore"):
            same(np.load("out.npy"), relu(x.astype("<" + target)), (source, target))


def check_range_and_text():
    silu_cli("eval", "-f", "relu", "--range", -1, 1, 1001, "--dtype", "float64", "-o", "range.npy")
    same(np.load("range.npy"), relu(np.linspace(-1, 1, 1001)), "range")
    out = silu_cli("eval", "-f", "relu", "--format", "npy", stdin=b"1.5 2 -3")
    pathlib.Path("text.npy").write_bytes(out)
    same(np.load("text.npy"), np.array([1.5, 2, 0], "f4"), "text")


def check_safetensors():
    bfloat16 = np.arange(0x10000, dtype="u2").reshape(256, 256)
    tensors = {"a": values((2, 3, 4), "<f4", "C"), "b.weight": bfloat16,
               "half": values((77,), "<f2", "C"), "none": values((0, 3), "<f8", "C"),
               "one": values((), "<f8", "C")}
    write_safetensors("in.safetensors", tensors)
    for name, x in tensors.items():
        out = silu_cli("eval", "-f", "relu,silu", "-i", "in.safetensors", "--tensor", name,
                       "--format", "safetensors")
        pathlib.Path("out.safetensors").write_bytes(out)
        read = read_safetensors("out.safetensors")
        assert list(read) == ["relu", "silu"], name
        if name != "b.weight":
            same(read["relu"], relu(x), name)
            continue
        is_nan = (x & 0x7FFF) > 0x7F80
        assert np.all((read["relu"] == np.where(x >> 15, 0, x)) | is_nan)
        assert np.all((read["relu"] & 0x7FFF)[is_nan] > 0x7F80)
        raw = silu_cli("eval", "--every", "--dtype", "bfloat16", "--format", "raw")
        same(read["silu"].ravel(), np.frombuffer(raw, "u2"), name)


def check_safetensors_inplace():
    tensors = {"a": values((5,), "<f4", "C"), "b": values((3, 3), "<f4", "C"),
               "c": values((4,), "<f8", "C")}
    write_safetensors("in.safetensors", tensors)
    before = pathlib.Path("in.safetensors").read_bytes()
    silu_cli("eval", "-f", "relu", "-i", "in.safetensors", "--tensor", "b", "--inplace")
    after = pathlib.Path("in.safetensors").read_bytes()
    start = len(before) - 4 * 8 - 9 * 4
    assert before[:start] == after[:start] and before[-32:] == after[-32:], "the others"
    same(np.frombuffer(after[start:-32], "<f4").reshape(3, 3), relu(tensors["b"]), "in place")


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    for name, check in list(globals().items()):
        if name.startswith("check_"):
            check()
print(f"{checks} arrays agree bit for bit, NumPy {np.__version__}")
