"""NumPy's own answers on broadcasting, axes, dtypes, indexing, order and corner cases: writes numpy.json.

An entry: {name, op, args, inputs: [{shape, dtype, values}], output (or outputs): {shape, dtype, values}}.
`dtype` is ours for what NumPy gave: our widest float is f32 and our widest integer i32, so float64 counts as f32, every wider integer as i32.
Where our rule of promotion gives another dtype the entry says `ourDtype`. Values are NumPy's, in NumPy's precision.
"""
import os

import numpy as np

from generator import integers, uniform
from recorded import write

entries = []
NUMPY = {"bool": np.bool_, "u8": np.uint8, "i8": np.int8, "i32": np.int32, "f16": np.float16, "f32": np.float32}
OURS = {"bool": "bool", "uint8": "u8", "int8": "i8", "int16": "i32", "int32": "i32", "int64": "i32", "uint64": "i32", "float16": "f16", "float32": "f32", "float64": "f32"}
RANK = {"bool": 0, "u8": 1, "i8": 1, "i32": 2, "f16": 3, "f32": 4}
seeds = iter(range(1, 10_000))


def promote(a, b):
    if RANK[a] == RANK[b]:
        return a if a == b else "i32"
    return a if RANK[a] > RANK[b] else b


def real(*shape, low=-4.0, high=4.0):
    return uniform(next(seeds), shape, low, high)


def whole(*shape, below=20, dtype=np.int32):
    return integers(next(seeds), shape, below).astype(dtype)


def shown(value):
    value = np.asarray(value)
    return {"shape": list(value.shape), "dtype": OURS[str(value.dtype)], "values": value}


def record(name, op, inputs, output, our_dtype=None, **args):
    entry = {"name": name, "op": op, "args": args, "inputs": [shown(i) for i in inputs]}
    entry |= {"outputs": [shown(o) for o in output]} if isinstance(output, tuple) else {"output": shown(output)}
    if our_dtype and our_dtype != entry["output"]["dtype"]:
        entry["ourDtype"] = our_dtype
    entries.append(entry)


def promotion():
    values = {"bool": [False, True, True, False], "u8": [0, 1, 200, 7], "i8": [3, -1, 100, -7], "i32": [5, -3, 1000, 2], "f16": [0.5, -1.5, 3.0, 2.0], "f32": [0.25, -2.5, 3.0, 1.5]}
    ops = {"add": np.add, "multiply": np.multiply, "divide": np.divide, "less": np.less, "equal": np.equal, "maximum": np.maximum, "subtract": np.subtract}
    for op, f in ops.items():
        for a in NUMPY:
            for b in NUMPY:
                if op == "subtract" and a == b == "bool":
                    continue  # NumPy refuses
                x, y = np.array(values[a], NUMPY[a]), np.array(values[b][::-1], NUMPY[b])
                with np.errstate(all="ignore"):
                    result = f(x, y)
                kind = promote(a, b)
                ours = "bool" if op in ("less", "equal") else kind if op != "divide" or kind in ("f16", "f32") else "f32"
                record(f"{op} {a} {b}", op, [x, y], result, ours)
    for op in ("sum", "prod", "mean", "max", "cumsum", "argmax"):
        for a in NUMPY:
            x = np.array(values[a], NUMPY[a])
            ours = {"sum": "i32" if RANK[a] < 3 else a, "prod": "i32" if RANK[a] < 3 else a, "cumsum": "i32" if RANK[a] < 3 else a, "mean": a if RANK[a] > 2 else "f32", "max": a, "argmax": "i32"}[op]
            record(f"{op} of {a}", op, [x], getattr(np, op)(x), ours)


def broadcasting():
    for a, b in (((3, 1), (1, 4)), ((4,), (3, 4)), ((2, 1, 3), (5, 1)), ((), (2, 3)), ((1,), (0, 3)), ((2, 3, 1, 2), (4, 1)), ((1, 1, 1), (2,))):
        x, y = real(*a), real(*b)
        record(f"add {a} {b}", "add", [x, y], x + y)
    c, x, y = real(3, 1) > 0, real(1, 4), real(2, 1, 1)
    record("where broadcasts three ways", "where", [c, x, y], np.where(c, x, y))
    record("broadcastTo", "broadcastTo", [x], np.broadcast_to(x, (2, 3, 4)), shape=[2, 3, 4])


