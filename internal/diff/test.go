package diff

import "math"

// leastExpected is how many cases chance must lead one to expect in each of the
// four cells of a table for the normal distribution to describe it. Below, the
// probabilities are added up one by one. Textbooks say five, for a p about 0.05;
// among a thousand keys a p about 0.00001 is looked for, and there, of five that are
// expected, the normal distribution is wrong by a factor of seventy.
const leastExpected = 1000

// mostExact is how many cases there may be for outcomes to be added up one by
// one: far beyond, a float64 does not know its successor. No log has so many; a
// damaged file may say so.
const mostExact = 1 << 50

// Proportions is the two-sided p of the hypothesis that x1 of n1 and x2 of n2
// come of the same proportion: the two-proportion z test with the pooled variance,
// without a correction for continuity, and Fisher's exact test where fewer than
// leastExpected cases are expected in a cell. It is 1 where nothing can differ.
func Proportions(x1, n1, x2, n2 int64) float64 {
	if x1 > n1-x1+n2-x2-x2 { // the rarer of both outcomes keeps its digits
		x1, x2 = n1-x1, n2-x2
	}
	a, m, b, n := float64(x1), float64(n1), float64(x2), float64(n2)
	all := m + n
	pooled := (a + b) / all
	if m == 0 || n == 0 || pooled == 0 {
		return 1
	}
	if min(m, n)*pooled < leastExpected && all < mostExact {
		return drawn(m, a+b, all-a-b).noLikelier(a)
	}
	z := (a/m - b/n) / math.Sqrt(pooled*(1-pooled)*(1/m+1/n))
	return math.Erfc(math.Abs(z) / math.Sqrt2)
}

// Least is the least p that Proportions has for any x1 and x2 that come to as many
// as these: a test of which it is above alpha cannot find anything.
func Least(x1, n1, x2, n2 int64) float64 {
	m, n, marked := float64(n1), float64(n2), float64(x1+x2)
	if m == 0 || n == 0 || marked == 0 || marked == m+n {
		return 1
	}
	return drawn(m, marked, m+n-marked).rarest()
}

// Rates is the two-sided p of the hypothesis that x1 events in a time t1 and x2
// in t2 come at the same rate, each by itself: of all of them, so many fall into
// the first time as into its part of both. The binomial distribution is added up
// where fewer than leastExpected are expected in either, else the normal one stands
// for it.
func Rates(x1 int64, t1 float64, x2 int64, t2 float64) float64 {
	a, b := float64(x1), float64(x2)
	n := a + b
	if n == 0 || t1 <= 0 || t2 <= 0 {
		return 1
	}
	p, q := t1/(t1+t2), t2/(t1+t2)
	if p > q { // the difference below keeps its digits on the smaller side
		a, p, q = b, q, p
	}
	if n*p < leastExpected && n < mostExact {
		return tried(n, p, q).noLikelier(a)
	}
	z := (a - n*p) / math.Sqrt(n*p*q)
	return math.Erfc(math.Abs(z) / math.Sqrt2)
}
