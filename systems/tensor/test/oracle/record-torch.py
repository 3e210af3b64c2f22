"""Values and gradients of PyTorch's own operators, in float64 on inputs of generator.py: writes torch.json.

An entry: {name, op, args, inputs: {x: {shape, seed, low, high} | {shape, seed, below} | {values}}, outputs: {y: {shape, values}},
cotangent: seed, grads: {x: values}}. Gradients are those of sum(y * uniform(cotangent, y.shape)), y being the first output.
Layout is PyTorch's: [batch, channels, spatial..]; convolution weights [out, in / groups, kernel..].
"""
import os
import zlib

import numpy as np
import torch
import torch.nn.functional as F

from generator import integers, uniform
from recorded import write

torch.set_num_threads(1)
entries = []


def real(*shape, low=-2.0, high=2.0):
    return {"shape": list(shape), "low": low, "high": high}


def positive(*shape):
    return real(*shape, low=0.1, high=2.0)


def index(*shape, below):
    return {"shape": list(shape), "below": below}


def record(name, op, inputs, fn, **args):
    tensors, specs = {}, {}
    for key, spec in inputs.items():
        seed = zlib.crc32(f"{name}/{key}".encode()) % 100_000
        specs[key] = {"shape": spec["shape"], "seed": seed, **{k: v for k, v in spec.items() if k != "shape"}}
        if "below" in spec:
            tensors[key] = torch.from_numpy(integers(seed, spec["shape"], spec["below"]))
        else:
            tensors[key] = torch.from_numpy(uniform(seed, spec["shape"], spec["low"], spec["high"]).astype(np.float64)).requires_grad_()
    result = fn(**tensors)
    outputs = result if isinstance(result, dict) else {"y": result}
    first = next(iter(outputs.values()))
    cotangent = zlib.crc32(f"{name}/cotangent".encode()) % 100_000
    wanted = [key for key, t in tensors.items() if t.requires_grad]
    weight = torch.from_numpy(uniform(cotangent, first.shape).astype(np.float64))
    grads = torch.autograd.grad((first * weight).sum(), [tensors[k] for k in wanted], allow_unused=True) if first.requires_grad else []
    shown = lambda t: {"shape": list(t.shape), "values": t.detach().numpy()}
    entries.append({"name": name, "op": op, "args": args, "inputs": specs, "outputs": {k: shown(t) for k, t in outputs.items()}, "cotangent": cotangent,
                    "grads": {k: g.numpy() for k, g in zip(wanted, grads) if g is not None}})


def activations():
    simple = {"relu": F.relu, "relu6": lambda x: F.relu6(x), "gelu": F.gelu, "geluTanh": lambda x: F.gelu(x, approximate="tanh"), "silu": F.silu, "sigmoid": torch.sigmoid, "tanh": torch.tanh,
              "softplus": F.softplus, "elu": F.elu, "leakyRelu": lambda x: F.leaky_relu(x, 0.01), "hardSwish": F.hardswish, "hardSigmoid": F.hardsigmoid}
    for op, f in simple.items():
        record(op, op, {"x": real(4, 9, low=-8.0, high=8.0)}, lambda x, f=f: f(x))
    record("elu alpha 0.5", "elu", {"x": real(11)}, lambda x: F.elu(x, 0.5), alpha=0.5)
    record("leakyRelu slope 0.2", "leakyRelu", {"x": real(11)}, lambda x: F.leaky_relu(x, 0.2), slope=0.2)
    for op, f in {"softmax": F.softmax, "logSoftmax": F.log_softmax}.items():
        for axis in (-1, 0, 1):
            record(f"{op} axis {axis}", op, {"x": real(3, 4, 5, low=-6.0, high=6.0)}, lambda x, f=f, axis=axis: f(x, axis), axis=axis)
    for op in ("erf", "exp", "expm1", "sin", "cos", "atan", "sinh", "cosh", "asinh", "erfc", "square", "abs", "sign"):
        record(op, op, {"x": real(11)}, lambda x, op=op: getattr(torch, op)(x))
    for op in ("log", "log1p", "log2", "log10", "sqrt", "rsqrt", "reciprocal"):
        record(op, op, {"x": positive(11)}, lambda x, op=op: getattr(torch, op)(x))
    for op in ("asin", "acos", "atanh"):
        record(op, op, {"x": real(11, low=-0.9, high=0.9)}, lambda x, op=op: getattr(torch, op)(x))


