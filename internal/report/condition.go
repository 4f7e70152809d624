package report

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"wf/aggregate"
	"wf/parser"
)

// rowCondition writes the condition that keeps the records of a row: those for
// which where holds, a term or "" for all, and which have its keys. It is "" if a key
// cannot be written as one, or if there is none.
func rowCondition(where string, columns []aggregate.Column, row []aggregate.Value) string {
	var terms []string
	for i, c := range columns {
		if !c.Key {
			continue
		}
		term := keyCondition(c.Name, row[i])
		if term == "" {
			return ""
		}
		terms = append(terms, term)
	}
	if where != "" && len(terms) > 0 {
		terms = slices.Insert(terms, 0, where)
	}
	return strings.Join(terms, " and ")
}

// keyCondition writes that a field has the value of a key, "" where the field
// is one of numbers and the value is none.
func keyCondition(field string, v aggregate.Value) string {
	switch {
	case !fieldName(field):
		return ""
	case none(v):
		return field + " == nil"
	}
	text := appendRaw(nil, v)
	if f, ok := parser.LookupField(field); ok && (f.Kind == parser.Integer || f.Kind == parser.Decimal) {
		if _, err := strconv.ParseFloat(string(text), 64); err != nil || strings.Trim(string(text), "0123456789.") != "" {
			return ""
		}
		return field + " == " + string(text)
	}
	return field + " == " + quoteText(text)
}

// fieldName reports whether a condition can name the field: a group of a
// pattern is none if its name is a number.
func fieldName(name string) bool {
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_./") == "" && (name[0] < '0' || name[0] > '9')
}

// quoteText writes text in quotes as conditions have it, all that cannot be
// seen as \xHH.
func quoteText(text []byte) string {
	quoted := []byte{'"'}
	for len(text) > 0 {
		_, size := utf8.DecodeRune(text)
		switch c := text[0]; c {
		case '"', '\\':
			quoted = append(quoted, '\\', c)
		default:
			quoted = AppendEscaped(quoted, text[:size])
		}
		text = text[size:]
	}
	return string(append(quoted, '"'))
}
