"""How many of the 65,536 bfloat16 results of PyTorch are not those of a formula: docs/formulas.md.

    cmake --build build/release --target formulas_values
    /usr/bin/python3 tests/formulas/pytorch.py build/release/tests/formulas_values

A NaN equals a NaN, and -0 equals 0.
"""

import subprocess
import sys

import numpy as np
import torch
import torch.nn.functional as F

CASES = [
    ("x * torch.sigmoid(x)", lambda x: x * torch.sigmoid(x), "steps", "x*sigmoid(x)"),
    ("torch.sigmoid(x)", torch.sigmoid, "float32", "1/(1+exp(-x))"),
    ("F.silu(x)", F.silu, "steps", "x/(1+exp(-x))"),
    ("F.silu(x)", F.silu, "float32", "x/(1+exp(-x))"),
    ("F.elu(x)", F.elu, "float32", "select(x>0, x, exp(x)-1)"),
    ("F.logsigmoid(x)", F.logsigmoid, "float32", "min(x,0)-log1p(exp(-abs(x)))"),
    ("F.softplus(x)", F.softplus, "float32", "select(x>20, x, log1p(exp(x)))"),
    ("F.hardswish(x)", F.hardswish, "float32", "x*min(max(x+3,0),6)/6"),
    ("F.tanhshrink(x)", F.tanhshrink, "steps", "x-tanh(x)"),
]


def main():
    bits = np.arange(1 << 16, dtype=np.uint16).view(np.int16)
    x = torch.from_numpy(bits).view(torch.bfloat16)
    print("PyTorch", torch.__version__)
    for name, function, steps, expression in CASES:
        raw = subprocess.check_output([sys.argv[1], "bfloat16", steps, expression])
        formula = torch.from_numpy(np.frombuffer(raw, np.int16).copy()).view(torch.bfloat16)
        a, b = function(x).double(), formula.double()
        different = ~((a == b) | (a.isnan() & b.isnan()))
        print(f"{name}: {expression} ({steps}): {int(different.sum())} differ")
    a, b = F.silu(x).double(), (x * torch.sigmoid(x)).double()
    print("F.silu(x) and x * torch.sigmoid(x):",
          int((~((a == b) | (a.isnan() & b.isnan()))).sum()), "differ")


main()
