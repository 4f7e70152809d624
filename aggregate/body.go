package aggregate

import (
	"fmt"
	"slices"
	"strings"

	"wf/internal/expr"
)

// A body is the merged rows of one Spec as Save writes them; docs/wfp.md has all
// its bytes. These bounds are part of it.
const (
	// savedBlock is the size in bytes from which a block of rows is full.
	savedBlock = 64 << 10

	// maxShared is the most bytes that a key takes over from the one before: a
	// body of a few bytes is not to become many long keys.
	maxShared = 255

	// maxSavedKey is the longest key in bytes that can be saved.
	maxSavedKey = 64 << 20

	// maxRecords is the most records that bodies may bring into one Partial: all
	// counts of 256 of those together fit into an int64.
	maxRecords = 1 << 55

	// maxZones is more than there are offsets of clocks in whole minutes.
	maxZones = 4096

	// maxOffset is the largest offset in seconds: 24 hours and 60 minutes.
	maxOffset = 25 * 60 * 60
)

// maxVarint is the most bytes of a number, of 192 bits.
const maxVarint = 28

// maxRow is the most bytes that a saved row can have.
func (s *Spec) maxRow() int {
	size := 1 + maxVarint + maxSavedKey + maxVarint*len(s.fresh)
	bound := distinctRows
	if len(s.keys) > 0 {
		bound = distinctGroup
	}
	size += len(s.sets) * (maxVarint + max(8*bound, sketchSize))
	return size + len(s.samples)*2*maxVarint*bucketCount
}

// savedCell is a cell as it is saved.
type savedCell struct {
	cell
	numbers int // first byte of the cell that counts the numbers which this one is about, or -1
	of      int // the set or the sampleSet of the Spec that it is for
}

// savedCells lists the cells that are saved, in their order.
func (s *Spec) savedCells() []savedCell {
	var list []savedCell
	for _, c := range s.cells {
		if !c.saved() {
			continue
		}
		saved := savedCell{cell: c, numbers: -1}
		switch c.kind {
		case cellSum, cellSquares, cellMin, cellMax:
			saved.numbers = s.numbersOf(c.input)
		case cellSamples:
			saved.numbers = s.numbersOf(c.input)
			saved.of = slices.IndexFunc(s.samples, func(set sampleSet) bool { return set.at == c.at })
		case cellDistinct:
			saved.of = slices.IndexFunc(s.sets, func(set setCell) bool { return set.at == c.at })
		}
		list = append(list, saved)
	}
	return list
}

// numbersOf returns the first byte of the cell that counts the numbers of an
// input. Each metric that has another cell about them has it before.
func (s *Spec) numbersOf(input int) int {
	i := slices.IndexFunc(s.cells, func(c cell) bool { return c.kind == cellNumbers && c.input == input })
	return s.cells[i].at
}

// leftOut reports whether a cell says nothing, given the cells of its row: it is
// about numbers, and there are none.
func (c *savedCell) leftOut(cells []byte) bool {
	return c.numbers >= 0 && getInt64(cells[c.numbers:]) == 0
}

// bodyHead says what a body counts, a line for each thing. It is the same for
// equal Questions, and Load compares it.
func (s *Spec) bodyHead() string {
	var b strings.Builder
	b.WriteString("body 1\n")
	if s.zone != nil {
		fmt.Fprintf(&b, "zone %s\n", s.zone)
	}
	for _, k := range s.keys {
		fmt.Fprintf(&b, "key %s\n", k.name)
	}
	if s.where != nil {
		fmt.Fprintf(&b, "where %q\n", s.Question.Where)
	}
	for i := range s.cells {
		if c := &s.cells[i]; c.saved() {
			fmt.Fprintf(&b, "cell %s\n", s.describe(c))
		}
	}
	return b.String()
}

// saved reports whether a cell is written: percentiles follow from samples, and
// visits mean nothing once merged.
func (c *cell) saved() bool { return c.kind != cellPercentile && c.kind != cellVisits }

// cellNames are the kinds of cells that are saved.
var cellNames = map[cellKind]string{
	cellCount: "count", cellStatus: "status", cellHolds: "holds", cellNumbers: "numbers", cellSum: "sum",
	cellMin: "min", cellMax: "max", cellSquares: "squares", cellFirst: "first", cellLast: "last",
	cellDistinct: "distinct", cellSamples: "samples",
}

// describe says what a cell measures.
func (s *Spec) describe(c *cell) string {
	name := cellNames[c.kind]
	if c.kind == cellCount {
		return name
	}
	in := s.inputAt(c.input)
	field := func(slot int) string { return s.fieldSet.Field(slot).Name }
	switch in.kind {
	case inputStatus:
		return name + " " + c.status.String()
	case inputHolds:
		return fmt.Sprintf("%s %q", name, s.conditionOf(in.filter))
	case inputInteger:
		return name + " integer " + field(in.slot)
	case inputDecimal:
		return name + " decimal " + field(in.slot)
	case inputVisitor:
		return name + " " + field(in.slot) + "," + field(in.more[0]) + "," + field(in.more[1])
	}
	return name + " " + field(in.slot)
}

// conditionOf is the text of a condition on records.
func (s *Spec) conditionOf(f *expr.Filter) string {
	for text, have := range s.filters {
		if have == f {
			return text
		}
	}
	panic("bug: a condition of no text")
}

// String lists the codes of the set as ranges: 404,500-599.
func (s *StatusSet) String() string {
	var b strings.Builder
	for code := int64(0); code < 1000; code++ {
		if !s.Has(code) || code > 0 && s.Has(code-1) {
			continue
		}
		last := code
		for s.Has(last + 1) {
			last++
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%03d", code)
		if last > code {
			fmt.Fprintf(&b, "-%03d", last)
		}
	}
	return b.String()
}
