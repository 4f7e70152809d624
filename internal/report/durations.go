package report

import (
	"math"
	"slices"

	"wf/aggregate"
	"wf/parser"
)

// slowHaving is which routes can be slow. Of few requests a percentile is the
// slowest of them, and a ranking of all would be led by routes of one request.
const slowHaving = "count >= 20 and p95_duration != nil"

// latency is a percentile of durations over time. Its steps are its own: the
// percentiles of two steps do not make the one of both.
type latency struct {
	column aggregate.Column          // of the percentile, which is a Decimal
	step   int64                     // nanoseconds
	base   int64                     // a clock that one of the steps begins at
	values map[int64]aggregate.Value // by the clock that a step begins at, where there are durations
}

// readLatency reads a percentile of a table with one key, time in steps. nil has
// no latency, nor has a table whose key has no steps.
func readLatency(t *aggregate.Table, percentile string) *latency {
	if t == nil {
		return nil
	}
	key := slices.IndexFunc(t.Columns, func(c aggregate.Column) bool { return c.Key })
	at := columnIndex(t.Columns, percentile)
	l := &latency{column: t.Columns[at], values: make(map[int64]aggregate.Value)}
	var ok bool
	if l.step, l.base, ok = parser.TimeStep(t.Columns[key].Name); !ok {
		return nil
	}
	for row := range t.Rows {
		v := row[at]
		if none(row[key]) || none(v) {
			continue
		}
		// A zone that changes has steps that begin between two of the clock's, and
		// shows some twice: of these it is the slower one.
		clock := parser.FloorClock(whole(row[key]), l.step, l.base)
		if have, ok := l.values[clock]; !ok || whole(have) < whole(v) {
			l.values[clock] = v
		}
	}
	return l
}

// at is the percentile of the step that clock lies in, Absent if it has none.
func (l *latency) at(clock int64) aggregate.Value {
	return l.values[parser.FloorClock(clock, l.step, l.base)]
}

// cell is the shortest of the usual lengths, from least on, that the steps are
// whole multiples of. It is false if there is none.
func (l *latency) cell(least int64) (int64, bool) {
	list := steps()
	for list[len(list)-1] < l.step {
		list = append(list, 2*list[len(list)-1])
	}
	for _, step := range list {
		if step >= least && l.step%step == 0 && stepBegin(l.base, step) == l.base {
			return step, true
		}
	}
	return 0, false
}

// chartRow draws the percentile beside counts in cells of a length that cell
// returned. Where its steps are longer than these it says so, and all cells of
// a step show the same.
func (l *latency) chartRow(step int64, ascii bool) chartRow {
	r := chartRow{
		label: "p95",
		value: func(t tick) (int64, bool) {
			v := l.at(t.clock)
			return whole(v), !none(v)
		},
		text: func(nanos int64) cell {
			text, unit := roughSeconds(float64(nanos)/1e9, ascii)
			return cell{text: text, unit: unit}
		},
	}
	if l.step != step {
		r.label += "/" + duration(float64(l.step)/1e9)
	}
	return r
}

// roughSeconds is humanSeconds with two digits, of times below two minutes.
// Percentiles are exact to more than that.
func roughSeconds(v float64, ascii bool) (text, unit string) {
	if abs := math.Abs(v); abs > 0 && abs < 119.5 {
		last := math.Pow(10, math.Floor(math.Log10(abs))-1)
		v = math.Round(v/last) * last
	}
	return humanSeconds(v, ascii)
}

// durationTotal says how long requests took. It is left out where none tells.
func (s *screen) durationTotal() (total, bool) {
	if none(s.totals.get("max_duration")) {
		return total{}, false
	}
	say := func(name string) cell {
		text, unit := roughSeconds(number(s.totals.get(name+"_duration")), s.ascii)
		return cell{text: name + " " + text, unit: unit}
	}
	join := func(c cell) string { return c.text + c.unit }
	p95, p99, most := join(say("p95")), join(say("p99")), join(say("max"))
	return total{label: "duration", number: say("p50"), says: []string{
		p95 + "; " + p99 + "; " + most,
		p95 + "; " + most,
		p95,
	}}, true
}

// slowLines shows the routes that take longest.
func (s *screen) slowLines(r *section, rows, width int) []line {
	shown := r.first(rows)
	return s.sectionLines(shown, shown.choices(""), map[string]string{
		"p95_duration": "SLOW p95", "count": "count", "sum_duration": "total time", "route": "route",
	}, width, spare{"sum_duration", leastShown}, spare{"count", leastShown})
}
