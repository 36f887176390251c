"""Derives src/silu/kernels/constants.h and mills_tables.h: what e^x, log(1 + x), tanh and the normal
distribution are computed from, in double and in double-double.

    python3 tests/accuracy/derive_constants.py src/silu/kernels     (python3-mpmath; a minute)

Polynomials interpolate at Chebyshev's points, which is within a bit of the minimax. The error of
each, measured on a grid, is written beside it.
"""

import sys

from mpmath import atanh, cos, diff, erfc, exp, expm1, factorial, findroot, floor, log, mp, mpf, npdf, pi, sqrt, taylor, tanh

mp.prec = 400

HEADER = """#pragma once

// Made by tests/accuracy/derive_constants.py.

#include "silu/kernels/constant.h"

namespace silu {
"""
FOOTER = "\n}  // namespace silu\n"


def double(value):
    """The nearest double."""
    return mpf(float(value))


def hexadecimal(value):
    text = float(value).hex()
    mantissa, exponent = text.split("p")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}p{exponent}"


def pair(value):
    high = double(value)
    return f"{{{hexadecimal(high)}, {hexadecimal(value - high)}}}"


def chebyshev(f, low, high, degree):
    """The coefficients, lowest first, of the polynomial that interpolates f at Chebyshev's points."""
    count = degree + 1
    middle, half = (low + high) / 2, (high - low) / 2
    nodes = [middle + half * cos(pi * (2 * k + 1) / (2 * count)) for k in range(count)]
    newton = [f(x) for x in nodes]
    for level in range(1, count):
        for k in range(count - 1, level - 1, -1):
            newton[k] = (newton[k] - newton[k - 1]) / (nodes[k] - nodes[k - level])
    result = [newton[-1]]
    for k in range(count - 2, -1, -1):
        shifted = [mpf(0)] + result
        for i, c in enumerate(result):
            shifted[i] -= nodes[k] * c
        shifted[0] += newton[k]
        result = shifted
    return result


def worst(f, coefficients, low, high, steps=200):
    """log2 of the largest relative error of the polynomial."""
    largest = mpf(0)
    for i in range(steps + 1):
        x = low + (high - low) * i / steps
        value = mpf(0)
        for c in reversed(coefficients):
            value = value * x + c
        largest = max(largest, abs(value / f(x) - 1))
    return log(largest, 2)


def rounded(coefficients, count_of_pairs=0):
    """As they are stored: the first as double-doubles, the rest as doubles."""
    return [
        double(c) + double(c - double(c)) if k < count_of_pairs else double(c)
        for k, c in enumerate(coefficients)
    ]


def array(name, type, values, comment):
    return f"\n// {comment}\nalignas(64) inline constexpr {type} {name}[] = {{\n  " + ",\n  ".join(values) + "};\n"


def polynomial(name, f, low, high, degree, comment):
    coefficients = chebyshev(f, mpf(low), mpf(high), degree)
    error = worst(f, rounded(coefficients), mpf(low), mpf(high))
    return array(name, "double", [hexadecimal(c) for c in coefficients], f"{comment} Relative error 2^{float(error):.1f}.")


def by_limit(f, at_zero):
    return lambda x: f(x) if x != 0 else mpf(at_zero)


def silu(x):
    return x / (1 + exp(-x))


def quick_gelu(x):
    return silu(mpf("1.702") * x) / mpf("1.702")


def mish(x):
    return x * tanh(log(1 + exp(x)))


def gelu(x):
    return x * erfc(-x / sqrt(mpf(2))) / 2


def gelu_tanh(x):
    return x / (1 + exp(-sqrt(8 / pi) * (x + mpf("0.044715") * x**3)))


# A derivative's order and, roughly, its zeros.
ZEROS = {
    "kSiluSlopeZeros": (silu, 1, [-1.278]),
    "kSiluCurvatureZeros": (silu, 2, [-2.399, 2.399]),
    "kQuickGeluSlopeZeros": (quick_gelu, 1, [-0.751]),
    "kQuickGeluCurvatureZeros": (quick_gelu, 2, [-1.410, 1.410]),
    "kMishSlopeZeros": (mish, 1, [-1.192]),
    "kMishCurvatureZeros": (mish, 2, [-2.256, 1.490]),
    "kGeluSlopeZeros": (gelu, 1, [-0.752]),
    "kGeluTanhSlopeZeros": (gelu_tanh, 1, [-0.752]),
    "kGeluTanhCurvatureZeros": (gelu_tanh, 2, [-1.419, 1.419]),
}


