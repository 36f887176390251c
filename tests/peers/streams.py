#!/usr/bin/env python3
"""Times silu-cli on a CSV file of 10^7 rows beside what a user would pick instead, and prints a
Markdown table of medians and ratios:

    python3 tests/peers/streams.py build/release/silu-cli --folder /tmp/silu-streams --runs 5

The peers are Debian's mawk and miller, and DuckDB and Polars from the npm registry, which the
script installs into the folder. A peer that is missing is left out. Every program reads x.csv there
and writes x,silu,relu to standard output, a file in the folder; all run in turn, then again.
"""

import argparse
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import time

DUCKDB = """
const { DuckDBInstance } = require('@duckdb/node-api');
(async () => {
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(`COPY (SELECT x, x / (1 + exp(-x)) AS silu, greatest(x, 0) AS relu FROM (
    SELECT x::FLOAT AS x FROM read_csv('x.csv', columns = {'x': 'FLOAT'})
  )) TO '/dev/stdout' (FORMAT csv, HEADER)`);
})();
"""

POLARS = """
const pl = require('nodejs-polars');
const x = pl.col('x');
pl.scanCSV('x.csv', { schema: { x: pl.Float32 } })
  .withColumns(
    x.div(pl.lit(1).plus(x.mul(-1).exp())).cast(pl.Float32).alias('silu'),
    pl.when(x.gt(0)).then(x).otherwise(pl.lit(0)).cast(pl.Float32).alias('relu'))
  .collectSync()
  .writeCSV('polars.csv');
"""

MAWK = """NR == 1 { print "x,silu,relu"; next }
{ x = $1; print x "," x / (1 + exp(-x)) "," (x > 0 ? x : 0) }"""

MILLER = "$silu = $x / (1 + exp(-$x)); $relu = $x > 0 ? $x : 0"


def make_data(folder, rows):
    path = folder / "x.csv"
    if path.exists():
        return
    random.seed(1)
    with open(path, "w") as file:
        file.write("x\n")
        for start in range(0, rows, 100_000):
            values = (random.uniform(-10, 10) for _ in range(min(100_000, rows - start)))
            file.writelines(f"{value:.6f}\n" for value in values)


def install_peers(folder):
    packages = ["@duckdb/node-api", "nodejs-polars", "nodejs-polars-linux-x64-gnu"]
    if shutil.which("npm") and not (folder / "node_modules").exists():
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", *packages],
                       cwd=folder)
    (folder / "duckdb.js").write_text(DUCKDB)
    (folder / "polars.js").write_text(POLARS)


def jobs(silu_cli, folder):
    modules = folder / "node_modules"
    all_jobs = {
        "silu-cli": [silu_cli, "compare", "-i", "x.csv", "--format", "csv"],
        "cat": ["cat", "x.csv", "silu-cli.out"],
        "Polars": ["node", "polars.js"] if (modules / "nodejs-polars").exists() else None,
        "DuckDB": ["node", "duckdb.js"] if (modules / "@duckdb").exists() else None,
        "mawk": ["mawk", "-F,", MAWK, "x.csv"],
        "Miller": ["mlr", "--csv", "put", MILLER, "x.csv"],
    }
    return {name: job for name, job in all_jobs.items() if job and shutil.which(job[0])}


def run(job, output, folder):
    """Seconds and megabytes of resident memory."""
    with open(output, "wb") as file:
        start = time.perf_counter()
        process = subprocess.Popen(job, stdout=file, cwd=folder)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    if status != 0:
        raise SystemExit(f"{job[0]} failed: {status}")
    return seconds, usage.ru_maxrss / 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("silu_cli")
    parser.add_argument("--folder", type=pathlib.Path, default="/tmp/silu-streams")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    make_data(options.folder, options.rows)
    install_peers(options.folder)
    todo = jobs(str(pathlib.Path(options.silu_cli).resolve()), options.folder)
    results = {name: [] for name in todo}
    for _ in range(options.runs):
        for name, job in todo.items():
            results[name].append(run(job, options.folder / f"{name}.out", options.folder))
    ours = statistics.median(seconds for seconds, _ in results["silu-cli"])
    print("| program | seconds | against silu-cli | resident memory, MB |\n|---|---|---|---|")
    for name, runs in results.items():
        seconds = statistics.median(seconds for seconds, _ in runs)
        megabytes = max(megabytes for _, megabytes in runs)
        print(f"| {name} | {seconds:.2f} | {seconds / ours:.1f} | {megabytes:.0f} |")


if __name__ == "__main__":
    main()
