package diff

import (
	"math"
	"strings"

	"wf/aggregate"
)

// column is one of a table and how a row fills it.
type column struct {
	aggregate.Column
	brief int // its place among those that people see in a terminal, from 1; 0 for the others
	value func(r *row) aggregate.Value
}

// allColumns are those of measures, before the keys. NAME_a and NAME_b are the
// sides, NAME_change how often the first goes into the second for rates and
// percentiles and the difference for shares, NAME_p the p of the test.
func (c *comparison) allColumns() []column {
	list := []column{
		{aggregate.Column{Name: "change", Kind: aggregate.Text, Unit: aggregate.Change}, 1, func(r *row) aggregate.Value { return text(r.change.String()) }},
		{aggregate.Column{Name: "significant", Kind: aggregate.Text}, 0, func(r *row) aggregate.Value { return text(strings.Join(c.significantTests(r), " ")) }},
	}
	list = append(list, sides("requests", aggregate.Integer, aggregate.NoUnit, 2, func(r *row, side int) aggregate.Value { return whole(r.requests[side]) })...)
	list = append(list, sides("rate", aggregate.Ratio, aggregate.PerSecond, 0, c.rate)...)
	list = append(list, ratio("rate_change", aggregate.NoUnit, func(r *row) float64 { return c.rate(r, 1).Float / c.rate(r, 0).Float }), p("rate", func(r *row) float64 { return r.rate }))
	list = append(list, c.proportion("share", 5, func(r *row) ([2]int64, [2]int64, float64) { return r.requests, r.all, r.share })...)
	if c.Errors >= 0 {
		list = append(list, sides("errors", aggregate.Integer, aggregate.NoUnit, 0, func(r *row, side int) aggregate.Value { return whole(r.errors[side]) })...)
		list = append(list, c.proportion("error_share", 3, func(r *row) ([2]int64, [2]int64, float64) { return r.errors, r.requests, r.errorShare })...)
	}
	for i, name := range c.names {
		list = append(list, c.percentile(i, name)...)
	}
	return list
}

// rate is the requests of a side per second.
func (c *comparison) rate(r *row, side int) aggregate.Value {
	return quotient(float64(r.requests[side]), c.Seconds[side])
}

// proportion are the columns of a part of something, and of the test of it.
func (c *comparison) proportion(name string, brief int, of func(r *row) (part, all [2]int64, p float64)) []column {
	side := func(r *row, side int) aggregate.Value {
		part, all, _ := of(r)
		return quotient(float64(part[side]), float64(all[side]))
	}
	difference := ratio(name+"_change", aggregate.Part, func(r *row) float64 {
		part, all, _ := of(r)
		return float64(part[1])/float64(all[1]) - float64(part[0])/float64(all[0])
	})
	test := p(name, func(r *row) float64 {
		_, _, p := of(r)
		return p
	})
	return append(sides(name, aggregate.Ratio, aggregate.Part, brief, side), difference, test)
}

// percentile are the columns of percentile number i.
func (c *comparison) percentile(i int, name string) []column {
	brief := 6 + i // there is not always room for all: the last one, which is the highest as a rule, goes first
	if i == len(c.names)-1 {
		brief = 4
	}
	list := sides(name, 0, 0, brief, func(r *row, side int) aggregate.Value { return r.numbers[i].value[side] })
	for side := range list {
		named := list[side].Name
		list[side].Column = c.spec.MetricColumn(c.Percentiles[i])
		list[side].Name = named
	}
	change := ratio(name+"_change", aggregate.NoUnit, func(r *row) float64 {
		q := &r.numbers[i]
		if q.value[0].Kind == aggregate.Absent || q.value[1].Kind == aggregate.Absent {
			return math.NaN()
		}
		return q.value[1].Int.Float() / q.value[0].Int.Float()
	})
	return append(list, change, p(name, func(r *row) float64 { return r.numbers[i].p }))
}

// sides are the columns of both sides.
func sides(name string, kind aggregate.ValueKind, unit aggregate.Unit, brief int, value func(r *row, side int) aggregate.Value) []column {
	var list []column
	for side, suffix := range []string{"_a", "_b"} {
		list = append(list, column{aggregate.Column{Name: name + suffix, Kind: kind, Unit: unit}, brief, func(r *row) aggregate.Value { return value(r, side) }})
	}
	return list
}

// ratio is a column of a number that is absent where it is none.
func ratio(name string, unit aggregate.Unit, value func(r *row) float64) column {
	return column{aggregate.Column{Name: name, Kind: aggregate.Ratio, Unit: unit}, 0, func(r *row) aggregate.Value { return number(value(r)) }}
}

// leastP is the least p that is told from none: what is below is as certain as
// anything is.
const leastP = 1e-15

// p is the column of the p of a test.
func p(name string, value func(r *row) float64) column {
	return ratio(name+"_p", aggregate.NoUnit, func(r *row) float64 {
		if v := value(r); !(v < leastP) {
			return v
		}
		return 0
	})
}

func text(s string) aggregate.Value {
	if s == "" {
		return aggregate.Value{}
	}
	return aggregate.Value{Kind: aggregate.Text, Bytes: []byte(s)}
}

func whole(n int64) aggregate.Value {
	return aggregate.Value{Kind: aggregate.Integer, Int: aggregate.Int(n)}
}

func number(v float64) aggregate.Value {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return aggregate.Value{}
	}
	return aggregate.Value{Kind: aggregate.Ratio, Float: v}
}

func quotient(a, b float64) aggregate.Value { return number(a / b) }
