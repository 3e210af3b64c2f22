"""Trajectories of PyTorch's optimisers and schedules, and of LAMB and EMA from their formulas, in float64: writes optimisers.json.

Parameters a [3, 4] = uniform(1) and b [4] = uniform(2); at step t (from 0) their gradients are uniform(100 + t) and uniform(200 + t), times `gradientScale`.
An entry of an optimiser: {name, optimiser, args, steps: [[a.., b..], ...]} after each step. Of a schedule: {name, schedule, args, lrs}, lrs[t] used in step t.
"""
import os

import numpy as np
import torch

from generator import uniform
from recorded import write

STEPS = 8
entries = []
start = lambda: [torch.from_numpy(uniform(1 + i, s).astype(np.float64)).requires_grad_() for i, s in enumerate(((3, 4), (4,)))]
gradients = lambda t, scale: [scale * torch.from_numpy(uniform(100 * (1 + i) + t, s).astype(np.float64)) for i, s in enumerate(((3, 4), (4,)))]
flat = lambda params: np.concatenate([p.detach().numpy().reshape(-1) for p in params])


def record(name, optimiser, make, gradient_scale=1.0, **args):
    params, steps = start(), []
    opt = make(params)
    for t in range(STEPS):
        for p, g in zip(params, gradients(t, gradient_scale)):
            p.grad = g
        if "maxNorm" in args:
            torch.nn.utils.clip_grad_norm_(params, args["maxNorm"])
        opt.step()
        steps.append(flat(params))
    entries.append({"name": name, "optimiser": optimiser, "args": args, "gradientScale": gradient_scale, "steps": steps})


O = torch.optim
record("sgd", "sgd", lambda p: O.SGD(p, 0.1), lr=0.1)
record("sgd momentum", "sgd", lambda p: O.SGD(p, 0.1, momentum=0.9), lr=0.1, momentum=0.9)
record("sgd Nesterov", "sgd", lambda p: O.SGD(p, 0.1, momentum=0.9, nesterov=True), lr=0.1, momentum=0.9, nesterov=True)
record("sgd momentum, weight decay", "sgd", lambda p: O.SGD(p, 0.1, momentum=0.8, weight_decay=0.05), lr=0.1, momentum=0.8, weightDecay=0.05)
record("adam", "adam", lambda p: O.Adam(p, 0.02), lr=0.02)
record("adam, other betas, eps and L2", "adam", lambda p: O.Adam(p, 0.02, (0.8, 0.95), 1e-4, 0.03), lr=0.02, beta1=0.8, beta2=0.95, eps=1e-4, weightDecay=0.03)
record("adamW", "adamW", lambda p: O.AdamW(p, 0.02, weight_decay=0.1), lr=0.02, weightDecay=0.1)
record("rmsProp", "rmsProp", lambda p: O.RMSprop(p, 0.02), lr=0.02)
record("rmsProp momentum, centred", "rmsProp", lambda p: O.RMSprop(p, 0.02, alpha=0.9, momentum=0.5, centered=True), lr=0.02, decay=0.9, momentum=0.5, centred=True)
record("sgd, gradients clipped", "sgd", lambda p: O.SGD(p, 0.1), gradient_scale=3.0, lr=0.1, maxNorm=1.0)
record("sgd, gradients below the clip", "sgd", lambda p: O.SGD(p, 0.1), gradient_scale=0.1, lr=0.1, maxNorm=1.0)


def lamb(lr=0.02, b1=0.9, b2=0.999, eps=1e-6, decay=0.01):
    """Algorithm 2 of arXiv 1904.00962, phi the identity, with the bias corrections of its text."""
    params = [p.detach().numpy() for p in start()]
    m, v = [np.zeros_like(p) for p in params], [np.zeros_like(p) for p in params]
    steps = []
    for t in range(STEPS):
        for i, g in enumerate(gradients(t, 1.0)):
            g = g.numpy()
            m[i] = b1 * m[i] + (1 - b1) * g
            v[i] = b2 * v[i] + (1 - b2) * g * g
            update = (m[i] / (1 - b1 ** (t + 1))) / (np.sqrt(v[i] / (1 - b2 ** (t + 1))) + eps) + decay * params[i]
            params[i] = params[i] - lr * np.linalg.norm(params[i]) / np.linalg.norm(update) * update
        steps.append(np.concatenate([p.reshape(-1) for p in params]))
    entries.append({"name": "lamb", "optimiser": "lamb", "args": {"lr": lr, "beta1": b1, "beta2": b2, "eps": eps, "weightDecay": decay}, "gradientScale": 1.0, "steps": steps})


lamb()


def schedule(name, kind, make, **args):
    opt = O.SGD([torch.zeros(1, requires_grad=True)], args["lr"])
    scheduler, lrs = make(opt), []
    for _ in range(20):
        lrs.append(opt.param_groups[0]["lr"])
        opt.step()
        scheduler.step()
    entries.append({"name": name, "schedule": kind, "args": args, "lrs": lrs})


S = O.lr_scheduler
schedule("constant", "constant", lambda o: S.ConstantLR(o, 1.0), lr=0.1)
schedule("step", "step", lambda o: S.StepLR(o, 6, 0.5), lr=0.1, every=6, factor=0.5)
schedule("cosine", "cosine", lambda o: S.CosineAnnealingLR(o, 20, 0.01), lr=0.1, steps=20, end=0.01)
schedule("warm-up by lines", "linear", lambda o: S.LinearLR(o, 0.1, 1.0, 5), lr=0.1, start=0.01, steps=5)
schedule("one cycle", "oneCycle", lambda o: S.OneCycleLR(o, 0.1, total_steps=21, pct_start=0.3), lr=0.1, steps=21, warmup=0.3, divide=25, finalDivide=1e4)
write(os.path.join(os.path.dirname(__file__), "optimisers.json"), {"torch": torch.__version__, "numpy": np.__version__}, entries)
