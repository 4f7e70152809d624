package parser

import (
	"strings"
	"sync"
)

// compile implements scheme.
func (w *w3c) compile(set *FieldSet) Parser {
	root := &w3cParser{fields: w.before}
	root.root = root
	root.set = set
	root.bind()
	return root
}

// w3cParser is a Directed parser, for the lines behind certain directives.
type w3cParser struct {
	set          *FieldSet
	fields, date string   // the directives in force
	program      *program // nil before the first #Fields: with a name

	root  *w3cParser
	known sync.Map // of the root: parsers by their directives
	count int      // of those, guarded by mu
	mu    sync.Mutex
}

// maxForms is how many different pairs of directives are remembered: logs have
// a few, hostile ones as many as lines.
const maxForms = 64

func (p *w3cParser) bind() {
	if l := w3cColumns(p.fields, p.date); len(l.items) > 0 {
		p.program = l.program(p.set)
	}
}

// Directives implements Directed.
func (p *w3cParser) Directives() []string { return []string{fieldsDirective, dateDirective} }

// Direct implements Directed.
func (p *w3cParser) Direct(line []byte) Parser {
	fields, date := p.fields, p.date
	text := strings.TrimRight(string(line), " \t\r\n")
	switch {
	case strings.HasPrefix(text, fieldsDirective):
		fields = text
	case strings.HasPrefix(text, dateDirective):
		date, _, _ = strings.Cut(strings.TrimSpace(text[len(dateDirective):]), " ")
	}
	if fields == p.fields && date == p.date {
		return p
	}
	return p.root.form(fields, date)
}

// form returns the parser for the lines behind the two directives.
func (p *w3cParser) form(fields, date string) Parser {
	key := fields + "\n" + date
	if known, ok := p.known.Load(key); ok {
		return known.(*w3cParser)
	}
	made := &w3cParser{set: p.set, fields: fields, date: date, root: p}
	made.bind()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.count < maxForms {
		p.count++
		p.known.Store(key, made)
	}
	return made
}

// Parse implements Parser.
func (p *w3cParser) Parse(line []byte, r *Record) Outcome {
	if len(line) > 0 && line[0] == '#' {
		return Directive
	}
	if p.program == nil {
		return Rejected
	}
	return p.program.Parse(line, r)
}
