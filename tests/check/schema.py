"""Validates JSON reports of silu-cli check by docs/check.schema.json.

    /usr/bin/python3 tests/check/schema.py build/release/silu-cli

needs Debian's python3-jsonschema, and ends with 77 without it.
"""

import json
import math
import os
import struct
import subprocess
import sys
import tempfile

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("python3-jsonschema is not installed")
    sys.exit(77)

PROGRAM = os.path.abspath(sys.argv[1])
SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../docs/check.schema.json")
KERNEL = ["--", PROGRAM, "eval", "--input", "-", "--input-format", "raw", "--format", "raw"]
EVERYTHING = ["--max-steps", "1", "--max-ulp", "0.6", "--p99-steps", "0", "--max-misrounded", "1%",
              "--max-rel", "1e-3", "--monotone", "--in-range", "--also-allclose", "1e-3,1e-4"]


def report(*arguments, status):
    run = subprocess.run([PROGRAM, "check", *arguments[:1], "--format", "json", *arguments[1:]],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    assert run.returncode == status, (arguments, run.returncode)
    return json.loads(run.stdout, parse_constant=lambda name: sys.exit(f"{name} is not JSON"))


def reports():
    """Pairs of what a report is about, and the report."""
    def add(name, *arguments, status):
        return name, report(*arguments, status=status)

    def write(file, values):
        with open(file, "wb") as out:
            out.write(struct.pack(f"<{len(values)}f", *values))

    yield add("all right", "-fsilu", "--range", "-9", "9", "99", *KERNEL, status=0)
    yield add("relu for silu", "-frelu", "--hard", *EVERYTHING, "--lanes", *KERNEL, status=1)
    yield add("bfloat16", "-fgelu", "--dtype", "bfloat16", "--every", *EVERYTHING, *KERNEL,
              "--dtype", "bfloat16", status=1)
    yield add("float64", "-fgelu", "--dtype", "float64", "--hard", "--worst", "0", *KERNEL,
              "--dtype", "float64", status=1)
    write("x.raw", [1, -1, 3e38, 0])
    write("y.raw", [math.inf, math.nan, -math.inf, 1])
    yield add("wrong classes only", "-fidentity", "--input", "x.raw", "--result", "y.raw", status=1)
    write("one.raw", [math.nan])
    yield add("one wrong class", "-fidentity", "1", "--result", "one.raw", "--signed-zero", status=1)
    yield add("backward", "-fsilu", "--backward", "--range", "-2", "2", "4", "--result", "x.raw",
              status=1)
    yield add("several", "-fidentity", "--input", "x.raw", "--result", "x.raw", "--result", "y.raw",
              status=1)
    yield add("no results", "-fsilu", "1", "2", "--", "true", status=2)
    yield add("no inputs", "-fsilu", "--input", "/dev/null", "--input-format", "raw", "--result",
              "/dev/null", "--result-format", "raw", status=2)
    yield add("subnormals", "-fidentity", "1e-40", "--subnormals", "flush-inputs", "--result",
              "y0.raw", status=0)
    with open("old.json", "w", encoding="utf-8") as out:
        json.dump(report("-fidentity", "--input", "x.raw", "--result", "x.raw", status=0), out)
    yield add("baseline", "-fidentity", "--input", "x.raw", "--result", "y.raw", "--baseline",
              "old.json", status=1)
    yield add("part", "-frelu", "--dtype", "e5m2", "--every", "--part", "2/3", *EVERYTHING,
              "--lanes", "--", "cat", status=1)
    yield add("parts of several", "-frelu", "--every", "--dtype", "e4m3", "--part", "2/2", "--monotone",
              "--", "cat", "--", "cat", status=1)
    wide = struct.pack("<2d", -1.7976931348623157e308, 1)
    with open("wide.raw", "wb") as out:
        out.write(wide)
    yield add("steps beyond 2^63", "-fidentity", "--dtype", "float64", "1.7976931348623157e308", "1",
              "--result", "wide.raw", status=1)


def main():
    with open(SCHEMA, encoding="utf-8") as file:
        schema = json.load(file)
    Draft202012Validator.check_schema(schema)
    of_one = Draft202012Validator({**schema, "oneOf": [{"$ref": "#/$defs/report_of_one"}]})
    of_many = Draft202012Validator({**schema, "oneOf": [{"$ref": "#/$defs/report_of_many"}]})
    wrong = 0
    keys = set()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        with open("y0.raw", "wb") as out:
            out.write(bytes(4))
        for name, each in reports():
            keys |= set(each)
            validator = of_many if "results" in each else of_one
            for error in validator.iter_errors(each):
                wrong += 1
                print(f"{name}: {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")
            # Strict: neither more nor less than there is.
            assert not validator.is_valid({**each, "more": 1}), name
            for key in each:
                if key not in ("monotone", "in_range", "allclose", "lanes", "absolute_error",
                               "relative_error", "failure", "partial", "whole"):
                    less = {k: v for k, v in each.items() if k != key}
                    assert not validator.is_valid(less), (name, key)
        os.chdir("/")
    missing = set(schema["$defs"]["report_of_one"]["properties"]) - keys
    assert not missing, f"no report has {missing}"
    return wrong > 0


sys.exit(main())