def reductions():
    x = real(2, 3, 4)
    for op in ("sum", "prod", "mean", "max", "min", "std", "var", "any", "all", "ptp"):
        for axis in (None, 0, -1, [0, 2], [-1, -2]):
            for keep in (False, True):
                if op == "ptp" and (keep or isinstance(axis, list)):
                    continue
                named = {"axis": tuple(axis) if isinstance(axis, list) else axis, **({} if op == "ptp" else {"keepdims": keep})}
                subject = x > 0 if op in ("any", "all") else x
                record(f"{op} axis {axis} keepdims {keep}", op, [subject], getattr(np, op)(subject, **named), axis=axis, keepdims=keep)
    for op in ("sum", "prod"):
        record(f"{op} of nothing", op, [real(0, 3)], getattr(np, op)(real(0, 3), axis=0), axis=0, keepdims=False)
    for axis in (0, 1, -1):
        record(f"cumsum axis {axis}", "cumsum", [x], np.cumsum(x, axis), axis=axis)
        record(f"cumprod axis {axis}", "cumprod", [x], np.cumprod(x, axis), axis=axis)
        record(f"argmax axis {axis}", "argmax", [x], np.argmax(x, axis), axis=axis)
        record(f"argmin axis {axis}", "argmin", [x], np.argmin(x, axis), axis=axis)
        record(f"diff axis {axis}", "diff", [x], np.diff(x, axis=axis), axis=axis)
    ties, nans = np.array([[1, 3, 3, 2], [0, 0, 0, 0]], np.float32), np.array([[1, np.nan, 3, np.nan], [5, 4, -np.inf, np.inf]], np.float32)
    for op in ("argmax", "argmin", "max", "min"):
        record(f"{op} of ties", op, [ties], getattr(np, op)(ties, 1), axis=1)
        record(f"{op} with NaN", op, [nans], getattr(np, op)(nans, 1), axis=1)
    other = np.array([[np.nan, 2, -1, 0], [1, np.inf, -np.inf, np.nan]], np.float32)
    for op in ("maximum", "minimum", "fmax", "fmin", "less", "equal", "notEqual", "greaterEqual"):
        record(f"{op} with NaN", op, [nans, other], getattr(np, {"notEqual": "not_equal", "greaterEqual": "greater_equal"}.get(op, op))(nans, other))
    for op in ("isnan", "isfinite", "sign", "abs"):
        record(f"{op} with NaN", op, [nans], getattr(np, op)(nans))


def arithmetic():
    a = np.array([7, -7, 7, -7, 6, -6, 0, 1], np.int32)
    b = np.array([3, 3, -3, -3, 3, 3, 5, -5], np.int32)
    x, y = np.array([7.5, -7.5, 7.5, -7.5, 6, -6, 0.25, -0.25, 1], np.float32), np.array([2, 2, -2, -2, 3, 3, 0.5, 0.5, np.inf], np.float32)
    for op, f in {"floorDivide": np.floor_divide, "remainder": np.remainder, "fmod": np.fmod}.items():
        record(f"{op} of integers", op, [a, b], f(a, b))
        record(f"{op} of floats", op, [x, y], f(x, y))
    bases, powers = np.array([2, -2, 0.5, 0, 9, 0, -8, 1.5, -1, 4], np.float32), np.array([3, 3, -2, 0, 0.5, 2, 2, -1.5, 5, 0.25], np.float32)
    record("power of floats", "power", [bases, powers], np.power(bases, powers))
    record("power of integers", "power", [np.abs(b), a * a % 5], np.power(np.abs(b), a * a % 5))
    halves = np.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.4999998, 1e9, -0.2, 8388609], np.float32)
    for op in ("round", "floor", "ceil", "trunc", "sign"):
        record(f"{op} of halves", op, [halves], getattr(np, op)(halves))
    record("atan2 in four quarters", "atan2", [x[:8], y[:8][::-1].copy()], np.arctan2(x[:8], y[:8][::-1]))
    record("clip", "clip", [x], np.clip(x, -1, 2), low=-1, high=2)
    i, j = np.array([12, -7, 255, 0], np.int32), np.array([10, 3, 16, -1], np.int32)
    for op, f in {"bitwiseAnd": np.bitwise_and, "bitwiseOr": np.bitwise_or, "bitwiseXor": np.bitwise_xor}.items():
        record(op, op, [i, j], f(i, j))
    k = np.array([0, 1, 4, 2], np.int32)
    record("leftShift", "leftShift", [i, k], np.left_shift(i, k))
    record("rightShift", "rightShift", [i, k], np.right_shift(i, k))
    for source, target in (("f32", "i32"), ("f32", "u8"), ("f32", "bool"), ("f32", "f16"), ("i32", "f32"), ("bool", "f32"), ("i32", "bool")):
        values = np.array([0, 1.75, 3.99, 100.5], np.float32).astype(NUMPY[source])
        record(f"cast {source} to {target}", "cast", [values], values.astype(NUMPY[target]), dtype=target)
    record("i32 wraps", "add", [np.array([2 ** 31 - 1, -2 ** 31], np.int32), np.array([1, -1], np.int32)], np.array([-2 ** 31, 2 ** 31 - 1], np.int32))
    big = np.array([1 << 20, 65537, -99999], np.int32)
    record("i32 product wraps", "multiply", [big, big], big * big)


