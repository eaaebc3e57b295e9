"""Writes reference_values.csv: arguments and values of the elementary functions, worked out with mpmath at 400 digits.

    python3 reference_values.py [count] > reference_values.csv

A value is the sum of two doubles, high and low: with high alone an error could not be told to better than half a unit
in the last place.
"""
import random
import sys
from mpmath import erf, erfc, exp, expm1, isinf, log, log1p, mp, mpf, sqrt, tanh

mp.dps = 400  # e^(x^2) and 1 - tanh cancel hundreds of digits
TINY = 5e-324

# Name: function, ranges in which arguments are drawn evenly, ranges of exponents of 2 (with sign) drawn evenly.
FUNCTIONS = {
    "Exp": (exp, [(-745, 709.7), (-1, 1)], [(-60, 0, 1), (-60, 0, -1)]),
    "ExpM1": (expm1, [(-40, 709.7), (-2, 2)], [(-1070, 0, 1), (-1070, 0, -1)]),
    "Log": (log, [(0.5, 2), (0.9, 1.1)], [(-1074, 1024, 1)]),
    "Log1p": (log1p, [(-0.99, 3), (-0.1, 0.1)], [(-1070, 1024, 1), (-1070, -1, -1)]),
    "Tanh": (tanh, [(-20, 20), (-1, 1)], [(-1070, 4, 1)]),
    "Sigmoid": (lambda x: 1 / (1 + exp(-x)), [(-745, 40), (-5, 5)], [(-60, 5, -1)]),
    "Softplus": (lambda x: log1p(exp(x)), [(-740, 40), (-4, 4)], [(-60, 10, 1)]),
    "Erf": (erf, [(-6, 6), (-1, 1)], [(-1022, 2, 1)]),
    "Erfc": (erfc, [(-6, 26.5), (-1, 3), (0, 0.02)], [(-60, 4, 1)]),
    "NormalCdf": (lambda x: erfc(-x / sqrt(mpf(2))) / 2, [(-38, 9), (-3, 3), (-0.01, 0.01)], [(-60, 5, -1)]),
}

count = int(sys.argv[1]) if len(sys.argv) > 1 else 24
draw = random.Random(2)
print("function,x,high,low")
for name, (function, ranges, powers) in FUNCTIONS.items():
    arguments = [draw.uniform(*r) for r in ranges for _ in range(count)]
    arguments += [s * 2.0 ** draw.uniform(low, high) for low, high, s in powers for _ in range(count)]
    for x in sorted(arguments):
        value = function(mpf(x))
        high = float(value)
        print(f"{name},{x!r},{high!r},{float(value - high)!r}")
