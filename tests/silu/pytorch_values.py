"""Writes pytorch_values.txt: what PyTorch says of its activation functions in float64, and its
autograd of their first and second derivatives.

    python3 tests/silu/pytorch_values.py > tests/silu/pytorch_values.txt    # apt-get install python3-torch

A line is a function as silu-cli names it, x, the value and the two derivatives; "-" is what PyTorch
does not have. The infinities are left out: there PyTorch often gives NaN where a limit exists.
"""
import torch
import torch.nn.functional as F

PRELU = torch.tensor([0.25], dtype=torch.float64), torch.tensor([0.1], dtype=torch.float64)

FUNCTIONS = {
    "silu": F.silu,
    "relu": F.relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu6": F.relu6,
    "leaky_relu": F.leaky_relu,
    "leaky_relu(0.2)": lambda x: F.leaky_relu(x, 0.2),
    "elu": F.elu,
    "elu(0.5)": lambda x: F.elu(x, 0.5),
    "celu": F.celu,
    "celu(0.5)": lambda x: F.celu(x, 0.5),
    "selu": F.selu,
    "gelu": F.gelu,
    "gelu(tanh)": lambda x: F.gelu(x, approximate="tanh"),
    "mish": F.mish,
    "softplus": F.softplus,
    "softplus(2,5)": lambda x: F.softplus(x, 2, 5),
    "softsign": F.softsign,
    "softshrink": F.softshrink,
    "softshrink(1)": lambda x: F.softshrink(x, 1),
    "hardshrink": F.hardshrink,
    "hardshrink(1)": lambda x: F.hardshrink(x, 1),
    "tanhshrink": F.tanhshrink,
    "hardtanh": F.hardtanh,
    "hardtanh(-2,3)": lambda x: F.hardtanh(x, -2, 3),
    "hardsigmoid": F.hardsigmoid,
    "hardswish": F.hardswish,
    "logsigmoid": F.logsigmoid,
    "threshold(0.1,20)": lambda x: F.threshold(x, 0.1, 20),
    "identity": torch.nn.Identity(),
    "prelu": lambda x: F.prelu(x, PRELU[0]),
    "prelu(0.1)": lambda x: F.prelu(x, PRELU[1]),
}

# Every kink, its neighbourhood, and where functions bend, vanish or end.
MAGNITUDES = [0, 1e-300, 1e-8, 1e-3, 0.1, 0.25, 0.5, 0.7, 0.99, 1, 1.01, 1.2784645427610738, 1.5,
              2, 2.5, 2.6, 3, 3.01, 4, 5, 6, 7.3, 10, 15, 20, 20.5, 30, 40, 100, 750, 1000, 1e6]


def evaluate(function, x):
    """The value and two derivatives as texts."""
    x = torch.tensor([x], dtype=torch.float64, requires_grad=True)
    y = function(x)
    (first,) = torch.autograd.grad(y, x, create_graph=True)
    try:
        second = torch.autograd.grad(first, x)[0] if first.requires_grad else torch.zeros(1)
    except RuntimeError:  # not implemented for hardsigmoid
        return [repr(y.item()), repr(first.item()), "-"]
    return [repr(each.item()) for each in (y, first, second)]


for name, function in FUNCTIONS.items():
    for x in sorted({sign * each for each in MAGNITUDES for sign in (-1, 1)}):
        print(name, repr(float(x)), *evaluate(function, x))
