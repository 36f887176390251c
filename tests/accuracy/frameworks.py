"""Counts how often PyTorch's results differ from the correctly rounded ones, over every input.

    python3 tests/accuracy/frameworks.py build/release/silu-cli

needs Debian's python3-torch. The correctly rounded values come from `silu-cli eval --every`, which
accuracy_float32 and accuracy_float16 prove; the errors in ULP are against PyTorch's own float64.
"""

import subprocess
import sys

import numpy as np
import torch

BLOCK = 1 << 22


def golden(program, function, dtype, patterns, size):
    """Yields the bit patterns of the correctly rounded values, block by block."""
    command = [program, "eval", "--every", "-f", function, "--dtype", dtype, "--format", "raw"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        for first in range(0, patterns, BLOCK):
            count = min(BLOCK, patterns - first)
            yield first, process.stdout.read(count * size)


def compare_float32(program, name, function):
    wrong = 0
    worst = worst_x = 0.0
    for first, data in golden(program, name, "float32", 1 << 32, 4):
        expected = torch.frombuffer(bytearray(data), dtype=torch.float32)
        x = torch.from_numpy(np.arange(first, first + BLOCK, dtype=np.uint32).view(np.float32))
        computed = function(x)
        differs = (computed.view(torch.int32) != expected.view(torch.int32))
        differs &= ~(computed.isnan() & expected.isnan())
        wrong += int(differs.sum())
        inside = differs & (x.abs() < 80)
        if inside.any():
            exact = function(x[inside].double()).numpy()
            ulp = np.spacing(np.abs(exact).astype(np.float32)).astype(np.float64)
            errors = np.abs(computed[inside].double().numpy() - exact) / ulp
            if errors.max() > worst:
                worst, worst_x = errors.max(), float(x[inside][int(errors.argmax())])
    print(f"PyTorch {torch.__version__} {name} float32: {wrong:,} of {1 << 32:,} misrounded, "
          f"worst for |x| < 80: {worst:.2f} ULP at x = {worst_x!r}")


def compare_bfloat16(program, name, function):
    (_, data), = golden(program, name, "bfloat16", 1 << 16, 2)
    expected = torch.frombuffer(bytearray(data), dtype=torch.bfloat16)
    x = torch.from_numpy(np.arange(1 << 16, dtype=np.uint16).view(np.int16)).view(torch.bfloat16)
    computed = function(x)
    differs = computed.view(torch.int16) != expected.view(torch.int16)
    differs &= ~(computed.isnan() & expected.isnan())
    print(f"PyTorch {torch.__version__} {name} bfloat16: {int(differs.sum()):,} of 65,536 misrounded")


def main():
    program = sys.argv[1]
    for name, function in (("silu", torch.nn.functional.silu), ("sigmoid", torch.sigmoid)):
        compare_bfloat16(program, name, function)
        compare_float32(program, name, function)
    try:
        torch.nn.functional.silu(torch.zeros(1, dtype=torch.float16))
    except RuntimeError as error:
        print(f"PyTorch {torch.__version__} silu float16: {error}")


main()
