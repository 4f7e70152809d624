package parser

import (
	"slices"
	"strings"
)

// keyed is the scheme of logs whose lines have a key beside each value. What
// the keys mean is told by a sample of the log; see meaning.
type keyed struct {
	*keyLanguage
	list   []source
	access bool // what is not about a request is no line of the log
}

// keyLanguage is a way to write keys and values.
type keyLanguage struct {
	name    string
	scanner func([]wanted) keyScanner
	keys    func(line []byte, yield func(path string, value []byte, quoted bool)) bool
	want    string // what a line must be, for people
}

var (
	jsonLanguage = &keyLanguage{"json", func(w []wanted) keyScanner { return newJSONScanner(w) }, jsonKeys, "a JSON object"}
	ltsvLanguage = &keyLanguage{"ltsv", func(w []wanted) keyScanner { return newLTSVScanner(w) }, ltsvKeys,
		"labels and values with tabs between"}
	logfmtLanguage = &keyLanguage{"logfmt", func(w []wanted) keyScanner { return newLogfmtScanner(w) }, logfmtKeys,
		"pairs of key=value with spaces between"}
)

// sources implements scheme.
func (k *keyed) sources() []source { return k.list }

// coreKeys are the fields of which a line about a request has one at least.
var coreKeys = []string{"status", "request", "uri", "path", "method"}

// compile implements scheme. A name that is no known field and that the sample
// did not show is looked for as a key.
func (k *keyed) compile(set *FieldSet) Parser {
	sources := slices.Clone(k.list)
	for _, s := range set.slots {
		key, own := strings.CutPrefix(s.field.Name, logPrefix)
		if _, known := LookupField(s.field.Name); (own || !known) && s.derive == nil && !reaches(sources, s.field.Name) {
			sources = append(sources, source{name: key, field: s.field})
		}
	}
	p := &keyedParser{binding: bind(set, sources, false)}
	if k.access {
		for _, name := range coreKeys {
			i := slices.IndexFunc(sources, func(s source) bool { return s.field.Name == name })
			if i >= 0 && len(p.core) < 2 {
				p.core = append(p.core, p.hold(i))
			}
		}
	}
	var list []wanted
	for i, slot := range p.slots {
		if slot != p.dump() {
			list = append(list, wanted{normalName(sources[i].name), slot})
		}
	}
	p.scanner = k.scanner(list)
	return p
}

// keyedParser is a compiled keyed.
type keyedParser struct {
	*binding
	scanner keyScanner
	core    []int32 // slots of which one must have a value
}

// Parse implements Parser.
func (p *keyedParser) Parse(line []byte, r *Record) Outcome {
	if len(line) > maxLine {
		return Rejected
	}
	r.begin(line, p.binding)
	if !p.scanner.scan(line, r) || !p.about(r) {
		return Rejected
	}
	return r.settled(p.binding)
}

// about reports whether the line is about a request.
func (p *keyedParser) about(r *Record) bool {
	for _, slot := range p.core {
		if r.spans[slot] != absent {
			return true
		}
	}
	return len(p.core) == 0
}

// fit implements scheme.
func (k *keyed) fit(p Parser, r *Record, line []byte) fit {
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
func (k *keyed) explain(line []byte) string {
	set := NewFieldSet()
	p, r := k.compile(set).(*keyedParser), NewRecord(set)
	r.begin(line, p.binding)
	switch {
	case !p.scanner.scan(line, r):
		return "not " + k.want
	case !p.about(r):
		return "no request: it has none of the keys that the log's requests have"
	}
	return ""
}

// fitted returns the format with the meaning that the keys in lines have, or
// nil if no line is of it. access says that it must be an access log.
func (k *keyed) fitted(f *Format, lines [][]byte, access bool) *Format {
	const enough = 100 // values of a key
	var keys []sampledKey
	index := make(map[string]int)
	r := &Record{}
	scanner := k.scanner(nil)
	for _, line := range lines {
		if r.line = line; !scanner.scan(line, r) {
			continue
		}
		k.keys(line, func(path string, value []byte, quoted bool) {
			i, ok := index[path]
			if !ok {
				if len(keys) == maxKeys {
					return
				}
				i = len(keys)
				index[path] = i
				keys = append(keys, sampledKey{path: path})
			}
			if key := &keys[i]; len(key.values) < enough && value != nil {
				key.values = append(key.values, slices.Clone(value))
				key.quoted = key.quoted || quoted
			}
		})
	}
	if len(keys) == 0 {
		return nil
	}
	sources, dialect := meaning(keys)
	for i, s := range sources {
		if s.known() && s.field.Kind == Text && s.convert == nil {
			sources[i].convert = deriveFilled // what has no value is written as an empty one
		}
	}
	about := isAccessLog(sources)
	if access && !about {
		return nil
	}
	bound := *f
	bound.lines = &keyed{k.keyLanguage, sources, about}
	if dialect == caddy.Name && k.keyLanguage == jsonLanguage {
		bound.Name, bound.Doc, bound.Sample = caddy.Name, caddy.Doc, caddy.Sample
	} else if dialect != "" {
		bound.Doc = "the " + k.name + " of " + dialect
	}
	return &bound
}

// maxKeys bounds what a sample of hostile lines can cost.
const maxKeys = 1000
