package parser

import "bytes"

// Wrappers returns the names of what collectors of logs put around lines, and
// what each is, for people.
func Wrappers() (names, docs []string) {
	for _, w := range wrappers {
		names, docs = append(names, w.name), append(docs, w.doc)
	}
	return names, docs
}

// unwrapper is the Parser of lines that a collector of logs put something
// around. Lines without it are parsed as they are.
type unwrapper struct {
	*wrapper
	inner      Parser
	time, host int // slots of what was around the line, or -1
}

func newUnwrapper(w *wrapper, inner Parser, set *FieldSet) *unwrapper {
	return &unwrapper{w, inner, set.slot("outer_time"), set.slot("outer_host")}
}

// Parse implements Parser.
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
	outcome := p.inner.Parse(inside, r)
	if outcome == Parsed {
		r.noteOuter(p.time, line, u.time)
		r.noteOuter(p.host, line, u.host)
	}
	return outcome
}

// noteOuter notes a value that stands around the line, in the scratch: the
// Record is about the line inside.
func (r *Record) noteOuter(slot int, line []byte, s span) {
	if slot >= 0 && s != absent {
		r.spans[slot] = r.put(line[s.lo:s.hi])
	} else if slot >= 0 {
		r.spans[slot] = absent
	}
}

// inside returns the line without what is around it.
func (w *wrapper) inside(line []byte) []byte {
	u, ok := w.strip(line)
	switch {
	case !ok:
		return line
	case w.json:
		return appendJSONUnescaped(nil, line[u.lo:u.hi])
	}
	return line[u.lo:u.hi]
}

// insides returns the lines without what is around them.
func (w *wrapper) insides(lines [][]byte) [][]byte {
	inside := make([][]byte, len(lines))
	for i, line := range lines {
		inside[i] = w.inside(line)
	}
	return inside
}

// within returns f for lines with w around them, f itself if w is nil.
func (f *Format) within(w *wrapper) *Format {
	if w == nil {
		return f
	}
	inside := *f
	inside.Name = w.name + "+" + f.Name
	inside.wrapper = w
	return &inside
}
