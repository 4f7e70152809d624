package gen

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// format is a form of log: how each line is written and what a reader finds
// in it.
type format struct {
	name    string
	program string // that writes it, as syslog calls it; "" is nginx
	end     string // of each line; "" is a newline

	// header appends the lines before the first, each with its end; it is nil
	// if there are none. second is the time of the first.
	header func(dst []byte, second int64) []byte

	// write appends a line without its end.
	write func(dst []byte, l *line) []byte

	// carries names the fields of wf that lines have, with a space between.
	carries string

	tick     time.Duration // of the time; 0 is a second
	unit     time.Duration // of durations; 0 is a millisecond
	none     string        // what an answer without a body has for bytes; "" is 0
	dash     string        // what dashBytes is; "" is a dash
	codes    bool          // statuses are numbers, 0 for 000
	ascii    bool          // lines have nothing but ASCII, whatever is in the request
	badAsked bool          // a request that asks for nothing is not shown

	// uri returns what stands for the target of a request; nil for the target
	// itself.
	uri func(dst []byte, l *line) []byte

	// text returns what a reader finds in the place of a text; nil if it
	// finds the text.
	text func(dst, s []byte) []byte

	// more puts in what only this format says, and mends what it says in its
	// own way; nil if nothing.
	more func(fields map[string]string, l *line, x *extra)
}

// formats returns all formats, in the order of wf's manual.
func formats() []format {
	return slices.Concat(clfFormats, nginxFormats, w3cFormats, awsFormats,
		haproxyFormats, envoyFormats, goFormats, otherFormats)
}

// Formats returns the names of the formats that Generate and Example write.
// Before each may stand one of Wrappers and a plus sign. json is nginx's with
// the names of variables as keys, logfmt a Go program's; combined-extra is
// combined followed by the request time in seconds and X-Forwarded-For in
// quotes; all else is as the server of that name writes it when it is told
// nothing, or what its documentation has for an example.
func Formats() []string {
	var names []string
	for _, f := range formats() {
		names = append(names, f.name)
	}
	return names
}

// lookup returns the printer of a format by its name, with a wrapper's or
// without.
func lookup(name string) (*printer, error) {
	p := &printer{}
	inner := name
	if before, after, ok := strings.Cut(name, "+"); ok {
		i := slices.IndexFunc(wrappers, func(w wrapper) bool { return w.name == before })
		if i < 0 {
			return nil, fmt.Errorf("unknown wrapper %q; want one of %s", before, strings.Join(Wrappers(), ", "))
		}
		p.wrapper, inner = &wrappers[i], after
	}
	for _, f := range formats() {
		if f.name == inner {
			p.format = f
			return p, nil
		}
	}
	return nil, fmt.Errorf("unknown format %q; want one of %s", inner, strings.Join(Formats(), ", "))
}

// printer writes the lines of a log.
type printer struct {
	format  format
	wrapper *wrapper // nil if there is none
	inner   []byte   // scratch: a line before it is wrapped
}

// begin appends the lines that stand before l, the first of a log.
func (p *printer) begin(dst []byte, l *line) []byte {
	switch {
	case p.format.header == nil:
		return dst
	case p.wrapper == nil:
		return p.format.header(dst, l.second)
	}
	for header := range strings.Lines(string(p.format.header(nil, l.second))) {
		p.inner = append(p.inner[:0], strings.TrimRight(header, "\r\n")...)
		dst = append(p.wrapper.wrap(dst, p.inner, &p.format, l), '\n')
	}
	return dst
}

// append appends l without its end.
func (p *printer) append(dst []byte, l *line) []byte {
	if p.wrapper == nil {
		return p.format.write(dst, l)
	}
	p.inner = p.format.write(p.inner[:0], l)
	return p.wrapper.wrap(dst, p.inner, &p.format, l)
}

// end is what ends a line: what wraps another's lines ends them its own way.
func (p *printer) end() string {
	if p.wrapper != nil || p.format.end == "" {
		return "\n"
	}
	return p.format.end
}
