"""PyTorch beside MdnSimd: one JSON request per line on standard input, one JSON answer per line on standard output.

A workload is prepared once under a name from files that MdnSimd wrote (weights as safetensors, matrices as raw float32), and
then timed by "run" as often as the caller likes, so that the two programs can be measured in turns. Times are taken here,
around the loop, with perf_counter_ns. Every workload uses the fastest of the settings PyTorch offers for it; "setting" in the
answer says which.
"""

import json
import struct
import sys
import time

import numpy
import torch
import torch.nn.functional as F

FLOOR = 1e-3
LOG_TWO_PI = 1.8378770664093453


def read_safetensors(path):
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    tensors = {}
    for name, info in header.items():
        if name == "__metadata__":
            continue
        begin, end = info["data_offsets"]
        values = numpy.frombuffer(data[8 + length + begin : 8 + length + end], dtype="<f4").copy()
        tensors[name] = torch.from_numpy(values).reshape(info["shape"])
    return tensors


def read_matrix(path, columns):
    return torch.from_numpy(numpy.fromfile(path, dtype="<f4").reshape(-1, columns))


def write_matrix(path, tensor):
    tensor.detach().contiguous().numpy().astype("<f4").tofile(path)


def layers_of(path):
    tensors = read_safetensors(path)
    count = sum(1 for name in tensors if name.startswith("layers.") and name.endswith(".weight"))
    return [(tensors[f"layers.{i}.weight"], tensors[f"layers.{i}.bias"]) for i in range(count)]


def mixture_loss(z, t, components, dimensions):
    """The mean negative log-likelihood of rows z [..., rows, outputs] at targets t [..., rows, D]; z may have leading axes."""
    means = components * dimensions
    shape = z.shape[:-1] + (components, dimensions)
    logits = z[..., :components]
    mu = z[..., components : components + means].reshape(shape)
    sigma = F.softplus(z[..., components + means :]).reshape(shape) + FLOOR
    residual = (t.unsqueeze(-2) - mu) / sigma
    log_density = -0.5 * (residual * residual).sum(-1) - sigma.log().sum(-1) - 0.5 * dimensions * LOG_TWO_PI
    return (torch.logsumexp(logits, -1) - torch.logsumexp(logits + log_density, -1)).mean(-1)


def elapsed(action, iterations):
    begin = time.perf_counter_ns()
    for _ in range(iterations):
        action()
    return time.perf_counter_ns() - begin


