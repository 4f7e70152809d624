package parser

import (
	"encoding/binary"
	"math/bits"
)

// A logfmtScanner finds values in lines of pairs key=value, as the routers of
// Heroku, Grafana, and the loggers of Go kit write them: see
// https://brandur.org/logfmt and https://pkg.go.dev/github.com/go-logfmt/logfmt.
//
// A line consists of words with spaces between, which are all bytes up to 0x20.
// A word is a key, or a key, = and a value. A key is one or more bytes that are
// no space, no = and no quote. A value that begins with a quote ends at the next
// one that no backslash stands before, behind which there must be a space or
// the end of the line; its escapes are resolved as those of JSON. Any other
// value ends before the next space, and may hold anything else, or be empty. A
// line is taken if at least two of its words have a value: the others, as
// syslog puts them in front, are passed over.
//
// The value - is absent. Of equal keys the last counts.
type logfmtScanner struct{ flatKeys }

// newLogfmtScanner returns the scanner that finds the values of w.
func newLogfmtScanner(w []wanted) *logfmtScanner { return &logfmtScanner{newFlatKeys(w)} }

// scan implements keyScanner.
func (s *logfmtScanner) scan(line []byte, r *Record) bool {
	s.begin(r)
	pairs := 0
	for pos := logfmtSpace(line, 0); pos < len(line); {
		w := logfmtWordAt(line, pos)
		if w.end < 0 {
			return false
		}
		if w.key < w.end {
			pairs++
			if i := s.find(line[pos:w.key]); i >= 0 {
				s.note(i, w.value(line, r), r)
			}
		}
		pos = logfmtSpace(line, w.end)
	}
	return pairs > 1
}

// logfmtKeys calls yield for each pair of the line: with its key, its value, nil
// if it is absent, and whether it is quoted. The value is valid as long as the
// line. It returns false, and calls nothing, if the line is not of the format.
//
// It is slow: for samples.
func logfmtKeys(line []byte, yield func(path string, value []byte, quoted bool)) bool {
	r := Record{line: line, spans: []span{absent}}
	if !newLogfmtScanner(nil).scan(line, &r) {
		return false
	}
	for pos := logfmtSpace(line, 0); pos < len(line); {
		w := logfmtWordAt(line, pos)
		if w.key < w.end {
			r.spans[0] = w.value(line, &r)
			yield(string(line[pos:w.key]), r.Bytes(0), w.hi < w.end)
		}
		pos = logfmtSpace(line, w.end)
	}
	return true
}

// logfmtWord is where the parts of a word are in a line.
type logfmtWord struct {
	key     int // its end
	lo, hi  int // the value, without quotes
	end     int // of the word: that of the key if it has no value; -1 if it is no word
	escaped bool
}

// logfmtWordAt returns the word at pos, which is in the line.
func logfmtWordAt(line []byte, pos int) (w logfmtWord) {
	w.key = logfmtKey(line, pos)
	switch {
	case w.key > pos && (w.key == len(line) || line[w.key] <= ' '):
		w.end = w.key
		return w
	case w.key == pos || line[w.key] != '=':
		w.end = -1
		return w
	}
	w.lo = w.key + 1
	if w.lo == len(line) || line[w.lo] != '"' {
		w.hi = logfmtBare(line, w.lo)
		w.end = w.hi
		return w
	}
	w.lo++
	for w.hi = logfmtQuoted(line, w.lo); w.hi < len(line) && line[w.hi] == '\\'; {
		w.escaped = true
		w.hi = logfmtQuoted(line, min(w.hi+2, len(line)))
	}
	w.end = w.hi + 1
	if w.end > len(line) || w.end < len(line) && line[w.end] > ' ' {
		w.end = -1
	}
	return w
}

// value returns the value of w.
func (w *logfmtWord) value(line []byte, r *Record) span {
	return jsonText(line, w.lo, w.hi, w.escaped, r)
}

// logfmtSpace returns the place of the next word from pos on.
func logfmtSpace(line []byte, pos int) int {
	for pos < len(line) && line[pos] <= ' ' {
		pos++
	}
	return pos
}

// Each of the functions below returns the first place from pos on where a byte
// of some kind is, len(line) if there is none. With their eight bytes at once
// see jsonSpecial.

// logfmtKey looks for a space, = or a quote.
func logfmtKey(line []byte, pos int) int {
	for ; len(line)-pos >= 8; pos += 8 {
		word := binary.LittleEndian.Uint64(line[pos:])
		equals, quotes := word^'='*each, word^'"'*each
		if ends := ((word-0x21*each)&^word | (equals-each)&^equals | (quotes-each)&^quotes) & top; ends != 0 {
			return pos + bits.TrailingZeros64(ends)/8
		}
	}
	for pos < len(line) && line[pos] > ' ' && line[pos] != '=' && line[pos] != '"' {
		pos++
	}
	return pos
}

// logfmtBare looks for a space.
func logfmtBare(line []byte, pos int) int {
	for ; len(line)-pos >= 8; pos += 8 {
		word := binary.LittleEndian.Uint64(line[pos:])
		if spaces := (word - 0x21*each) &^ word & top; spaces != 0 {
			return pos + bits.TrailingZeros64(spaces)/8
		}
	}
	for pos < len(line) && line[pos] > ' ' {
		pos++
	}
	return pos
}

// logfmtQuoted looks for a quote or a backslash.
func logfmtQuoted(line []byte, pos int) int {
	for ; len(line)-pos >= 8; pos += 8 {
		word := binary.LittleEndian.Uint64(line[pos:])
		quotes, backslashes := word^'"'*each, word^'\\'*each
		if ends := ((quotes-each)&^quotes | (backslashes-each)&^backslashes) & top; ends != 0 {
			return pos + bits.TrailingZeros64(ends)/8
		}
	}
	for pos < len(line) && line[pos] != '"' && line[pos] != '\\' {
		pos++
	}
	return pos
}
