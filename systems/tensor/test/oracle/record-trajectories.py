"""A hundred steps of training three networks in PyTorch, in float64 and in float32, from the same float32 beginnings: writes trajectories.json.

Nothing but losses and checksums is recorded: weights and batches are those of generator.py. The seeds:
  parameter number p (in the order listed by `weights`): uniform(1000 + p, shape, -bound, bound), or ones, or zeros;
  batch t is batch t mod 8: inputs of seed 2000 + t mod 8, labels of seed 3000 + t mod 8.
An entry: {name, steps, losses: {f64, f32}, parameters: {name: {sum, squares, first: 4 values}} of f64 at the end, buffers likewise}.
"""
import math
import os

import numpy as np
import torch
import torch.nn.functional as F

from generator import integers, uniform
from recorded import write

torch.set_num_threads(1)
STEPS, BATCHES = 100, 8
entries = []


def weights(shapes, dtype):
    """{name: (shape, bound)}; a bound of 'ones' or 'zeros' is that constant."""
    made = {}
    for p, (name, (shape, bound)) in enumerate(shapes.items()):
        values = np.full(shape, 1.0 if bound == "ones" else 0.0, np.float32) if isinstance(bound, str) else uniform(1000 + p, shape, -bound, bound)
        made[name] = torch.from_numpy(values).to(dtype).requires_grad_()
    return made


def checksums(tensors):
    return {name: {"sum": t.sum().item(), "squares": (t * t).sum().item(), "first": t.detach().reshape(-1)[:4].tolist()} for name, t in tensors.items()}


def train(name, shapes, buffers, batch, loss_of, optimiser, before_step=lambda params, t, opt: None):
    losses, ends = {}, None
    for key, dtype in (("f64", torch.float64), ("f32", torch.float32)):
        params = weights(shapes, dtype)
        state = {k: torch.full(shape, value, dtype=dtype) for k, (shape, value) in buffers.items()}
        opt, curve = optimiser(list(params.values())), []
        for t in range(STEPS):
            opt.zero_grad()
            loss = loss_of(params, state, *batch(t % BATCHES, dtype))
            loss.backward()
            before_step(params, t, opt)
            opt.step()
            curve.append(loss.item())
        losses[key] = curve
        ends = ends or {"parameters": checksums(params), "buffers": checksums(state)}
    entries.append({"name": name, "steps": STEPS, "losses": losses, **ends})
    difference = max(abs(a - b) / a for a, b in zip(losses["f64"], losses["f32"]))
    print(f"{name}: {losses['f64'][0]:.4f} -> {losses['f64'][-1]:.4f}, largest relative difference of f32 {difference:.1e}")


def real(*shape):
    return lambda t, dtype: torch.from_numpy(uniform(2000 + t, shape)).to(dtype)


def labels(*shape, below):
    return lambda t: torch.from_numpy(integers(3000 + t, shape, below))


# 64 -> 48 (ReLU) -> 32 (ReLU) -> 10, batch 32; AdamW, learning rate 0.003, weight decay 0.01.
mlp = {"w1": ((48, 64), 1 / 8), "b1": ((48,), "zeros"), "w2": ((32, 48), 48 ** -0.5), "b2": ((32,), "zeros"), "w3": ((10, 32), 32 ** -0.5), "b3": ((10,), "zeros")}
x, y = real(32, 64), labels(32, below=10)
train("mlp", mlp, {}, lambda t, dtype: (x(t, dtype), y(t)),
      lambda p, _, x, y: F.cross_entropy(F.linear(F.relu(F.linear(F.relu(F.linear(x, p["w1"], p["b1"])), p["w2"], p["b2"])), p["w3"], p["b3"]), y),
      lambda p: torch.optim.AdamW(p, 0.003, weight_decay=0.01))

# [16, 1, 14, 14] -> conv 3x3 to 8, batch norm, ReLU, max pool 2 -> conv 3x3 to 16, batch norm, ReLU, max pool 2 -> linear to 10; SGD, 0.01, momentum 0.9.
cnn = {"conv1": ((8, 1, 3, 3), 1 / 3), "scale1": ((8,), "ones"), "shift1": ((8,), "zeros"), "conv2": ((16, 8, 3, 3), 72 ** -0.5), "scale2": ((16,), "ones"), "shift2": ((16,), "zeros"),
       "w": ((10, 144), 1 / 12), "b": ((10,), "zeros")}
