"""Trains a mixture density network in PyTorch and writes what `mdn import` needs: the tensors and what the network is.

    python3 train_mdn.py DATA.csv TARGET NAME       writes NAME.safetensors and NAME.json
"""

import csv
import json
import struct
import sys

import torch

from mdn_torch import MixtureDensityNetwork

NAMES = {torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16"}


def write_safetensors(path, tensors, metadata=None):
    """A file of tensors by name: the length of the header, the header in JSON, the numbers."""
    header, data = {"__metadata__": metadata or {}}, b""
    for name, tensor in tensors.items():
        content = bytes(tensor.detach().reshape(-1).view(torch.uint8).tolist())
        header[name] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def read_columns(path):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: torch.tensor([float(row[name]) for row in rows]) for name in rows[0]}


def train(x, t, components=3, hidden=(16, 16), epochs=300):
    torch.manual_seed(1)
    model = MixtureDensityNetwork(x.shape[1], t.shape[1], components, "Full", hidden, "Tanh", "Softplus", 1e-3)
    for scaler, columns in ((model.inputs, x), (model.targets, t)):
        scaler.mean.copy_(columns.mean(0))
        scaler.scale.copy_(columns.std(0, unbiased=False))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = model.loss(x, t)
        loss.backward()
        optimizer.step()
    return model


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: python3 train_mdn.py DATA.csv TARGET NAME")
    source, target, name = sys.argv[1:]
    columns = read_columns(source)
    features = [column for column in columns if column != target]
    x = torch.stack([columns[feature] for feature in features], 1)
    t = columns[target].unsqueeze(1)
    model = train(x, t)
    write_safetensors(f"{name}.safetensors", model.state_dict())
    config = {
        "inputs": len(features),
        "targets": 1,
        "components": model.components,
        "covariance": "full",
        "hidden": [layer.out_features for layer in model.layers[:-1]],
        "activation": "tanh",
        "scale_link": "softplus",
        "scale_floor": model.scale_floor,
        "input_names": features,
        "target_names": [target],
    }
    with open(f"{name}.json", "w") as file:
        json.dump(config, file, indent=2)
    print(f"loss {model.loss(x, t).item():.6f}")