def zero_series(f, order, guess):
    """A zero of a derivative, the derivative over the distance from it, and log2 of the error of that."""
    derivative = lambda x: diff(f, x, order)
    zero = findroot(derivative, mpf(guess))
    over_distance = by_limit(lambda h: derivative(zero + h) / h, diff(f, zero, order + 1))
    low, high = -mpf(1) / 16, mpf(1) / 16
    coefficients = chebyshev(over_distance, low, high, 7)
    error = worst(over_distance, rounded(coefficients), low, high, 60)
    return "{" + pair(zero) + ", {" + ", ".join(hexadecimal(c) for c in coefficients) + "}}", error


def all_zeros():
    text, error = "", mpf(-1000)
    for name, (f, order, guesses) in ZEROS.items():
        series = [zero_series(f, order, guess) for guess in guesses]
        error = max([error] + [e for _, e in series])
        text += f"inline constexpr ZeroSeries {name}[] = {{\n  " + ",\n  ".join(t for t, _ in series) + "};\n"
    return f"\n// The zeros of first and second derivatives. Relative error 2^{float(error):.1f}.\n" + text


def constants():
    ln2 = log(mpf(2))
    step = ln2 / 16
    first = floor(step * mpf(2) ** 41) / mpf(2) ** 41
    second = floor((step - first) * mpf(2) ** 80) / mpf(2) ** 80
    text = HEADER
    text += "\n// ln(2) / 16 in three parts: products of the first two with integers below 2^16 are exact.\n"
    for name, value in (("High", first), ("Middle", second), ("Low", double(step - first - second))):
        text += f"inline constexpr double kLn2Over16{name} = {hexadecimal(value)};\n"
    text += "\n"
    for name, value, comment in (
        ("kSeluScale", mpf("1.0507009873554804934193349852946"), "As PyTorch has it."),
        ("kSeluScaleAlpha", mpf("1.0507009873554804934193349852946") * mpf("1.6732632423543772848170429916717"), "Scale times alpha."),
        ("kGeluScale", sqrt(8 / pi), "GELU(tanh) is x sigmoid(scale (x + cube x^3))."),
        ("kGeluCube", mpf("0.044715"), "(Hendrycks and Gimpel, 2016)"),
        ("kQuickGeluScale", mpf("1.702"), "QuickGELU is x sigmoid(1.702 x)."),
        ("kInverseRoot2Pi", 1 / sqrt(2 * pi), "The normal density at 0."),
    ):
        text += f"inline constexpr Constant kX = {pair(value)};  // {comment}\n".replace("kX", name)
    powers = [mpf(2) ** (mpf(j) / 16) for j in range(16)]
    text += array("kPowers", "double", [hexadecimal(double(p)) for p in powers], "2^(j/16), rounded.")
    text += array("kPowersLow", "double", [hexadecimal(p - double(p)) for p in powers], "What that rounding lost.")
    small = by_limit(lambda r: expm1(r) / r, 1)
    text += polynomial("kExpSmall", small, -ln2 / 32, ln2 / 32, 5, "(e^r - 1) / r for |r| <= ln(2) / 32.")
    text += polynomial("kExpShort", small, -ln2 / 32, ln2 / 32, 4, "The same, shorter.")
    text += polynomial("kExpMiddle", small, -ln2 / 4, ln2 / 4, 7, "(e^r - 1) / r for |r| <= ln(2) / 4.")
    text += polynomial("kExpWide", small, -ln2 / 2, ln2 / 2, 9, "(e^r - 1) / r for |r| <= ln(2) / 2.")
    inverse = [1 / factorial(k) for k in range(1, 14)]
    text += array("kInverseFactorials", "Constant", [pair(c) for c in inverse], "1/k! for k = 1 to 13: (e^r - 1) / r for |r| <= ln(2) / 32 to 2^-105.")
    def over_argument(z):
        s = sqrt(z)
        return atanh(s) / s
    text += polynomial("kAtanh", by_limit(over_argument, 1), 0, mpf(1) / 9, 8, "atanh(s) / s in s^2 for s <= 1/3.")
    series = taylor(tanh, 0, 31)
    text += array("kTanhShrink", "Constant", [pair(-series[k]) for k in range(3, 32, 2)], "(x - tanh x) / x^3 in x^2, Taylor's coefficients: for |x| <= 1/8 the first 7 give it to 2^-51, all 15 to 2^-109.")
    return text + all_zeros() + FOOTER


def mills(a):
    """(1 - Phi(a)) / phi(a) for the normal distribution."""
    return erfc(a / sqrt(mpf(2))) / 2 / npdf(a)


