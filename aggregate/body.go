package aggregate

import (
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"wf/internal/expr"
)

const (
	// savedBlock is the size in bytes from which a block of rows is full.
	savedBlock = 64 << 10

	// maxShared is the most bytes that a key takes over from the one before: a
	// body of a few bytes is not to become many long keys.
	maxShared = 255

	// maxSavedKey is the longest key in bytes that can be saved.
	maxSavedKey = 64 << 20
)

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

// bodyWriter writes one body. Its error is the first one of the writer.
type bodyWriter struct {
	w     io.Writer
	block []byte // of rows
	last  []byte // the key of the last row of the block
	rows  uint64
	head  []byte // of a block
	err   error
}

// begin writes what is in front of the rows. What is said of all rows is
// written if whole is true.
func (b *bodyWriter) begin(c *Counts, whole bool) {
	b.write([]byte(c.spec.bodyHead()))
	var all []byte
	if c.spec.auto != nil {
		all = appendAuto(all, c.auto, c.step)
	}
	filtered, span := int64(0), Span{}
	if whole {
		filtered, span = c.filtered, c.span
	}
	all = binary.AppendUvarint(all, uint64(filtered))
	all = appendSpan(all, &span)
	b.write(all)
}

// write writes bytes behind their number.
func (b *bodyWriter) write(block []byte) {
	b.put(binary.AppendUvarint(b.head[:0], uint64(len(block))))
	b.put(block)
}

func (b *bodyWriter) put(bytes []byte) {
	if b.err == nil {
		_, b.err = b.w.Write(bytes)
	}
}

// add writes a row. Keys rise.
func (b *bodyWriter) add(key, cells []byte) {
	if len(b.block) >= savedBlock {
		b.write(b.block)
		b.block, b.last = b.block[:0], b.last[:0]
	}
	shared := 0
	for shared < min(len(key), len(b.last), maxShared) && key[shared] == b.last[shared] {
		shared++
	}
	b.block = append(b.block, byte(shared))
	b.block = binary.AppendUvarint(b.block, uint64(len(key)-shared))
	b.block = append(append(b.block, key[shared:]...), cells...)
	b.last = append(b.last[:0], key...)
	b.rows++
}

// end writes the last block, the end mark and the number of rows.
func (b *bodyWriter) end() error {
	if len(b.block) > 0 {
		b.write(b.block)
	}
	b.write(nil)
	b.put(binary.AppendUvarint(nil, b.rows))
	return b.err
}
