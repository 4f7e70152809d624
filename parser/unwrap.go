package parser

import (
	"bytes"
	"slices"
)

// Wrappers returns the names of what collectors of logs put around lines, and
// what each is, for people.
func Wrappers() (names, docs []string) {
	for _, w := range wrappers {
		names, docs = append(names, w.name), append(docs, w.doc)
	}
	return names, docs
}

// around returns the wrapper of lines that went through w last, and through
// inner before.
func (w *wrapper) around(inner *wrapper) *wrapper {
	if inner == nil {
		return w
	}
	both := *w
	both.name = w.name + "+" + inner.name
	both.inner = inner
	return &both
}

// fields returns the fields that w brings; w may be nil.
func (w *wrapper) fields() []string {
	var fields []string
	for ; w != nil; w = w.inner {
		for _, name := range w.has {
			if !slices.Contains(fields, name) {
				fields = append(fields, name)
			}
		}
	}
	return fields
}

// unwrapper is the Parser of lines that a collector of logs put something
// around. Lines without it are parsed as they are.
type unwrapper struct {
	*wrapper
	inside     Parser
	time, host int                // slots of what was around the line, or -1
	keep       func(*Record) bool // which reads what was around the line, or nil
}

// newUnwrapper returns the Parser of lines with w around those that p parses.
func newUnwrapper(w *wrapper, p Parser, set *FieldSet) *unwrapper {
	if w.inner != nil {
		p = newUnwrapper(w.inner, p, set)
	}
	return &unwrapper{wrapper: w, inside: p, time: set.slot("outer_time"), host: set.slot("outer_host")}
}

// Parse implements Parser. Of two wrappers the outer one tells more of where
// the line comes from.
func (p *unwrapper) Parse(line []byte, r *Record) Outcome {
	if len(line) > maxLine {
		return Rejected
	}
	u, ok := p.strip(line)
	if !ok {
		u = unwrap(0, len(line))
	}
	inside := line[u.lo:u.hi]
	if ok && p.json && bytes.IndexByte(inside, '\\') >= 0 {
		lo := len(r.scratch)
		r.scratch = appendJSONUnescaped(r.scratch, inside)
		inside = r.scratch[lo:]
	}
	outcome := p.inside.Parse(inside, r)
	if outcome == Parsed {
		r.noteOuter(p.time, line, u.time, p.inner != nil)
		r.noteOuter(p.host, line, u.host, p.inner != nil)
		if p.keep != nil && !p.keep(r) {
			return Filtered
		}
	}
	return outcome
}

// noteOuter notes a value that stands around the line, in the scratch: the
// Record is about the line inside. If there is none, one that an inner wrapper
// had may be kept.
func (r *Record) noteOuter(slot int, line []byte, s span, keep bool) {
	switch {
	case slot < 0:
	case s != absent:
		r.spans[slot] = r.put(line[s.lo:s.hi])
	case !keep:
		r.spans[slot] = absent
	}
}

// bare returns the line without what is around it.
func (w *wrapper) bare(line []byte) []byte {
	for ; w != nil; w = w.inner {
		if u, ok := w.strip(line); ok {
			line = w.text(line[u.lo:u.hi])
		}
	}
	return line
}

// text returns a line as it was before w escaped it.
func (w *wrapper) text(inside []byte) []byte {
	if w.json && bytes.IndexByte(inside, '\\') >= 0 {
		return appendJSONUnescaped(nil, inside)
	}
	return inside
}

// bares returns the lines without what is around them.
func (w *wrapper) bares(lines [][]byte) [][]byte {
	bare := make([][]byte, len(lines))
	for i, line := range lines {
		bare[i] = w.bare(line)
	}
	return bare
}

// unwrapped returns those of the lines that w is around, without it.
func (w *wrapper) unwrapped(lines [][]byte) [][]byte {
	var inside [][]byte
	for _, line := range lines {
		if u, ok := w.strip(line); ok {
			inside = append(inside, w.text(line[u.lo:u.hi]))
		}
	}
	return inside
}

// within returns f for lines with wrappers around them, the outermost first.
func (f *Format) within(around ...*wrapper) *Format {
	for _, w := range slices.Backward(around) {
		inside := *f
		inside.Name = w.name + "+" + f.Name
		inside.wrapper = w.around(f.wrapper)
		f = &inside
	}
	return f
}
