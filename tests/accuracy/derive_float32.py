"""Derives the constants of logistic-inl.h: the minimax polynomials (Remez exchange, relative error)
of e^-r on |r| <= ln(2)/2 and on |r| <= ln(2)/32; and ln 2 in parts, for double_double.h. Needs
mpmath."""
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


def quartic(v, r):
    scale, a, b, c = v
    w = r * r + b
    return scale * ((w + a * r) * w + c)


def remez_quartic(bound, steps):
    """The same for quartic(v, r) and e^-r on |r| <= bound: four coefficients, so five points."""
    v, level = [mpf(1) / 24, mpf(-4), mpf(6), mpf(-12)], mpf(0)  # Taylor's
    points = [-bound * cos(pi * i / 4) for i in range(5)]
    grid = [-bound + 2 * bound * mpf(k) / steps for k in range(steps + 1)]
    for _ in range(10):
        sign = 1 if quartic(v, points[0]) * exp(points[0]) >= 1 else -1
        level = sign * abs(level)
        for _ in range(6):  # Newton's method for the coefficients and the level
            system, rest = matrix(5, 5), matrix(5, 1)
            for i, r in enumerate(points):
                value = quartic(v, r) * exp(r)
                rest[i] = (-1)**i * level - (value - 1)
                for j in range(4):
                    moved = list(v)
                    moved[j] += mpf(10)**-18
                    system[i, j] = (quartic(moved, r) * exp(r) - value) * mpf(10)**18
                system[i, 4] = -(-1)**i
            step = lu_solve(system, rest)
            v, level = [v[j] + step[j] for j in range(4)], level + step[4]
        error = [quartic(v, r) * exp(r) - 1 for r in grid]
        extrema = []
        for k in range(len(grid)):
            if not extrema or (error[extrema[-1]] > 0) != (error[k] > 0):
                extrema.append(k)
            elif abs(error[k]) > abs(error[extrema[-1]]):
                extrema[-1] = k
        while len(extrema) > 5:  # drop the smaller of the two ends
            extrema.pop(0 if abs(error[extrema[0]]) < abs(error[extrema[-1]]) else -1)
        points = [grid[k] for k in extrema]
    return v, max(abs(e) for e in error)


v, worst = remez_quartic(log(2) / 32 * (1 + mpf(2)**-30), 4000)
print('e^-r, degree 4 in three steps, error 2^' + nstr(log(worst, 2), 6))
print('  scale, a, b, c: ' + ', '.join(float(x).hex() for x in v))

narrow = log(2) / 32 * (1 + mpf(2)**-30)
c, worst = remez(lambda r: exp(-r), -narrow, narrow, 5, 4000)
print('e^-r, degree 5, error 2^' + nstr(log(worst, 2), 6))
print('  scale: ' + float(c[5]).hex())
print('  the others, over it: ' + ', '.join(float(x / c[5]).hex() for x in c[:5]))


def upper(value, bits):
    mantissa, exponent = frexp(value)
    return ldexp(floor(ldexp(mantissa, bits)), exponent - bits)


high = upper(log(2), 42)
middle = upper(log(2) - high, 42)
print('ln 2 =', ' + '.join(float(x).hex() for x in (high, middle, log(2) - high - middle)))
print('1 / ln 2 =', float(1 / log(2)).hex(), ' ln 2 =', float(log(2)).hex())
