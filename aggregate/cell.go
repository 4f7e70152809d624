package aggregate

import (
	"encoding/binary"
	"math"

	"wf/internal/expr"
	"wf/parser"
)

// A cell is one thing that every row of a table accumulates: a few words that
// any order of additions and merges brings to the same value.
type cell struct {
	kind   cellKind
	at     int // its first byte among the cells of a row
	input  int // its first word among the inputs of a record
	status StatusSet
	rank   rank // of a percentile
}

type cellKind uint8

const (
	cellCount      cellKind = iota // records; always the first cell
	cellStatus                     // records whose status is in a set
	cellHolds                      // records for which a condition holds
	cellNumbers                    // numbers present
	cellSum                        // their sum, an Int128: low word, high word
	cellMin                        // the least of them
	cellMax                        // the greatest
	cellFirst                      // the earliest instant and the offset it was written with
	cellLast                       // the latest
	cellDistinct                   // see distinct.go
	cellSamples                    // the number of the row, see samples.go
	cellPercentile                 // a percentile, once merged
	cellSquares                    // the sum of squares of the numbers, see deviation.go
	cellVisits                     // the last visit of a client, see feed.go; means nothing once merged
)

// fresh appends the words that the cell holds before the first record.
func (c *cell) fresh(words []uint64) []uint64 {
	switch c.kind {
	case cellSum:
		return append(words, 0, 0)
	case cellSquares:
		return append(words, 0, 0, 0)
	case cellMin:
		return append(words, math.MaxInt64)
	case cellMax:
		return append(words, word(math.MinInt64))
	case cellFirst:
		return append(words, math.MaxInt64, 0)
	case cellLast:
		return append(words, word(math.MinInt64), 0)
	}
	return append(words, 0)
}

func word(v int64) uint64 { return uint64(v) }

// An input is what is read off a record for the cells: the cells of one field
// share it.
type input struct {
	kind inputKind
	slot int
	more [2]int // the other slots of a visitor
	at   int    // its first word

	filter *expr.Filter // of inputHolds
}

type inputKind uint8

const (
	inputStatus  inputKind = iota // the status code, or noStatus
	inputInteger                  // the number, and 1 if it is there
	inputDecimal                  // the same in units of 1e-9
	inputInstant                  // nanoseconds, or noInstant, and the offset
	inputHash                     // the value's hash, and 1 if it is there
	inputVisitor                  // the hash of client, agent and date, and 1
	inputHolds                    // 1 if a condition holds
)

const (
	noStatus  = math.MaxUint64
	noInstant = math.MinInt64
)

// words is the number of words of an input.
func (k inputKind) words() int {
	if k == inputStatus || k == inputHolds {
		return 1
	}
	return 2
}

// measure reads the inputs of r into words.
func measure(inputs []input, r *parser.Record, words []uint64) {
	for i := range inputs {
		in := &inputs[i]
		to := words[in.at : in.at+in.kind.words()]
		switch in.kind {
		case inputStatus:
			to[0] = noStatus
			if code, ok := r.Integer(in.slot); ok {
				to[0] = uint64(code)
			}
		case inputInteger:
			v, ok := r.Integer(in.slot)
			to[0], to[1] = uint64(v), one(ok)
		case inputDecimal:
			v, ok := r.Decimal(in.slot)
			to[0], to[1] = uint64(v), one(ok)
		case inputInstant:
			to[0] = word(noInstant)
			if stamp := r.Instant(); stamp.Valid {
				to[0], to[1] = uint64(stamp.Nanos), uint64(stamp.Offset)
			}
		case inputHash:
			value := r.Bytes(in.slot)
			to[0], to[1] = hashValue(value), one(value != nil)
		case inputVisitor:
			hash := hashValue(r.Bytes(in.slot))
			for _, slot := range in.more {
				hash = hashPair(hash, hashValue(r.Bytes(slot)))
			}
			to[0], to[1] = hash, 1
		case inputHolds:
			to[0] = one(in.filter.Keep(r))
		}
	}
}

func one(ok bool) uint64 {
	if ok {
		return 1
	}
	return 0
}

// accumulate adds the inputs of a record to the cells of its row. Distinct
// values and samples are left to the Partial.
func accumulate(cells []cell, row []byte, inputs []uint64) {
	for i := range cells {
		c := &cells[i]
		to := row[c.at:]
		switch c.kind {
		case cellCount:
			bump(to, 1)
		case cellStatus:
			if c.status.Has(int64(inputs[c.input])) {
				bump(to, 1)
			}
		case cellHolds:
			bump(to, inputs[c.input])
		case cellNumbers:
			bump(to, inputs[c.input+1])
		case cellSum:
			if inputs[c.input+1] != 0 {
				putInt128(to, getInt128(to).Add(Int(int64(inputs[c.input]))))
			}
		case cellMin:
			if inputs[c.input+1] != 0 {
				putInt64(to, min(getInt64(to), int64(inputs[c.input])))
			}
		case cellMax:
			if inputs[c.input+1] != 0 {
				putInt64(to, max(getInt64(to), int64(inputs[c.input])))
			}
		case cellSquares:
			if inputs[c.input+1] != 0 {
				addSquare(to, int64(inputs[c.input]))
			}
		case cellFirst, cellLast:
			if nanos := int64(inputs[c.input]); nanos != noInstant {
				keepInstant(c.kind, to, nanos, int64(inputs[c.input+1]))
			}
		}
	}
}

// keepInstant puts an instant into a first or last cell if it belongs there.
// Of the same instant written with different offsets the smallest offset
// stands, so that the order of records does not matter.
func keepInstant(kind cellKind, to []byte, nanos, offset int64) {
	have, haveOffset := getInt64(to), getInt64(to[8:])
	switch {
	case nanos == have:
		if offset < haveOffset {
			putInt64(to[8:], offset)
		}
	case (nanos < have) == (kind == cellFirst):
		putInt64(to, nanos)
		putInt64(to[8:], offset)
	}
}

// combine adds the cells of src to those of dst. Distinct values and samples are
// left to the merge.
func combine(cells []cell, dst, src []byte) {
	for i := range cells {
		c := &cells[i]
		to, from := dst[c.at:], src[c.at:]
		switch c.kind {
		case cellCount, cellStatus, cellHolds, cellNumbers:
			bump(to, uint64(getInt64(from)))
		case cellSum:
			putInt128(to, getInt128(to).Add(getInt128(from)))
		case cellMin:
			putInt64(to, min(getInt64(to), getInt64(from)))
		case cellMax:
			putInt64(to, max(getInt64(to), getInt64(from)))
		case cellSquares:
			addSquares(to, from)
		case cellFirst, cellLast:
			keepInstant(c.kind, to, getInt64(from), getInt64(from[8:]))
		}
	}
}

func bump(to []byte, n uint64) {
	binary.LittleEndian.PutUint64(to, binary.LittleEndian.Uint64(to)+n)
}

func getInt64(b []byte) int64 { return int64(binary.LittleEndian.Uint64(b)) }

func putInt64(b []byte, v int64) { binary.LittleEndian.PutUint64(b, uint64(v)) }

func getInt128(b []byte) Int128 {
	return Int128{Lo: binary.LittleEndian.Uint64(b), Hi: getInt64(b[8:])}
}

func putInt128(b []byte, v Int128) {
	binary.LittleEndian.PutUint64(b, v.Lo)
	putInt64(b[8:], v.Hi)
}
