"""A model of MdnSimd, of one network or an ensemble, in PyTorch: its module, its mixture and its negative log-likelihood.

    python3 mdn_torch.py MODEL.safetensors x1 [x2 ...]      prints the mixture at one row of features
"""

import json
import math
import struct
import sys

import torch

DTYPES = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
ACTIVATIONS = {
    "Identity": lambda z: z,
    "Tanh": torch.tanh,
    "Relu": torch.relu,
    "LeakyRelu": lambda z: torch.nn.functional.leaky_relu(z, 0.01),
    "Elu": torch.nn.functional.elu,
    "Gelu": torch.nn.functional.gelu,
    "Silu": torch.nn.functional.silu,
    "Softplus": lambda z: torch.logaddexp(z, torch.zeros_like(z)),
    "Sigmoid": torch.sigmoid,
}
SCALE_LINKS = {
    "Exp": torch.exp,
    "Softplus": ACTIVATIONS["Softplus"],
    "EluPlusOne": lambda s: torch.nn.functional.elu(s) + 1,
}


def read_safetensors(path):
    """The metadata of a file and its tensors by name."""
    with open(path, "rb") as file:
        data = bytearray(file.read())
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        tensors[name] = torch.frombuffer(data[begin:end], dtype=DTYPES[entry["dtype"]]).reshape(entry["shape"])
    return metadata, tensors


