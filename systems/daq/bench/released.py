"""Times the released code itself on the nine configurations of its table. Needs a checkout at tag `paper`:

    SYSTEM_FLOW=<checkout> node main.ts

SciPy before 1.11 has no `ecdf`; a stand-in with the one method the code uses is put in its place. Prints {"seconds", "scipy"}.
"""
import json
import os
import sys
import time
import types
import warnings

warnings.simplefilter('ignore')
os.chdir(sys.argv[1])
sys.path.insert(0, sys.argv[1])
import numpy as np
import scipy
import scipy.stats

if not hasattr(scipy.stats, 'ecdf'):
    def ecdf(sample):
        ordered = np.sort(np.asarray(sample))
        return types.SimpleNamespace(cdf=types.SimpleNamespace(evaluate=lambda x: np.searchsorted(ordered, x, side='right') / len(ordered)))
    scipy.stats.ecdf = ecdf

started = time.perf_counter()
import contextlib
import io
from copy import deepcopy
import pandas as pd
from scipy.optimize import curve_fit
with contextlib.redirect_stdout(io.StringIO()):
    import graph

    times = pd.read_excel('wall time scaling.xlsx', sheet_name='Data')
    cubic = lambda x, k3, k2, k1: k3 * x ** 3 + k2 * x ** 2 + k1 * x
    fit = {c: curve_fit(cubic, times['Size'], times[c])[0] for c in ('Wall Time', 'Wall Time GPU')}
    complexity = lambda column: {'Global': lambda x: cubic(x, *fit[column]), 'Intermediate': lambda x: x / 2e6}
    build = lambda file, column: graph.construct_graph(*graph.dataframes_from_spreadsheet(file), complexity(column))
    run3, run5, gpu = build('cms_system_60.xlsx', 'Wall Time'), build('cms_system_200.xlsx', 'Wall Time'), build('cms_system_200.xlsx', 'Wall Time GPU')

    def changed(base, ratio=None, boost=None, pixels=False):
        g = deepcopy(base)
        if ratio:
            g.nodes['Intermediate']['reduction ratio'] = ratio
        if boost:
            g.nodes['Intermediate']['classifier'].skill_boost = boost
        if pixels:
            g.nodes['Inner Tracker']['sample data'] *= 0.46
        return graph.update_throughput(g)

    for base, options in ((run5, {'ratio': 400}), (run5, {'boost': 0.4}), (run5, {'pixels': True}), (gpu, {'boost': 0.4}), (run5, {'boost': 0.4, 'pixels': True}), (gpu, {'pixels': True}), (gpu, {'boost': 0.4, 'pixels': True})):
        changed(base, **options)
print(json.dumps({'seconds': time.perf_counter() - started, 'scipy': scipy.__version__}))
