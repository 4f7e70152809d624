package parser

import "strings"

// A Format describes the lines of a log.
type Format struct {
	Name string
	Doc  string // one line for wf formats

	// Layout is the line as the server's documentation shows it: fields in
	// braces, all else as it stands. {:port} is the port with its colon, or
	// nothing. A field named request is taken apart into method, uri, path,
	// query and proto. Fields behind the last one are extra1, extra2 ...
	Layout string

	// Core is the last field that a line must have. Lines that are damaged
	// behind it, or end there, are read as far as they go.
	Core string

	// Sample is a line of the format, made up.
	Sample string

	// forward is set for the formats that end in what may as well be an
	// extra field of another: detection takes them only if nearly all lines
	// have it.
	forward bool
}

// Formats returns the known formats, in the order in which detection prefers
// them when all else is equal.
func Formats() []*Format {
	return []*Format{&combined, &common, &mainFormat, &vhostCombined, &vhostCommon}
}

// LookupFormat returns the format of that name.
func LookupFormat(name string) (*Format, bool) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, true
		}
	}
	return nil, false
}

// Fields returns the fields that lines of f carry, in their order, and then
// those derived from them without a parameter.
func (f *Format) Fields() []Field {
	var fields []Field
	for _, name := range f.carried() {
		if field, ok := LookupField(name); ok && name != "request" {
			fields = append(fields, field)
		}
	}
	for _, d := range derivedFields {
		if f.Has(d.field.Name) {
			fields = append(fields, d.field)
		}
	}
	return fields
}

// Has reports whether lines of f can have the field, as their own or derived.
func (f *Format) Has(name string) bool {
	if name == "file" {
		return true
	}
	if _, ok := extraNumber(name); ok {
		return true
	}
	for _, carried := range f.carried() {
		if carried == name {
			return true
		}
	}
	d, ok := lookupDerived(name, LookupField)
	if !ok {
		return false
	}
	for _, source := range d.from {
		if f.Has(source) {
			return true
		}
	}
	return false
}

// carried returns the names of the fields in f's lines, those that a request
// is taken apart into among them.
func (f *Format) carried() []string {
	var names []string
	for _, it := range parseLayout(f.Layout) {
		if name := it.source.field.Name; name != "" {
			names = append(names, name)
			names = append(names, parsedFields[name]...)
		}
	}
	return names
}

// parseLayout takes a layout apart. Layouts are ours: a bad one is a bug.
func parseLayout(layout string) []item {
	var items []item
	for layout != "" {
		open := strings.IndexByte(layout, '{')
		if open != 0 {
			if open < 0 {
				open = len(layout)
			}
			items = append(items, item{text: layout[:open]})
			layout = layout[open:]
			continue
		}
		name, rest, ok := strings.Cut(layout[1:], "}")
		if !ok || name == "" {
			panic("bug: layout with an unclosed brace: " + layout)
		}
		var it item
		if name[0] == ':' {
			name, it.optional = name[1:], ':'
		}
		it.source.field = Field{Name: name}
		items = append(items, it)
		layout = rest
	}
	return items
}