def losses():
    for name, args in {"crossEntropy": {}, "crossEntropy sum": {"reduction": "sum"}, "crossEntropy smoothing": {"labelSmoothing": 0.1}}.items():
        record(name, "crossEntropy", {"x": real(6, 5), "labels": index(6, below=5)},
               lambda x, labels, a=args: F.cross_entropy(x, labels, reduction=a.get("reduction", "mean"), label_smoothing=a.get("labelSmoothing", 0.0)), **args)
    record("crossEntropy probabilities", "crossEntropyProbabilities", {"x": real(4, 5), "target": positive(4, 5)}, lambda x, target: F.cross_entropy(x, target / target.sum(-1, keepdim=True)))
    pairs = {"x": real(4, 5), "target": real(4, 5)}
    for reduction in ("mean", "sum", "none"):
        record(f"mse {reduction}", "mse", pairs, lambda x, target, r=reduction: F.mse_loss(x, target, reduction=r), reduction=reduction)
    record("l1", "l1", pairs, lambda x, target: F.l1_loss(x, target))
    record("huber", "huber", pairs, lambda x, target: F.huber_loss(x, target))
    record("huber delta 0.5", "huber", pairs, lambda x, target: F.huber_loss(x, target, delta=0.5), delta=0.5)
    record("klDiv batchmean", "klDiv", {"x": real(4, 5, low=-3.0, high=-0.1), "target": positive(4, 5)}, lambda x, target: F.kl_div(x, target, reduction="batchmean"), reduction="batchmean")
    record("klDiv mean", "klDiv", {"x": real(4, 5, low=-3.0, high=-0.1), "target": positive(4, 5)}, lambda x, target: F.kl_div(x, target, reduction="mean"))
    unit = real(4, 5, low=0.05, high=0.95)
    record("bce", "bce", {"x": unit, "target": unit}, lambda x, target: F.binary_cross_entropy(x, target))
    record("bceWithLogits", "bceWithLogits", {"x": real(4, 5, low=-6.0, high=6.0), "target": unit}, lambda x, target: F.binary_cross_entropy_with_logits(x, target))


def normalisations():
    affine = {"weight": real(6), "bias": real(6)}
    record("layerNorm", "layerNorm", {"x": real(4, 6), **affine}, lambda x, weight, bias: F.layer_norm(x, (6,), weight, bias), axes=1)
    record("layerNorm two axes", "layerNorm", {"x": real(3, 2, 6), "weight": real(2, 6), "bias": real(2, 6)}, lambda x, weight, bias: F.layer_norm(x, (2, 6), weight, bias, eps=1e-3), axes=2, eps=1e-3)
    record("rmsNorm", "rmsNorm", {"x": real(4, 6), "weight": real(6)}, lambda x, weight: x * torch.rsqrt((x * x).mean(-1, keepdim=True) + 1e-6) * weight, eps=1e-6)
    record("groupNorm", "groupNorm", {"x": real(2, 6, 3, 2), **affine}, lambda x, weight, bias: F.group_norm(x, 3, weight, bias), groups=3)
    record("instanceNorm", "instanceNorm", {"x": real(2, 6, 3, 2), **affine}, lambda x, weight, bias: F.instance_norm(x, None, None, weight, bias))

    def batch_norm(training, momentum):
        def run(x, weight, bias, mean, variance):
            mean, variance = mean.detach().clone(), variance.detach().clone()
            return {"y": F.batch_norm(x, mean, variance, weight, bias, training, momentum), "mean": mean, "variance": variance}
        return run
    statistics = {"mean": real(6), "variance": positive(6)}
    for name, training, momentum, shape in (("train", True, 0.1, (3, 6, 2, 2)), ("train momentum 0.3, vectors", True, 0.3, (5, 6)), ("eval", False, 0.1, (3, 6, 2, 2))):
        record(f"batchNorm {name}", "batchNorm", {"x": real(*shape), **affine, **statistics}, batch_norm(training, momentum), training=training, momentum=momentum)
    record("normalize", "normalize", {"x": real(4, 6)}, lambda x: F.normalize(x, dim=-1), axis=-1)


