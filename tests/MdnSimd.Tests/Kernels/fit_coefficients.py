"""Fits the polynomials of src/MdnSimd/Kernels with mpmath at 60 digits, and prints them as C#.

    python3 fit_coefficients.py [exp] [log] [softplus-near] [softplus-far] [erf-near] [erf-root] [erfc]

Remez's exchange algorithm on a grid: p minimises max |weight (p - f)|, the weight making that the relative error of the
function which is computed from f.
"""
import sys
from mpmath import cos, cosh, erf, erfc, exp, expm1, log, log1p, lu_solve, matrix, mp, mpf, pi, polyval, sqrt

mp.dps = 60
JOIN, ROOT = mpf("0.875"), 8  # where the two forms of erf meet, and which root of 1 / erfc is fitted


def remez(f, weight, low, high, degree, points=1000):
    """Coefficients from the highest power down, and the largest weighted error."""
    xs = [(low + high) / 2 - (high - low) / 2 * cos(pi * i / (points - 1)) for i in range(points)]
    fs, ws = [f(x) for x in xs], [weight(x) for x in xs]
    n = degree + 2
    nodes = [min(max(round((points - 1) * i / (n - 1)), 2), points - 3) for i in range(n)]
    while True:
        system, right = matrix(n, n), matrix(n, 1)
        for row, i in enumerate(nodes):
            for power in range(degree + 1):
                system[row, power] = xs[i] ** power
            system[row, n - 1] = (-1) ** row / ws[i]
            right[row] = fs[i]
        solution = lu_solve(system, right)
        p = [solution[k] for k in range(degree, -1, -1)]
        errors = [w * (polyval(p, x) - y) for x, y, w in zip(xs, fs, ws)]
        extrema = []  # the largest of each run of equal signs; where there are too many, the smaller end goes
        for i, e in enumerate(errors):
            if not extrema or (errors[extrema[-1]] > 0) != (e > 0):
                extrema.append(i)
            elif abs(e) > abs(errors[extrema[-1]]):
                extrema[-1] = i
        while len(extrema) > n:
            extrema.pop(0 if abs(errors[extrema[0]]) < abs(errors[extrema[-1]]) else -1)
        if extrema == nodes or len(extrema) < n:
            return p, max(abs(e) for e in errors)
        nodes = extrema


def exp_tail(r):
    return (expm1(r) - r) / r ** 2 if r else mpf(1) / 2


def log_tail(f):
    return (log1p(f) - f) / f ** 2 if f else -mpf(1) / 2


def log_weight(f):
    return f * f / abs(log1p(f)) if f else mpf("1e-9")


def erf_over_x(z):
    return erf(sqrt(z)) / sqrt(z) if z > 0 else 2 / sqrt(pi)


def target(name, is_float):
    """f, weight, interval, degree."""
    if name == "exp":
        half = log(2) / 2 * mpf("1.001")
        return exp_tail, lambda r: r * r / abs(expm1(r)) if r else mpf("1e-9"), -half, half, 4 if is_float else 9
    if name == "log":
        return log_tail, log_weight, -mpf(1) / 4, mpf(1) / 2, 8 if is_float else 19
    if name == "softplus-near":
        even = lambda u: log(cosh(sqrt(u) / 2)) / u if u else mpf(1) / 8
        return even, lambda u: u / log1p(exp(-sqrt(u))) if u else mpf("1e-9"), mpf(0), mpf(1), 3 if is_float else 9
    if name == "softplus-far":
        return log_tail, log_weight, mpf(0), exp(mpf(-1)), 5 if is_float else 13
    if name == "erf-near":
        return lambda z: erf_over_x(z) - 1, lambda z: 1 / erf_over_x(z), mpf(0), JOIN ** 2, 5 if is_float else 11
    if name == "erf-root":
        f = lambda t: erfc(JOIN + t) ** (-mpf(1) / ROOT)
        weight = lambda t: ROOT * erfc(JOIN + t) / f(t) / erf(JOIN + t)
        return f, weight, mpf(0), (mpf("3.93") if is_float else mpf("5.93")) - JOIN, 7 if is_float else 19
    if name == "erfc":
        centre, end = (2, mpf("10.7")) if is_float else (4, 28)

        def f(q):
            x = centre * (1 + q) / (1 - q)
            return mpf(0.7433599829673767) * (1 + 2 * x) * exp(x * x) * erfc(x)  # the factor: ScaledErfc.Scale
        return f, lambda q: 1 / f(q), mpf(-1), mpf(end - centre) / (end + centre), 9 if is_float else 22
    raise SystemExit(f"unknown: {name}")


def print_chain(name, variable, coefficients, digits):
    numbers = [mp.nstr(c, digits, min_fixed=-4, max_fixed=17) for c in coefficients]
    print(f"            TVector {name} = Constant<TVector, T>.Of({numbers.pop(0)});")
    while numbers:
        count = min(len(numbers), 2)
        print(f"            {name} = Constant<TVector, T>.Horner({name}, {variable}, {', '.join(numbers[:count])});")
        del numbers[:count]


for name in sys.argv[1:] or ("exp", "log", "softplus-near", "softplus-far", "erf-near", "erf-root", "erfc"):
    for is_float in (True, False):
        p, worst = remez(*target(name, is_float))
        print(f"{name}, {'float' if is_float else 'double'}, degree {len(p) - 1}: 2^{mp.nstr(log(worst, 2), 4)}")
        digits = 9 if is_float else 17
        if name == "erf-near":
            print_chain("excess", "square", p, digits)
        elif name == "erf-root":
            print_chain("root", "beyond", p, digits)
        elif name == "softplus-near":
            print_chain("even", "square", p, digits)
        elif name == "erfc":
            split = 4 if is_float else 8
            print_chain("high", "q", p[:-split], digits)
            print_chain("low", "q", p[-split:], digits)
        else:
            odd_first = (len(p) - 1) % 2
            print_chain("odd", "square", p[1 - odd_first::2], digits)
            print_chain("even", "square", p[odd_first::2], digits)
