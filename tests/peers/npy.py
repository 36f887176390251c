"""Times silu-cli on 512 MiB of float32 beside cat, in turn, and prints medians and ratios.

    python3 tests/peers/npy.py build/release [FOLDER]

The output file is new each time. `cat, sync` is cat followed by what silu-cli does for durability
before the file gets its name; `cat` leaves that to the system.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 11
VALUES = 1 << 27
SILU = pathlib.Path(sys.argv[1], "silu-cli").resolve()
CONTESTANTS = {
    "cat": "cat x.npy > y.npy",
    "cat, sync": "cat x.npy > y.npy && sync y.npy",
    "silu-cli": f"{SILU} eval -i x.npy -o y.npy",
    "silu-cli, gelu": f"{SILU} eval -f gelu -i x.npy -o y.npy",
    "silu-cli, no file": f"{SILU} eval -i x.npy --format raw -o /dev/null",
}

with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as folder:
    os.chdir(folder)
    command = [SILU, "eval", "--range", "-10", "10", str(VALUES), "-o", "x.npy"]
    subprocess.run(command, check=True)
    times = {name: [] for name in CONTESTANTS}
    for _ in range(ROUNDS):
        for name, command in CONTESTANTS.items():
            pathlib.Path("y.npy").unlink(missing_ok=True)
            start = time.perf_counter()
            subprocess.run(command, shell=True, check=True)
            times[name].append(time.perf_counter() - start)

base = statistics.median(times["cat"])
for name, each in times.items():
    median = statistics.median(each)
    print(f"{name:18} {median:6.3f} s  {median / base:5.2f} x cat  (fastest {min(each):.3f} s)")