def outputs_of(components, dimensions, covariance):
    """K logits, K * D means, and the scales: K isotropic, K * D diagonal, K * D (D + 1) / 2 full."""
    scales = {"Isotropic": 1, "Diagonal": dimensions, "Full": dimensions * (dimensions + 1) // 2}[covariance]
    return [components, components * dimensions, components * scales]


class Scaler(torch.nn.Module):
    """What a column is shifted and divided by."""

    def __init__(self, columns):
        super().__init__()
        self.register_buffer("mean", torch.zeros(columns))
        self.register_buffer("scale", torch.ones(columns))

    def forward(self, values):
        return (values - self.mean) / self.scale


class PowerScaler(Scaler):
    """A scaler that draws in long tails: the transform of Yeo and Johnson (2000), then a second shift and scale."""

    def __init__(self, columns):
        super().__init__(columns)
        self.register_buffer("power", torch.ones(columns))
        self.register_buffer("power_mean", torch.zeros(columns))
        self.register_buffer("power_scale", torch.ones(columns))

    def forward(self, values):
        z = super().forward(values)
        q = torch.where(z < 0, 2 - self.power, self.power)
        logarithm = torch.log1p(z.abs())
        drawn = torch.where(q == 0, logarithm, torch.expm1(q * logarithm) / torch.where(q == 0, torch.ones_like(q), q))
        return (torch.copysign(torch.where(q == 1, z.abs(), drawn), z) - self.power_mean) / self.power_scale


class MixtureDensityNetwork(torch.nn.Module):
    """The network, or an ensemble of several. Its state_dict has the names and shapes of MdnSimd's files."""

    def __init__(self, inputs, targets, components, covariance, hidden, activation, scale_link, scale_floor, members=1, power=False):
        super().__init__()
        self.components, self.dimensions, self.covariance = components, targets, covariance
        self.activation, self.scale_link, self.scale_floor = ACTIVATIONS[activation], SCALE_LINKS[scale_link], scale_floor
        self.sizes = outputs_of(components, targets, covariance)
        widths = [inputs, *hidden, sum(self.sizes)]
        networks = [torch.nn.ModuleList(torch.nn.Linear(a, b) for a, b in zip(widths, widths[1:])) for _ in range(members)]
        if members == 1:
            self.layers = networks[0]
        else:
            self.members = torch.nn.ModuleList(torch.nn.ModuleDict({"layers": layers}) for layers in networks)
        self.inputs, self.targets = (PowerScaler if power else Scaler)(inputs), Scaler(targets)

    def standardised(self, x):
        """Log-weights [n, K], means [n, K, D], factors U [n, K, D, D] with Sigma^-1 = U^T U, for targets in standard deviations.

        The density of an ensemble is the mean of its members': K counts the components of all of them.
        """
        networks = [member["layers"] for member in self.members] if hasattr(self, "members") else [self.layers]
        z = self.inputs(x)
        mixtures = [self.mixture_of(layers, z) for layers in networks]
        log_weights, means, factors = (torch.cat(parts, dim=1) for parts in zip(*mixtures))
        return log_weights - math.log(len(networks)), means, factors

    def mixture_of(self, layers, z):
        """The mixture of one network for standardised features."""
        for layer in layers[:-1]:
            z = self.activation(layer(z))
        logits, means, s = layers[-1](z).split(self.sizes, dim=1)
        n, k, d = len(z), self.components, self.dimensions
        s = s.reshape(n, k, -1)
        factors = torch.eye(d, dtype=s.dtype).expand(n, k, d, d).clone()
        if self.covariance == "Full":
            # Row by row: s_1 c_12 ... c_1D s_2 c_23 ... s_D.
            rows, columns = torch.triu_indices(d, d)
            upper = torch.zeros(n, k, d, d, dtype=s.dtype)
            upper[..., rows, columns] = s
            factors, s = factors + upper.triu(1), upper.diagonal(dim1=2, dim2=3)
        sigma = (self.scale_floor + self.scale_link(s)).expand(n, k, d)
        return torch.log_softmax(logits, 1), means.reshape(n, k, d), factors / sigma.unsqueeze(-1)

    def forward(self, x):
        """Weights [n, K], means and standard deviations [n, K, D], factors U [n, K, D, D], in the targets' units."""
        log_weights, means, factors = self.standardised(x)
        factors = factors / self.targets.scale
        scales = torch.linalg.inv(factors).norm(dim=-1)
        return log_weights.exp(), means * self.targets.scale + self.targets.mean, scales, factors

    def log_density(self, x, t):
        """log p(t | x) [n], in nats and the targets' units."""
        log_weights, means, factors = self.standardised(x)
        differences = self.targets(t).unsqueeze(1) - means
        v = (factors @ differences.unsqueeze(-1)).squeeze(-1)
        log_determinants = factors.diagonal(dim1=2, dim2=3).log().sum(-1)
        constant = 0.5 * self.dimensions * math.log(2 * math.pi) + self.targets.scale.log().sum()
        return torch.logsumexp(log_weights + log_determinants - 0.5 * (v * v).sum(-1), 1) - constant

    def loss(self, x, t):
        """The mean negative log-likelihood, which MdnSimd trains a network by and `mdn evaluate` prints."""
        return -self.log_density(x, t).mean()


def load(path):
    """The module of a model that MdnSimd trained, with its weights, in the precision of the file."""
    metadata, tensors = read_safetensors(path)
    model = MixtureDensityNetwork(
        int(metadata["inputs"]),
        int(metadata["targets"]),
        int(metadata["components"]),
        metadata["covariance"],
        [int(width) for width in metadata["hidden"].split(",") if width],
        metadata["activation"],
        metadata["scale_link"],
        float(metadata["scale_floor"]),
        int(metadata.get("members", 1)),
        "inputs.power" in tensors,
    ).to(next(iter(tensors.values())).dtype)
    model.load_state_dict({name: tensors[name] for name in model.state_dict()})
    return model


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: python3 mdn_torch.py MODEL.safetensors x1 [x2 ...]")
    network = load(sys.argv[1])
    if len(sys.argv) - 2 != len(network.inputs.mean):
        sys.exit(f"mdn_torch.py: {len(sys.argv) - 2} features are given: expected {len(network.inputs.mean)}")
    features = torch.tensor([[float(text) for text in sys.argv[2:]]], dtype=network.inputs.mean.dtype)
    with torch.no_grad():
        for name, value in zip(["weights", "means", "scales"], network(features)):
            print(name, value[0].flatten().tolist())
