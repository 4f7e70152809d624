package diff

import "math"

// outcomes is a distribution over the whole numbers from least to most, whose
// probabilities fall on both sides of the mean.
type outcomes struct {
	least, most, mean float64
	probability       func(x float64) float64
	ratio             func(x float64) float64 // of the probability of x+1 to that of x
}

// drawn is how many of n that are drawn are marked, where so many are and so many
// others are not.
func drawn(n, marked, others float64) outcomes {
	return outcomes{
		least: max(0, n-others), most: min(n, marked), mean: n * (marked / (marked + others)),
		probability: func(x float64) float64 { return hypergeometric(x, n, marked, others) },
		ratio:       func(x float64) float64 { return (marked - x) / (x + 1) * (n - x) / (others - n + x + 1) },
	}
}

// tried is how many of n tries succeed, each with p, and fail with q = 1-p.
func tried(n, p, q float64) outcomes {
	return outcomes{
		most: n, mean: n * p,
		probability: func(x float64) float64 { return binomial(x, n, p, q) },
		ratio:       func(x float64) float64 { return (n - x) / (x + 1) * (p / q) },
	}
}

// sameOdds is by how much a probability may be above another one and still be
// counted as no greater: outcomes as likely as each other are computed in
// different ways. R takes the same.
const sameOdds = 1 + 1e-7

// noLikelier adds up the probabilities of all outcomes that are no likelier than
// x: the two-sided p of x.
func (o outcomes) noLikelier(x float64) float64 {
	own := o.probability(x)
	bound := own * sameOdds
	if o.most-o.least <= fewOutcomes && own > 0 {
		return min(own+o.neighbours(x, own, bound), 1)
	}
	sum := 0.
	if x <= o.mean {
		sum = o.below(x) + o.above(max(o.firstAbove(bound), x+1))
	} else {
		sum = o.above(x) + o.below(min(o.lastBelow(bound), x-1))
	}
	return min(sum, 1)
}

// rarest is the two-sided p of the least likely outcome, which stands at an end.
func (o outcomes) rarest() float64 {
	low, high := o.probability(o.least), o.probability(o.most)
	if o.least < o.most && max(low, high) <= min(low, high)*sameOdds {
		return min(low+high, 1)
	}
	return min(low, high)
}

// fewOutcomes is how many are looked at one by one, which most keys have no more
// of: they have few requests.
const fewOutcomes = 64

// neighbours adds up the probabilities of all outcomes but x that are at most
// bound, given that of x.
func (o outcomes) neighbours(x, own, bound float64) (sum float64) {
	add := func(p float64) {
		if p <= bound {
			sum += p
		}
	}
	for k, p := x, own; k < o.most; k++ {
		p *= o.ratio(k)
		add(p)
	}
	for k, p := x, own; k > o.least; k-- {
		p /= o.ratio(k - 1)
		add(p)
	}
	return sum
}

// little is the part of a sum that its last term may be: what follows is less.
const little = 1e-17

// above adds up the probabilities from x on, which is not below the mean.
func (o outcomes) above(x float64) (sum float64) {
	if x > o.most {
		return 0
	}
	for p := o.probability(x); x <= o.most && p > sum*little; x++ {
		sum += p
		p *= o.ratio(x)
	}
	return sum
}

// below adds up the probabilities down from x, which is not above the mean.
func (o outcomes) below(x float64) (sum float64) {
	if x < o.least {
		return 0
	}
	for p := o.probability(x); x >= o.least && p > sum*little; x-- {
		sum += p
		p /= o.ratio(x - 1)
	}
	return sum
}

// firstAbove returns the first outcome at or above the mean that is not likelier
// than bound, found by halving. It is beyond most if there is none.
func (o outcomes) firstAbove(bound float64) float64 {
	low, high := math.Ceil(o.mean), o.most+1
	for low < high {
		if middle := math.Floor(low + (high-low)/2); o.probability(middle) <= bound {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return high
}

// lastBelow returns the last outcome at or below the mean that is not likelier
// than bound. It is beyond least if there is none.
func (o outcomes) lastBelow(bound float64) float64 {
	low, high := o.least-1, math.Floor(o.mean)
	for low < high {
		if middle := math.Ceil(low + (high-low)/2); o.probability(middle) <= bound {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low
}
