package parquet

import (
	"encoding/binary"
	"math"
	"unicode/utf8"

	parquet "github.com/parquet-go/parquet-go"
)

// Nanoseconds a microsecond.
const micro = 1000

// batchRows is how many rows are handed on at a time: their values by column
// stay in the cache.
const batchRows = 512

// A group is the rows of a row group, as they came.
type group struct {
	rows   []byte
	starts []int // of each row in rows, behind its length
}

// onlyLocal reports whether a column has times, and none whose instant is known.
func (g *group) onlyLocal(columns int) []bool {
	local, instant := make([]bool, columns), make([]bool, columns)
	for _, at := range g.starts {
		row := g.rows[at:]
		for i := range columns {
			mark, _, rest := cut(row)
			local[i] = local[i] || mark == markLocal
			instant[i] = instant[i] || mark == markInstant
			row = rest
		}
	}
	for i := range local {
		local[i] = local[i] && !instant[i]
	}
	return local
}

// cut takes a row apart: the mark of its first value, what belongs to it, and
// what is behind.
func cut(row []byte) (mark byte, value, rest []byte) {
	mark, row = row[0], row[1:]
	switch mark {
	case markText:
		n, size := binary.Uvarint(row)
		end := size + int(n)
		return mark, row[size:end:end], row[end:]
	case markNumber, markInstant, markLocal:
		return mark, row[:8:8], row[8:]
	}
	return mark, nil, row
}

// An encoder makes row groups of rows, for one goroutine.
type encoder struct {
	columns  []Column
	out      *parquet.ConcurrentRowGroupWriter
	values   [][]parquet.Value // by column, of a batch
	accounts []Account         // of a group
}

func newEncoder(columns []Column, out *parquet.ConcurrentRowGroupWriter) *encoder {
	return &encoder{columns: columns, out: out, values: make([][]parquet.Value, len(columns)), accounts: make([]Account, len(columns))}
}

// encode gives the rows of g to e.out, which Commit writes.
func (e *encoder) encode(g *group) error {
	clear(e.accounts)
	for first := 0; first < len(g.starts); first += batchRows {
		for _, at := range g.starts[first:min(first+batchRows, len(g.starts))] {
			row := g.rows[at:]
			for i := range e.columns {
				row = e.take(i, row)
			}
		}
		for i, values := range e.values {
			if _, err := e.out.ColumnWriters()[i].WriteRowValues(values); err != nil {
				return err
			}
			clear(values)
			e.values[i] = values[:0]
		}
	}
	return e.out.Flush()
}

// take takes the value of column i from the rest of a row, and returns what is
// behind it.
func (e *encoder) take(i int, row []byte) []byte {
	const absent, present = 0, 1 // levels of definition
	mark, value, rest := cut(row)
	account := &e.accounts[i]
	v, level := parquet.NullValue(), present
	switch {
	case mark == markText:
		if !utf8.Valid(value) {
			account.Escaped++
			value = escaped(value)
		}
		v = parquet.ByteArrayValue(value)
	case mark == markNumber && e.columns[i].Type == Double:
		v = parquet.DoubleValue(math.Float64frombits(binary.LittleEndian.Uint64(value)))
	case mark == markNumber:
		v = parquet.Int64Value(int64(binary.LittleEndian.Uint64(value)))
	case mark == markInstant || mark == markLocal:
		v = parquet.Int64Value(account.micros(int64(binary.LittleEndian.Uint64(value)), mark == markInstant))
	default:
		level = absent
		if mark == markMisfit {
			account.Misfits++
		}
	}
	e.values[i] = append(e.values[i], v.Level(0, level, i))
	return rest
}

// micros returns the microseconds of a time, cut towards the past, so that order
// stays.
func (a *Account) micros(nanos int64, instant bool) int64 {
	if instant {
		a.Instant++
	} else {
		a.Local++
	}
	micros, rest := nanos/micro, nanos%micro
	if rest < 0 {
		micros--
	}
	if rest != 0 {
		a.Cut++
	}
	return micros
}

// escaped returns text with each byte that is not UTF-8 as \xHH.
func escaped(text []byte) []byte {
	const digits = "0123456789abcdef"
	var out []byte
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if r == utf8.RuneError && size == 1 {
			out = append(out, '\\', 'x', digits[text[0]>>4], digits[text[0]&15])
		} else {
			out = append(out, text[:size]...)
		}
		text = text[size:]
	}
	return out
}
