"""Writes MeanDistanceReference.cs: the mean Euclidean norm E|Y| of normal numbers of several dimensions, to 30 digits, by mpmath.

    python3 MeanDistanceReference.py > MeanDistanceReference.cs

Three ways, none of them the engine's integral: Kummer's function where all variances are equal, an elliptic integral in two
dimensions about the origin, and elsewhere the integral of P(|Y| > r) over r with the density of |Y|^2 as a series of those of
chi-square variables (H. Ruben, Annals of Mathematical Statistics 33 (1962) 542-570), summed term by term.
"""
from mpmath import mp, mpf, sqrt, gamma, hyp1f1, ellipe, pi, nstr, exp

mp.dps = 60


def isotropic(means, variance):
    n, s, square = len(means), mpf(variance), sum(mpf(m) ** 2 for m in means)
    return sqrt(2 * s) * gamma(mpf(n + 1) / 2) / gamma(mpf(n) / 2) * hyp1f1(-0.5, mpf(n) / 2, -square / (2 * s))


def centred(first, second):
    large, small = max(mpf(first), mpf(second)), min(mpf(first), mpf(second))
    return sqrt(2 * large / pi) * ellipe(1 - small / large)


def ruben(means, variances):
    # |Y|^2 is a mixture of beta * chi-square with n + 2k degrees of freedom, weights c_k >= 0 that sum to 1, beta the least variance.
    n, a = len(means), [mpf(v) for v in variances]
    m = [mpf(x) for x in means]
    beta = min(a)
    c = [exp(-sum(x * x / v for x, v in zip(m, a)) / 2)]
    for v in a:
        c[0] *= sqrt(beta / v)
    g, total, result, k = [], c[0], c[0] * root(beta, n, 0), 0
    while 1 - total > mpf(10) ** -40:
        k += 1
        g.append(sum((1 - beta / v) ** k for v in a) / 2
                 + k * beta * sum(x * x / v ** 2 * (1 - beta / v) ** (k - 1) for x, v in zip(m, a)) / 2)
        c.append(sum(g[k - 1 - r] * c[r] for r in range(k)) / k)
        total += c[-1]
        result += c[-1] * root(beta, n, k)
    return result


def root(beta, n, k):
    return sqrt(2 * beta) * gamma(mpf(n + 2 * k + 1) / 2) / gamma(mpf(n + 2 * k) / 2)


CASES = [
    ([0.0], [1.0]), ([3.0], [0.25]), ([1.0, 0.0], [1.0, 1.0]), ([3.0, -4.0], [0.5, 0.5]), ([0.0, 0.0, 0.0], [2.0, 2.0, 2.0]),
    ([100.0, 0.0, 0.0], [1.0, 1.0, 1.0]), ([1000000.0, 1.0], [1e-6, 1e-6]), ([1e-6, 1.0, 2.0, -1.0], [1e6, 1e6, 1e6, 1e6]),
    ([0.125] * 8, [3.0] * 8), ([0.0, 0.0], [1.0, 1e-12]), ([0.0, 0.0], [1e12, 1e-12]), ([0.0, 0.0], [4.0, 1.0]),
    ([1.0, -0.5], [2.0, 0.5]), ([0.5, 2.0, -1.0], [1.0, 0.25, 2.0]), ([0.0, 1.0, 0.0, 2.0], [1.5, 0.5, 1.0, 2.0]),
]

print("// Written by MeanDistanceReference.py: do not edit.")
print("namespace MdnSimd.Tests.Mixtures;\n")
print("/// <summary>E|Y| of independent normal numbers, as (means, variances, answer).</summary>")
print("internal static class MeanDistanceReference\n{")
print("    public static readonly (double[] Means, double[] Variances, string Answer)[] Cases =\n    [")
for means, variances in CASES:
    if len(set(variances)) == 1:
        answer = isotropic(means, variances[0])
    elif len(means) == 2 and not any(means):
        answer = centred(*variances)
    else:
        answer = ruben(means, variances)
    print(f'        ({means}, {variances}, "{nstr(answer, 30, min_fixed=0, max_fixed=0)}"),')
print("    ];\n}")
