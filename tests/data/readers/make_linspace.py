"""Writes linspace.h: what numpy.linspace gives for a few ranges, sampled, as exact floats.

Run once with Debian's python3-numpy: python3 make_linspace.py > linspace.h
"""

import numpy as np

RANGES = [
    (-3, 3, 7), (0, 1, 101), (0, 0.3, 4), (1, -1, 5), (5, 5, 3), (0.1, 0.7, 1), (-10, 10, 1000001),
    (1e-300, 1e300, 17), (0, 5e-324, 4), (0, 4e-323, 100), (-0.0, -1e-310, 12), (1e16, 1e16 + 64, 50),
    (1 / 3, 2 / 7, 997), (-1e307, 1e307, 13),
]

print("// Made by make_linspace.py with NumPy", np.__version__)
print("// START, STOP, COUNT, index, numpy.linspace(START, STOP, COUNT)[index]")
print("inline constexpr LinspaceSample kLinspaceSamples[] = {")
for start, stop, count in RANGES:
    values = np.linspace(start, stop, count)
    for i in sorted({0, 1 % count, count // 3, count // 2, count - 2 if count > 1 else 0, count - 1}):
        print("    {%s, %s, %d, %d, %s}," % (float(start).hex(), float(stop).hex(), count, i, values[i].hex()))
print("};")
