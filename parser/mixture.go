package parser

import (
	"slices"
	"strings"
)

// mixture is the scheme of a log with lines of several formats, as servers
// write it that have several in one file. A line is of the first format that
// takes it.
type mixture struct{ formats []*Format }

// mixed returns the format of a log with lines of several.
func mixed(formats []*Format) *Format {
	var names, docs []string
	for _, f := range formats {
		names, docs = append(names, f.Name), append(docs, f.Doc)
	}
	return &Format{
		Name:   strings.Join(names, ","),
		Doc:    strings.Join(docs, "; or "),
		Layout: formats[0].Line(),
		Sample: formats[0].Sample,
		lines:  &mixture{formats},
	}
}

// fitted returns the format with each of its formats as lines need it.
func (m *mixture) fitted(f *Format, lines [][]byte) *Format {
	fitted := &mixture{}
	for _, one := range m.formats {
		fitted.formats = append(fitted.formats, one.Fit(lines))
	}
	all := *f
	all.lines = fitted
	return &all
}

// Mixed reports whether f is that of a log with lines of several formats.
func (f *Format) Mixed() bool {
	_, ok := f.lines.(*mixture)
	return ok
}

// sources implements scheme.
func (m *mixture) sources() []source {
	var list []source
	for _, f := range m.formats {
		for _, s := range f.scheme().sources() {
			if !slices.ContainsFunc(list, func(have source) bool { return have.field.Name == s.field.Name }) {
				list = append(list, s)
			}
		}
	}
	return list
}

// compile implements scheme.
func (m *mixture) compile(set *FieldSet) Parser {
	p := make(mixedParser, len(m.formats))
	for i, f := range m.formats {
		p[i] = f.Compile(set)
	}
	return p
}

// mixedParser is a compiled mixture.
type mixedParser []Parser

// Parse implements Parser.
func (p mixedParser) Parse(line []byte, r *Record) Outcome {
	outcome := Rejected
	for _, one := range p {
		if outcome = one.Parse(line, r); outcome != Rejected {
			break
		}
	}
	return outcome
}

// fit implements scheme.
func (m *mixture) fit(p Parser, r *Record, line []byte) fit {
	if p.Parse(line, r) != Parsed {
		return fit{}
	}
	f := fit{parsed: true, whole: true}
	for slot := range r.set.Len() {
		if r.Bytes(slot) != nil {
			f.fields++
		}
	}
	return f
}

// explain implements scheme.
func (m *mixture) explain(line []byte) string {
	first := ""
	for _, f := range m.formats {
		why := Explain(f, line)
		if why == "" {
			return ""
		}
		if first == "" {
			first = why
		}
	}
	return first
}
