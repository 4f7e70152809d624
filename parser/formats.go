package parser

import (
	"fmt"
	"strings"
)

// Formats returns the known formats, in the order in which detection prefers
// them when all else is equal.
func Formats() []*Format {
	return []*Format{
		&combined, &common, &mainFormat, &vhostCombined, &vhostCommon,
		&ingress, &traefik, &lighttpd, &gunicorn, &litespeed, &varnish,
		&jsonFormat, &caddy, &ltsvFormat, &logfmtFormat,
		&w3cFormat, &cloudFront, &elb, &alb, &s3, &gcs,
		&haproxy, &haproxyTCP, &haproxyCLF, &squid, &envoy, &uwsgi,
	}
}

// LookupFormat returns the format of that name: one of Formats, or one of them
// behind the name of what is around its lines: syslog+combined.
func LookupFormat(name string) (*Format, bool) {
	outer, inner, wrapped := strings.Cut(name, "+")
	if !wrapped {
		inner = name
	}
	for _, f := range Formats() {
		if f.Name != inner {
			continue
		}
		if !wrapped {
			return f, true
		}
		for _, w := range wrappers {
			if w.name == outer {
				return f.within(w), true
			}
		}
	}
	return nil, false
}

// NewFormat returns the format that text describes: the name of a known one, a
// log_format of nginx or a LogFormat of Apache as it stands in the
// configuration, a known name with more of these behind it, or a regular
// expression with named groups. The name of such a format is its text.
func NewFormat(text string) (*Format, error) {
	if f, ok := LookupFormat(text); ok {
		return f, nil
	}
	f := &Format{Name: text, Layout: text}
	if strings.Contains(text, "(?P<") || strings.Contains(text, "(?<") {
		e, err := newExpression(text)
		if err != nil {
			return nil, err
		}
		f.Doc, f.lines = "a regular expression: "+e.why, e
		return f, nil
	}
	if strings.ContainsAny(text, "$%") {
		l, err := logFormat(text)
		if err != nil {
			return nil, err
		}
		f.Doc, f.lines = "a log format of a server's configuration", l
		return f, nil
	}
	if strings.ContainsAny(text, " \"'") {
		return nil, fmt.Errorf("neither a format's name nor a log format: there is no $ and no %% in it; was it in double quotes?")
	}
	return nil, &UnknownFormat{text}
}

// UnknownFormat is the error for a name that is no format.
type UnknownFormat struct{ Name string }

func (e *UnknownFormat) Error() string {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	return fmt.Sprintf("unknown format %q; known: %s", e.Name, strings.Join(names, " "))
}

// Fit returns f as the lines of a log need it: where keys or directives say how
// lines are to be read, they are looked at. Other formats stay as they are.
func (f *Format) Fit(lines [][]byte) *Format {
	if f.wrapper != nil {
		lines = f.wrapper.insides(lines)
	}
	var fitted *Format
	switch s := f.lines.(type) {
	case *keyed:
		fitted = s.fitted(f, lines, false)
	case *w3c:
		fitted = s.fitted(f, lines)
	}
	if fitted == nil {
		return f
	}
	return fitted
}

// Mismatch returns the number, from 1, of the first of lines that is not of f,
// and why; 0 if all are.
func (f *Format) Mismatch(lines [][]byte) (number int, why string) {
	for i, line := range lines {
		if why := Explain(f, line); isRequest(line) && why != "" {
			return i + 1, why
		}
	}
	return 0, ""
}
