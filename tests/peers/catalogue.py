"""Times the whole catalogue beside PyTorch and ONNX Runtime in one run and prints the table.

    apt-get install -y libbenchmark-dev python3-torch python3-onnx npm
    ONNXRUNTIME_NODE_INSTALL=skip npm install --prefix /tmp/peers onnxruntime-node@1.30
    taskset -c 1 python3 tests/peers/catalogue.py build/release/tests/peers/kernels_bench \
        --onnx-runtime /tmp/peers/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1

A peer that is not installed is left out. Every contestant is timed in turn, --rounds times over, on
one thread, by processor time; the tables show medians. The last two columns of the first one are the
time of a derivative over that of the function. The second one is of gradients, dy f'(x).
"""

import argparse
import json
import os
import statistics
import subprocess
import time

# PyTorch and ONNX Runtime by our names: arguments for aten's operator, and for a model of one node.
ATEN = {
    "silu": ("silu",), "sigmoid": ("sigmoid",), "relu": ("relu",), "tanh": ("tanh",),
    "relu6": ("hardtanh", 0.0, 6.0), "leaky_relu": ("leaky_relu", 0.01), "elu": ("elu",),
    "celu": ("elu", 1.0), "selu": ("elu", 1.6732632423543772, 1.0507009873554805),
    "gelu": ("gelu",), "gelu(tanh)": ("gelu", {"approximate": "tanh"}), "mish": ("mish",),
    "softplus": ("softplus",), "softshrink": ("softshrink",), "hardshrink": ("hardshrink",),
    "hardtanh": ("hardtanh",), "hardsigmoid": ("hardsigmoid",), "hardswish": ("hardswish",),
    "logsigmoid": ("log_sigmoid",), "threshold(0.5,-3)": ("threshold", 0.5, -3.0),
    "exponential": ("exp",), "hard_tanh": ("hardtanh",),
}
BACKWARD = {
    "silu": ("silu_backward",), "gelu": ("gelu_backward",),
    "gelu(tanh)": ("gelu_backward", {"approximate": "tanh"}), "mish": ("mish_backward",),
}
ONNX = {
    "silu": ("Swish", {"opset": 24}), "swish": ("Swish", {"opset": 24}), "sigmoid": ("Sigmoid", {}),
    "relu": ("Relu", {}), "tanh": ("Tanh", {}), "relu6": ("Clip", {"inputs": {"low": 0, "high": 6}}),
    "leaky_relu": ("LeakyRelu", {"alpha": 0.01}), "elu": ("Elu", {}), "celu": ("Celu", {}),
    "selu": ("Selu", {}), "gelu": ("Gelu", {}), "gelu(tanh)": ("Gelu", {"approximate": "tanh"}),
    "mish": ("Mish", {}), "softplus": ("Softplus", {}), "softsign": ("Softsign", {}),
    "softshrink": ("Shrink", {"lambd": 0.5, "bias": 0.5}), "hardshrink": ("Shrink", {"lambd": 0.5}),
    "hardtanh": ("Clip", {"inputs": {"low": -1, "high": 1}}),
    "hard_tanh": ("Clip", {"inputs": {"low": -1, "high": 1}}),
    "hardsigmoid": ("HardSigmoid", {"alpha": 1 / 6, "beta": 0.5}), "hardswish": ("HardSwish", {}),
    "exponential": ("Exp", {}), "quick_gelu": ("QuickGelu", {"domain": "com.microsoft"}),
}


def nanoseconds(call, least=2e7):
    calls = 1
    while True:
        start = time.thread_time_ns()
        for _ in range(calls):
            call()
        elapsed = time.thread_time_ns() - start
        if elapsed > least:
            return elapsed / calls
        calls = max(calls + 1, int(calls * 1.2 * least / max(elapsed, 1)))


def ours(options, times):
    command = [options.program, *([f"--target={options.target}"] if options.target else []),
               f"--benchmark_filter=/{options.dtype}/{options.size}/", "--benchmark_format=json",
               "--benchmark_min_time=0.02"]
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for each in report["benchmarks"]:
        name = each["name"].split("/")[0]
        times.setdefault(("ours", name), []).append(each["cpu_time"])
    return report["context"]["target"]


