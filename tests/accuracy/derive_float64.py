#!/usr/bin/python3
"""Prints the constants of exp64.h and the error they leave (needs mpmath)."""

from struct import pack, unpack

from mpmath import cos, exp, log, lu_solve, matrix, mp, mpf, pi

mp.prec = 300
STEP = log(mpf(2)) / 16
RADIUS = STEP / 2


def double(x):
  return mpf(float(x))


def tail(r):
  return 1 - exp(-r) - r


def polynomial(c, r):
  return sum(c_k * r**(k + 2) for k, c_k in enumerate(c))


high = double(STEP)
print("k16OverLn2", float(1 / STEP).hex())
print("kLn2Over16", float(high).hex(), float(STEP - high).hex())

# Interpolated at the six Chebyshev nodes.
nodes = [RADIUS * cos(pi * (2 * i + 1) / 12) for i in range(6)]
coefficients = lu_solve(matrix([[r**(k + 2) for k in range(6)] for r in nodes]),
                        matrix([tail(r) for r in nodes]))
coefficients = [double(c) for c in coefficients]
grid = [RADIUS * i / 2000 for i in range(-2000, 2001)]
error = max(abs(polynomial(coefficients, r) - tail(r)) for r in grid)
print("kTail", [float(c).hex() for c in coefficients], "error 2^%.1f" % (log(error) / log(2)))

for j in range(16):
  exact = mpf(2)**(-mpf(j) / 16)
  rounded = double(exact)
  bits = unpack("<Q", pack("<d", float(rounded)))[0] + (j << 48)
  print("kPower[%2d]" % j, unpack("<d", pack("<Q", bits))[0].hex(), float(log(rounded / exact)).hex())
