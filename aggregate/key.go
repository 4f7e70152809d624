package aggregate

import (
	"bytes"
	"time"

	"wf/parser"
)

// A key is the bytes under which a table holds a row. The encoding is
// injective and keeps the order of the values, so that a tie between rows can
// be settled by comparing keys as bytes.
//
// The key of one column is its value as it stands, which costs nothing on the
// way in. Only values that begin with one of two marks need a copy:
//
//	absent            00
//	"" and 00... 01...  01, then the value
//	anything else     the value
//
// In the key of several columns each text is encoded so, its zeros become
// 00 FF, and 00 01 ends it; a clock is 00 when absent, else 01 and its eight
// bytes.
const (
	markAbsent = 0x00
	markRaw    = 0x01
	zeroEscape = 0xFF
	textEnd    = 0x01
	clockSize  = 8
)

// keyColumn is one column of a key.
type keyColumn struct {
	name string
	slot int
	kind parser.Kind

	numeric bool           // values may be numbers
	auto    bool           // a clock cut to the step of the Partial
	zone    *time.Location // whose instants the clocks are, nil if they are clocks
	walled  bool           // a clock by what the Instant of records shows, for the values of the field are instants
}

// plainKey reports whether value is its own key.
func plainKey(value []byte) bool { return len(value) > 0 && value[0] > markRaw }

// appendKey appends the key of a single value; nil is absent.
func appendKey(dst, value []byte) []byte {
	switch {
	case value == nil:
		return append(dst, markAbsent)
	case plainKey(value):
		return append(dst, value...)
	}
	return append(append(dst, markRaw), value...)
}

// decodeKey is the inverse of appendKey.
func decodeKey(key []byte) []byte {
	switch key[0] {
	case markAbsent:
		return nil
	case markRaw:
		return key[1:]
	}
	return key
}

// appendPart appends one column of a key of several.
func (k *keyColumn) appendPart(dst, value []byte) []byte {
	if k.kind == parser.Clock {
		if value == nil {
			return append(dst, markAbsent)
		}
		return append(append(dst, markRaw), value...)
	}
	switch {
	case value == nil:
		dst = append(dst, markAbsent, zeroEscape)
	case plainKey(value):
		dst = appendEscaped(dst, value)
	default:
		dst = appendEscaped(append(dst, markRaw), value)
	}
	return append(dst, 0, textEnd)
}

func appendEscaped(dst, text []byte) []byte {
	for {
		zero := bytes.IndexByte(text, 0)
		if zero < 0 {
			return append(dst, text...)
		}
		dst = append(append(dst, text[:zero+1]...), zeroEscape)
		text = text[zero+1:]
	}
}

// cutPart takes the first column off a key of several. The value is a view of
// key, or of scratch where the encoding had to be undone.
func (k *keyColumn) cutPart(key []byte, scratch *[]byte) (value, rest []byte) {
	if k.kind == parser.Clock {
		if key[0] == markAbsent {
			return nil, key[1:]
		}
		return key[1 : 1+clockSize], key[1+clockSize:]
	}
	from := len(*scratch)
	for {
		zero := bytes.IndexByte(key, 0)
		mark := key[zero+1]
		if mark == textEnd && len(*scratch) == from {
			return decodeKey(key[:zero]), key[zero+2:] // nothing was escaped
		}
		*scratch = append(*scratch, key[:zero]...)
		key = key[zero+2:]
		if mark == textEnd {
			return decodeKey((*scratch)[from:]), key
		}
		*scratch = append(*scratch, 0)
	}
}

// splitKey appends the values of a key's columns to dst.
func splitKey(dst [][]byte, columns []keyColumn, key []byte, scratch *[]byte) [][]byte {
	if len(columns) == 0 {
		return dst
	}
	if len(columns) == 1 {
		return append(dst, decodeKey(key))
	}
	*scratch = (*scratch)[:0]
	for i := range columns {
		var value []byte
		value, key = columns[i].cutPart(key, scratch)
		dst = append(dst, value)
	}
	return dst
}

// joinKey appends the key of the values of all columns to dst.
func joinKey(dst []byte, columns []keyColumn, values [][]byte) []byte {
	if len(columns) == 1 {
		return appendKey(dst, values[0])
	}
	for i := range columns {
		dst = columns[i].appendPart(dst, values[i])
	}
	return dst
}
