package report

import (
	"iter"
	"slices"

	"wf/aggregate"
)

// tick is what happened in one step of the clock.
type tick struct {
	clock           int64 // of its beginning, in nanoseconds
	all, e4xx, e5xx int64
}

// timeline is the requests in the order of the clock that was logged. Steps
// without a request have no tick.
type timeline struct {
	ticks  []tick
	step   int64 // nanoseconds that a tick covers
	status bool  // errors were counted
}

// fineRange is the longest range of the clock that is counted by the second;
// longer ones are counted by the minute.
const fineRange = 4 * hour

// lifetime is how far from 1970 a clock can be; what was logged beyond, by a
// clock that was wrong, counts as the edge. So a range, and a cell around each
// of its ends, is less than an int64 of nanoseconds, which is 292 years.
const lifetime = 140 * 365 * day

// readTimeline reads a table with one key of time, sorted by it.
func readTimeline(t *aggregate.Table) timeline {
	tl := timeline{step: second, status: columnIndex(t.Columns, "count_5xx") >= 0}
	at := slices.IndexFunc(t.Columns, func(c aggregate.Column) bool { return c.Key })
	for row := range t.Rows {
		if none(row[at]) {
			continue // lines without a time
		}
		r := record{t.Columns, row}
		clock := min(max(whole(row[at]), -lifetime), lifetime)
		tl.ticks = append(tl.ticks, tick{clock, r.int("count"), r.int("count_4xx"), r.int("count_5xx")})
	}
	from, until := tl.span()
	fine := func(t tick) bool { return t.clock%minute != 0 }
	if until-from > fineRange && !slices.ContainsFunc(tl.ticks, fine) {
		tl.step = minute
	}
	return tl
}

// span is the clock from the first tick to the end of the last.
func (tl *timeline) span() (from, until int64) {
	if len(tl.ticks) == 0 {
		return 0, 0
	}
	return tl.ticks[0].clock, tl.ticks[len(tl.ticks)-1].clock + tl.step
}

// peak is the step, a multiple of the timeline's, with the most requests; the
// first of several.
func (tl *timeline) peak(step int64) tick {
	most := tick{}
	for t := range tl.cells(step) {
		if t.all > most.all {
			most = t
		}
	}
	return most
}

// cells adds the ticks up to steps of another length, in order, leaving out
// those without a request.
func (tl *timeline) cells(step int64) iter.Seq[tick] {
	return func(yield func(tick) bool) {
		var sum tick
		for i, t := range tl.ticks {
			begin := stepBegin(t.clock, step)
			if i > 0 && begin != sum.clock {
				if !yield(sum) {
					return
				}
				sum = tick{}
			}
			sum = tick{begin, sum.all + t.all, sum.e4xx + t.e4xx, sum.e5xx + t.e5xx}
		}
		if len(tl.ticks) > 0 {
			yield(sum)
		}
	}
}

// monday is the first Monday of the clock's count; steps of weeks begin there.
const monday = 4 * day

// stepBegin is the beginning of the step that clock lies in.
func stepBegin(clock, step int64) int64 {
	origin := int64(0)
	if step%week == 0 {
		origin = monday
	}
	rest := (clock - origin) % step
	if rest < 0 {
		rest += step
	}
	return clock - rest
}

// stepCount is how many steps it takes to cover from until until.
func stepCount(from, until, step int64) int64 {
	if until <= from {
		return 0
	}
	return (stepBegin(until-1, step)-stepBegin(from, step))/step + 1
}

// steps are the lengths that people cut time into, up to a week. Longer ones
// are weeks doubled.
func steps() []int64 {
	return []int64{
		second, 2 * second, 5 * second, 10 * second, 15 * second, 30 * second,
		minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute,
		hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, week,
	}
}

// fitStep is the smallest step by which the timeline has at most so many cells.
func (tl *timeline) fitStep(cells int) int64 {
	from, until := tl.span()
	fits := func(step int64) bool {
		return step >= tl.step && stepCount(from, until, step) <= int64(max(cells, 2))
	}
	list := steps()
	if i := slices.IndexFunc(list, fits); i >= 0 {
		return list[i]
	}
	step := 2 * week
	for !fits(step) {
		step *= 2
	}
	return step
}

// silence is the time in which nothing was logged though something should have
// been.
type silence struct {
	limit   int64 // a gap of at least this is silence, in nanoseconds
	total   int64 // nanoseconds
	times   int
	longest int64 // nanoseconds
	from    int64 // clock of the last request before the longest, cut to the step

	last, lastFrom int64 // the same of the last one
}

const (
	silentGaps  = 20          // mean gaps between requests, and
	silentLeast = 10 * minute // time, without a request, that are silence
)

// pause is a time without a request.
type pause struct {
	from   int64 // clock of the last request before it, cut to the step
	length int64 // nanoseconds
}

// silence sums up the silences.
func (tl *timeline) silence(seconds float64, jump int64) silence {
	s := silence{}
	var pauses []pause
	pauses, s.limit = tl.silences(seconds, jump)
	for _, p := range pauses {
		s.times++
		s.total += p.length
		if p.length > s.longest {
			s.longest, s.from = p.length, p.from
		}
		s.last, s.lastFrom = p.length, p.from
	}
	return s
}

// silences finds the gaps of at least limit, in their order. Where the clock
// jumped ahead, as summer time makes it, the jump is no silence: it is taken
// from the smallest gap that can hold it. Servers in two zones that were logged
// one after the other look the same; so much of one silence may be missing then.
func (tl *timeline) silences(seconds float64, jump int64) (silent []pause, limit int64) {
	limit = silentLeast
	requests := int64(0)
	for _, t := range tl.ticks {
		requests += t.all
	}
	if requests == 0 {
		return nil, limit
	}
	limit = max(limit, int64(silentGaps*seconds/float64(requests)*float64(second)))
	var pauses []pause
	for i := 1; i < len(tl.ticks); i++ {
		from := tl.ticks[i-1].clock
		if length := tl.ticks[i].clock - from - tl.step; length >= limit || jump > 0 && length >= jump {
			pauses = append(pauses, pause{from, length})
		}
	}
	least := -1
	for i, p := range pauses {
		if p.length >= jump && (least < 0 || p.length < pauses[least].length) {
			least = i
		}
	}
	if jump > 0 && least >= 0 {
		pauses[least].length -= jump
	}
	return slices.DeleteFunc(pauses, func(p pause) bool { return p.length < limit }), limit
}