def convolutions():
    def conv(name, x, w, **args):
        n = len(x) - 2
        f = (F.conv1d, F.conv2d, F.conv3d)[n - 1]
        record(f"conv{n}d {name}", "conv", {"x": real(*x), "w": real(*w), "bias": real(w[0])}, lambda x, w, bias: f(x, w, bias, **args), **args)

    def transposed(name, x, w, **args):
        n = len(x) - 2
        f = (F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d)[n - 1]
        named = {k: v for k, v in args.items() if k != "outputPadding"}
        if "outputPadding" in args:
            named["output_padding"] = args["outputPadding"]
        record(f"convTranspose{n}d {name}", "convTranspose", {"x": real(*x), "w": real(*w), "bias": real(w[1] * args.get("groups", 1))}, lambda x, w, bias: f(x, w, bias, **named), **args)
    conv("plain", (2, 3, 9), (4, 3, 3))
    conv("stride 2, padding 2, dilation 2", (2, 3, 11), (4, 3, 3), stride=2, padding=2, dilation=2)
    conv("3x3 padding 1", (2, 3, 5, 6), (4, 3, 3, 3), padding=1)
    conv("1x1", (2, 5, 4, 3), (6, 5, 1, 1))
    conv("3x2 stride 2,1 padding 1,0", (1, 2, 7, 5), (3, 2, 3, 2), stride=[2, 1], padding=[1, 0])
    conv("dilation 2", (1, 2, 7, 7), (3, 2, 3, 3), dilation=2)
    conv("groups 2", (1, 4, 5, 5), (6, 2, 3, 3), groups=2, padding=1)
    conv("depthwise", (2, 4, 5, 5), (4, 1, 3, 3), groups=4, padding=1)
    conv("depthwise, two each, stride 2", (1, 3, 6, 6), (6, 1, 3, 3), groups=3, padding=1, stride=2)
    conv("5x5 stride 3 leaves a rest", (1, 1, 9, 10), (2, 1, 5, 5), stride=3)
    conv("plain", (1, 2, 4, 3, 4), (3, 2, 2, 2, 3))
    conv("stride 2 padding 1", (1, 2, 4, 4, 4), (2, 2, 3, 3, 3), stride=2, padding=1)
    transposed("stride 2", (2, 3, 5), (3, 2, 3), stride=2)
    transposed("plain", (1, 2, 4, 3), (2, 3, 3, 3))
    transposed("stride 2 padding 1 output padding 1", (1, 2, 4, 4), (2, 3, 3, 3), stride=2, padding=1, outputPadding=1)
    transposed("groups 2 dilation 2", (1, 4, 3, 3), (4, 2, 2, 2), groups=2, dilation=2)
    transposed("stride 2", (1, 2, 2, 3, 2), (2, 2, 2, 2, 2), stride=2)


def pooling():
    x = {"x": real(2, 2, 7, 6)}
    for size, stride, padding in ((2, 2, 0), (3, 2, 1), (3, 1, 0)):
        args = {"kernel": size, "stride": stride, "padding": padding}
        record(f"maxPool2d {size} stride {stride} padding {padding}", "maxPool", x, lambda x, a=args: F.max_pool2d(x, a["kernel"], a["stride"], a["padding"]), **args)
        record(f"avgPool2d {size} stride {stride} padding {padding}", "avgPool", x, lambda x, a=args: F.avg_pool2d(x, a["kernel"], a["stride"], a["padding"]), **args)
    record("avgPool2d padding not counted", "avgPool", x, lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False), kernel=3, stride=2, padding=1, countPadding=False)
    record("maxPool2d dilation 2", "maxPool", x, lambda x: F.max_pool2d(x, 2, 1, 0, 2), kernel=2, stride=1, padding=0, dilation=2)
    record("maxPool1d", "maxPool", {"x": real(2, 3, 9)}, lambda x: F.max_pool1d(x, 3, 2), kernel=3, stride=2)
    record("avgPool3d", "avgPool", {"x": real(1, 2, 4, 4, 4)}, lambda x: F.avg_pool3d(x, 2), kernel=2)
    record("adaptiveAvgPool2d 3x4", "adaptiveAvgPool", x, lambda x: F.adaptive_avg_pool2d(x, (3, 4)), size=[3, 4])
    record("adaptiveAvgPool2d 1", "adaptiveAvgPool", x, lambda x: F.adaptive_avg_pool2d(x, 1), size=[1, 1])
    record("adaptiveMaxPool2d 3x4", "adaptiveMaxPool", x, lambda x: F.adaptive_max_pool2d(x, (3, 4)), size=[3, 4])


