"""Writes MixtureReference.cs: the normal distribution and a few mixtures, to 50 digits, by mpmath.

    python3 MixtureReference.py > MixtureReference.cs

Parameters are taken as the doubles they are in C#. Nothing here uses a closed form where an integral or a root will do.
"""
from mpmath import mp, mpf, npdf, ncdf, quad, log, exp, findroot, nstr, erfc, sqrt, inf, diff, log1p, pi

mp.dps = 60


def digits(x):
    return nstr(x, 50, min_fixed=0, max_fixed=0)


def phi(z):  # ncdf loses the tail
    return erfc(-mpf(z) / sqrt(2)) / 2


def logphi(z):  # the asymptote where erfc takes too long
    return log1p(-phi(-z)) if z > 0 else log(phi(z)) if z > -1e100 else -mpf(z) ** 2 / 2 - log(-mpf(z) * sqrt(2 * pi))


def logof(probability, rest):
    return log(probability) if probability < 0.5 else log1p(-rest)


ZS = [-37.5, -37.1, -33.7, -30.0, -20.3, -12.25, -8.0, -5.7, -5.6, -5.2, -5.0, -3.0, -1.0, -0.67, -0.66, -1e-3, -1e-20, 0.0, 1e-9, 0.3, 0.663, 1.5, 4.0, 9.0]
PS = [1e-300, 1e-100, 1e-20, 1.3e-11, 1.5e-11, 1e-6, 0.01, 0.0749, 0.0751, 0.3, 0.49999, 0.5, 0.6, 0.924, 0.93, 0.999]

# name, weights, means, scales, points, probabilities
MIXTURES = [
    ("One", [1.0], [3.0], [0.5], [3.0, 1.0, 7.25], [1e-6, 0.3, 0.5, 0.999]),
    ("Bimodal", [0.375, 0.625], [2.0, 4.25], [0.25, 0.5], [2.0, 3.1, 4.5, -1.0, 8.0], [1e-6, 0.1, 0.375, 0.8, 0.999999]),
    ("Nested", [0.5, 0.25, 0.25], [0.0, 0.125, -1.0], [1e-3, 1.0, 40.0], [0.0, 0.0015, 100.0, -7.0], [1e-3, 0.4, 0.5, 0.75, 0.99]),
    ("Gap", [0.25, 0.75], [-1000.0, 1000.0], [1.0, 0.01], [-1001.0, 0.0, 1000.0], [0.125, 0.2499, 0.2501, 0.875]),
]


def rows():
    for z in ZS:
        yield ("Cdf", repr(z), digits(phi(z)))
    for z in ZS + [-1e150, -1e8, -1000.0, -40.0, -39.0, -37.01, -36.99, -0.5, 0.5, 20.0, 37.0]:
        yield ("LogCdf", repr(z), digits(logphi(z)))
    for z in [-37.5, -37.01, -36.99, -20.0, -5.0, -1.0, 0.0]:
        yield ("CdfIntegral", repr(z), digits(npdf(mpf(z)) + mpf(z) * phi(z)))
    for p in PS:
        f = lambda z: log(phi(z)) - log(mpf(p)) if p < 0.5 else phi(z) - mpf(p)
        guess = -sqrt(-2 * log(mpf(p))) * mpf("0.9") if p < 0.1 else mpf(0)
        yield ("Quantile", repr(p), digits(findroot(f, guess)))


