package cli

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strconv"
)

// drawing draws questions about a log.
type drawing struct {
	conditions
	keys    []string
	numbers []string
}

func (d drawing) question() *question {
	q := &question{of: map[string]plainCondition{}, reverse: d.IntN(4) == 0, limit: []int{1, 3, 10, 100, 5000}[d.IntN(5)]}
	q.keys = d.several(d.keys, 1+d.IntN(3))
	for range 1 + d.IntN(4) {
		if m := d.metric(q.of); !slices.ContainsFunc(q.metrics, func(other string) bool { return nameOf(other) == nameOf(m) }) {
			q.metrics = append(q.metrics, m)
		}
	}
	for range (d.IntN(8) + 2) / 4 { // none, one or two
		q.where = append(q.where, d.draw())
	}
	switch d.IntN(5) {
	case 0:
		q.sort = q.keys[d.IntN(len(q.keys))]
	case 1:
		q.sort = nameOf(q.metrics[d.IntN(len(q.metrics))])
	case 2:
		q.sort = d.known()
	}
	if d.IntN(2) == 0 {
		q.having = d.having(q)
	}
	return q
}

// several returns n different names of a list.
func (d drawing) several(list []string, n int) []string {
	var names []string
	for _, i := range d.Perm(len(list))[:n] {
		names = append(names, list[i])
	}
	return names
}

// metric draws a metric, and puts its condition into of if it has one.
func (d drawing) metric(of map[string]plainCondition) string {
	if d.IntN(5) > 0 {
		return d.known()
	}
	c := d.draw()
	of[c.text] = c
	return []string{"hits=count(", "part=share(", "count(", "share("}[d.IntN(4)] + c.text + ")"
}

// known draws a metric without a condition.
func (d drawing) known() string {
	number := d.numbers[d.IntN(len(d.numbers))]
	list := []string{
		"count", "share", "rate", "first", "last", "visitors", "distinct_client", "distinct_path", "distinct_referrer",
		"count_5xx", "share_5xx", "count_404", "share_304", "sum_" + number, "avg_" + number, "min_" + number, "max_" + number,
		"stddev_" + number, "p50_" + number, "p90_" + number, "p95_" + number, "p99_" + number, "p999_" + number,
	}
	return list[d.IntN(len(list))]
}

// having draws a condition on the rows of the question, on what it measures or
// not.
func (d drawing) having(q *question) *rowCondition {
	first := d.havingMetric(q)
	switch d.IntN(4) {
	case 0:
		second := d.havingMetric(q)
		return &rowCondition{first.text + " and " + second.text, func(value func(string) plainValue, key func(string) plainCell) (bool, bool) {
			a, sureA := first.holds(value, key)
			b, sureB := second.holds(value, key)
			return a && b, sureA && sureB
		}}
	case 1:
		name := q.keys[d.IntN(len(q.keys))]
		if slices.Contains(texts, name) {
			w := d.word(name)
			return &rowCondition{fmt.Sprintf("%s or %s >= %q", first.text, name, w), func(value func(string) plainValue, key func(string) plainCell) (bool, bool) {
				a, sure := first.holds(value, key)
				k := key(name)
				return a || k.there && k.text >= w, sure
			}}
		}
	}
	return first
}

// havingMetric compares a metric with what it is of some records.
func (d drawing) havingMetric(q *question) *rowCondition {
	metrics := slices.DeleteFunc(slices.Clone(q.metrics), func(m string) bool { return m == "first" || m == "last" })
	metrics = append(metrics, "count", "p95_bytes", "avg_bytes", "share_5xx")
	metric := metrics[d.IntN(len(metrics))]
	name := nameOf(metric)
	var records []*plainRecord
	for range 1 + d.IntN(30) {
		records = append(records, d.some())
	}
	limit, _ := new(big.Float).SetRat(cmp.Or(measure(metric, records, records, q.of).exact, new(big.Rat))).Float64()
	number := strconv.FormatFloat(limit, 'f', 4, 64)
	bound, _ := new(big.Rat).SetString(number)
	above := d.IntN(3) > 0
	op := map[bool]string{true: ">=", false: "<"}[above]
	return &rowCondition{fmt.Sprintf("%s %s %s", name, op, number), func(value func(string) plainValue, _ func(string) plainCell) (bool, bool) {
		v := value(metric)
		if !v.there {
			return false, true
		}
		return (v.exact.Cmp(bound) >= 0) == above, v.sureAbout(bound)
	}}
}
