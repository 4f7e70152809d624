package aggregate

import (
	"bytes"
	"cmp"
	"iter"
	"math"
	"slices"

	"wf/parser"
)

// ranking is the total order of rows that a View asks for: absent values last,
// then the value, then the bytes of the key.
type ranking struct {
	counts  *Counts
	metric  *metric // nil when a key decides
	key     int
	numeric bool // the key is a number
	falling bool
	having  *rowTest // of the rows that are ranked; nil ranks all
}

// entry is a row in a ranking.
type entry struct {
	absent bool
	at     uint32 // address of the row in its part
	score  Int128
}

// ranking resolves the order that v asks for: by default that of the first
// metric shown.
func (c *Counts) ranking(v View, shown []int) (*ranking, error) {
	s := c.spec
	metric := shown[0]
	if v.Sort != "" {
		metric = metricIndex(s.Question.Metrics, v.Sort)
	}
	if metric >= 0 {
		return &ranking{counts: c, metric: &s.metrics[metric], falling: !v.Reverse}, nil
	}
	key := s.keyNamed(v.Sort)
	if key < 0 {
		return nil, s.unknownSort(v.Sort, shown)
	}
	kind := s.keys[key].kind
	numeric := kind == parser.Integer || kind == parser.Decimal
	return &ranking{counts: c, key: key, numeric: numeric, falling: v.Reverse}, nil
}

// entry returns the entry of a row at an address.
func (r *ranking) entry(at uint32, row []byte) entry {
	e := entry{at: at}
	if r.metric != nil {
		e.score, e.absent = r.metric.value(r.counts, rowCells(row)).score()
		return e
	}
	var scratch []byte
	value := r.keyValue(row, &scratch)
	e.absent = value == nil
	if r.numeric && value != nil {
		e.score, e.absent = numberScore(r.counts.spec.keys[r.key].kind, value)
	}
	return e
}

// score is an integer that orders values of one kind.
func (v Value) score() (score Int128, absent bool) {
	switch v.Kind {
	case Absent:
		return Int128{}, true
	case Ratio:
		order := int64(math.Float64bits(v.Float))
		if order < 0 {
			order = math.MinInt64 - order
		}
		return Int(order), false
	case Instant:
		return Int(v.Stamp.Nanos), false
	}
	return v.Int, false
}

// numberScore orders the texts of numbers; a text that is none counts as
// absent.
func numberScore(kind parser.Kind, text []byte) (score Int128, absent bool) {
	read := parser.ParseDecimal
	if kind == parser.Integer {
		read = parser.ParseInteger
	}
	n, ok := read(text)
	return Int(n), !ok
}

// keyValue is the value of the key that decides.
func (r *ranking) keyValue(row []byte, scratch *[]byte) []byte {
	keys := r.counts.spec.keys
	key := rowKey(row, r.counts.width)
	if len(keys) == 1 {
		return decodeKey(key)
	}
	*scratch = (*scratch)[:0]
	var value []byte
	for i := range r.key + 1 {
		value, key = keys[i].cutPart(key, scratch)
	}
	return value
}

// compare orders entries of rows: the one that comes first in the table is less.
func (r *ranking) compare(a, b entry, rowA, rowB []byte) int {
	if a.absent != b.absent {
		if a.absent {
			return 1
		}
		return -1
	}
	order := a.score.Cmp(b.score)
	if order == 0 && r.metric == nil && !r.numeric && !a.absent {
		var scratchA, scratchB []byte
		order = bytes.Compare(r.keyValue(rowA, &scratchA), r.keyValue(rowB, &scratchB))
	}
	if r.falling {
		order = -order
	}
	width := r.counts.width
	return cmp.Or(order, bytes.Compare(rowKey(rowA, width), rowKey(rowB, width)))
}

// partRanking ranks the rows of one part.
type partRanking struct {
	*ranking
	rows *part
}

func (r partRanking) compare(a, b entry) int {
	return r.ranking.compare(a, b, r.rows.row(a.at), r.rows.row(b.at))
}

// best returns the entries of the part in order, at most limit of them if
// limit is not 0, and the number of rows that they were chosen from.
func (r partRanking) best(limit int) (found []entry, total int64) {
	var scratch tableRow
	for at, row := range r.rows.each(r.counts.width) {
		if r.having != nil && !r.having.row(r.counts, row, &scratch) {
			continue
		}
		total++
		e := r.entry(at, row)
		switch {
		case limit == 0 || len(found) < limit:
			found = append(found, e)
			if len(found) == limit {
				r.heapify(found)
			}
		case r.compare(e, found[0]) < 0:
			found[0] = e
			r.siftDown(found, 0)
		}
	}
	slices.SortFunc(found, r.compare)
	return found, total
}

// heapify and siftDown keep the last entry in front.
func (r partRanking) heapify(heap []entry) {
	for i := len(heap)/2 - 1; i >= 0; i-- {
		r.siftDown(heap, i)
	}
}

func (r partRanking) siftDown(heap []entry, i int) {
	for {
		child := 2*i + 1
		if child >= len(heap) {
			return
		}
		if child+1 < len(heap) && r.compare(heap[child+1], heap[child]) > 0 {
			child++
		}
		if r.compare(heap[child], heap[i]) <= 0 {
			return
		}
		heap[i], heap[child] = heap[child], heap[i]
		i = child
	}
}

// ranked returns the parts' best rows, each part in order, and the number of
// rows that they were chosen from.
func (r *ranking) ranked(limit, workers int) (lists []rankedRows, total int64) {
	lists = make([]rankedRows, r.counts.partsOfRows())
	totals := make([]int64, len(lists))
	r.counts.visit(workers, func(i int, p *part) error {
		var entries []entry
		entries, totals[i] = partRanking{r, p}.best(limit)
		lists[i] = rankedRows{entries: entries, rows: p}
		if s := r.counts.stored; s != nil {
			lists[i] = rankedRows{copied: s.copyRows(entries, p, r.counts.width)}
		}
		return nil
	})
	for _, n := range totals {
		total += n
	}
	return lists, total
}

// merged yields the rows of lists in order, at most limit of them if it is not
// 0. A row is valid until the next one is asked for.
func (r *ranking) merged(lists []rankedRows, limit int) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		var heads []*rankedHead
		for i := range lists {
			if h := r.head(&lists[i]); h.next() {
				heads = append(heads, h)
			}
		}
		slices.SortFunc(heads, (*rankedHead).compare)
		for n := 0; len(heads) > 0 && (limit == 0 || n < limit); n++ {
			if !yield(heads[0].row) {
				return
			}
			if !heads[0].next() {
				heads = heads[1:]
				continue
			}
			sink(heads, (*rankedHead).compare)
		}
	}
}

// sink moves the first head to its place among the others, which are in order.
func sink[H any](heads []H, compare func(a, b H) int) {
	first := heads[0]
	place, _ := slices.BinarySearchFunc(heads[1:], first, compare)
	copy(heads, heads[1:place+1])
	heads[place] = first
}
