package parser

import (
	"cmp"
	"fmt"
	"slices"
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
		&haproxy, &haproxyTCP, &haproxyCLF, &squid, &envoy, &istio, &uwsgi,
	}
}

// LookupFormat returns the format of that name, as detection tells it: one of
// Formats; several with commas between, for a log with lines of each; either
// of them behind the names of what is around the lines: syslog+combined.
func LookupFormat(name string) (*Format, bool) {
	around, names := cutWrappers(name)
	var formats []*Format
	for name := range strings.SplitSeq(names, ",") {
		all := Formats()
		i := slices.IndexFunc(all, func(f *Format) bool { return f.Name == name })
		if i < 0 || slices.Contains(formats, all[i]) || len(formats) == maxMixed {
			return nil, false
		}
		formats = append(formats, all[i])
	}
	if len(formats) > 1 {
		return mixed(formats).within(around...), true
	}
	return formats[0].within(around...), true
}

// cutWrappers cuts the names of wrappers with a plus sign behind each off a
// text, which may begin with none.
func cutWrappers(text string) (around []*wrapper, rest string) {
	for len(around) < maxWrappers {
		name, rest, _ := strings.Cut(text, "+")
		i := slices.IndexFunc(wrappers, func(w *wrapper) bool { return w.name == name })
		if i < 0 || rest == "" {
			break
		}
		around, text = append(around, wrappers[i]), rest
	}
	return around, text
}

// NewFormat returns the format that text describes: the name of a known one, a
// log_format of nginx or a LogFormat of Apache as it stands in the
// configuration, a known name with more of these behind it, or a regular
// expression with named groups. Before each may stand what is around the lines:
// docker+$remote_addr. The name of such a format is its text in one line.
func NewFormat(text string) (*Format, error) {
	if f, ok := LookupFormat(text); ok {
		return f, nil
	}
	around, inside := cutWrappers(text)
	f := &Format{Name: strings.Join(strings.Fields(inside), " "), Layout: inside}
	switch {
	case strings.Contains(inside, "(?P<"), strings.Contains(inside, "(?<"):
		e, err := newExpression(inside)
		if err != nil {
			return nil, err
		}
		f.Doc, f.lines = "a regular expression: "+e.why, e
	case strings.ContainsAny(inside, "$%"):
		l, err := logFormat(inside)
		if err != nil {
			return nil, err
		}
		f.Doc, f.lines = "a log format of a server's configuration", l
	case strings.ContainsAny(inside, " \"'"):
		return nil, fmt.Errorf("neither a format's name nor a log format: there is no $ and no %% in it; was it in double quotes?")
	default:
		return nil, &UnknownFormat{text}
	}
	return f.within(around...), nil
}

// UnknownFormat is the error for a name that is no format.
type UnknownFormat struct{ Name string }

// Error says so in one line.
func (e *UnknownFormat) Error() string {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	if nearest := e.nearest(names); nearest != "" {
		return fmt.Sprintf("unknown format %q; did you mean %q?", e.Name, nearest)
	}
	return fmt.Sprintf("unknown format %q; known: %s", e.Name, strings.Join(names, " "))
}

// nearest returns the name that may have been meant, or "".
func (e *UnknownFormat) nearest(names []string) string {
	outer, inner, wrapped := strings.Cut(e.Name, "+")
	if !wrapped {
		return Nearest(names, e.Name)
	}
	around, _ := Wrappers()
	outer, inner = Nearest(around, outer), Nearest(names, inner)
	if outer == "" || inner == "" {
		return ""
	}
	return outer + "+" + inner
}

// Fit returns f as the lines of a log need it: where keys or directives say how
// lines are to be read, they are looked at. Other formats stay as they are.
func (f *Format) Fit(lines [][]byte) *Format {
	lines = f.wrapper.bares(lines)
	var fitted *Format
	switch s := f.lines.(type) {
	case *keyed:
		fitted = s.fitted(f, lines, false)
	case *w3c:
		fitted = s.fitted(f, lines)
	case *mixture:
		fitted = s.fitted(f, lines)
	}
	if fitted == nil {
		return f
	}
	return fitted
}

// option is what users write behind -f to name f.
func (f *Format) option() string { return cmp.Or(f.Option, f.Name) }

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
