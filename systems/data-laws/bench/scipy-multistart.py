"""Peer and oracle: scipy.optimize.least_squares from 54 starts on one pool's curve.

Reads a list of problems as JSON on standard input, writes a list of results:
  problem {law: utility | effective-data, form: paper | reference, size, samples, error, d (null: fitted)}
  result  {sse, params: {a, b, tau, d}, starts, converged (starts that reach the best to 1e-6), seconds, scipy}
The laws are written out as products and sums over epochs, straight from the paper, on purpose unlike the library's code.
"""
import itertools, json, math, sys, time
import numpy as np
import scipy
from scipy.optimize import least_squares


def curve(law, form, size, samples, a, b, tau, d):
    out = []
    for n in samples:
        whole = int(n // size)
        if law == "effective-data":
            effective = sum((min(size * (k + 1), n) - size * k) * 0.5 ** (k / tau) for k in range(whole + 1))
            out.append((a * effective / 1e5) ** b + d)
            continue
        y = (a * min(size, n) / 1e5) ** b
        if form == "reference":
            y += d
        for k in range(1, whole + 1):
            y *= (min(size * (k + 1), n) / (size * k)) ** (b * 0.5 ** (k / tau))
        out.append(y + d if form == "paper" else y)
    return np.array(out)


def solve(problem):
    law, form, size, samples, error, d = (problem[key] for key in ("law", "form", "size", "samples", "error", "d"))
    error = np.array(error)
    top = 0.999 * error.min() if form == "paper" or law == "effective-data" else error.max()
    # a in units in which the first evaluation counts 1, so that one set of starts serves samples and tokens.
    unit = 1e5 / samples[0]

    def residuals(x):
        with np.errstate(all="ignore"):
            r = curve(law, form, size, samples, unit * math.exp(x[0]), x[1], math.exp(x[2]), x[3] if d is None else d) - error
        return np.where(np.isfinite(r), r, 1e3)

    lower, upper = [-60, -5, math.log(0.05)], [60, -1e-6, math.log(1000)]
    ds = [0.2 * top, 0.7 * top] if d is None else [d]
    starts = list(itertools.product([-1.0, 1.0, 3.0], [-0.05, -0.15, -0.4], [0.7, 2.0, 6.0], ds))
    if d is not None:
        starts = list(itertools.product([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0], [-0.05, -0.15, -0.4], [0.7, 2.0, 6.0]))
    begun, ends = time.perf_counter(), []
    for start in starts:
        start = list(start)
        bounds = (lower, upper) if d is not None else (lower + [0], upper + [top])
        ends.append(least_squares(residuals, start, bounds=bounds, x_scale="jac", xtol=1e-12, ftol=1e-12, gtol=1e-12, max_nfev=400))
    seconds = time.perf_counter() - begun
    best = min(ends, key=lambda end: end.cost)
    close = sum(end.cost <= best.cost * (1 + 1e-6) + 1e-30 for end in ends)
    x = best.x
    return {
        "sse": 2 * best.cost,
        "params": {"a": unit * math.exp(x[0]), "b": x[1], "tau": math.exp(x[2]), "d": x[3] if d is None else d},
        "starts": len(starts), "converged": int(close), "seconds": seconds, "scipy": scipy.__version__,
    }


json.dump([solve(problem) for problem in json.load(sys.stdin)], sys.stdout)
