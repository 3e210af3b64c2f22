"""How fixtures are written: JSON with one entry a line, floats with nine significant digits, NaN and infinities as strings."""
import json
import math

import numpy as np


def plain(value):
    """Nested lists and NumPy values as JSON understands them."""
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value.reshape(-1).tolist()]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        value = float(value)
        if math.isnan(value):
            return "NaN"
        if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
        rounded = float(f"{value:.9g}")
        return int(rounded) if rounded == int(rounded) and abs(rounded) < 2 ** 53 else rounded
    return value


def write(path, versions, entries):
    compact = lambda value: json.dumps(plain(value), separators=(",", ":"))
    lines = ",\n".join(compact(entry) for entry in entries)
    with open(path, "w") as file:
        file.write('{"versions":%s,"entries":[\n%s\n]}\n' % (compact(versions), lines))
