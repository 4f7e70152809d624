// Package diff compares what two logs, or two times of one, were asked: side 0,
// which is called A, was before, side 1, B, after.
//
// Compare goes through the keys of both sides and asks of each, by tests:
//
//   - is it another part of all requests than before?
//   - does another part of its requests fail?
//   - do more or fewer of its numbers lie above a percentile of both sides together?
//
// A rate is compared as well, and the test of it shown, but nothing follows from
// it: traffic comes and goes, and with it the rates of all keys at once, which the
// parts of the whole do not. The tests take requests for independent of each
// other. Where one client makes many, or retries what fails, chance does more than
// they think.
package diff

import (
	"math"

	"wf/aggregate"
)

// Measures says what of a Question is compared: metrics by their number.
type Measures struct {
	Requests    int   // count
	Errors      int   // the count, or the share, of those that fail; -1 is none
	Percentiles []int // at most MostPercentiles
}

// MostPercentiles is how many can be compared.
const MostPercentiles = 4

// Options says how to compare, and which rows are wanted.
type Options struct {
	Alpha   float64    // the part of what is called significant that may be chance
	Seconds [2]float64 // that each side took, 0 where it is not known
	Workers int

	Sort     string // a column, "" is what matters most first
	Reverse  bool   // the other way round
	Limit    int    // rows, 0 for all
	Having   string // a condition on columns and keys, "" for all
	FailIf   string // the same, for the Verdict
	MostRows int64  // that may be kept; more are an error
}

// row is a key and how the two sides differ in it. That of the totals has no key.
type row struct {
	key      []byte
	has      [2]bool
	all      [2]int64 // requests of all keys
	requests [2]int64
	errors   [2]int64
	numbers  [MostPercentiles]quantile

	share, rate, errorShare float64 // p of the tests; untested where there was none

	change      change
	significant bool // what change says is
	effect      float64
}

// quantile is a percentile of the numbers of both sides.
type quantile struct {
	value     [2]aggregate.Value
	above, of [2]int64 // numbers above the percentile of both together
	p         float64
}

// untested is the p of what cannot be tested.
var untested = math.NaN()

// compare makes a row of a pair. all is the row of the totals, nil for that.
func (c *comparison) compare(p *aggregate.Pair, all *row) row {
	r := row{share: untested, rate: untested, errorShare: untested}
	for side := range 2 {
		r.has[side] = p.Has(side)
		r.requests[side], _ = p.Value(side, c.Requests).Int.Int64()
		if c.Errors >= 0 {
			r.errors[side] = cases(p.Value(side, c.Errors), r.requests[side])
		}
	}
	n, e := r.requests, r.errors
	if r.all = n; all != nil {
		r.all = all.requests
		if r.all[0] > 0 && r.all[1] > 0 {
			r.share = Proportions(n[0], r.all[0], n[1], r.all[1])
		}
	}
	if c.Seconds[0] > 0 && c.Seconds[1] > 0 {
		r.rate = Rates(n[0], c.Seconds[0], n[1], c.Seconds[1])
	}
	if c.Errors >= 0 && n[0] > 0 && n[1] > 0 {
		r.errorShare = Proportions(e[0], n[0], e[1], n[1])
	}
	for i, metric := range c.Percentiles {
		r.numbers[i] = compareNumbers(p, metric)
	}
	return r
}

// cases is how many of so many requests a count, or a share, stands for.
func cases(v aggregate.Value, requests int64) int64 {
	if v.Kind == aggregate.Ratio {
		return int64(math.Round(v.Float * float64(requests)))
	}
	n, _ := v.Int.Int64()
	return n
}

// compareNumbers compares a percentile.
func compareNumbers(p *aggregate.Pair, metric int) quantile {
	q := quantile{p: untested}
	for side := range 2 {
		q.value[side] = p.Value(side, metric)
	}
	if q.above, q.of = p.Above(metric); q.of[0] > 0 && q.of[1] > 0 {
		q.p = Proportions(q.above[0], q.of[0], q.above[1], q.of[1])
	}
	return q
}

// tests appends the p of each test of a row that a change may follow from to ps.
// Tests that cannot find anything, because of how few cases there are, are none of
// them: each would make the others find less (R. Tarone, 1990).
func (c *comparison) tests(ps []float64, r *row) []float64 {
	add := func(p float64, x, n [2]int64) {
		if p <= c.Alpha || !math.IsNaN(p) && Least(x[0], n[0], x[1], n[1]) <= c.Alpha {
			ps = append(ps, p)
		}
	}
	add(r.share, r.requests, r.all)
	add(r.errorShare, r.errors, r.requests)
	for i := range c.Percentiles {
		q := &r.numbers[i]
		add(q.p, q.above, q.of)
	}
	return ps
}
