package diff

import "math"

// The probabilities of single outcomes are those of C. Loader, "Fast and
// Accurate Computation of Binomial Probabilities", 2000: factorials would cancel
// each other's digits where there are a billion requests.

// binomial is the probability of x successes in n tries of which each succeeds
// with p and fails with q = 1-p.
func binomial(x, n, p, q float64) float64 {
	switch {
	case x < 0 || x > n:
		return 0
	case p == 0:
		return one(x == 0)
	case q == 0:
		return one(x == n)
	case x == 0:
		if p < 0.1 {
			return math.Exp(-deviance(n, n*q) - n*p)
		}
		return math.Exp(n * math.Log(q))
	case x == n:
		if q < 0.1 {
			return math.Exp(-deviance(n, n*p) - n*q)
		}
		return math.Exp(n * math.Log(p))
	}
	log := stirlingError(n) - stirlingError(x) - stirlingError(n-x) - deviance(x, n*p) - deviance(n-x, n*q)
	return math.Exp(log) / math.Sqrt(2*math.Pi*x*(n-x)/n)
}

func one(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// hypergeometric is the probability that x of n that are drawn are among the
// marked, of which there are so many, and so many others.
func hypergeometric(x, n, marked, others float64) float64 {
	if x < 0 || x > n || x > marked || n-x > others {
		return 0
	}
	p := n / (marked + others)
	q := (marked + others - n) / (marked + others)
	return binomial(x, marked, p, q) * binomial(n-x, others, p, q) / binomial(n, marked+others, p, q)
}

// stirlingError is log(n!) less what Stirling's formula has for it.
func stirlingError(n float64) float64 {
	if n <= 15 {
		gamma, _ := math.Lgamma(n + 1)
		return gamma - (n+0.5)*math.Log(n) + n - math.Log(2*math.Pi)/2
	}
	const s0, s1, s2, s3, s4, s5 = 1. / 12, 1. / 360, 1. / 1260, 1. / 1680, 1. / 1188, 691. / 360360
	s := n * n
	return (s0 - (s1-(s2-(s3-(s4-s5/s)/s)/s)/s)/s) / n
}

// deviance is x log(x/mean) + mean - x, without the loss of digits where both
// are almost the same.
func deviance(x, mean float64) float64 {
	if math.Abs(x-mean) >= 0.1*(x+mean) {
		return x*math.Log(x/mean) + mean - x
	}
	v := (x - mean) / (x + mean)
	sum, term := (x-mean)*v, 2*x*v
	for j := 3.; ; j += 2 {
		term *= v * v
		next := sum + term/j
		if next == sum {
			return sum
		}
		sum = next
	}
}
