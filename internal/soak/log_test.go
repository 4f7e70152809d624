package soak

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"wf/bench/gen"
)

// log is a file in the making.
type log struct {
	name   string
	format string // of bench/gen
	text   []byte
	values map[string][]string // what some lines have, by field
}

func (l *log) lines() int { return bytes.Count(l.text, []byte("\n")) }

const (
	// mostLines is the most lines of most logs, large that of few: 50 MB.
	mostLines = 3000
	large     = 200_000

	// sampled is how many lines tell what the values of fields are.
	sampled = 50
)

// drawLogs draws what a round is about: one log, some of one kind, or some of
// several.
func (r *round) drawLogs() []log {
	n := of(r.draw, 1, 1, 1, 2, 3, 5)
	most := mostLines
	if r.chance(100) {
		n, most = 1, large
	}
	names := r.names(n)
	kind := r.kind()
	var logs []log
	for i := range n {
		if r.chance(4) {
			kind = r.kind()
		}
		logs = append(logs, r.log(names[i], kind, r.size(1, most)))
	}
	return logs
}

// kind draws a format, in a wrapper perhaps.
func (r *round) kind() string {
	kind := of(r.draw, gen.Formats()...)
	switch {
	case r.chance(3):
		kind = of(r.draw, "combined", "combined", "combined-extra", "json")
	case r.chance(5):
		kind = of(r.draw, gen.Wrappers()...) + "+" + kind
	}
	return kind
}

// names draws names of files: those of a rotated set, or any.
func (r *round) names(n int) (names []string) {
	rotated := r.chance(2)
	for i := range n {
		switch {
		case rotated && i == 0:
			names = append(names, "access.log")
		case rotated:
			names = append(names, fmt.Sprintf("access.log.%d", i))
		default:
			names = append(names, fmt.Sprintf("%c%d.log", 'a'+byte(r.IntN(26)), i))
		}
	}
	return names
}

// log draws a log.
func (r *round) log(name, kind string, lines int) log {
	l := log{name: name, format: kind, values: map[string][]string{}}
	if r.chance(25) {
		return l // empty
	}
	o := gen.Options{
		Lines: lines, Format: kind, Seed: r.Uint64(), Workers: 1,
		Paths: r.size(1, 2000), Clients: r.size(1, 2000), Distinct: r.chance(5),
	}
	if r.chance(3) {
		o.Nasty = math.Exp(-1 - 5*r.Float64())
	}
	if r.chance(3) {
		o.Attacks = math.Exp(-1 - 5*r.Float64())
	}
	var text bytes.Buffer
	if err := gen.Generate(&text, o); err != nil {
		panic(err)
	}
	l.text = text.Bytes()
	o.Lines, o.Nasty = min(lines, sampled), 0
	must(gen.GenerateWith(new(bytes.Buffer), o, func(fields map[string]string) {
		for name, value := range fields {
			l.values[name] = append(l.values[name], value)
		}
	}))
	if r.chance(12) {
		l.text = r.mix(l.text)
	}
	l.text = r.damage(l.text)
	return l
}

// mix puts lines of another format among those of a text.
func (r *round) mix(text []byte) []byte {
	var other bytes.Buffer
	must(gen.Generate(&other, gen.Options{Lines: 1 + bytes.Count(text, []byte("\n"))/2, Format: r.kind(), Seed: r.Uint64(), Workers: 1, Paths: 50, Clients: 50}))
	a, b := bytes.SplitAfter(text, []byte("\n")), bytes.SplitAfter(other.Bytes(), []byte("\n"))
	var mixed []byte
	for len(a)+len(b) > 0 {
		if take := &a; r.IntN(len(a)+len(b)) >= len(a) {
			take = &b
			mixed, *take = append(mixed, (*take)[0]...), (*take)[1:]
		} else {
			mixed, *take = append(mixed, (*take)[0]...), (*take)[1:]
		}
	}
	return mixed
}

// fields are the names of what the logs have, in a fixed order.
func (r *round) fields() []string {
	all := map[string]bool{}
	for _, l := range r.logs {
		for name := range l.values {
			all[name] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// value draws a value that a field has in some log.
func (r *round) value(field string) string {
	var all []string
	for _, l := range r.logs {
		all = append(all, l.values[field]...)
	}
	if len(all) == 0 {
		return "nothing"
	}
	return strings.ToValidUTF8(of(r.draw, all...), "")
}

// must panics on an error that only a mistake in this package can cause.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
