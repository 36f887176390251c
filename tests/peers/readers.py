#!/usr/bin/env python3
"""Compares what silu-cli reads from random and mutated CSV, TSV, JSON and JSON Lines with what
Python's csv and json modules read:

    python3 tests/peers/readers.py build/release/silu-cli --count 10000

Both must refuse a text, or give the same values, bit for bit, and as many invalid ones. Where the
two differ on purpose, a function below says so; its name begins with "rule_". A difference is
printed with the options that repeat it.
"""

import argparse
import collections
import csv
import fractions
import io
import json
import math
import random
import re
import struct
import subprocess
import sys

ERROR = "error"  # what a text gives that is refused as a whole
BOM = b"\xef\xbb\xbf"
BLANKS = " \t\r"
HOW = ("stop", "nan", "skip")

# --- numbers -------------------------------------------------------------------------------------

DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
HEXADECIMAL = re.compile(r"([+-]?)0x([\da-f]+\.?[\da-f]*|\.[\da-f]+)(?:p([+-]?\d+))?",
                         re.ASCII | re.IGNORECASE)
SPECIAL = re.compile(r"[+-]?(inf|infinity|nan)", re.IGNORECASE)


def rule_numbers_are_ascii(text):
    """float() takes 1_000, digits of other scripts, and more kinds of blanks."""
    return "_" in text or not text.isascii() or text != text.strip() or text == ""


def rule_hexadecimal(text):
    """0x1p-3 is a number, as in C; float() does not take it."""
    match = HEXADECIMAL.fullmatch(text)
    if not match:
        return None
    sign, digits, exponent = match.groups()
    whole, _, fraction = digits.partition(".")
    value = fractions.Fraction(int(whole + fraction, 16)) / 16 ** len(fraction)
    value *= fractions.Fraction(2) ** int(exponent or 0)
    return value, sign == "-"


def round_to(value, negative, bits, least, most):
    """The float nearest to an exact value >= 0: ties to even, of `bits`, a multiple of 2^least."""
    if value == 0:
        return -0.0 if negative else 0.0
    exponent = value.numerator.bit_length() - value.denominator.bit_length()
    if fractions.Fraction(2) ** exponent > value:
        exponent -= 1
    unit = fractions.Fraction(2) ** max(exponent - bits + 1, least)
    result = round(value / unit) * unit
    result = math.inf if result >= fractions.Fraction(2) ** most else float(result)
    return -result if negative else result


FLOAT32 = (24, -149, 128)
FLOAT64 = (53, -1074, 1024)


def number(text, dtype):
    """The value of a text in a dtype, or None."""
    hexadecimal = rule_hexadecimal(text)
    if hexadecimal:
        return round_to(*hexadecimal, *(FLOAT32 if dtype == "float32" else FLOAT64))
    try:
        value = float(text)
    except ValueError:
        assert not DECIMAL.fullmatch(text) and not SPECIAL.fullmatch(text), text
        return None
    if not DECIMAL.fullmatch(text) and not SPECIAL.fullmatch(text):
        assert rule_numbers_are_ascii(text), text
        return None
    if dtype == "float64" or value == 0 or not math.isfinite(value):
        return value
    return round_to(abs(fractions.Fraction(text)), value < 0, *FLOAT32)


# --- what is read: ERROR, or (values, number of invalid ones) --------------------------------------


class Rows:
    """Values as they are read; refused once one is invalid and --on-error does not go on."""

    def __init__(self, how):
        self.how = how
        self.values = []
        self.invalid = 0
        self.refused = False

    def take(self, value):
        if value is not None:
            self.values.append(value)
            return
        self.invalid += 1
        if self.how == "nan":
            self.values.append(math.nan)
        self.refused |= self.how == "stop"

    def result(self):
        return ERROR if self.refused else (self.values, self.invalid)


class ByRule(Exception):
    """We read this in another way on purpose."""


def rule_text_around_quotes(text, delimiter):
    """Blanks may stand before a quote, and something between a closing quote and the end of the
    field makes it no number, where Python's csv drops the quotes."""
    end = "[" + re.escape(delimiter) + r"\r\n]"
    if re.search(rf'(^|{end})[ \t]+"', text):
        raise ByRule
    try:
        list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "expected after" in str(error):
            raise ByRule from error


def rule_quote_must_close(text, delimiter):
    """Python's csv closes a quote at the end of the file."""
    try:
        list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


