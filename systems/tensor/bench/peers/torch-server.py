"""PyTorch on the CPU as a contender: JSON lines on standard input and output, the protocol of contender.ts. Argument: threads."""
import json
import math
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "test", "oracle"))
sys.dont_write_bytecode = True
import torch
import torch.nn.functional as F

from generator import integers, uniform

torch.set_num_threads(int(sys.argv[1]))


def values(spec):
    made = integers(spec["seed"], spec["shape"], spec["below"]) if "below" in spec else uniform(spec["seed"], spec["shape"], spec["low"], spec["high"])
    return torch.from_numpy(made)


def linear(x, p, name):
    return torch.addmm(p[name + ".b"], x.reshape(-1, x.shape[-1]), p[name + ".w"]).reshape(*x.shape[:-1], -1)


def norm(x, p, name):
    return F.layer_norm(x, x.shape[-1:], p[name + ".scale"], p[name + ".shift"], 1e-5)


def attention(q, k, v, causal):
    scores = q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5
    if causal:
        scores = scores.masked_fill(MASK[: scores.shape[-2], : scores.shape[-1]], -math.inf)
    return scores.softmax(-1) @ v


MASK = torch.ones(2048, 2048).triu(1) > 0


def mlp(t, p, data):
    x = data["x"]
    for i in range(1, len(t["sizes"])):
        x = linear(x, p, f"layer{i}")
        x = F.relu(x) if i < len(t["sizes"]) - 1 else x
    return F.cross_entropy(x, data["labels"])


def cnn(t, p, data):
    x = data["x"]
    for name in ("conv1", "conv2"):
        x = F.max_pool2d(F.relu(F.conv2d(x, p[name + ".w"], p[name + ".b"], padding=1)), 2)
    return F.cross_entropy(linear(x.flatten(1), p, "head"), data["labels"])


def gpt(t, p, data):
    batch, sequence, heads = t["batch"], t["sequence"], t["heads"]
    x = F.embedding(data["tokens"], p["embedding"]) + p["positions"]
    split = lambda y: y.reshape(batch, sequence, heads, -1).transpose(1, 2)
    for l in range(t["layers"]):
        at = f"block{l}."
        q, k, v = map(split, linear(norm(x, p, at + "norm1"), p, at + "qkv").chunk(3, -1))
        x = x + linear(attention(q, k, v, True).transpose(1, 2).reshape(batch, sequence, -1), p, at + "out")
        x = x + linear(F.gelu(linear(norm(x, p, at + "norm2"), p, at + "up")), p, at + "down")
    return F.cross_entropy(linear(norm(x, p, "norm"), p, "head").flatten(0, 1), data["targets"].flatten())


def encoder(t, p):
    x, split = p["x"], lambda y: y.reshape(t["sequence"], t["heads"], -1).transpose(0, 1)
    q, k, v = (split(linear(x, p, n)) for n in "qkv")
    y = norm(x + linear(attention(q, k, v, False).transpose(0, 1).reshape(t["sequence"], -1), p, "out"), p, "norm1")
    return norm(y + linear(F.gelu(linear(y, p, "up")), p, "down"), p, "norm2")


def training(loss_of, task, tensors):
    data = {k: v for k, v in tensors.items() if k in ("x", "labels", "tokens", "targets")}
    params = {k: v.requires_grad_() for k, v in tensors.items() if k not in data}
    optimizer = torch.optim.SGD(params.values(), 0.01, momentum=0.9)

    def run():
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(task, params, data)
        loss.backward()
        optimizer.step()
        return loss.detach()
    return run


def prepare(task, inputs):
    t = {k: values(v) for k, v in inputs.items()}
    kind = task["kind"]
    if kind in ("mlpStep", "cnnStep", "gptStep"):
        return training({"mlpStep": mlp, "cnnStep": cnn, "gptStep": gpt}[kind], task, t)
    if kind == "adam":
        p = t["p"].requires_grad_()
        p.grad = t["g"]
        optimizer = torch.optim.Adam([p], 0.001)

        def run():
            optimizer.step()
            return p.detach()
        return run
    if kind == "conv":
        padding, stride, groups = (task["kernel"] - 1) // 2, task["stride"], task["groups"]
        if task["mode"] == "forward":
            return lambda: F.conv2d(t["x"], t["w"], None, stride, padding, 1, groups)
        n, c, h, w = (task[k] for k in ("batch", "inChannels", "height", "width"))
        x = t["x"] if "x" in t else torch.zeros(n, c, h, w)
        k = t["w"] if "w" in t else torch.zeros(task["outChannels"], c // groups, task["kernel"], task["kernel"])
        wanted = [task["mode"] == "inputGrad", task["mode"] == "filterGrad", False]
        call = lambda: torch.ops.aten.convolution_backward(t["dy"], x, k, None, [stride] * 2, [padding] * 2, [1, 1], False, [0, 0], groups, wanted)
        return lambda: call()[0 if wanted[0] else 1]
    return {"matmul": lambda: t["a"] @ t["b"], "softmax": lambda: t["x"].softmax(-1), "gelu": lambda: F.gelu(t["x"]),
            "layerNorm": lambda: F.layer_norm(t["x"], t["x"].shape[-1:], t["scale"], t["shift"], 1e-5), "encoderLayer": lambda: encoder(task, t)}[kind]


def summary(y):
    y = y.reshape(-1).double()
    at = torch.arange(min(64, len(y))) * (len(y) // min(64, len(y)))
    return {"size": len(y), "norm": y.norm().item(), "values": y[at].tolist()}


def without_gradient(run, kind):
    if kind.endswith("Step") or kind == "adam":
        return run

    def quiet():
        with torch.no_grad():
            return run()
    return quiet


run, last = None, None
for line in sys.stdin:
    request = json.loads(line)
    answer = {}
    try:
        if request["do"] == "hello":
            answer = {"name": "torch", "version": torch.__version__}
        elif request["do"] == "prepare":
            run = without_gradient(prepare(request["task"], request["inputs"]), request["task"]["kind"])
            for _ in range(request["runs"]):
                last = run()
            answer = {"summary": summary(last)}
        elif request["do"] == "sample":
            begun, runs = time.perf_counter(), 0
            while True:
                last = run()
                runs += 1
                spent = 1000 * (time.perf_counter() - begun)
                if spent >= request["ms"]:
                    break
            answer = {"ms": spent / runs, "runs": runs}
        elif request["do"] == "dispose":
            run = last = None
    except Exception as error:
        answer = {"cannot": str(error)}
    print(json.dumps(answer), flush=True)
