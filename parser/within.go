package parser

// Within returns the Parser that fills the groups in set, like that of Compile,
// from the lines that f takes: f is compiled for fields, a set of its own,
// whose keep may leave out more of them. What f says of a line that it does
// not take is said of it: whether it is rejected never depends on p. A line
// that it takes and that has no match is Filtered. The Parser is Directed if f
// is.
func (p *Pattern) Within(f Parser, fields, set *FieldSet) Parser {
	return newWithin(f, fields, p.Compile(set))
}

// within is the Parser of a pattern for the lines of a format.
type within struct {
	lines   Parser // of the format
	fields  *FieldSet
	matcher Parser
}

func newWithin(lines Parser, fields *FieldSet, matcher Parser) Parser {
	w := within{lines, fields, matcher}
	if directed, ok := lines.(Directed); ok {
		return &directedWithin{w, directed}
	}
	return &w
}

// Parse implements Parser.
func (w *within) Parse(line []byte, r *Record) Outcome {
	if outcome := w.lines.Parse(line, r.within(w.fields)); outcome != Parsed {
		return outcome
	}
	return w.matcher.Parse(line, r)
}

// within returns the Record for the same lines as those of a format, for the
// fields of set.
func (r *Record) within(set *FieldSet) *Record {
	if r.inner == nil || r.inner.set != set {
		r.inner = NewRecord(set)
		r.inner.Reset(string(r.name))
	}
	return r.inner
}

// directedWithin is within for a Directed parser.
type directedWithin struct {
	within
	directed Directed
}

// Directives implements Directed.
func (w *directedWithin) Directives() []string { return w.directed.Directives() }

// Direct implements Directed.
func (w *directedWithin) Direct(line []byte) Parser {
	return newWithin(w.directed.Direct(line), w.fields, w.matcher)
}
