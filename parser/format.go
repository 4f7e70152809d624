package parser

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// A Format describes the lines of a log. It is immutable.
type Format struct {
	Name string
	Doc  string // one line for wf formats

	// Layout is the line as the server's documentation shows it; see
	// parseLayout for what stands in braces. Formats that are no sequence of
	// fields say here what else they are.
	Layout string

	// Option is what users write behind -f to name the format, if that is not
	// its name.
	Option string

	// Core is the last field that a line must have. Lines that are damaged
	// behind it, or end there, are read as far as they go. "" is the last of
	// time, request or uri, status and bytes.
	Core string

	// Sample is a line of the format, made up.
	Sample string

	header  string   // what a line begins with that only names the fields, or ""
	own     []Field  // fields that only this format has, or another kind of them
	made    []source // values that are made of several fields of a line
	escape  escape   // in quoted fields
	lines   scheme   // how lines are read that no Layout describes, or nil
	wrapper *wrapper // what a collector of logs put around the lines, or nil

	// forward is set for the formats that end in what may as well be an
	// extra field of another: detection takes them only if nearly all lines
	// have it.
	forward bool

	// short is set for the formats of which many lines end early: servers of
	// an earlier version write fewer fields.
	short bool

	// alias is the name of the format that has the same lines: detection
	// tells that one.
	alias string
}

// scheme is how the lines of a format are read.
type scheme interface {
	// sources are the values that lines hold.
	sources() []source

	// compile returns the Parser that fills the fields of set.
	compile(set *FieldSet) Parser

	// fit says how well a line fits, by a Parser of the scheme for all its
	// sources and its Record.
	fit(p Parser, r *Record, line []byte) fit

	// explain says why line is not of the format: "" if it is.
	explain(line []byte) string
}

// fit is how well a line fits a format, by its shape.
type fit struct {
	parsed bool
	whole  bool // with every field of the format
	odd    bool // with something in the place of a field that it cannot be
	fields int  // read
}

// scheme returns how the lines of f are read, whatever is around them.
func (f *Format) scheme() scheme {
	if f.lines != nil {
		return f.lines
	}
	return &layout{items: parseLayout(f.Layout, f.own), made: f.made, core: f.Core, escape: f.escape}
}

// Compile returns the Parser for lines of f that fills the fields of set, to
// which nothing may be added from now on. Fields that f lacks are absent.
func (f *Format) Compile(set *FieldSet) Parser {
	s := f.scheme()
	if w, ok := s.(*w3c); ok && f.wrapper != nil {
		s = w.fixed()
	}
	inside := set
	if f.wrapper != nil && set.needsAny("outer_time", "outer_host") {
		inside = set.keepingAll()
	}
	p := s.compile(inside)
	if f.header != "" {
		p = &headed{p, []byte(f.header)}
	}
	if f.wrapper == nil {
		return p
	}
	u := newUnwrapper(f.wrapper, p, set)
	if inside != set {
		u.keep = set.keep
	}
	return u
}

// Fields returns the fields that lines of f carry, in their order, and then
// those derived from them without a parameter.
func (f *Format) Fields() []Field {
	fields := f.Carried()
	for _, d := range derivedFields {
		if f.Has(d.field.Name) && !slices.ContainsFunc(fields, func(have Field) bool { return have.Name == d.field.Name }) {
			fields = append(fields, d.field)
		}
	}
	return fields
}

// Carried returns the fields that lines of f carry, in their order.
func (f *Format) Carried() []Field {
	var fields []Field
	add := func(field Field) {
		if !slices.ContainsFunc(fields, func(have Field) bool { return have.Name == field.Name }) {
			fields = append(fields, field)
		}
	}
	sources := f.scheme().sources()
	for _, s := range sources {
		if s.field.Name != "request" {
			add(s.field)
		}
		for _, name := range parsedFields[s.field.Name] {
			if field, _ := LookupField(name); reaches(sources, name) {
				add(field)
			}
		}
	}
	for _, name := range f.wrapper.fields() {
		field, _ := LookupField(name)
		add(field)
	}
	return fields
}

// Has reports whether lines of f have the field, as their own or derived, as
// far as is known.
func (f *Format) Has(name string) bool {
	if name == "file" || slices.Contains(f.wrapper.fields(), name) {
		return true
	}
	if _, ok := extraNumber(name); ok {
		return f.takesExtras()
	}
	return reaches(f.scheme().sources(), name)
}

// takesExtras reports whether lines of f may have more fields behind those of
// the format.
func (f *Format) takesExtras() bool {
	switch s := f.scheme().(type) {
	case *layout:
		return true
	case *mixture:
		return slices.ContainsFunc(s.formats, (*Format).takesExtras)
	}
	return false
}

// Line is the layout of f for people: fields in braces, all else as it stands.
func (f *Format) Line() string {
	if f.lines != nil {
		return f.Layout
	}
	var line strings.Builder
	for _, it := range parseLayout(f.Layout, f.own) {
		switch {
		case it.source.field.Name == "":
			line.WriteString(it.text)
		case it.optional != 0:
			fmt.Fprintf(&line, "{%c%s}", it.optional, it.source.field.Name)
		default:
			fmt.Fprintf(&line, "{%s}", it.source.field.Name)
		}
	}
	return line.String()
}

// LogName returns what lines of f call the field, or "" if they do not call it
// anything else: log. and this is the value as it stands there.
func (f *Format) LogName(field string) string {
	for _, s := range f.scheme().sources() {
		if s.field.Name == field && normalName(s.name) != field {
			return s.name
		}
	}
	return ""
}

// Open reports whether lines of f may have fields that nobody has seen yet,
// because each line names its own.
func (f *Format) Open() bool {
	switch s := f.lines.(type) {
	case *keyed:
		return true
	case *mixture:
		return slices.ContainsFunc(s.formats, (*Format).Open)
	}
	return false
}

// Own returns the fields of f that are none of those that LookupField knows, or
// of another kind.
func (f *Format) Own() []Field { return ownFields(f.scheme().sources()) }

// headed is the Parser of lines among which one may name the fields.
type headed struct {
	Parser
	header []byte
}

// Parse implements Parser.
func (p *headed) Parse(line []byte, r *Record) Outcome {
	if bytes.HasPrefix(line, p.header) {
		return Directive
	}
	return p.Parser.Parse(line, r)
}
