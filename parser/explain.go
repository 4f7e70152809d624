package parser

import (
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
	set := NewFieldSet()
	p := f.compile(set)
	r := NewRecord(set)
	r.begin(line)
	done, pos := run(p.plain, line, r)
	if done >= p.must {
		return ""
	}
	if pos == len(line) {
		return fmt.Sprintf("column %d: the line ends before its %s", pos+1, p.plain[done].subject(p.plain[done:]))
	}
	return fmt.Sprintf("column %d: %s", pos+1, p.plain[done].complaint())
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
func (o op) complaint() string {
	switch o.code {
	case opText:
		return fmt.Sprintf("%s expected", quoteText(o.text))
	case opTime:
		return "time is not like 01/Mar/2026:10:00:00 +0100"
	case opStatus, opCount:
		return o.field + " is not a number"
	case opEnd:
		return "space expected behind " + o.field
	case opRequest, opQuoted:
		return o.field + " has no closing quote"
	case opUntil:
		return fmt.Sprintf("no %s behind %s", quoteText(o.text), o.field)
	}
	return o.field + " expected"
}

// quoteText names a piece of a layout.
func quoteText(text string) string {
	if text == " " {
		return "space"
	}
	return "'" + strings.Trim(text, " ") + "'"
}
