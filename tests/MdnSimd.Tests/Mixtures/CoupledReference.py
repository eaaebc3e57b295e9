"""Writes CoupledReference.cs: mixtures with full covariances in 1 to 4 dimensions, to 50 digits, by mpmath.

    python3 CoupledReference.py > CoupledReference.cs

Parameters are taken as the doubles they are in C#. Everything goes through covariance matrices, their minors and inverses: no
factor is ever made triangular again, and a conditional is what it is defined as, a joint density divided by a marginal one.
"""
import random
from itertools import combinations

from mpmath import diff, exp, log, matrix, mp, mpf, nstr, pi

mp.dps = 70
random.seed(1)


def digits(values):
    return " ".join(nstr(v, 50, min_fixed=0, max_fixed=0) for v in values)


def some(low, high):
    return round(random.uniform(low, high), 3)


def factor(units, size, coupling):
    """Upper triangular, row by row, for standard deviations of about size * units."""
    d = len(units)
    rows = [[0.0] * d for _ in range(d)]
    for i in range(d):
        for j in range(i, d):
            rows[i][j] = (some(0.7, 1.5) if i == j else some(-coupling, coupling)) / (size * units[j])
    return rows


def case(name, weights, units, places, sizes, points, coupling=1.0):
    """places: how far the means lie out, in units; sizes: the components' standard deviations, in units."""
    means = [[p * some(0.5, 1.5) * random.choice([-1, 1]) * u for u in units] for p in places]
    factors = [factor(units, s, coupling) for s in sizes]
    ts = [[p * some(-1, 1) * u for u in units] for p in points]
    return name, weights, means, factors, ts


WILD = [1e-6, 1e6, 1.0, 1e-3]
CASES = []
for D in (1, 2, 3, 4):
    one = [1.0] * D
    CASES += [
        case(f"{D}: overlapping", [0.5, 0.3, 0.2], one, [1, 1, 1], [1, 0.5, 2], [1, 4]),
        case(f"{D}: well separated, a weight of 1e-12", [1e-12, 0.6, 0.4], one, [1000, 50, 100], [1, 0.25, 3], [1, 1000]),
        case(f"{D}: coinciding and nested", [0.25, 0.25, 0.5], one, [0, 0, 0.001], [1, 1e-3, 100], [0.002, 10]),
        case(f"{D}: units from 1e-6 to 1e6", [0.7, 1e-12, 0.3], WILD[:D], [2, 3, 1], [1, 1e-2, 1], [2, 40]),
        case(f"{D}: strongly coupled", [0.5, 0.5], WILD[::-1][:D], [1, 2], [1, 1], [1, 8], coupling=8.0),
    ]


class Mixture:
    def __init__(self, weights, means, factors):
        total = sum(mpf(w) for w in weights)
        self.weights = [mpf(w) / total for w in weights]
        self.means = [[mpf(x) for x in m] for m in means]
        self.covariances = [(matrix(f).T * matrix(f)) ** -1 for f in factors]

    def joint(self, t, dims):
        """w_k N_k of some dimensions."""
        result = []
        for w, m, c in zip(self.weights, self.means, self.covariances):
            part = matrix([[c[i, j] for j in dims] for i in dims])
            e = matrix([t[i] - m[i] for i in dims])
            square = (e.T * part**-1 * e)[0]
            result.append(w * exp(-square / 2) / ((2 * pi) ** len(dims) * mp.det(part)) ** mpf("0.5"))
        return result

    def density(self, t, dims):
        return sum(self.joint(t, dims))

    def mean(self):
        return [sum(w * m[d] for w, m in zip(self.weights, self.means)) for d in range(len(self.means[0]))]

    def covariance(self):
        mean, d = self.mean(), range(len(self.means[0]))
        raw = lambda i, j: sum(w * (c[i, j] + m[i] * m[j]) for w, m, c in zip(self.weights, self.means, self.covariances))
        return [raw(i, j) - mean[i] * mean[j] for i in d for j in d]

    def conditional_means(self, t, given, rest):
        """From the regression of the rest on the given, component by component."""
        shares = self.joint(t, given)
        result = []
        for i in rest:
            sum_ = mpf(0)
            for share, m, c in zip(shares, self.means, self.covariances):
                part = matrix([[c[a, b] for b in given] for a in given])
                e = matrix([t[a] - m[a] for a in given])
                across = matrix([[c[i, b] for b in given]])
                sum_ += share * (m[i] + (across * part**-1 * e)[0])
            result.append(sum_ / sum(shares))
        return result


def rows(weights, means, factors, ts):
    mixture = Mixture(weights, means, factors)
    every = list(range(len(means[0])))
    yield "Mean", 0, "", digits(mixture.mean())
    yield "Covariance", 0, "", digits(mixture.covariance())
    for index, point in enumerate(ts):
        t = [mpf(x) for x in point]
        joint = mixture.joint(t, every)
        yield "LogDensity", index, "", digits([log(sum(joint))])
        yield "Responsibilities", index, "", digits([j / sum(joint) for j in joint])
        slope = lambda d: diff(lambda x: log(mixture.density(t[:d] + [x] + t[d + 1 :], every)), t[d], h=abs(mixture.covariances[0][d, d]) ** mpf("0.5") * mpf("1e-30"))
        yield "LogDensityGradient", index, "", digits([slope(d) for d in every])
        for size in range(1, len(every)):
            for given in combinations(every, size):
                rest = [d for d in every if d not in given]
                name = " ".join(map(str, given))
                given = list(given)
                yield "Marginal", index, name, digits([log(mixture.density(t, given))])
                yield "Conditional", index, name, digits([log(sum(joint) / mixture.density(t, given))])
                yield "ConditionalMean", index, name, digits(mixture.conditional_means(t, given, rest))


def array(values):
    return "[" + ", ".join(repr(v) for v in values) + "]"


print("// Written by CoupledReference.py: do not edit.")
print("namespace MdnSimd.Tests.Mixtures;\n")
print("/// <summary>Values to 50 digits, as (question, index of the point, dimensions asked for or given, answers).</summary>")
print("internal static class CoupledReference\n{")
print("    public static readonly (string Name, double[] Weights, double[] Means, double[] Factors, double[][] Points,")
print("        (string Question, int Point, string Dimensions, string Answers)[] Answers)[] Mixtures =\n    [")
for name, weights, means, factors, ts in CASES:
    print(f'        ("{name}", {array(weights)},')
    print(f"        {array(sum(means, []))},")
    print(f"        {array(sum(sum(factors, []), []))},")
    print(f'        [{", ".join(array(t) for t in ts)}],\n        [')
    for question, point, dimensions, answers in rows(weights, means, factors, ts):
        print(f'            ("{question}", {point}, "{dimensions}", "{answers}"),')
    print("        ]),")
print("    ];\n}")