statistics = {"mean1": ((8,), 0.0), "variance1": ((8,), 1.0), "mean2": ((16,), 0.0), "variance2": ((16,), 1.0)}


def cnn_loss(p, s, x, y):
    for i in "12":
        x = F.batch_norm(F.conv2d(x, p["conv" + i], padding=1), s["mean" + i], s["variance" + i], p["scale" + i], p["shift" + i], True, 0.1)
        x = F.max_pool2d(F.relu(x), 2)
    return F.cross_entropy(F.linear(x.flatten(1), p["w"], p["b"]), y)


images, y = real(16, 1, 14, 14), labels(16, below=10)
train("cnn", cnn, statistics, lambda t, dtype: (images(t, dtype), y(t)), cnn_loss, lambda p: torch.optim.SGD(p, 0.01, momentum=0.9))

# Decoder of one block: vocabulary 32, width 32, 4 heads, 16 positions, batch 4; pre-norm, GELU (erf), 4 x wide MLP; Adam 0.003 with
# gradients clipped to norm 1 and ten steps of linear warm-up: lr * min(1, (t + 1) / 10).
VOCABULARY, WIDTH, HEADS, POSITIONS, BATCH = 32, 32, 4, 16, 4
narrow, wide = WIDTH ** -0.5, (4 * WIDTH) ** -0.5
gpt = {"tokens": ((VOCABULARY, WIDTH), 0.5), "positions": ((POSITIONS, WIDTH), 0.5), "ln1.scale": ((WIDTH,), "ones"), "ln1.shift": ((WIDTH,), "zeros"),
       "qkv.w": ((3 * WIDTH, WIDTH), narrow), "qkv.b": ((3 * WIDTH,), "zeros"), "out.w": ((WIDTH, WIDTH), narrow), "out.b": ((WIDTH,), "zeros"),
       "ln2.scale": ((WIDTH,), "ones"), "ln2.shift": ((WIDTH,), "zeros"), "up.w": ((4 * WIDTH, WIDTH), narrow), "up.b": ((4 * WIDTH,), "zeros"),
       "down.w": ((WIDTH, 4 * WIDTH), wide), "down.b": ((WIDTH,), "zeros"), "ln3.scale": ((WIDTH,), "ones"), "ln3.shift": ((WIDTH,), "zeros")}


def gpt_loss(p, _, tokens, targets):
    norm = lambda x, n: F.layer_norm(x, (WIDTH,), p[n + ".scale"], p[n + ".shift"])
    linear = lambda x, n: F.linear(x, p[n + ".w"], p[n + ".b"])
    x = p["tokens"][tokens] + p["positions"]
    q, k, v = (h.reshape(BATCH, POSITIONS, HEADS, -1).transpose(1, 2) for h in linear(norm(x, "ln1"), "qkv").split(WIDTH, -1))
    scores = (q @ k.transpose(-1, -2) / math.sqrt(WIDTH // HEADS)).masked_fill(torch.ones(POSITIONS, POSITIONS).triu(1) > 0, float("-inf"))
    x = x + linear((scores.softmax(-1) @ v).transpose(1, 2).reshape(BATCH, POSITIONS, WIDTH), "out")
    x = x + linear(F.gelu(linear(norm(x, "ln2"), "up")), "down")
    logits = norm(x, "ln3") @ (p["head"] if "head" in p else p["tokens"]).T
    return F.cross_entropy(logits.reshape(-1, VOCABULARY), targets.reshape(-1))


def clip_and_warm(params, t, opt):
    torch.nn.utils.clip_grad_norm_(params.values(), 1.0)
    opt.param_groups[0]["lr"] = 0.003 * min(1, (t + 1) / 10)


text = labels(BATCH, POSITIONS + 1, below=VOCABULARY)
windows = lambda t, _: (text(t)[:, :-1], text(t)[:, 1:])
train("gpt, tied head", gpt, {}, windows, gpt_loss, lambda p: torch.optim.Adam(p, 0.003), clip_and_warm)
train("gpt, head of its own", {**gpt, "head": ((VOCABULARY, WIDTH), narrow)}, {}, windows, gpt_loss, lambda p: torch.optim.Adam(p, 0.003), clip_and_warm)
write(os.path.join(os.path.dirname(__file__), "trajectories.json"), {"torch": torch.__version__, "numpy": np.__version__}, entries)
