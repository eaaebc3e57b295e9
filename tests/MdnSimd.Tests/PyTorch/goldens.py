"""What PyTorch says about models: the reference of PyTorchTests.

    python3 goldens.py FOLDER

For every NAME.model.safetensors in the folder, with the rows x and t in NAME.rows.safetensors, writes NAME.safetensors: the
model, its rows, the mixture and the log-density of every row, and by autograd the gradient of the mean loss for every
parameter and, row by row, for the features; all in the precision of the model.
"""

import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "docs" / "pytorch"))
import mdn_torch  # noqa: E402
from train_mdn import write_safetensors  # noqa: E402

def answer(folder, name):
    path = folder / f"{name}.model.safetensors"
    metadata, tensors = mdn_torch.read_safetensors(path)
    rows = mdn_torch.read_safetensors(folder / f"{name}.rows.safetensors")[1]
    model = mdn_torch.load(path)
    x = rows["x"].requires_grad_()
    model.loss(x, rows["t"]).backward()
    weights, means, scales, factors = model(x)
    answers = {
        "weights": weights,
        "means": means,
        "scales": scales,
        "log_densities": model.log_density(x, rows["t"]),
        "gradient.x": x.grad,
    }
    if model.covariance == "Full":
        answers["precision_factors"] = factors
    for parameter, value in model.named_parameters():
        answers[f"gradient.{parameter}"] = value.grad
    write_safetensors(folder / f"{name}.safetensors", {**tensors, **rows, **answers}, metadata)


if __name__ == "__main__":
    torch.set_num_threads(1)
    target = pathlib.Path(sys.argv[1])
    for file in sorted(target.glob("*.model.safetensors")):
        answer(target, file.name[: -len(".model.safetensors")])
