package wfp

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"wf/aggregate"
	"wf/parser"
)

// What is decoded of JSON takes some hundred bytes for an object, and could take
// three there. Those of a header take leastObject bytes or more on average.
const (
	leastObject = 16
	fewObjects  = 100
)

// most bounds the numbers of a header, so that sums of many do not overflow.
const most = 1 << 55

// decodeHeader reads the JSON of a header.
func decodeHeader(text []byte) (*Header, error) {
	if bytes.Count(text, []byte("{")) > len(text)/leastObject+fewObjects {
		return nil, damaged("its header is made up")
	}
	h := new(Header)
	if err := json.Unmarshal(text, h); err != nil {
		return nil, damaged("its header: %v", err)
	}
	if len(h.Questions) == 0 || len(h.Questions) > MaxQuestions {
		return nil, damaged("its header asks nothing")
	}
	if len(h.Fields) > maxFields { // each is looked for among the others
		return nil, damaged("its header has %d fields", len(h.Fields))
	}
	if slices.ContainsFunc(h.Fields, func(f parser.Field) bool { return f.Kind > parser.Weekday || f.Name == "" }) {
		return nil, damaged("its header has a field of no kind")
	}
	return h, h.Account.check()
}

// check says what no run reads.
func (a *Account) check() error {
	var all aggregate.Lines
	for i := range a.Files {
		f := &a.Files[i]
		if err := f.check(); err != nil {
			return err
		}
		if all.Add(f.Lines); all.Total > most {
			return damaged("its account has too many lines")
		}
	}
	return nil
}

func (f *File) check() error {
	l := &f.Lines
	counts := []int64{l.Total, l.Parsed, l.Filtered, l.Blank, l.Directive, l.Incomplete, l.Rejected.Format, l.Rejected.TooLong,
		f.Size, f.Bytes, f.Skipped, f.NULBytes, f.NULAt, f.TooLongAt}
	before := int64(-1)
	for _, p := range f.Parts {
		if p.From <= before || p.To < p.From || p.To > most || p.Lines < UnknownLines || p.Lines > most {
			return damaged("its account of %s has parts out of order", f.Name)
		}
		before = p.To
	}
	if r := f.Reject; r != nil {
		counts = append(counts, r.Offset, r.Line)
	}
	for _, p := range f.Problems {
		counts = append(counts, p.At)
	}
	if slices.ContainsFunc(counts, func(n int64) bool { return n < 0 || n > most }) || !l.Check() {
		return damaged("its account of %s does not add up", f.Name)
	}
	if strings.ContainsFunc(f.Format, unicode.IsControl) {
		return damaged("its account of %s has a format of no name", f.Name)
	}
	return nil
}

// arrange puts what has no order of its own into one.
func (h *Header) arrange() {
	slices.Sort(h.Known)
	h.Known = slices.Compact(h.Known)
	slices.Sort(h.Lacks)
	h.Lacks = slices.Compact(h.Lacks)
	slices.SortFunc(h.Fields, func(a, b parser.Field) int { return cmp.Compare(a.Name, b.Name) })
	h.Account.arrange()
}

// arrange sorts files by name, then by head.
func (a *Account) arrange() {
	slices.SortStableFunc(a.Files, compareFiles)
	slices.Sort(a.Errors)
	a.Errors = slices.Compact(a.Errors)
}

func compareFiles(a, b File) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Head, b.Head))
}
