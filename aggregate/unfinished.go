package aggregate

import (
	"encoding/binary"
	"slices"

	"github.com/axiomhq/hyperloglog"
)

// unfinished is what the rows of a part have beside their cells, from which the
// merge makes the results in them, kept so that it can be saved. Rows are
// numbered from 0 in the order of part.each.
type unfinished struct {
	sets    []keptValues  // for each set of the Spec
	samples []keptSamples // for each of its sampleSets
	row     *Partial      // that has the only row of a Spec without keys, and its sets and samples
}

// keptValues are the different values of each row.
type keptValues struct {
	hashes   []uint64 // those of one row after those of another, rising
	ends     []int    // where those of each row end
	sketches map[int]*hyperloglog.Sketch
}

// keptSamples are the samples of each row, as sortSamples returns them.
type keptSamples struct {
	words []uint32
	ends  []int
}

// of returns the part of a list that belongs to a row, given where those of all
// rows end.
func of[T any](list []T, ends []int, row int) []T {
	from := 0
	if row > 0 {
		from = ends[row-1]
	}
	return list[from:ends[row]]
}

// keepValues sorts the pairs of a part by row, but those of rows that have a
// sketch. numbers is the number of each row by its hash.
func keepValues(pairs *part, sketches map[uint64]*hyperloglog.Sketch, numbers map[uint64]int) keptValues {
	k := keptValues{sketches: make(map[int]*hyperloglog.Sketch, len(sketches))}
	for group, s := range sketches {
		k.sketches[numbers[group]] = s
	}
	var rows []int // of each pair, -1 for none
	starts := make([]int, len(numbers)+1)
	for _, pair := range pairs.each(0) {
		row := -1
		if group, _ := cutPair(rowKey(pair, 0)); sketches[group] == nil {
			row = numbers[group]
			starts[row+1]++
		}
		rows = append(rows, row)
	}
	for i := range len(numbers) {
		starts[i+1] += starts[i]
	}
	k.hashes = make([]uint64, starts[len(numbers)])
	n := 0
	for _, pair := range pairs.each(0) {
		if row := rows[n]; row >= 0 {
			k.hashes[starts[row]] = binary.LittleEndian.Uint64(rowKey(pair, 0)[8:])
			starts[row]++
		}
		n++
	}
	k.ends = starts[:len(numbers)] // each start has moved on to the end of its row
	for row := range k.ends {
		slices.Sort(of(k.hashes, k.ends, row))
	}
	return k
}
