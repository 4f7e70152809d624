// Package parquet writes tables as Apache Parquet files, which databases and
// query engines read: https://parquet.apache.org/docs/file-format/.
//
// Rows come in one after another, as bytes that the functions named Append make.
// parquet-go makes row groups of them, for several of which it is called at once.
package parquet

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Type is what a column holds. Any of its values may be absent.
type Type uint8

const (
	Text    Type = iota // STRING: UTF-8; a byte that is none is written as \xHH
	Integer             // INT64
	Double              // DOUBLE
	Time                // TIMESTAMP in microseconds
)

// Column is one column of a file.
type Column struct {
	Name string
	Type Type
}

// Account says what could not be written as it was, of one column.
type Account struct {
	Misfits int64 // values that are none of the column's type and are absent
	Escaped int64 // texts that are not UTF-8
	Cut     int64 // times with digits beyond the microseconds, cut towards the past
	Instant int64 // times whose instant is known
	Local   int64 // times that only say what some clock showed
}

func (a *Account) add(b *Account) {
	a.Misfits += b.Misfits
	a.Escaped += b.Escaped
	a.Cut += b.Cut
	a.Instant += b.Instant
	a.Local += b.Local
}

// A row is its length in eight bytes, without them, and then its values in the
// order of the columns: a mark, and what belongs to it.
const rowPrefix = 8

// Marks of values.
const (
	markAbsent  = iota
	markMisfit  // absent, because it does not fit the column
	markText    // a uvarint, and so many bytes
	markNumber  // eight bytes: of an int64, or of the bits of a float64
	markInstant // eight bytes: nanoseconds since 1970-01-01T00:00:00Z
	markLocal   // eight bytes: nanoseconds since 1970-01-01T00:00:00 of a clock
)

// BeginRow appends what stands before the values of a row, which EndRow wants to
// know the place of.
func BeginRow(dst []byte) (row []byte, begin int) {
	return append(dst, make([]byte, rowPrefix)...), len(dst)
}

// EndRow ends the row that begins at begin.
func EndRow(dst []byte, begin int) []byte {
	binary.LittleEndian.PutUint64(dst[begin:], uint64(len(dst)-begin-rowPrefix))
	return dst
}

// AppendAbsent appends a value that is absent.
func AppendAbsent(dst []byte) []byte { return append(dst, markAbsent) }

// AppendMisfit appends a value that the column cannot hold. It is absent, and
// counted.
func AppendMisfit(dst []byte) []byte { return append(dst, markMisfit) }

// AppendText appends a value of a Text column.
func AppendText(dst, text []byte) []byte {
	return append(binary.AppendUvarint(append(dst, markText), uint64(len(text))), text...)
}

// AppendInteger appends a value of an Integer column.
func AppendInteger(dst []byte, n int64) []byte {
	return binary.LittleEndian.AppendUint64(append(dst, markNumber), uint64(n))
}

// AppendDouble appends a value of a Double column, which must be finite.
func AppendDouble(dst []byte, v float64) []byte {
	if v == 0 {
		v = 0 // not -0, which would have to be the least of zeros
	}
	return binary.LittleEndian.AppendUint64(append(dst, markNumber), math.Float64bits(v))
}

// AppendInstant appends a value of a Time column: nanoseconds since
// 1970-01-01T00:00:00Z.
func AppendInstant(dst []byte, nanos int64) []byte {
	return binary.LittleEndian.AppendUint64(append(dst, markInstant), uint64(nanos))
}

// AppendLocal appends a value of a Time column: nanoseconds since
// 1970-01-01T00:00:00 of a clock whose offset nobody knows.
func AppendLocal(dst []byte, nanos int64) []byte {
	return binary.LittleEndian.AppendUint64(append(dst, markLocal), uint64(nanos))
}

// tooLongError is the error for a row that pages cannot hold: they say their
// size in 31 bits.
func tooLongError(length uint64) error {
	return fmt.Errorf("a row of %d bytes is too long for Parquet", length)
}
