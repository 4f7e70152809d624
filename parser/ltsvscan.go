package parser

import "bytes"

// An ltsvScanner finds values in lines of Labeled Tab-separated Values,
// http://ltsv.org: fields with tabs between, each a label, a colon and a value.
//
// A line is taken if it has at least two fields, and each of them a label of
// one or more letters, digits, _ . or - before its first colon. A value may
// hold anything but a tab, and is taken as it stands; - is absent. Of equal
// labels the last counts.
type ltsvScanner struct{ flatKeys }

// newLTSVScanner returns the scanner that finds the values of w.
func newLTSVScanner(w []wanted) *ltsvScanner { return &ltsvScanner{newFlatKeys(w)} }

// scan implements keyScanner.
func (s *ltsvScanner) scan(line []byte, r *Record) bool {
	s.begin(r)
	for pos, fields := 0, 1; ; fields++ {
		colon, end := ltsvField(line, pos)
		if colon < 0 {
			return false
		}
		if i := s.find(line[pos:colon]); i >= 0 {
			s.note(i, value(line, colon+1, end), r)
		}
		if end == len(line) {
			return fields > 1
		}
		pos = end + 1
	}
}

// ltsvField returns the place of the colon of the field at pos, and of its
// end; -1 if it is none.
func ltsvField(line []byte, pos int) (colon, end int) {
	colon = pos
	for colon < len(line) && ltsvLabel[line[colon]] {
		colon++
	}
	if colon == pos || colon == len(line) || line[colon] != ':' {
		return -1, -1
	}
	end = bytes.IndexByte(line[colon:], '\t')
	if end < 0 {
		return colon, len(line)
	}
	return colon, colon + end
}

// ltsvLabel has the bytes of labels.
var ltsvLabel = func() (table [256]bool) {
	for i := range table {
		c := byte(i)
		table[i] = isAlphanumeric(c) || c == '_' || c == '.' || c == '-'
	}
	return table
}()

// ltsvKeys calls yield for each field of the line: with its label, its value,
// nil if it is absent, and false, as nothing is quoted. The value is valid as
// long as the line. It returns false, and calls nothing, if the line is not of
// the format.
//
// It is slow: for samples.
func ltsvKeys(line []byte, yield func(path string, value []byte, quoted bool)) bool {
	r := Record{line: line, spans: []span{absent}}
	if !newLTSVScanner(nil).scan(line, &r) {
		return false
	}
	for pos := 0; pos < len(line); {
		colon, end := ltsvField(line, pos)
		r.spans[0] = value(line, colon+1, end)
		yield(string(line[pos:colon]), r.Bytes(0), false)
		pos = end + 1
	}
	return true
}