def movement():
    x = whole(3, 4, 5, below=100)
    for name, index in {"[::-1]": np.s_[::-1], "[1, ::2, ::-2]": np.s_[1, ::2, ::-2], "[..., -2]": np.s_[..., -2], "[-1:0:-1, 1:3]": np.s_[-1:0:-1, 1:3], "[5:2:-1]": np.s_[5:2:-1], "[:, 3:1]": np.s_[:, 3:1], "[None, 1]": np.s_[None, 1], "[:, -100:100:3]": np.s_[:, -100:100:3]}.items():
        record(f"slice {name}", "slice", [x], x[index], index=[["slice", i.start, i.stop, i.step] if isinstance(i, slice) else "..." if i is ... else i for i in (index if isinstance(index, tuple) else (index,))])
    record("reshape with -1", "reshape", [x], x.reshape(5, -1, 2), shape=[5, -1, 2])
    record("transpose", "transpose", [x], x.transpose(), axes=None)
    record("transpose 2 0 1", "transpose", [x], x.transpose(2, 0, 1), axes=[2, 0, 1])
    record("swapaxes", "swapaxes", [x], x.swapaxes(0, -1), axes=[0, -1])
    record("moveaxis", "moveaxis", [x], np.moveaxis(x, 0, -1), axes=[0, -1])
    record("expandDims", "expandDims", [x], np.expand_dims(x, 1), axis=1)
    record("squeeze", "squeeze", [x[:, :1]], x[:, :1].squeeze(1), axis=1)
    a, b = whole(2, 3), whole(2, 2)
    record("concat axis 1", "concat", [a, b], np.concatenate([a, b], 1), axis=1)
    record("concat axis -2, with nothing", "concat", [a, a[:0]], np.concatenate([a, a[:0]], -2), axis=-2)
    record("stack axis -1", "stack", [a, a + 1], np.stack([a, a + 1], -1), axis=-1)
    record("stack axis 1", "stack", [a, a + 1], np.stack([a, a + 1], 1), axis=1)
    record("split in 3", "split", [np.arange(9, dtype=np.int32)], tuple(np.split(np.arange(9, dtype=np.int32), 3)), parts=3, axis=0)
    record("split at 2, 5", "split", [np.arange(9, dtype=np.int32)], tuple(np.split(np.arange(9, dtype=np.int32), [2, 5])), parts=[2, 5], axis=0)
    p = whole(3, 4)
    for mode in ("constant", "reflect", "edge", "wrap", "symmetric"):
        record(f"pad {mode}", "pad", [p], np.pad(p, ((1, 2), (3, 0)), mode), mode=mode, amounts=[[1, 2], [3, 0]])
    record("pad with 9", "pad", [p], np.pad(p, ((1, 0), (0, 2)), constant_values=9), mode="constant", amounts=[[1, 0], [0, 2]], value=9)
    record("roll by 2", "roll", [p], np.roll(p, 2), shift=2, axis=None)
    record("roll by -5 axis 1", "roll", [p], np.roll(p, -5, 1), shift=-5, axis=1)
    record("flip", "flip", [p], np.flip(p), axis=None)
    record("flip axis 1", "flip", [p], np.flip(p, 1), axis=1)
    record("tile 2", "tile", [p], np.tile(p, 2), reps=[2])
    record("tile 2, 1, 3", "tile", [p], np.tile(p, (2, 1, 3)), reps=[2, 1, 3])
    record("repeat 2 axis 1", "repeat", [p], np.repeat(p, 2, 1), repeats=2, axis=1)
    record("repeat 3", "repeat", [p], np.repeat(p, 3), repeats=3, axis=None)
    for k in (-1, 0, 2):
        record(f"tril {k}", "tril", [p], np.tril(p, k), k=k)
        record(f"triu {k}", "triu", [p], np.triu(p, k), k=k)
    record("diagonal", "diagonal", [p], np.diagonal(p).copy())
    for args in ((5,), (2, 7), (10, 0, -3)):
        record(f"arange {args}", "arange", [], np.arange(*args, dtype=np.int32), range=list(args))
    record("linspace", "linspace", [], np.linspace(-1, 2, 7, dtype=np.float32), start=-1, stop=2, count=7)
    record("eye 3 4", "eye", [], np.eye(3, 4, dtype=np.float32), shape=[3, 4])


