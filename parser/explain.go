package parser

import (
	"bytes"
	"fmt"
	"strings"
)

// Explain tells people why a line is not one of f: `column 54: status is not
// a number`. Columns are bytes and count from 1. It returns "" for a line that
// f takes. It is slow.
func Explain(f *Format, line []byte) string {
	if len(line) > maxLine {
		return fmt.Sprintf("the line has %d bytes", len(line))
	}
	return f.scheme().explain(f.wrapper.bare(line))
}

// explain implements scheme.
func (l *layout) explain(line []byte) string {
	set := NewFieldSet()
	p := l.program(set)
	done, pos := run(p.plain, line, 0, NewRecord(set).spans)
	switch {
	case p.misquotes(line):
		return "column 1: a quote before the " + l.items[0].source.field.Name
	case done >= p.must:
		return ""
	}
	if pos == len(line) {
		return fmt.Sprintf("column %d: the line ends before its %s", pos+1, p.plain[done].subject(p.plain[done:]))
	}
	return fmt.Sprintf("column %d: %s", pos+1, p.plain[done].complaint(line[pos:]))
}

// subject names what is missing from a line that ends before o, the first of
// rest.
func (o op) subject(rest []op) string {
	for _, o := range rest {
		if o.code != opText {
			return o.field
		}
	}
	return o.text
}

// complaint says what a line must hold where it does not fit o.
func (o op) complaint(rest []byte) string {
	switch o.code {
	case opText:
		return fmt.Sprintf("%s expected", quoteText(o.text))
	case opTime:
		return "time is not like " + o.notation.name
	case opStatus, opCount, opNumber:
		return o.field + " is not a number"
	case opEnd:
		return fmt.Sprintf("%s expected behind %s", quoteText(string(o.next)), o.field)
	case opRequest, opQuoted:
		return o.field + " has no closing quote"
	case opUntil:
		if !bytes.Contains(rest, []byte(o.text)) {
			return fmt.Sprintf("no %s behind %s", quoteText(o.text), o.field)
		}
	}
	return o.field + " expected"
}

// quoteText names a piece of a layout.
func quoteText(text string) string {
	switch text {
	case " ":
		return "space"
	case "  ":
		return "spaces"
	case "\t":
		return "tab"
	}
	return "'" + strings.Trim(text, " ") + "'"
}