def fastest(candidates, seconds=0.1):
    """The name and the action that takes the least time, among {name: action}."""
    best = None
    for name, action in candidates.items():
        elapsed(action, 5)
        iterations = max(3, int(seconds * 1e9 / (elapsed(action, 3) / 3 + 1)))
        nanoseconds = min(elapsed(action, max(1, iterations // 3)) / max(1, iterations // 3) for _ in range(3))
        if best is None or nanoseconds < best[0]:
            best = (nanoseconds, name, action)
    return best[1], best[2]


class Predictor(torch.nn.Module):
    def __init__(self, layers, components, dimensions):
        super().__init__()
        self.layers = torch.nn.ModuleList()
        for weight, bias in layers:
            linear = torch.nn.Linear(weight.shape[1], weight.shape[0])
            linear.weight = torch.nn.Parameter(weight)
            linear.bias = torch.nn.Parameter(bias)
            self.layers.append(linear)
        self.components = components
        self.means = components * dimensions

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.tanh(layer(x))
        z = self.layers[-1](x)
        alpha = torch.softmax(z[:, : self.components], -1)
        sigma = F.softplus(z[:, self.components + self.means :]) + FLOOR
        return alpha, z[:, self.components : self.components + self.means], sigma


def prepare_inference(request):
    x = read_matrix(request["inputs"], request["columns"])
    module = Predictor(layers_of(request["model"]), request["components"], request["dimensions"]).eval()
    with torch.inference_mode():
        traced = torch.jit.trace(module, x)
    candidates = {"TorchScript frozen": torch.jit.freeze(traced)}
    try:
        candidates["TorchScript optimize_for_inference"] = torch.jit.optimize_for_inference(torch.jit.freeze(traced))
    except Exception:  # the build may lack what this pass needs; the frozen graph then stands alone
        pass

    def action_of(graph):
        def action():
            return graph(x)

        return action

    with torch.inference_mode():
        name, action = fastest({key: action_of(graph) for key, graph in candidates.items()})
        for path, value in zip(request["outputs"], action()):
            write_matrix(path, value)
    return {"setting": name}, action, torch.inference_mode


class Trainer:
    """Eager training of a stack of linear layers with clipping and Adam."""

    def __init__(self, request, foreach):
        self.parameters = [p.clone().requires_grad_() for layer in layers_of(request["model"]) for p in layer]
        self.x = read_matrix(request["inputs"], request["columns"])
        self.t = read_matrix(request["targets"], request["dimensions"])
        self.components = request["components"]
        self.dimensions = request["dimensions"]
        self.optimizer = torch.optim.Adam(self.parameters, lr=request["rate"], foreach=foreach)

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        y = self.x
        last = len(self.parameters) - 2
        for i in range(0, last, 2):
            y = torch.tanh(F.linear(y, self.parameters[i], self.parameters[i + 1]))
        z = F.linear(y, self.parameters[last], self.parameters[last + 1])
        loss = mixture_loss(z, self.t, self.components, self.dimensions)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, 5.0)
        self.optimizer.step()
        return loss


def prepare_training(request):
    checked = Trainer(request, foreach=False)
    losses = [float(checked.step()) for _ in range(request["steps"])]
    write_matrix(request["outputs"][0], torch.cat([p.reshape(-1) for p in checked.parameters]))
    name, action = fastest({"eager, Adam": Trainer(request, False).step, "eager, Adam foreach": Trainer(request, True).step})
    return {"setting": name, "losses": losses}, action, None


class Ensemble:
    """Many networks of one shape as one batched network: a leading axis for the network, baddbmm for its layers."""

    def __init__(self, request, foreach):
        networks = [layers_of(path) for path in request["models"]]
        self.weights = []
        self.biases = []
        for i in range(len(networks[0])):
            self.weights.append(torch.stack([n[i][0].t() for n in networks]).contiguous().requires_grad_())
            self.biases.append(torch.stack([n[i][1].unsqueeze(0) for n in networks]).contiguous().requires_grad_())
        self.x = read_matrix(request["inputs"], request["columns"]).reshape(len(networks), -1, request["columns"])
        self.t = read_matrix(request["targets"], request["dimensions"]).reshape(len(networks), -1, request["dimensions"])
        self.components = request["components"]
        self.dimensions = request["dimensions"]
        groups = [{"params": self.weights, "weight_decay": 1e-4}, {"params": self.biases, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=request["rate"], foreach=foreach)

    def step(self):
        self.optimizer.zero_grad(set_to_none=True)
        y = self.x
        last = len(self.weights) - 1
        for i in range(last):
            y = torch.relu(torch.baddbmm(self.biases[i], y, self.weights[i]))
        z = torch.baddbmm(self.biases[last], y, self.weights[last])
        losses = mixture_loss(z, self.t, self.components, self.dimensions)
        losses.sum().backward()
        self.optimizer.step()
        return losses


def prepare_ensemble(request):
    checked = Ensemble(request, foreach=False)
    for _ in range(request["steps"]):
        losses = checked.step()
    parts = []
    for network in range(len(request["models"])):
        for weight, bias in zip(checked.weights, checked.biases):
            parts += [weight[network].t().reshape(-1), bias[network].reshape(-1)]
    write_matrix(request["outputs"][0], torch.cat(parts))
    name, action = fastest({"baddbmm, AdamW": Ensemble(request, False).step, "baddbmm, AdamW foreach": Ensemble(request, True).step})
    return {"setting": name, "losses": losses.tolist()}, action, None


def prepare_head(request):
    z = read_matrix(request["inputs"], request["columns"]).requires_grad_()
    t = read_matrix(request["targets"], request["dimensions"])

    def eager():
        z.grad = None
        mixture_loss(z, t, request["components"], request["dimensions"]).backward()

    eager()
    write_matrix(request["outputs"][0], z.grad)
    return {"setting": "eager"}, eager, None


PREPARE = {
    "inference": prepare_inference,
    "training": prepare_training,
    "ensemble": prepare_ensemble,
    "head": prepare_head,
}


def main():
    torch.set_flush_denormal(True)
    workloads = {}
    for line in sys.stdin:
        request = json.loads(line)
        what = request["do"]
        try:
            if what == "quit":
                break
            if what == "version":
                answer = {"version": torch.__version__}
            elif what == "threads":
                torch.set_num_threads(request["count"])
                answer = {"threads": torch.get_num_threads()}
            elif what == "forget":
                workloads.clear()
                answer = {}
            elif what == "run":
                action, context = workloads[request["name"]]
                if context is None:
                    answer = {"ns": elapsed(action, request["iterations"])}
                else:
                    with context():
                        answer = {"ns": elapsed(action, request["iterations"])}
            else:
                answer, action, context = PREPARE[what](request)
                workloads[request["name"]] = (action, context)
        except Exception as error:  # told to the caller, who stops
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
