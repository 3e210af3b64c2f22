"""The first steps of moby-dick.ts in PyTorch, on one's own machine, once:

  node bench/train/moby-dick.ts --tokens /tmp/tokens.json && /usr/bin/python3 bench/train/gpt-torch.py /tmp/tokens.json 60

writes moby-dick-torch.json beside this file: the losses that ours are held against.
"""
import json
import os
import sys

import torch
import torch.nn.functional as F

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../test/oracle"))
from generator import integers, uniform

text = json.load(open(sys.argv[1]))
tokens, VOCABULARY, STEPS = torch.tensor(text["tokens"]), text["vocabulary"], int(sys.argv[2])
LAYERS, WIDTH, HEADS, CONTEXT, BATCH = 4, 128, 4, 128, 32
params, seed = {}, 4000


def drawn(name, shape, bound):
    global seed
    params[name] = torch.from_numpy(uniform(seed, shape, -bound, bound)).requires_grad_()
    seed += 1


def linear_(name, start, end, scale=1.0):
    drawn(name + ".w", (start, end), scale * start ** -0.5)
    params[name + ".b"] = torch.zeros(end, requires_grad=True)


def norm_(name):
    params[name + ".scale"] = torch.ones(WIDTH, requires_grad=True)
    params[name + ".shift"] = torch.zeros(WIDTH, requires_grad=True)


drawn("tokens", (VOCABULARY, WIDTH), 0.2)
drawn("positions", (CONTEXT, WIDTH), 0.2)
for l in range(LAYERS):
    norm_(f"{l}.norm1")
    linear_(f"{l}.qkv", WIDTH, 3 * WIDTH)
    linear_(f"{l}.out", WIDTH, WIDTH, (2 * LAYERS) ** -0.5)
    norm_(f"{l}.norm2")
    linear_(f"{l}.up", WIDTH, 4 * WIDTH)
    linear_(f"{l}.down", 4 * WIDTH, WIDTH, (2 * LAYERS) ** -0.5)
norm_("norm")
linear_("head", WIDTH, VOCABULARY)

linear = lambda x, n: x @ params[n + ".w"] + params[n + ".b"]
norm = lambda x, n: F.layer_norm(x, (WIDTH,), params[n + ".scale"], params[n + ".shift"])
split = lambda x: x.reshape(BATCH, CONTEXT, HEADS, -1).transpose(1, 2)
mask = torch.ones(CONTEXT, CONTEXT).triu(1) > 0


def loss_of(x, y):
    h = params["tokens"][x] + params["positions"]
    for l in range(LAYERS):
        q, k, v = (split(part) for part in linear(norm(h, f"{l}.norm1"), f"{l}.qkv").chunk(3, -1))
        weights = (q @ k.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5).masked_fill(mask, float("-inf")).softmax(-1)
        h = h + linear((weights @ v).transpose(1, 2).reshape(BATCH, CONTEXT, WIDTH), f"{l}.out")
        h = h + linear(F.gelu(linear(norm(h, f"{l}.norm2"), f"{l}.up")), f"{l}.down")
    return F.cross_entropy(linear(norm(h, "norm"), "head").flatten(0, 1), y.flatten())


opt, losses = torch.optim.AdamW(params.values(), 0.002, betas=(0.9, 0.99), weight_decay=0.01), []
for n in range(STEPS):
    places = integers(5000 + n, (BATCH,), len(tokens) - CONTEXT - 1)
    x = torch.stack([tokens[p:p + CONTEXT] for p in places])
    y = torch.stack([tokens[p + 1:p + 1 + CONTEXT] for p in places])
    opt.zero_grad()
    loss = loss_of(x, y)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(params.values(), 1.0)
    opt.param_groups[0]["lr"] = 0.002 * min(1, (n + 1) / 20)
    opt.step()
    losses.append(round(loss.item(), 6))
    print(n, losses[-1], flush=True)
json.dump({"torch": torch.__version__, "steps": STEPS, "losses": losses}, open(os.path.join(os.path.dirname(__file__), "moby-dick-torch.json"), "w"))
