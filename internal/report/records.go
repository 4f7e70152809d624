package report

import (
	"time"

	"wf/parser"
)

// RecordOutputs lists the outputs that Records writes.
func RecordOutputs() []string { return []string{"tsv", "csv", "json", "ndjson"} }

// Records writes fields of records as rows. It is only read once it is made: any
// number of goroutines may append rows with it.
type Records struct {
	slots  []int
	fields []parser.Field // by slot of slots
	names  [][]byte       // of the fields, as the output has them
	zone   *time.Location
	cells  delimited // of TSV and CSV
	header bool
	json   bool   // an object a row
	begin  string // before all rows
	before string // each row
	after  string // each row
	end    string // behind all rows
}

// NewRecords returns what writes the fields in the slots of set in one of
// RecordOutputs. Terminal and Header of the options count.
func NewRecords(output string, set *parser.FieldSet, slots []int, o Options) *Records {
	w := &Records{slots: slots, zone: set.Zone(), after: "\n"}
	for _, slot := range slots {
		w.fields = append(w.fields, set.Field(slot))
	}
	w.cells = delimited{separator: '\t', absent: "-", escape: AppendCell}
	switch output {
	case "csv":
		w.cells = delimited{separator: ',', header: true, quote: true, escape: AppendCell}
	case "ndjson":
		w.json = true
	case "json": // the comma before the first row is left out by whoever writes the beginning
		w.json, w.begin, w.before, w.after, w.end = true, "[", ",\n", "", "\n]\n"
	}
	if o.Terminal {
		w.cells.escape = AppendEscaped
	}
	w.header = !w.json && w.cells.header
	if o.Header != nil && !w.json {
		w.header = *o.Header
	}
	for _, f := range w.fields {
		w.names = append(w.names, w.name(f.Name))
	}
	return w
}

// name is the name of a column as it stands in the output.
func (w *Records) name(name string) []byte {
	if w.json {
		return append(appendString(nil, []byte(name)), ':')
	}
	return w.cells.text(nil, []byte(name))
}

// Begin appends what stands before all rows.
func (w *Records) Begin(dst []byte) []byte {
	dst = append(dst, w.begin...)
	if !w.header {
		return dst
	}
	for i, name := range w.names {
		dst = append(w.cells.next(dst, i), name...)
	}
	return append(dst, '\n')
}

// Separator is what each row begins with and the first one must not.
func (w *Records) Separator() string { return w.before }

// End appends what stands behind all rows.
func (w *Records) End(dst []byte) []byte { return append(dst, w.end...) }

// Append appends the row of a record.
func (w *Records) Append(dst []byte, r *parser.Record) []byte {
	dst = append(dst, w.before...)
	if w.json {
		dst = w.appendObject(dst, r)
	} else {
		dst = w.appendCells(dst, r)
	}
	return append(dst, w.after...)
}

// appendCells appends values side by side.
func (w *Records) appendCells(dst []byte, r *parser.Record) []byte {
	for i, slot := range w.slots {
		dst = w.cells.next(dst, i)
		f := &w.fields[i]
		switch value := r.Bytes(slot); {
		case value == nil:
			dst = append(dst, w.cells.absent...)
		case f.Kind == parser.Clock || f.Kind == parser.Weekday:
			dst = w.appendTime(dst, f, value)
		case numeric(f, value):
			dst = append(dst, value...)
		default:
			dst = w.cells.text(dst, value)
		}
	}
	return dst
}

// appendObject appends values as members of an object.
func (w *Records) appendObject(dst []byte, r *parser.Record) []byte {
	dst = append(dst, '{')
	for i, slot := range w.slots {
		if i > 0 {
			dst = append(dst, ',')
		}
		f := &w.fields[i]
		dst = append(dst, w.names[i]...)
		switch value := r.Bytes(slot); {
		case value == nil:
			dst = append(dst, "null"...)
		case f.Kind == parser.Clock || f.Kind == parser.Weekday:
			dst = append(w.appendTime(append(dst, '"'), f, value), '"')
		case numeric(f, value):
			dst = append(dst, value...)
		default:
			dst = appendText(dst, f.Name, value)
		}
	}
	return append(dst, '}')
}

// appendTime appends a time, with its offset if all are of one zone, or a day of
// the week.
func (w *Records) appendTime(dst []byte, f *parser.Field, value []byte) []byte {
	if f.Kind == parser.Clock && w.zone != nil {
		return append(dst, Time(parser.StampIn(parser.ClockNanos(value), w.zone))...)
	}
	return parser.AppendText(dst, f.Kind, value)
}

// numeric reports whether value is a number of a field of numbers, as JSON
// writes them.
func numeric(f *parser.Field, value []byte) bool {
	return (f.Kind == parser.Integer || f.Kind == parser.Decimal) && isJSONNumber(value)
}

// isJSONNumber reports whether text is a number of JSON:
// https://www.rfc-editor.org/rfc/rfc8259#section-6.
func isJSONNumber(text []byte) bool {
	if len(text) > 0 && text[0] == '-' {
		text = text[1:]
	}
	whole, text := digits(text)
	if len(whole) == 0 || len(whole) > 1 && whole[0] == '0' {
		return false
	}
	if len(text) > 0 && text[0] == '.' {
		var fraction []byte
		if fraction, text = digits(text[1:]); len(fraction) == 0 {
			return false
		}
	}
	if len(text) > 0 && text[0]|0x20 == 'e' {
		text = text[1:]
		if len(text) > 0 && (text[0] == '+' || text[0] == '-') {
			text = text[1:]
		}
		var exponent []byte
		if exponent, text = digits(text); len(exponent) == 0 {
			return false
		}
	}
	return len(text) == 0
}

// digits splits text behind the digits at its beginning.
func digits(text []byte) (digits, rest []byte) {
	n := 0
	for n < len(text) && '0' <= text[n] && text[n] <= '9' {
		n++
	}
	return text[:n], text[n:]
}
