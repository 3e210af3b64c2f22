"""Figures of mpmath (40 digits) and SciPy that the tests compare with. Run once with Debian's python3-scipy and
python3-mpmath; the tests need no Python.

    python3 record.py > figures.json
"""
import json
import mpmath
import scipy
from scipy.integrate import quad
from scipy.interpolate import PchipInterpolator
from scipy.optimize import minimize_scalar
from scipy.special import ndtri
import numpy as np

mpmath.mp.dps = 40


def quantile(p):
    return float(mpmath.findroot(lambda x: mpmath.log(mpmath.ncdf(x) / mpmath.mpf(p)), ndtri(p)))


xs = [-40, -37.5, -20, -8.3, -5, -3.1, -2, -1.2345, -0.7, -0.1, 0, 1e-9, 0.25, 0.5, 0.75, 1, 1.5, 2.5, 4.4, 6.2, 6.3, 8]
ps = [1e-300, 1e-100, 1e-20, 1e-10, 1e-5, 0.001, 0.0199, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.975, 0.999, 1 - 1e-10]
curves = [
    ([0.0, 1.0, 2.0, 4.0, 7.0], [0.0, 0.0, 1.0, 1.5, 1.5]),
    ([-3.0, -1.0, 0.5, 0.75, 2.0, 9.0], [2.0, -1.0, 0.0, 3.0, 2.5, 2.75]),
    ([1.0, 2.0], [3.0, -1.0]),
    ([5.0, 20.4, 22.4, 26.0, 31.5, 40.0, 55.0, 100.0], [0.0, 0.02, 0.03, 0.2, 0.55, 0.88, 0.98, 0.994]),
]
objectives = {
    'absolute': lambda x: abs(x - 0.217),
    'quartic': lambda x: (x - 0.8) ** 4 + 0.1 * x,
    'wave': lambda x: np.sin(7 * x) + x,
}
print(json.dumps({
    'mpmath': mpmath.__version__,
    'scipy': scipy.__version__,
    'erf': [[x, float(mpmath.erf(mpmath.mpf(x)))] for x in xs],
    'erfc': [[x, float(mpmath.erfc(mpmath.mpf(x)))] for x in xs],
    'normalCdf': [[x, float(mpmath.ncdf(mpmath.mpf(x)))] for x in xs],
    'normalQuantile': [[p, quantile(p)] for p in ps],
    'pchip': [{'x': x, 'y': y, 'at': [[float(t), float(PchipInterpolator(x, y)(t))] for t in np.linspace(x[0] - 2, x[-1] + 3, 29)]} for x, y in curves],
    'bounded': {name: [minimize_scalar(f, bounds=(0, 1), method='bounded').x, int(minimize_scalar(f, bounds=(0, 1), method='bounded').nfev)] for name, f in objectives.items()},
    'brent': {name: minimize_scalar(f).x for name, f in objectives.items()},
    'quad': quad(lambda x: np.exp(-x * x) * np.cos(3 * x), -1, 2)[0],
}, separators=(',', ':')))