def normal_tail(a):
    """1 - Phi(a)"""
    return erfc(a / sqrt(mpf(2))) / 2


def by_upper_bits(f, first, last, count, degree):
    """Polynomials for f(u), first <= u < last, and log2 of the largest relative error. The last bit of
    the exponent of u and the first ones of its significand are the row of count; the others are z."""
    rows = [[mpf(0)] * (degree + 1) for _ in range(count)]
    error = mpf(-1000)
    half = count // 2
    begin = mpf(first)
    while begin < last:
        exponent = floor(log(begin, 2))
        octave = mpf(2) ** exponent
        width = octave / half
        shifted = lambda z: f(begin + z)
        coefficients = chebyshev(shifted, mpf(0), width, degree)
        error = max(error, worst(shifted, rounded(coefficients), mpf(0), width, 60))
        rows[int((exponent + 1) * half + (begin - octave) / width) % count] = coefficients
        begin += width
    return rows, error


def table(name, rows, comment, error):
    lines = ["{" + ", ".join(hexadecimal(c) for c in row) + "}" for row in rows]
    return (
        f"\n// {comment} Relative error 2^{float(error):.1f}.\n"
        f"alignas(64) inline constexpr double {name}[{len(rows)}][{len(rows[0])}] = {{\n  " + ",\n  ".join(lines) + "};\n"
    )


def fast_mills():
    f = lambda u: mills(u - 5)
    rows, error = by_upper_bits(f, 5, 20, 16, FAST_DEGREE)
    # Coefficient by coefficient: a lookup takes the same one of sixteen rows.
    columns = [[row[k] for row in rows] for k in range(FAST_DEGREE + 1)]
    text = table(
        "kMillsColumns", columns,
        "Coefficient k of row j: (1 - Phi(a)) / phi(a) for 0 <= a < 15 as a polynomial in z. The four upper bits\n"
        "// of a + 5 are its row, from the last of the exponent on; the others are z.\n//", error)
    rows, error = by_upper_bits(lambda u: f(u) / sqrt(2 * pi), 5, 20, 16, 8)
    text += table(
        "kMillsShort", [[row[k] for row in rows] for k in range(9)],
        "The same times phi(0), and shorter.", error)
    rows, error = by_upper_bits(f, 5, 20, 64, 7)
    text += table(
        "kMillsRows", rows,
        "The same by rows, for a lookup of whole ones: six upper bits of a + 5 are the row.\n//", error)
    # The width of a row must be less where a is large, as the logarithm is steep there.
    rows, error = by_upper_bits(lambda u: normal_tail(mpf("19.75") - u), 5, 20, 256, 9)
    return text + table(
        "kTailRows", rows,
        "1 - Phi(a) for 0 <= a <= 14.75: eight upper bits of 19.75 - a are the row. (A row is narrow where a is\n"
        "// large, and where the logarithm is steep.)\n//", error)


FAST_DEGREE = 10
EXACT_DEGREE = 21
EXACT_PAIRS = 14
EXACT_ROWS = 79


def exact_mills():
    rows = []
    error = mpf(-1000)
    for j in range(EXACT_ROWS):
        f = lambda z: mills(mpf(j) / 2 + z)
        coefficients = chebyshev(f, mpf(-0.25), mpf(0.25), EXACT_DEGREE)
        error = max(error, worst(f, rounded(coefficients, EXACT_PAIRS), mpf(-0.25), mpf(0.25), 40))
        values = [double(c) for c in coefficients] + [double(c - double(c)) for c in coefficients[:EXACT_PAIRS]]
        rows.append("{" + ", ".join(hexadecimal(v) for v in values) + "}")
    return (
        "\n// Row j: (1 - Phi(a)) / phi(a) at a = j/2 + z, |z| <= 1/4: 22 coefficients, and what the first 14 lost when they\n"
        f"// were rounded. Relative error 2^{float(error):.1f}.\n"
        f"inline constexpr int kMillsDegree = {EXACT_DEGREE};\ninline constexpr int kMillsPairs = {EXACT_PAIRS};\n"
        f"alignas(64) inline constexpr double kMillsExact[{EXACT_ROWS}][{EXACT_DEGREE + 1 + EXACT_PAIRS}] = {{\n  "
        + ",\n  ".join(rows) + "};\n"
    )


def main():
    folder = sys.argv[1]
    with open(f"{folder}/constants.h", "w") as file:
        file.write(constants())
    with open(f"{folder}/mills_tables.h", "w") as file:
        file.write(HEADER + fast_mills() + exact_mills() + FOOTER)


main()