def pytorch(options):
    os.environ.update(OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
    os.environ.setdefault("ATEN_CPU_CAPABILITY", "avx512")
    try:
        import torch
    except ImportError:
        return {}
    torch.set_num_threads(1)
    x = (torch.randn(options.size) * 4).to(getattr(torch, options.dtype))
    y = torch.zeros_like(x)

    def runner(operator, *arguments):
        named = arguments[-1] if arguments and isinstance(arguments[-1], dict) else {}
        arguments = [each for each in arguments if not isinstance(each, dict)]
        function = getattr(torch.ops.aten, operator)
        return lambda: function(x, *arguments, **named, out=y)

    def backward(operator, named={}):
        function = getattr(torch.ops.aten, operator)
        out = {} if operator == "mish_backward" else {"grad_input": y}  # which has no such argument
        return lambda: function(x, x, **named, **out)

    return working({**{name: (runner, each) for name, each in ATEN.items()},
                    **{f"{name}_backward": (backward, each) for name, each in BACKWARD.items()}})


def onnx_runtime(options):
    if not options.onnx_runtime:
        return {}
    import numpy
    from onnx_runtime import Runtime
    if not hasattr(numpy, options.dtype):
        return {}
    runtime = Runtime(options.onnx_runtime)
    x = (numpy.random.randn(options.size) * 4).astype(options.dtype)
    y = numpy.zeros_like(x)

    def runner(operator, attributes):
        return runtime.runner(x, y, operator, **attributes)

    return working({name: (runner, each) for name, each in ONNX.items()})


def working(makers):
    """A peer's calls by name, without those that it has no kernel for."""
    calls = {}
    for name, (runner, arguments) in makers.items():
        try:
            calls[name] = runner(*arguments)
            calls[name]()
        except RuntimeError:
            calls.pop(name, None)
    return calls


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--dtype", default="float32")
    parser.add_argument("--size", type=int, default=1 << 16, help="2^12, 2^16, 2^20 or 2^24")
    parser.add_argument("--target", help="our instruction set")
    parser.add_argument("--onnx-runtime", metavar="LIBRARY", help="libonnxruntime.so.1")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()

    peers = {"PyTorch": pytorch(options), "ONNX Runtime": onnx_runtime(options)}
    times = {}
    for _ in range(options.rounds):
        target = ours(options, times)
        for peer, calls in peers.items():
            for name, call in calls.items():
                times.setdefault((peer, name), []).append(nanoseconds(call))
    median = {key: statistics.median(each) / options.size for key, each in times.items()}

    print(f"{options.dtype}, {options.size} values, {target}; ns a value, medians of "
          f"{options.rounds} rounds\n")
    print("| function | ours |", *(f"{peer} |" for peer in peers), "ours / fastest peer | f' / f "
          "| f'' / f |")
    print("|---|---|" + "---|" * (len(peers) + 3))
    copy = median["ours", "memcpy"]
    print(f"| memcpy | {copy:.3f} |" + " |" * (len(peers) + 3))
    for (contestant, name), own in median.items():
        if contestant != "ours" or name.startswith(("memcpy", "silu_parallel", "onednn_")):
            continue
        if name.endswith(("_d1", "_d2", "_backward")):
            continue
        found = [median.get((peer, name)) for peer in peers]
        fastest = min((each for each in found if each), default=None)
        cells = [f"{own:.3f}", *(f"{each:.3f}" if each else "" for each in found),
                 f"{own / fastest:.2f}" if fastest else ""]
        for order in (1, 2):
            slope = median.get(("ours", f"{name}_d{order}"))
            cells.append(f"{slope / own:.2f}" if slope else "")
        print(f"| `{name}` |", " | ".join(cells), "|")

    print("\n| gradient of | ours | PyTorch | ours / PyTorch |\n|---|---|---|---|")
    for name in BACKWARD:
        own, peer = (median.get((who, f"{name}_backward")) for who in ("ours", "PyTorch"))
        compared = f"{peer:.3f} | {own / peer:.2f}" if peer else " | "
        print(f"| `{name}` | {own:.3f} | {compared} |")


if __name__ == "__main__":
    main()
