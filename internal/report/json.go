package report

import (
	"bufio"
	"encoding/base64"
	"math"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"wf/aggregate"
)

// writeJSON writes r as one object, a row a line. Members come in a fixed
// order and numbers in a fixed form, so that equal reports are equal bytes.
func writeJSON(b *bufio.Writer, r *aggregate.Report, o Options) error {
	buf := append([]byte(nil), `{"meta":`...)
	buf = append(appendMeta(buf, &r.Meta, o.Run), ",\n\"tables\":["...)
	for i, t := range r.Tables {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = append(buf, "\n{\"name\":"...)
		buf = appendString(buf, []byte(t.Name))
		buf = append(buf, `,"columns":`...)
		var names []string
		for _, c := range t.Columns {
			names = append(names, c.Name)
		}
		buf = append(appendStrings(buf, names), `,"rows":[`...)
		first := true
		for row := range t.Rows {
			if !first {
				buf = append(buf, ',')
			}
			first = false
			buf = append(buf, "\n{"...)
			buf = append(appendMembers(buf, t.Columns, row), '}')
			if _, err := b.Write(buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
		buf = append(buf, "],\n\"rows_total\":"...)
		buf = strconv.AppendInt(buf, t.Total, 10)
		if t.Where != "" {
			buf = strconv.AppendInt(append(buf, `,"filtered":`...), t.Filtered, 10)
		}
		buf = append(buf, `,"totals":{`...)
		buf = append(appendTotals(buf, t), "}}"...)
	}
	_, err := b.Write(append(buf, "]}\n"...))
	return err
}

// atLayout tells answers apart that come ten times a second.
const atLayout = "2006-01-02T15:04:05.000Z07:00"

// writeNDJSON writes one object a row. Where r has several tables, its first
// member names the row's. Where the answer has a time, that comes before it.
func writeNDJSON(b *bufio.Writer, r *aggregate.Report, o Options) error {
	var buf []byte
	for _, t := range r.Tables {
		for row := range t.Rows {
			buf = append(buf[:0], '{')
			if !o.At.IsZero() {
				buf = append(buf, `"at":"`...)
				buf = append(o.At.AppendFormat(buf, atLayout), `",`...)
			}
			if len(r.Tables) > 1 || !o.At.IsZero() {
				buf = append(buf, `"table":`...)
				buf = appendString(buf, []byte(t.Name))
				if len(row) > 0 {
					buf = append(buf, ',')
				}
			}
			buf = append(appendMembers(buf, t.Columns, row), "}\n"...)
			if _, err := b.Write(buf); err != nil {
				return err
			}
		}
	}
	return nil
}

// appendMembers appends the values of a row under the names of their columns.
func appendMembers(buf []byte, columns []aggregate.Column, row []aggregate.Value) []byte {
	for i, v := range row {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = appendMember(buf, columns[i], v)
	}
	return buf
}

// appendTotals appends the totals that make sense.
func appendTotals(buf []byte, t *aggregate.Table) []byte {
	first := true
	for i, v := range t.Totals {
		if t.Columns[i].Key || none(v) {
			continue
		}
		if !first {
			buf = append(buf, ',')
		}
		first = false
		buf = appendMember(buf, t.Columns[i], v)
	}
	return buf
}

// appendMember appends v under the name of its column, and the exact bytes of
// a text that is not UTF-8 in a member of their own.
func appendMember(buf []byte, c aggregate.Column, v aggregate.Value) []byte {
	buf = append(appendString(buf, []byte(c.Name)), ':')
	switch {
	case none(v):
		return append(buf, "null"...)
	case v.Kind == aggregate.Text:
		return appendText(buf, c.Name, v.Bytes)
	case c.Key || v.Kind == aggregate.Clock || v.Kind == aggregate.Weekday:
		buf = append(buf, '"')
		return append(appendRawJSON(buf, v), '"')
	case v.Kind == aggregate.Instant:
		buf = append(buf, '"')
		return append(appendInstant(buf, v.Stamp), '"')
	}
	return appendRaw(buf, v)
}

// appendRawJSON is appendRaw but for instants, which keep their offset.
func appendRawJSON(buf []byte, v aggregate.Value) []byte {
	if v.Kind == aggregate.Instant {
		return appendInstant(buf, v.Stamp)
	}
	return appendRaw(buf, v)
}

// appendText appends text as a string. If it is not UTF-8 the string is its
// escaped form, and a member name_base64 with the bytes follows.
func appendText(buf []byte, name string, text []byte) []byte {
	buf = appendString(buf, text)
	if utf8.Valid(text) {
		return buf
	}
	buf = append(buf, ',')
	buf = append(appendString(buf, []byte(name+"_base64")), `:"`...)
	return append(base64.StdEncoding.AppendEncode(buf, text), '"')
}

// appendString appends text as a JSON string; text that is not UTF-8 in its
// escaped form, because JSON has no other. Whatever Escape escapes is escaped
// though JSON allows it raw: the output may be read on a terminal.
func appendString(buf, text []byte) []byte {
	if !utf8.Valid(text) {
		text = AppendEscaped(nil, text)
	}
	buf = append(buf, '"')
	room := 0 // for marks
	for i := 0; i < len(text); {
		c := text[i]
		if ' ' <= c && c <= '~' {
			room = maxMarks
			if c == '"' || c == '\\' {
				buf = append(buf, '\\')
			}
			buf = append(buf, c)
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		i += size
		if visible(r, room > 0) {
			buf = utf8.AppendRune(buf, r)
			room = roomForMarks(r, room)
			continue
		}
		room = 0
		switch {
		case r == '\n':
			buf = append(buf, `\n`...)
		case r == '\r':
			buf = append(buf, `\r`...)
		case r == '\t':
			buf = append(buf, `\t`...)
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			buf = appendUnit(appendUnit(buf, high), low)
		default:
			buf = appendUnit(buf, r)
		}
	}
	return append(buf, '"')
}

// appendUnit appends \uHHHH.
func appendUnit(buf []byte, r rune) []byte {
	return append(buf, '\\', 'u', hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
}

func appendStrings(buf []byte, list []string) []byte {
	buf = append(buf, '[')
	for i, s := range list {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = appendString(buf, []byte(s))
	}
	return append(buf, ']')
}

// appendFloat appends v, null if it is no number.
func appendFloat(buf []byte, v float64) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(buf, "null"...)
	}
	return appendRatio(buf, v)
}
