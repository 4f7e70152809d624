package parser

// source is a value that the lines of a log hold.
type source struct {
	name     string     // what the log calls it: request_time, ClientHost, c-ip; "" if it has no name there
	field    Field      // what users call it
	convert  derivation // makes the field's value of what stands in the line, which is in the slot from[0]; nil if they are the same
	notation *notation  // of a field time
	from     []string   // the fields that convert makes the value of, if it stands in no one place of the line
}

// notation is a way to write times.
type notation struct {
	name string // an example, for people: 01/Mar/2026:10:00:00 +0100

	// scan returns the length of the time that text begins with, by its shape
	// alone; 0 if it begins with none.
	scan func(text []byte) int

	// read returns the instant of a text that scan took whole. It is not Valid
	// if there is no such day or hour.
	read func(text []byte) Stamp
}

// item is a piece of a layout: literal text, or a field.
type item struct {
	text     string // literal text; then the item is no field
	source   source
	shape    shape
	optional byte // what stands before the field if it is there at all, or 0
}

// shape says how a value is written.
type shape uint8

const (
	shapeAuto     shape = iota // as its field is usually written, up to the text that follows
	shapeText                  // any text up to the text that follows, which may be empty
	shapeWord                  // text without spaces
	shapeClient                // a word, or a list of addresses with ", " between
	shapeNumber                // decimal digits with a sign and a point or without, or -
	shapeRequest               // a request line, taken apart into method, uri, proto
	shapeCaptures              // up to two groups of captured headers, each in braces behind a space
)

// layout is a line as a server is told to write it.
type layout struct {
	items  []item
	made   []source // values that are made of several of the items' fields
	core   string   // the field that a line must reach, or "" for the last of time, request or uri, status and bytes
	escape escape
}

// escape says how a server writes a quote inside a quoted value.
type escape uint8

const (
	escapeBackslash escape = iota // as \" or \x22; the value is taken as it stands
	escapeJSON                    // as in JSON; the value is unescaped
	escapeDouble                  // as ""; the value is unescaped
	escapeNone                    // not at all
)
