"""What survey_test.cpp expects: misrounded float16 results, counted with NumPy.

    /usr/bin/python3 tests/formulas/counts.py

exp and the exact function are float64 ones, rounded to float16: 53 bits are enough to tell how 11
are rounded. + - * / of NumPy's float16 are rounded once.
"""

import numpy as np

np.seterr(all="ignore")
x = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
one = np.float16(1)


def half(function, value):
    return function(value.astype(np.float64)).astype(np.float16)


def count(name, result, exact):
    same = (result == exact) | (np.isnan(result) & np.isnan(exact))
    print(name, np.count_nonzero(~same))


wide = x.astype(np.float64)
negative_large = wide < -700  # where e^-x overflows
silu = np.where(negative_large, -0.0, wide / (1 + np.exp(np.where(negative_large, 0, -wide))))
silu = silu.astype(np.float16)
sigmoid = (1 / (1 + np.exp(-wide))).astype(np.float16)
count("silu: x*sigmoid(x)", x * sigmoid, silu)
count("silu: x/(1+exp(-x))", x / (one + half(np.exp, -x)), silu)
count("silu: x*exp(x)/(1+exp(x))", x * half(np.exp, x) / (one + half(np.exp, x)), silu)
count("silu: 0.5*x*(1+tanh(0.5*x))",
      np.float16(0.5) * x * (one + half(np.tanh, np.float16(0.5) * x)), silu)
count("sigmoid: 1/(1+exp(-x))", one / (one + half(np.exp, -x)), sigmoid)
count("sigmoid: 1-1/(1+exp(x))", one - one / (one + half(np.exp, x)), sigmoid)
softplus = np.where(wide > 20, wide, np.log1p(np.exp(wide))).astype(np.float16)
count("softplus: log(1+exp(x))", half(np.log, one + half(np.exp, x)), softplus)
count("softplus: log1p(exp(x))", half(np.log1p, half(np.exp, x)), softplus)
elu = np.where(wide > 0, wide, np.expm1(wide)).astype(np.float16)
count("elu: select(x>0, x, exp(x)-1)", np.where(x > 0, x, half(np.exp, x) - one), elu)