def rule_questions(message, data):
    """A first row that makes sense with another delimiter or decimal mark is refused, and asked
    about. Empty lines may stand before it."""
    empty = re.match(rb"[\r\n]*", data.removeprefix(BOM))[0]
    line = 1 + len(re.findall(rb"\r\n|\r|\n", empty))
    if re.search(rf"<stdin>:{line}:1: .*; is the (delimiter|decimal mark) '.{{1,2}}'\?", message):
        raise ByRule


def rule_utf16(message):
    """Characters with a NUL beside each are refused as UTF-16."""
    if "is UTF-16 text" in message:
        raise ByRule


def read_csv(data, options, delimiter):
    text = data.removeprefix(BOM).decode("latin-1")
    rule_text_around_quotes(text, delimiter)
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row]
    if rule_quote_must_close(text, delimiter):
        return ERROR
    if not rows:
        return ERROR if options.column and not options.column.isdigit() else ([], 0)
    names = [field.strip(BLANKS) for field in rows[0]]
    column = options.column or "1"
    is_index = column.isdigit() and 1 <= int(column) <= len(names)
    if not is_index and names.count(column) != 1:
        return ERROR
    index = int(column) - 1 if is_index else names.index(column)
    width = len(rows[0])
    if not is_index or number(names[index], options.dtype) is None:
        rows = rows[1:]
    found = Rows(options.how)
    for row in rows:  # a row of another width is invalid as a whole
        found.take(number(row[index].strip(BLANKS), options.dtype) if len(row) == width else None)
    return found.result()


Number = collections.namedtuple("Number", "text")
Object = collections.namedtuple("Object", "pairs")


def refuse_constant(text):
    """Python's json takes NaN and Infinity."""
    raise ValueError(text)


def rule_infinity(value):
    """A number that is too large for a float64 is not JSON's way to write infinity."""
    return isinstance(value, Number) and math.isinf(float(value.text))


def rule_surrogates(value):
    """Half a surrogate pair is no character."""
    return isinstance(value, str) and any("\ud800" <= c <= "\udfff" for c in value)


def contains(value, rule):
    todo = [value]
    while todo:
        value = todo.pop()
        if rule(value):
            return True
        if isinstance(value, Object):
            todo += [part for pair in value.pairs for part in pair]
        elif isinstance(value, list):
            todo += value
    return False


def parse_json(data):
    """ValueError unless it is JSON."""
    value = json.loads(data.decode(), parse_float=Number, parse_int=Number,
                       parse_constant=refuse_constant, object_pairs_hook=Object)
    if contains(value, rule_infinity) or contains(value, rule_surrogates):
        raise ValueError
    return value


def take_json(found, value, options):
    """The number that a value is, or has under the key, whose first occurrence counts."""
    if options.column:
        values = [v for k, v in value.pairs if k == options.column] if isinstance(
            value, Object) else []
        value = values[0] if values else ""
    if value is None:
        found.take(math.nan)
    else:
        found.take(number(value.text, options.dtype) if isinstance(value, Number) else None)


def read_json(data, options):
    try:
        values = parse_json(data.removeprefix(BOM))
    except ValueError:
        return ERROR
    if not isinstance(values, list):
        return ERROR
    found = Rows(options.how)
    for value in values:
        take_json(found, value, options)
    return found.result()


def read_jsonl(data, options):
    found = Rows(options.how)
    for line in data.removeprefix(BOM).split(b"\n"):
        if not line.strip(b" \t\r"):
            continue
        try:
            take_json(found, parse_json(line), options)
        except ValueError:
            found.take(None)
    return found.result()


READERS = {
    "csv": lambda data, options: read_csv(data, options, ","),
    "tsv": lambda data, options: read_csv(data, options, "\t"),
    "json": read_json,
    "jsonl": read_jsonl,
}

# --- random texts ----------------------------------------------------------------------------------

NUMBERS = ("0", "-0", "1", "-1.5", ".5", "2.", "+3", "1e3", "1E-5", "-2.5e+2", "1e400", "-1e-400",
           "4.9e-324", "1e-45", "3.4028235677973366e38", "16777217", "16777217.000000001",
           "9007199254740993", "123456789012345678901234567890", "0x1p-3", "0xA.8", "inf", "-Infinity",
           "nan", "NaN", "0.1", "1" * 400)
NOT_NUMBERS = ("", "x", "1_0", "0x", "--1", "1e", "e5", "1 2", "١", "1.2.3", "nan(1)", "+-1", ".",
               "infinit", "0x1p", "1\v", "\x00", "1\x00", "null", "é", "a\"b")