def indexing():
    x, i = real(4, 5), np.array([[0, 3], [1, 1], [-1, 2]], np.int32)
    for axis in (0, 1):
        record(f"take axis {axis}", "take", [x, i], np.take(x, i, axis), axis=axis)
    along = whole(4, 3, below=5)
    record("takeAlong axis 1", "takeAlong", [x, along], np.take_along_axis(x, along, 1), axis=1)
    tied = np.array([[3, 1, 2, 1, 3], [0, 5, 5, -1, 0]], np.float32)
    nan = np.array([2, np.nan, -np.inf, 1, np.nan, np.inf, 0], np.float32)
    for axis in (0, 1):
        record(f"sort axis {axis}", "sort", [x], np.sort(x, axis), axis=axis)
        record(f"argsort axis {axis}", "argsort", [tied], np.argsort(tied, axis, kind="stable"), axis=axis)
    record("sort puts NaN last", "sort", [nan], np.sort(nan), axis=0)
    record("argsort puts NaN last", "argsort", [nan], np.argsort(nan, kind="stable"), axis=0)
    many = whole(12, below=6)
    record("unique", "unique", [many], np.unique(many))
    sorted_, wanted = np.array([1, 2, 2, 5, 9], np.float32), np.array([0, 1, 2, 3, 9, 10], np.float32)
    for side in ("left", "right"):
        record(f"searchsorted {side}", "searchsorted", [sorted_, wanted], np.searchsorted(sorted_, wanted, side), side=side)
    record("nonzero count", "countNonzero", [many], np.count_nonzero(many))
    record("bincount", "bincount", [many], np.bincount(many, minlength=6), length=6)


def products():
    for a, b in (((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((5, 2, 3), (3, 4)), ((2, 1, 2, 3), (4, 3, 2)), ((3,), (2, 3, 4)), ((2, 0), (0, 3))):
        x, y = real(*a), real(*b)
        record(f"matmul {a} {b}", "matmul", [x, y], x.astype(np.float64) @ y)
    i, j = whole(2, 3, below=9), whole(3, 2, below=9)
    record("matmul of integers", "matmul", [i, j], i @ j)
    equations = {"ij,jk->ik": ((2, 3), (3, 4)), "ij->ji": ((2, 3),), "ii->i": ((3, 3),), "ii": ((3, 3),), "ij->": ((2, 3),), "i,j->ij": ((2,), (3,)), "bij,bjk->bik": ((2, 3, 2), (2, 2, 4)), "ij,kj": ((2, 3), (4, 3)),
                 "...ij,...jk->...ik": ((2, 1, 2, 3), (4, 3, 2)), "bhqd,bhkd->bhqk": ((1, 2, 3, 4), (1, 2, 5, 4)), "ij,jk,kl->il": ((2, 3), (3, 4), (4, 2)), "ij,i->j": ((2, 3), (2,)), "abc,cb->a": ((2, 3, 4), (4, 3)), "ij,ij->i": ((2, 3), (2, 3))}
    for equation, shapes in equations.items():
        xs = [real(*s) for s in shapes]
        record(f"einsum {equation}", "einsum", xs, np.einsum(equation, *[x.astype(np.float64) for x in xs]), equation=equation)
    x, y = real(2, 3, 4), real(4, 3, 5)
    record("tensordot [[1, 2], [1, 0]]", "tensordot", [x, y], np.tensordot(x, y, ([1, 2], [1, 0])), axes=[[1, 2], [1, 0]])
    record("tensordot 1", "tensordot", [x, y], np.tensordot(x, y, 1), axes=1)
    a, b = real(3), real(4)
    record("outer", "outer", [a, b], np.outer(a, b))
    signal = real(3, 8)
    for op in ("fft", "ifft"):
        result = getattr(np.fft, op)(signal.astype(np.float64))
        record(op, op, [signal], (result.real, result.imag))


for group in (promotion, broadcasting, reductions, arithmetic, movement, indexing, products):
    group()
write(os.path.join(os.path.dirname(__file__), "numpy.json"), {"numpy": np.__version__}, entries)
print(len(entries), "entries")
