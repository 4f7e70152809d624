package diff

import (
	"math"

	"wf/aggregate"
)

// change is what became of a key, in the order in which it matters.
type change uint8

const (
	worse  change = iota // more of its requests fail, or take longer
	arrive               // it was not there before
	leave                // it is no longer there
	better               // fewer fail, or they take less
	more                 // it is a larger part of all
	less                 // it is a smaller one
	same                 // nothing but chance is needed to explain it
)

// String is the word for it in tables and conditions.
func (c change) String() string {
	return [...]string{"worse", "new", "gone", "better", "more", "less", ""}[c]
}

// judge says what became of a row, given the greatest p that is significant. Of
// several things the worst counts. The effect is about how many requests of the
// later side it happened to.
func (c *comparison) judge(r *row, limit float64) {
	r.change, r.significant = same, true
	if r.errorShare <= limit {
		r.differ(r.errors, r.requests)
	}
	for i := range c.Percentiles {
		if q := &r.numbers[i]; q.p <= limit && q.moved() {
			r.differ(q.above, q.of)
		}
	}
	sure := r.share <= limit
	switch {
	case r.has[0] && r.has[1] && (r.change != same || !sure):
		r.significant = r.change != same
		if r.significant {
			return
		}
	case !r.has[0]:
		r.change, r.significant = arrive, sure
	case !r.has[1]:
		r.change, r.significant = leave, sure
	case r.part(1) > r.part(0):
		r.change = more
	default:
		r.change = less
	}
	r.effect = math.Abs(r.part(1)-r.part(0)) * float64(max(r.all[1], 1))
}

// differ notes that a significantly different part of some of the requests is bad.
func (r *row) differ(bad, of [2]int64) {
	difference := float64(bad[1])/float64(of[1]) - float64(bad[0])/float64(of[0])
	now := better
	if difference > 0 {
		now = worse
	}
	effect := math.Abs(difference) * float64(of[1])
	switch {
	case now < r.change:
		r.change, r.effect = now, effect
	case now == r.change:
		r.effect = max(r.effect, effect)
	}
}

// moved reports whether the percentile itself went where the numbers did.
func (q *quantile) moved() bool {
	up := float64(q.above[1])/float64(q.of[1]) > float64(q.above[0])/float64(q.of[0])
	order := q.value[1].Int.Cmp(q.value[0].Int)
	return order > 0 && up || order < 0 && !up
}

// part is the part of all requests of a side that the row has, 0 if it has none.
func (r *row) part(side int) float64 {
	if r.all[side] == 0 {
		return 0
	}
	return float64(r.requests[side]) / float64(r.all[side])
}

// class is the order of rows before their effects: what is significant comes
// first, and what was not there on one side before what was on both.
func (r *row) class() int {
	switch {
	case r.change == arrive || r.change == leave:
		if r.significant {
			return int(arrive)
		}
		return int(same)
	case r.change == more || r.change == less:
		return int(more)
	case r.change == same:
		return int(same) + 1
	}
	return int(r.change)
}

// significantTests names the tests of a row that are significant, by the columns
// that they are about.
func (c *comparison) significantTests(r *row) (names []string) {
	for _, t := range c.named(r) {
		if t.p <= c.limit {
			names = append(names, t.name)
		}
	}
	return names
}

// test is a p and what it is about.
type test struct {
	name string
	p    float64
}

// named are the tests of a row.
func (c *comparison) named(r *row) []test {
	list := []test{{"share", r.share}, {"error_share", r.errorShare}}
	for i, name := range c.names {
		list = append(list, test{name, r.numbers[i].p})
	}
	return list
}

// absent is the value of what is not there.
var absent aggregate.Value
