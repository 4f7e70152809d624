package pipeline

import (
	"bytes"

	"wf/chunker"
	"wf/parser"
)

// Some logs say among their lines how the next ones are written. Workers read
// chunks on their own, so each chunk brings along the directives in force where
// it begins, and ends with what its own lines say.

// askForDirectives makes chunks bring along the directives that their parsers
// go by.
func askForDirectives(cfg *Config) {
	for i, in := range cfg.Source.Inputs() {
		if p, ok := cfg.Parsers[i].(parser.Directed); ok {
			in.Direct(p.Directives()...)
		}
	}
}

// direct returns the parser of the lines behind a directive. One that is too
// long to be brought along by chunks changes nothing, wherever the log is cut.
func direct(p parser.Parser, line []byte) parser.Parser {
	if d, ok := p.(parser.Directed); ok && len(line) <= chunker.MaxDirective {
		return d.Direct(line)
	}
	return p
}

// directed is the parser that a worker made of the Head of a chunk. The next
// one most often has the same.
type directed struct {
	input  int
	head   []byte
	parser parser.Parser
}

// parserOf returns the parser of the first line of c.
func (w *worker) parserOf(c *chunker.Chunk) parser.Parser {
	d := &w.directed
	if len(c.Head) == 0 {
		return w.parsers[c.Input]
	}
	if d.input != c.Input || !bytes.Equal(d.head, c.Head) {
		*d = directed{c.Input, c.Head, w.parsers[c.Input]}
		for line := range bytes.Lines(c.Head) {
			d.parser = direct(d.parser, bytes.TrimSuffix(line, newline))
		}
	}
	return d.parser
}
