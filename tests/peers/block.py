"""Times the forward pass of the convolution block: silu-cli beside PyTorch, both on oneDNN.

    python3 tests/peers/block.py build/release/silu-cli [--threads 1] [--rounds 5]

PyTorch runs the model as it is, with images whose channels lie side by side (channels_last), and,
in eval mode, as optimize_for_inference makes it, which folds batch normalization into the
convolution. All activations overwrite their input. silu-cli and the PyTorch models take turns, each
about a second a turn; a time is the median over the rounds of a turn's median. A ratio below 1
says that silu-cli is faster than the fastest of PyTorch's.
"""

import argparse
import json
import os
import statistics
import subprocess
import time

import torch
from torch import nn


def make_model(train):
    model = nn.Sequential(
        nn.Conv2d(3, 32, kernel_size=3, stride=2, padding=1),
        nn.BatchNorm2d(32),
        nn.SiLU(inplace=True),
        nn.Conv2d(32, 64, kernel_size=3, padding=1),
        nn.BatchNorm2d(64),
        nn.SiLU(inplace=True),
    )
    return model.train(train)


def contestants(mode):
    """PyTorch's models, by what makes them differ, each with its images."""
    x = torch.randn(1, 3, 224, 224)
    beside = x.to(memory_format=torch.channels_last)
    train = mode == "train"
    models = {
        "as it is": (make_model(train), x),
        "channels_last": (make_model(train).to(memory_format=torch.channels_last), beside),
    }
    if not train:
        traced = torch.jit.trace(make_model(train), x)
        models["optimize_for_inference"] = (torch.jit.optimize_for_inference(traced), x)
    return models


def time_model(model, x, seconds):
    """The median of its runs, in milliseconds."""
    samples = []
    end = time.perf_counter() + seconds
    while len(samples) < 5 or time.perf_counter() < end:
        start = time.perf_counter()
        model(x)
        samples.append((time.perf_counter() - start) * 1e3)
    return statistics.median(samples[len(samples) // 5 :])  # the first ones warm up


def time_silu_cli(program, threads):
    command = [program, "block", "--time", "--inplace", "--quiet", "--format", "json"]
    output = subprocess.check_output([*command, "--threads", str(threads)])
    return {
        (each["mode"], each["fusion"]): each["milliseconds"]
        for each in json.loads(output)["blocks"]
        if each["activation"] == "silu"
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.threads])
    torch.set_num_threads(options.threads)

    models = {mode: contestants(mode) for mode in ("train", "eval")}
    times = {}
    with torch.no_grad():
        for _ in range(options.rounds):
            for (mode, fusion), each in time_silu_cli(options.program, options.threads).items():
                times.setdefault((mode, "silu-cli, " + fusion), []).append(each)
            for mode, by_name in models.items():
                for name, (model, x) in by_name.items():
                    times.setdefault((mode, "PyTorch, " + name), []).append(time_model(model, x, 1))

    print(f"PyTorch {torch.__version__}, threads {options.threads}, rounds {options.rounds}\n")
    print("| mode | who | ms | beside PyTorch's fastest |\n|---|---|---:|---:|")
    for mode in models:
        medians = {who: statistics.median(all) for (of, who), all in times.items() if of == mode}
        fastest = min(ms for who, ms in medians.items() if who.startswith("PyTorch"))
        for who, ms in medians.items():
            print(f"| {mode} | {who} | {ms:.2f} | {ms / fastest:.2f} |")


main()
