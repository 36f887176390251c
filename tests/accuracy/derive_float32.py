"""Derives the constants of float32-inl.h: the minimax polynomials (Remez exchange, relative error)
of e^-r on |r| <= ln(2)/2 and of 2^s on [0, 1/16], the table of 2^225 2^(j/16), and ln 2 in parts.
Needs mpmath."""
from mpmath import cos, exp, floor, frexp, ldexp, log, lu_solve, matrix, mp, mpf, nstr, pi, polyval

mp.dps = 40


def remez(f, a, b, degree, steps):
    """Coefficients of the polynomial with the least max |p / f - 1| on [a, b], and that maximum."""
    count = degree + 1
    points = [(a + b) / 2 + (b - a) / 2 * cos(pi * i / count) for i in range(count + 1)]
    for _ in range(20):
        system, ones = matrix(count + 1, count + 1), matrix(count + 1, 1)
        for i, s in enumerate(points):
            for j in range(count):
                system[i, j] = s**j / f(s)
            system[i, count] = (-1)**i
            ones[i] = 1
        c = [lu_solve(system, ones)[j] for j in range(count)]
        grid = [a + (b - a) * mpf(k) / steps for k in range(steps + 1)]
        error = [polyval(c[::-1], s) / f(s) - 1 for s in grid]
        extrema = []  # the largest error of each run of one sign
        for k in range(len(grid)):
            if not extrema or (error[extrema[-1]] > 0) != (error[k] > 0):
                extrema.append(k)
            elif abs(error[k]) > abs(error[extrema[-1]]):
                extrema[-1] = k
        moved = [grid[k] for k in extrema][::-1]
        if len(moved) != count + 1 or max(abs(p - q) for p, q in zip(moved, points)) < (b - a) / (0.9 * steps):
            break
        points = moved
    return c, max(abs(e) for e in error)


half = log(2) / 2 * (1 + mpf(2)**-30)
c, worst = remez(lambda r: exp(-r), -half, half, 9, 4000)
print('e^-r, degree 9, error 2^' + nstr(log(worst, 2), 6))
print('  ' + ', '.join(float(x).hex() for x in c))

c, worst = remez(lambda s: mpf(2)**s, mpf(0), mpf(1) / 16, 5, 2000)
print('2^s over its constant term, degree 5, error 2^' + nstr(log(worst, 2), 6))
print('  ' + ', '.join(float(x / c[0]).hex() for x in c))
print('2^225 2^(j/16) times the constant term')
for j in range(0, 16, 4):
    print('  ' + ', '.join(float(mpf(2)**(mpf(k) / 16 + 225) * c[0]).hex() for k in range(j, j + 4)))


def upper(value, bits):
    mantissa, exponent = frexp(value)
    return ldexp(floor(ldexp(mantissa, bits)), exponent - bits)


high = upper(log(2), 42)
middle = upper(log(2) - high, 42)
print('ln 2 =', ' + '.join(float(x).hex() for x in (high, middle, log(2) - high - middle)))
print('1 / ln 2 =', float(1 / log(2)).hex(), ' ln 2 =', float(log(2)).hex())