def images():
    x = {"x": real(1, 2, 4, 5)}
    for size in ([8, 10], [3, 7], [2, 3]):
        record(f"resize nearest to {size}", "resize", x, lambda x, s=size: F.interpolate(x, s, mode="nearest"), mode="nearest", size=size)
        for mode in ("bilinear", "bicubic"):
            for corners in (False, True):
                record(f"resize {mode} to {size} corners {corners}", "resize", x, lambda x, s=size, m=mode, c=corners: F.interpolate(x, s, mode=m, align_corners=c), mode=mode, size=size, alignCorners=corners)
    record("pixelShuffle 2", "pixelShuffle", {"x": real(1, 8, 2, 3)}, lambda x: F.pixel_shuffle(x, 2), factor=2)
    record("pixelUnshuffle 2", "pixelUnshuffle", {"x": real(1, 2, 4, 6)}, lambda x: F.pixel_unshuffle(x, 2), factor=2)
    for mode in ("bilinear", "nearest"):
        for padding in ("zeros", "border", "reflection"):
            for corners in (False, True):
                args = {"mode": mode, "padding": padding, "alignCorners": corners}
                record(f"gridSample {mode} {padding} corners {corners}", "gridSample", {"x": real(1, 2, 4, 5), "grid": real(1, 3, 4, 2, low=-1.3, high=1.3)},
                       lambda x, grid, a=args: F.grid_sample(x, grid, a["mode"], a["padding"], a["alignCorners"]), **args)
    for mode in ("reflect", "replicate", "circular"):
        record(f"pad {mode}", "pad", {"x": real(1, 2, 4, 5)}, lambda x, m=mode: F.pad(x, (2, 1, 1, 3), m), mode=mode, amounts=[[0, 0], [0, 0], [1, 3], [2, 1]])


def attention():
    def softmax_attention(q, k, v, causal):
        scores = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5
        if causal:
            scores = scores.masked_fill(torch.ones_like(scores).triu(1) > 0, float("-inf"))
        return scores.softmax(-1) @ v
    for causal in (False, True):
        shapes = {"q": real(2, 2, 5, 4), "k": real(2, 2, 5, 4), "v": real(2, 2, 5, 3)}
        record(f"attention causal {causal}", "attention", shapes, lambda q, k, v, c=causal: softmax_attention(q, k, v, c), causal=causal)
    record("attention, two queries a key head", "attention", {"q": real(1, 4, 5, 4), "k": real(1, 2, 5, 4), "v": real(1, 2, 5, 4)},
           lambda q, k, v: softmax_attention(q, k.repeat_interleave(2, 1), v.repeat_interleave(2, 1), True), causal=True)

    def multi_head(x, inWeight, inBias, outWeight, outBias, mask=None):
        x = x.transpose(0, 1)
        y, _ = F.multi_head_attention_forward(x, x, x, 6, 2, inWeight, inBias, None, None, False, 0.0, outWeight, outBias, attn_mask=mask, need_weights=False)
        return y.transpose(0, 1)
    weights = {"x": real(2, 4, 6), "inWeight": real(18, 6, low=-0.5, high=0.5), "inBias": real(18), "outWeight": real(6, 6), "outBias": real(6)}
    record("multiHeadAttention", "multiHeadAttention", weights, multi_head, heads=2, causal=False)
    record("multiHeadAttention causal", "multiHeadAttention", weights, lambda **w: multi_head(**w, mask=torch.ones(4, 4).triu(1) > 0), heads=2, causal=True)

    def rotary(x, interleaved):
        half = x.shape[-1] // 2
        angle = torch.arange(x.shape[-2], dtype=x.dtype)[:, None] * 10000.0 ** (-torch.arange(half, dtype=x.dtype) / half)
        a, b = (x[..., ::2], x[..., 1::2]) if interleaved else (x[..., :half], x[..., half:])
        a, b = a * angle.cos() - b * angle.sin(), b * angle.cos() + a * angle.sin()
        return torch.stack((a, b), -1).flatten(-2) if interleaved else torch.cat((a, b), -1)
    for interleaved in (False, True):
        record(f"rotary interleaved {interleaved}", "rotary", {"x": real(2, 5, 6)}, lambda x, i=interleaved: rotary(x, i), interleaved=interleaved)
    record("embedding", "embedding", {"table": real(7, 3), "indices": index(2, 5, below=7)}, lambda table, indices: F.embedding(indices, table))
    record("linear", "linear", {"x": real(2, 3, 5), "weight": real(4, 5), "bias": real(4)}, lambda x, weight, bias: F.linear(x, weight, bias))