JSON_VALUES = ("null", "true", "false", "-0", "-0.0", "01", "+1", "1.", ".5", "NaN", "Infinity", "[]",
               "{}", '""', '"1"', '"\\u0031"', '"\\ud800"', '"\\ud83d\\ude00"', '"\\x"', '"a\\"b"',
               '"\\\\"', '"é"', '"\x01"', '"\x00"', "1 2", "", "[1]", '[{"x": 2}]', "nul", "1e5",
               "\x00")
JSON_KEYS = ("x", "y", "x", "", "a,]}", "\\u0078", "\\\"", "é")


def random_number(rng):
    kind = rng.random()
    if kind < 0.4:
        return rng.choice(NUMBERS)
    if kind < 0.6:
        return repr(struct.unpack("<d", rng.randbytes(8))[0])
    if kind < 0.7:  # halfway between two float32, or just beside
        value = struct.unpack("<f", struct.pack("<I", rng.randrange(1, 0x7f7fffff)))[0]
        unit = math.ldexp(1, max(math.frexp(value)[1] - 24, -149))
        middle = fractions.Fraction(value) + fractions.Fraction(unit) / 2
        digits = format_exactly(middle)
        return digits + rng.choice(("", "0", "000001")) if "." in digits else digits
    return f"{rng.uniform(-100, 100):.{rng.randrange(12)}f}"


def format_exactly(value):
    """A fraction whose denominator is a power of two, in decimals."""
    places = value.denominator.bit_length() - 1
    digits = str(value.numerator * 5 ** places).rjust(places + 1, "0")
    return digits[:-places] + "." + digits[-places:] if places else digits


def random_field(rng, delimiter):
    text = random_number(rng) if rng.random() < 0.85 else rng.choice(NOT_NUMBERS)
    if rng.random() < 0.1:
        text = rng.choice((" ", "  ")) + text + rng.choice(("", " "))
    if rng.random() < 0.15:
        text = '"' + rng.choice(("", "", delimiter, "\n", "\r\n", '""')) + text + '"'
    return text


def random_csv(rng, delimiter):
    width = rng.choice((1, 1, 2, 3))
    end = rng.choice(("\n", "\n", "\r\n", "\r"))
    rows = []
    if rng.random() < 0.5:
        rows.append(delimiter.join(rng.choice(("x", "y", '"x"', "1", "", "2", "a b"))
                                   for _ in range(width)))
    for _ in range(rng.randrange(6)):
        row_width = width if rng.random() < 0.97 else rng.randrange(1, 5)
        rows.append(delimiter.join(random_field(rng, delimiter) for _ in range(row_width)))
        if rng.random() < 0.05:
            rows.append("")
    if rows and rng.random() < 0.03:
        rows += [rows[-1]] * rng.randrange(20_000)
    return end.join(rows) + (end if rng.random() < 0.8 else "")


def random_json_value(rng, depth=0):
    kind = rng.random()
    if kind < 0.5:
        return random_number(rng)
    if kind < 0.75 or depth > 3:
        return rng.choice(JSON_VALUES)
    values = [random_json_value(rng, depth + 1) for _ in range(rng.randrange(4))]
    if kind < 0.8:
        return "[" + ",".join(values) + "]"
    return random_object(rng, values)


def random_object(rng, values):
    space = rng.choice(("", " "))
    members = (f'"{rng.choice(JSON_KEYS)}"{space}:{space}{value}' for value in values)
    return "{" + ("," + space).join(members) + "}"


def random_row(rng, column):
    plain = [rng.choice((random_number(rng), random_number(rng), "null", "7"))]
    if rng.random() < 0.15:
        return random_json_value(rng)
    if column is None:
        return plain[0]
    values = plain + [random_json_value(rng, 2) for _ in range(rng.randrange(3))]
    return random_object(rng, values) if rng.random() < 0.2 else f'{{"x":{values[0]},"y":2}}'


def random_json(rng, column):
    rows = [random_row(rng, column) for _ in range(rng.randrange(5))]
    if rows and rng.random() < 0.03:
        rows += [rows[-1]] * rng.randrange(20_000)
    space = rng.choice(("", " ", "\n", "\r\n\t"))
    return space + "[" + space + (space + "," + space).join(rows) + space + "]" + space


def random_jsonl(rng, column):
    end = rng.choice(("\n", "\r\n", " \n", "\n\n"))
    return end.join(random_row(rng, column) for _ in range(rng.randrange(6))) + rng.choice(("", end))