def mixture_rows(name, w, m, s, points, probabilities):
    w, m, s = [mpf(x) for x in w], [mpf(x) for x in m], [mpf(x) for x in s]
    density = lambda x: sum(a * npdf(x, b, c) for a, b, c in zip(w, m, s))
    cdf = lambda x: sum(a * phi((x - b) / c) for a, b, c in zip(w, m, s))
    survival = lambda x: sum(a * phi((b - x) / c) for a, b, c in zip(w, m, s))
    # Break points of the integrals: wherever a component changes.
    breaks = lambda *extra: sorted(set([b + k * c for b, c in zip(m, s) for k in (-13, -8, -5, -3, -1, 0, 1, 3, 5, 8, 13)] + list(extra)))
    integral = lambda f, *extra: quad(f, [-inf] + breaks(*extra) + [inf])
    mean = integral(lambda x: x * density(x))
    yield ("Mean", "0", digits(mean))
    variance = integral(lambda x: (x - mean) ** 2 * density(x))
    yield ("Variance", "0", digits(variance))
    yield ("Skewness", "0", digits(integral(lambda x: (x - mean) ** 3 * density(x)) / sqrt(variance) ** 3))
    yield ("ExcessKurtosis", "0", digits(integral(lambda x: (x - mean) ** 4 * density(x)) / variance**2 - 3))
    for t in points + [-1e5, 1e5]:
        yield ("LogCdf", repr(t), digits(logof(cdf(mpf(t)), survival(mpf(t)))))
        yield ("LogSurvival", repr(t), digits(logof(survival(mpf(t)), cdf(mpf(t)))))
        yield ("LogDensityGradient", repr(t), digits(diff(lambda x: log(density(x)), mpf(t))))
    for t in points:
        x = mpf(t)
        yield ("LogDensity", repr(t), digits(log(density(x))))
        yield ("Cdf", repr(t), digits(cdf(x)))
        yield ("Survival", repr(t), digits(survival(x)))
        for question, width in (("Probability of 1e-9", 1e-9), ("Probability of 0.125", 0.125), ("Probability of 16", 16.0)):
            end = mpf(t + width)  # as rounded in C#
            yield (question, repr(t), digits(quad(density, [x] + [b for b in breaks() if x < b < end] + [end])))
        ends = breaks(x)
        low = quad(lambda u: cdf(u) ** 2, [-inf] + [b for b in ends if b <= x])
        high = quad(lambda u: survival(u) ** 2, [b for b in ends if b >= x] + [inf])
        yield ("Crps", repr(t), digits(low + high))
    for p in probabilities:
        low, high = min(b - 10 * c for b, c in zip(m, s)), max(b + 10 * c for b, c in zip(m, s))
        for _ in range(220):
            middle = (low + high) / 2
            low, high = (middle, high) if cdf(middle) < mpf(p) else (low, middle)
        yield ("Quantile", repr(p), digits(low))
        ends = breaks(low)
        lower = quad(lambda x: x * density(x), [-inf] + [b for b in ends if b <= low])
        upper = quad(lambda x: x * density(x), [b for b in ends if b >= low] + [inf])
        yield ("ExpectedShortfallLower", repr(p), digits(lower / mpf(p)))
        yield ("ExpectedShortfallUpper of the rest", repr(p), digits(upper / (1 - mpf(p))))


def array(values):
    return "[" + ", ".join(repr(v) for v in values) + "]"


print("// Written by MixtureReference.py: do not edit.")
print("namespace MdnSimd.Tests.Mixtures;\n")
print("/// <summary>Values to 50 digits, as (question, argument, answer).</summary>")
print("internal static class MixtureReference\n{")
print("    public static readonly (string Question, double Argument, string Answer)[] Normal =\n    [")
for question, argument, answer in rows():
    print(f'        ("{question}", {argument}, "{answer}"),')
print("    ];\n")
print("    public static readonly (string Name, double[] Weights, double[] Means, double[] Scales,")
print("        (string Question, double Argument, string Answer)[] Answers)[] Mixtures =\n    [")
for name, w, m, s, points, probabilities in MIXTURES:
    print(f'        ("{name}", {array(w)}, {array(m)}, {array(s)},\n        [')
    for question, argument, answer in mixture_rows(name, w, m, s, points, probabilities):
        print(f'            ("{question}", {argument}, "{answer}"),')
    print("        ]),")
print("    ];\n}")
