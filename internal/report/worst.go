package report

import (
	"bytes"
	"cmp"
	"slices"
	"sort"

	"wf/aggregate"
)

// outage is a time in which many requests failed on the server's side.
type outage struct {
	from, until      int64 // clock, in nanoseconds
	errors, requests int64
	clients          int64  // that saw an error; 0 where they were not counted
	client           []byte // the one that saw most errors; nil is absent
	most             int64  // how many these are
}

const (
	windowPart    = 200 // a window is at most this part of the range, so that the worst one stands out,
	longestWindow = 10 * minute

	// Windows beside a bad one belong to it if they have at least this part of
	// its errors, so many at least, and more than what is usual in the log by
	// this factor: else the chance neighbours of a single error would be one
	// outage, and so would all of a log that fails evenly.
	joinPart   = 4
	joinLeast  = 3
	joinFactor = 1.5
)

// window is the length of the windows that are compared for errors.
func (tl *timeline) window() int64 {
	from, until := tl.span()
	window := tl.step
	for _, step := range steps() {
		if step >= tl.step && step <= longestWindow && step <= (until-from)/windowPart {
			window = step
		}
	}
	return window
}

// worst lists the n times with most 5xx, most first, the earlier of equal
// ones first. Bad windows that are neighbours are one outage.
func (tl *timeline) worst(window int64, n int) []outage {
	var bad []tick
	errors := int64(0)
	for t := range tl.cells(window) {
		if t.e5xx > 0 {
			bad = append(bad, t)
			errors += t.e5xx
		}
	}
	from, until := tl.span()
	usual := float64(errors) / float64(max(1, stepCount(from, until, window)))
	order := make([]int, len(bad))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(bad[b].e5xx, bad[a].e5xx) })
	taken := make([]bool, len(bad))
	var outages []outage
	for _, i := range order {
		if taken[i] {
			continue
		}
		joins := func(j int) bool {
			n := bad[j].e5xx
			return !taken[j] && n >= joinLeast && n*joinPart >= bad[i].e5xx && float64(n) > joinFactor*usual
		}
		first, last := i, i
		for first > 0 && bad[first].clock-bad[first-1].clock == window && joins(first-1) {
			first--
		}
		for last < len(bad)-1 && bad[last+1].clock-bad[last].clock == window && joins(last+1) {
			last++
		}
		o := outage{from: bad[first].clock, until: bad[last].clock + window}
		for j := first; j <= last; j++ {
			taken[j] = true
			o.errors += bad[j].e5xx
			o.requests += bad[j].all
		}
		outages = append(outages, o)
	}
	slices.SortFunc(outages, func(a, b outage) int {
		return cmp.Or(cmp.Compare(b.errors, a.errors), cmp.Compare(a.from, b.from))
	})
	return outages[:min(n, len(outages))]
}

// blame finds the clients of the outages in a table of 5xx with a key of time
// and client.
func blame(outages []outage, t *aggregate.Table) {
	order := slices.Clone(outages)
	slices.SortFunc(order, func(a, b outage) int { return cmp.Compare(a.from, b.from) })
	counts := make([]map[string]int64, len(order))
	at := slices.IndexFunc(t.Columns, func(c aggregate.Column) bool { return c.Key })
	client, errors := columnIndex(t.Columns, "client"), columnIndex(t.Columns, "count")
	for row := range t.Rows {
		if none(row[at]) || none(row[client]) {
			continue
		}
		clock := whole(row[at])
		i := sort.Search(len(order), func(i int) bool { return order[i].until > clock })
		if i == len(order) || clock < order[i].from {
			continue
		}
		if counts[i] == nil {
			counts[i] = make(map[string]int64)
		}
		counts[i][string(row[client].Bytes)] += whole(row[errors])
	}
	for i := range outages {
		o := &outages[i]
		at := slices.IndexFunc(order, func(p outage) bool { return p.from == o.from })
		o.clients = int64(len(counts[at]))
		for name, n := range counts[at] {
			if n > o.most || n == o.most && bytes.Compare([]byte(name), o.client) < 0 {
				o.client, o.most = []byte(name), n
			}
		}
	}
}
