"""What PyTorch says about models: the reference of PyTorchTests.

    python3 goldens.py FOLDER

For every NAME.model.safetensors in the folder, with the rows x and t in NAME.rows.safetensors, writes NAME.safetensors: the
model, its rows, the mixture and the log-density of every row, and by autograd the gradient of the mean loss for every
parameter and, row by row, for the features; all in the precision of the model. Of a model in float the same follows computed
in double, each name after "truth.".
"""

import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "docs" / "pytorch"))
import mdn_torch  # noqa: E402
from train_mdn import write_safetensors  # noqa: E402


def answers(model, x, t):
    x = x.clone().requires_grad_()
    model.loss(x, t).backward()
    weights, means, scales, factors = model(x)
    found = {
        "weights": weights,
        "means": means,
        "scales": scales,
        "log_densities": model.log_density(x, t),
        "gradient.x": x.grad,
    }
    if model.covariance == "Full":
        found["precision_factors"] = factors
    for parameter, value in model.named_parameters():
        found[f"gradient.{parameter}"] = value.grad
    return found


def answer(folder, name):
    path = folder / f"{name}.model.safetensors"
    metadata, tensors = mdn_torch.read_safetensors(path)
    rows = mdn_torch.read_safetensors(folder / f"{name}.rows.safetensors")[1]
    found = answers(mdn_torch.load(path), rows["x"], rows["t"])
    if rows["x"].dtype == torch.float32:
        exact = answers(mdn_torch.load(path).double(), rows["x"].double(), rows["t"].double())
        found.update({f"truth.{key}": value for key, value in exact.items()})
    write_safetensors(folder / f"{name}.safetensors", {**tensors, **rows, **found}, metadata)


if __name__ == "__main__":
    torch.set_num_threads(1)
    target = pathlib.Path(sys.argv[1])
    for file in sorted(target.glob("*.model.safetensors")):
        answer(target, file.name[: -len(".model.safetensors")])
