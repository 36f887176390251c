"""Writes pytorch_values.safetensors: what PyTorch makes of the convolution block.

    python3 tests/block/pytorch_values.py tests/block/pytorch_values.safetensors    # python3-torch

It holds the state_dict() of a block with weights and statistics other than the initial ones, and:

input, train, eval          images, and the output in either mode
pale, pale.train            images of little contrast, and the output
article.train, article.eval
                            of the article's script after torch.manual_seed(0), every 997th value
drawn.0.weight, drawn.3.bias, drawn.x
                            what a model and torch.randn(1, 3, 5, 7) draw after
                            torch.manual_seed(2**32 + 5)
"""

import json
import struct
import sys

import torch
from torch import nn


def make_model():
    return nn.Sequential(
        nn.Conv2d(3, 32, kernel_size=3, stride=2, padding=1),
        nn.BatchNorm2d(32),
        nn.SiLU(),
        nn.Conv2d(32, 64, kernel_size=3, padding=1),
        nn.BatchNorm2d(64),
        nn.SiLU(),
    )


def run(model, mode, x):
    state = {name: value.clone() for name, value in model.state_dict().items()}
    y = model.train(mode == "train")(x)
    model.load_state_dict(state)  # without what training has changed
    return y


def write(path, tensors):
    header, data = {}, b""
    for name, tensor in tensors.items():
        array = tensor.detach().contiguous().numpy()
        end = len(data) + array.nbytes
        header[name] = {
            "dtype": {"float32": "F32", "int64": "I64"}[str(array.dtype)],
            "shape": array.shape,
            "data_offsets": [len(data), end],
        }
        data += array.tobytes()
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def main(path):
    torch.manual_seed(1)
    model = make_model()
    with torch.no_grad():
        for normalization in (model[1], model[4]):
            normalization.weight.uniform_(0.5, 1.5)
            normalization.bias.normal_()
            normalization.running_mean.normal_()
            normalization.running_var.uniform_(0.1, 2)
        tensors = dict(model.state_dict())
        tensors["input"] = torch.randn(2, 3, 9, 7)
        for mode in ("train", "eval"):
            tensors[mode] = run(model, mode, tensors["input"])
        tensors["pale"] = 100 + 0.01 * torch.randn(1, 3, 8, 8)
        tensors["pale.train"] = run(model, "train", tensors["pale"])

        for mode in ("train", "eval"):
            torch.manual_seed(0)
            article = make_model()
            y = run(article, mode, torch.randn(1, 3, 224, 224))
            tensors["article." + mode] = y.flatten()[::997]

        torch.manual_seed(2**32 + 5)
        drawn = make_model()
        tensors["drawn.0.weight"] = drawn[0].weight
        tensors["drawn.3.bias"] = drawn[3].bias
        tensors["drawn.x"] = torch.randn(1, 3, 5, 7)
    write(path, tensors)


main(sys.argv[1])