def reductions():
    x = {"x": real(3, 4, 5)}
    for axis in (0, -1):
        record(f"cumsum axis {axis}", "cumsum", x, lambda x, a=axis: x.cumsum(a), axis=axis)
        record(f"cumprod axis {axis}", "cumprod", x, lambda x, a=axis: x.cumprod(a), axis=axis)
        record(f"logsumexp axis {axis}", "logsumexp", x, lambda x, a=axis: x.logsumexp(a), axis=axis)
        record(f"max axis {axis}", "max", x, lambda x, a=axis: x.amax(a), axis=axis)
        record(f"min axis {axis}", "min", x, lambda x, a=axis: x.amin(a), axis=axis)
        record(f"prod axis {axis}", "prod", x, lambda x, a=axis: x.prod(a), axis=axis)
        for ord in (1, 2, 3, float("inf")):
            record(f"norm {ord} axis {axis}", "norm", x, lambda x, a=axis, o=ord: torch.linalg.vector_norm(x, o, a), axis=axis, ord=ord)
        for correction in (0, 1):
            record(f"variance correction {correction} axis {axis}", "variance", x, lambda x, a=axis, c=correction: torch.var(x, a, correction=c), axis=axis, correction=correction)
    record("cummax axis 1", "cummax", x, lambda x: x.cummax(1).values, axis=1)
    record("sort axis 1", "sort", x, lambda x: x.sort(1).values, axis=1)
    record("topK 2 axis -1", "topK", x, lambda x: x.topk(2, -1).values, axis=-1, k=2)
    record("matmul batched", "matmul", {"a": real(2, 1, 3, 4), "b": real(3, 4, 2)}, lambda a, b: a @ b)
    record("einsum bij,bkj->bik", "einsum", {"a": real(2, 3, 4), "b": real(2, 5, 4)}, lambda a, b: torch.einsum("bij,bkj->bik", a, b), equation="bij,bkj->bik")


def linear_algebra():
    spd = lambda a: a @ a.transpose(-1, -2) + 2 * torch.eye(a.shape[-1], dtype=a.dtype)
    record("cholesky", "cholesky", {"a": real(2, 4, 4)}, lambda a: torch.linalg.cholesky(spd(a)))

    def qr(a):
        q, r = torch.linalg.qr(a)
        signs = r.diagonal(dim1=-2, dim2=-1).sign().detach()
        return {"q": q * signs[..., None, :], "r": r * signs[..., None]}
    record("qr, diagonal of r positive", "qr", {"a": real(5, 3)}, qr)
    record("solve", "solve", {"a": real(2, 4, 4), "b": real(2, 4, 3)}, lambda a, b: torch.linalg.solve(a + 4 * torch.eye(4, dtype=a.dtype), b))
    for upper in (False, True):
        record(f"triangularSolve upper {upper}", "triangularSolve", {"a": real(3, 3), "b": real(3, 2)}, lambda a, b, u=upper: torch.linalg.solve_triangular((a.triu() if u else a.tril()) + 3 * torch.eye(3, dtype=a.dtype), b, upper=u), upper=upper)
    record("eigh values", "eigh", {"a": real(4, 4)}, lambda a: torch.linalg.eigvalsh(a + a.transpose(-1, -2)))
    record("svd values", "svd", {"a": real(5, 3)}, lambda a: torch.linalg.svdvals(a))


for group in (activations, losses, normalisations, convolutions, pooling, images, attention, reductions, linear_algebra):
    group()
write(os.path.join(os.path.dirname(__file__), "torch.json"), {"torch": torch.__version__, "numpy": np.__version__}, entries)
print(len(entries), "entries")