def mutate(rng, data, special):
    """A few edits; the parts that formats are made of are inserted more often than others."""
    data = bytearray(data)
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2, 5))):
        at = rng.randrange(len(data) + 1)
        size = rng.choice((1, 1, 2, 8))
        edit = rng.randrange(4)
        if edit == 0:
            del data[at:at + size]
        elif edit == 1:
            data[at:at] = rng.choice(special)
        elif edit == 2:
            data[at:at] = data[at:at + size]
        elif at < len(data):
            data[at] = rng.choice(rng.choice(special) or b"0")
    if rng.random() < 0.05:
        data[0:0] = BOM
    return bytes(data)


CSV_PARTS = (b'"', b'""', b",", b"\n", b"\r\n", b"\r", b" ", b"1", b"x", b"-", b".", b"\0", b"\xff",
             b"e", b"_", b"\v")
JSON_PARTS = (b'"', b"\\", b",", b"[", b"]", b"{", b"}", b":", b"\n", b"\r", b" ", b"1", b"-", b".",
              b"e", b"0", b"null", b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\x7f", b"\xe2\x80\xa8",
              b'"x"', b"\v")

Options = collections.namedtuple("Options", "column how dtype")


def random_case(rng, file_format):
    how = rng.choice(HOW)
    dtype = rng.choice(("float32", "float64"))
    if file_format in ("csv", "tsv"):
        column = rng.choice((None, None, "1", "2", "3", "x", "y"))
        delimiter = "," if file_format == "csv" else "\t"
        text = random_csv(rng, delimiter)
        special = [delimiter.encode() if part == b"," else part for part in CSV_PARTS]
    else:
        column = rng.choice((None, "x"))
        text = (random_json if file_format == "json" else random_jsonl)(rng, column)
        special = JSON_PARTS
    return mutate(rng, text.encode(), special), Options(column, how, dtype)


# --- what silu-cli reads ---------------------------------------------------------------------------


def command(silu_cli, file_format, options):
    column = ["--column", options.column] if options.column else []
    return [silu_cli, "eval", "--quiet", "-f", "identity", "--threads", "1", "--format", "raw", "--dtype",
            options.dtype, "--on-error", options.how, "--input-format", file_format, *column]


def run(silu_cli, file_format, data, options):
    """What it reads, and its messages."""
    process = subprocess.run(command(silu_cli, file_format, options), input=data,
                             capture_output=True, timeout=60, check=False)
    message = process.stderr.decode(errors="replace")
    if process.returncode == 2 and message.startswith("silu-cli: <stdin>:"):
        return ERROR, message
    if process.returncode != 0:
        return f"status {process.returncode}", message
    size, code = (4, "f") if options.dtype == "float32" else (8, "d")
    values = struct.unpack(f"<{len(process.stdout) // size}{code}", process.stdout)
    invalid = re.search(r"(\d+) invalid", message)
    return (list(values), int(invalid[1]) if invalid else 0), message


def same(ours, theirs):
    if ERROR in (ours, theirs) or isinstance(ours, str):
        return ours == theirs
    return ours[1] == theirs[1] and len(ours[0]) == len(theirs[0]) and all(
        (a != a and b != b) or (a == b and math.copysign(1, a) == math.copysign(1, b))
        for a, b in zip(ours[0], theirs[0]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("silu_cli")
    parser.add_argument("--format", choices=READERS, action="append", help="default: all of them")
    parser.add_argument("--count", type=int, default=300, help="of texts")
    parser.add_argument("--first", type=int, default=0, help="number of the first text")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    arguments = parser.parse_args()
    formats = arguments.format or list(READERS)
    print(f"seed {arguments.seed}", flush=True)
    outcomes = collections.Counter()
    for i in range(arguments.first, arguments.first + arguments.count):
        file_format = formats[i % len(formats)]
        rng = random.Random(f"{arguments.seed} {i}")
        data, options = random_case(rng, file_format)
        ours, message = run(arguments.silu_cli, file_format, data, options)
        try:
            rule_questions(message, data)
            rule_utf16(message)
            theirs = READERS[file_format](data, options)
        except ByRule:
            outcomes["left out by a rule"] += 1
            theirs = ERROR if ours == ERROR else ours
        outcomes["refused" if ours == ERROR else "read"] += 1
        if same(ours, theirs):
            continue
        print(f"{' '.join(command(arguments.silu_cli, file_format, options))}\n  of {data[:2000]!r}\n"
              f"  gives {str(ours)[:500]} {message}  Python: {str(theirs)[:500]}\n"
              f"again: --seed {arguments.seed} --first {i} --count 1"
              + "".join(f" --format {name}" for name in arguments.format or ()))
        sys.exit(1)
    print(", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())))


if __name__ == "__main__":
    main()
