"""Writes oracle.tsv: what other programs say of tests that the package does.

Fisher's test and the binomial one are added up in whole fractions, and scipy
must agree; the z test is that of the textbook with scipy's normal distribution.
Run: python3 oracle.py > oracle.tsv  (scipy 1.10.1 wrote the one that is kept)
"""
import random
from fractions import Fraction
from math import comb, sqrt

from scipy import stats


def no_likelier(weights, x):
    """The part of all weights that are not above that of x, as a Fraction."""
    return Fraction(sum(w for w in weights if w <= weights[x]), sum(weights))


def fisher(x1, n1, x2, n2):
    low, high = max(0, x1 + x2 - n2), min(n1, x1 + x2)
    p = no_likelier([comb(n1, k) * comb(n2, x1 + x2 - k) for k in range(low, high + 1)], x1 - low)
    assert abs(stats.fisher_exact([[x1, n1 - x1], [x2, n2 - x2]])[1] - p) < 1e-6 * p + 1e-290
    return float(p)


def proportions(x1, n1, x2, n2):
    pooled = Fraction(x1 + x2, n1 + n2)
    if min(n1, n2) * min(pooled, 1 - pooled) < 1000:
        return fisher(x1, n1, x2, n2)
    z = float(Fraction(x1, n1) - Fraction(x2, n2)) / sqrt(pooled * (1 - pooled) * (Fraction(1, n1) + Fraction(1, n2)))
    return 2 * stats.norm.sf(abs(z))


def rates(x1, t1, x2, t2):
    n, p = x1 + x2, Fraction(t1, t1 + t2)
    if n * min(p, 1 - p) < 1000:
        exact = float(no_likelier([comb(n, k) * t1**k * t2 ** (n - k) for k in range(n + 1)], x1))
        assert abs(stats.binomtest(x1, n, float(p)).pvalue - exact) < 1e-6 * exact + 1e-290
        return exact
    z = float(x1 - n * p) / sqrt(n * p * (1 - p))
    return 2 * stats.norm.sf(abs(z))


def line(test, *values, p):
    print(test, *values, repr(p), sep="\t")


random.seed(1)
for n1, n2 in [(1, 1), (3, 5), (8, 8), (20, 7), (100, 100), (40, 900), (1000, 3000), (3, 10**5), (10**7, 2 * 10**7)]:
    for _ in range(12):
        rate = random.choice([0, 0.001, 0.01, 0.1, 0.5, 0.99, 1])
        x1 = min(n1, max(0, round(n1 * rate * random.uniform(0.7, 1.4))))
        x2 = min(n2, max(0, round(n2 * rate * random.uniform(0.7, 1.4))))
        if 0 < x1 + x2 < n1 + n2 and (n1 < 10**7 or min(x1 + x2, n1 + n2 - x1 - x2) > 5000):
            line("proportions", x1, n1, x2, n2, p=proportions(x1, n1, x2, n2))
for x1, x2 in [(1, 0), (0, 4), (3, 9), (7, 1), (12, 40), (100, 130), (0, 25), (5000, 5200), (10**6, 10**6 + 3000)]:
    for t1, t2 in [(1, 1), (60, 3600), (86400, 86400), (3600, 60), (900, 901)]:
        if x1 + x2 < 2000 or min(t1, t2) * 2 > max(t1, t2):
            line("rates", x1, t1, x2, t2, p=rates(x1, t1, x2, t2))
