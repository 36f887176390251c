"""Times the kernels beside memcpy, oneDNN and PyTorch in one run and prints the table of ratios.

    taskset -c 1 python3 tests/peers/compare.py build/release/tests/peers/kernels_bench

PyTorch (Debian's python3-torch) is left out where it is not installed. Every contestant is timed in
turn, ROUNDS times over, on one thread; the table shows medians.
"""

import json
import os
import statistics
import subprocess
import sys
import time

os.environ.update(OMP_NUM_THREADS="1", ATEN_CPU_CAPABILITY=os.environ.get("ATEN_CPU_CAPABILITY", "avx512"))

try:
    import torch
    torch.set_num_threads(1)
except ImportError:
    torch = None

ROUNDS = 7
DTYPES = ("float32", "float64", "bfloat16", "float16")
SIZES = (1 << 12, 1 << 16, 1 << 20, 1 << 24)
FUNCTIONS = ("relu", "silu", "sigmoid")


def run_kernels(program, times):
    """Nanoseconds a value of every benchmark of the program."""
    names = "|".join(("memcpy", *FUNCTIONS, "onednn_.*"))
    command = [program, "--benchmark_format=json", "--benchmark_min_time=0.05",
               f"--benchmark_filter=^({names})/"]
    command += [f"--target={target}" for target in sys.argv[2:3]]
    command[1:] = command[:0:-1]  # the target first
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for each in report["benchmarks"]:
        name, dtype, size = each["name"].removesuffix("/real_time").split("/")
        times.setdefault((dtype, int(size), name), []).append(each["real_time"] / int(size))
    return report["context"]["target"]


def run_pytorch(times):
    functions = {
        "relu": lambda x, y: torch.clamp_min(x, 0, out=y),
        "silu": lambda x, y: torch._C._nn.silu(x, out=y),
        "sigmoid": lambda x, y: torch.sigmoid(x, out=y),
    }
    for dtype in DTYPES:
        for size in SIZES:
            x = (torch.randn(size) * 4).to(getattr(torch, dtype))
            y = torch.zeros_like(x)
            for name, function in functions.items():
                try:
                    function(x, y)
                except RuntimeError:  # PyTorch has no float16 on processors
                    continue
                times.setdefault((dtype, size, "pytorch_" + name), []).append(
                    nanoseconds(lambda: function(x, y)) / size)


def nanoseconds(call):
    calls = 1
    while True:
        start = time.perf_counter_ns()
        for _ in range(calls):
            call()
        elapsed = time.perf_counter_ns() - start
        if elapsed > 5e7:
            return elapsed / calls
        calls = max(calls + 1, int(calls * 6e7 / max(elapsed, 1)))


def main():
    times = {}
    for _ in range(ROUNDS):
        target = run_kernels(sys.argv[1], times)
        if torch:
            run_pytorch(times)
    median = {key: statistics.median(values) for key, values in times.items()}
    print(f"{target}; medians of {ROUNDS} rounds\n")
    print("| dtype | values | function | ours, ns a value | memcpy | ours / memcpy "
          "| ours / PyTorch | ours / oneDNN |")
    print("|---|---|---|---|---|---|---|---|")
    for dtype in DTYPES:
        for size in SIZES:
            for name in FUNCTIONS:
                ours = median[dtype, size, name]

                def ratio(peer):
                    other = median.get((dtype, size, peer))
                    return f"{ours / other:.2f}" if other else "–"

                print(f"| {dtype} | 2^{size.bit_length() - 1} | {name} | {ours:.3f} "
                      f"| {median[dtype, size, 'memcpy']:.3f} | {ratio('memcpy')} "
                      f"| {ratio('pytorch_' + name)} | {ratio('onednn_' + name)} |")


main()
