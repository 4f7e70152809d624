package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"wf/internal/parquet"
	"wf/internal/report"
	"wf/parser"
)

// rowOutput is where print writes to: lines, or rows of fields.
type rowOutput struct {
	w      io.Writer // takes what the appender makes, in order
	line   appender
	finish func() error    // writes what stands behind all rows
	file   *outFile        // nil without one
	table  *parquet.Writer // nil without one
	fields []parser.Field  // of the table
}

// rowKinds are the outputs of print.
func rowKinds() []string { return append(report.RecordOutputs(), "parquet") }

// rowsWanted returns the output of rows that -o asks for; nil is lines.
func (a *app) rowsWanted() (*output, error) {
	words := a.outputWords()
	if len(words) == 0 {
		return nil, nil
	}
	outputs, err := parseOutputs(words, rowKinds())
	switch {
	case err != nil:
		return nil, err
	case a.flags.follow:
		return nil, errors.New("-F prints rows without an end; -o goes without -F")
	case len(outputs) > 1:
		return nil, errors.New("print writes one output; give -o once")
	case outputs[0].kind == "parquet" && outputs[0].path == "" && a.terminal():
		return nil, errors.New("-o parquet is not for a terminal; write a file: -o FILE.parquet")
	}
	return &outputs[0], nil
}

// allFields are the names of the fields that the lines of the inputs carry.
func (a *app) allFields(in *inputs) (names []string) {
	for _, f := range in.formats {
		if f == nil {
			continue
		}
		for _, field := range f.Carried() {
			if !slices.Contains(names, field.Name) {
				names = append(names, field.Name)
			}
		}
	}
	if in.open() {
		a.note("the fields are those of the first lines; --fields names others")
	}
	return names
}

// openRows begins what the rows of a run are written to.
func (a *app) openRows(r *run, slots []int, wanted *output) (*rowOutput, error) {
	out := &rowOutput{w: a.stdout, finish: func() error { return nil }}
	if wanted == nil {
		out.line = a.printer(r.fields, slots)
		return out, nil
	}
	outputs := []output{*wanted}
	if err := a.create(r.inputs, outputs); err != nil {
		return nil, err
	}
	if out.file = outputs[0].file; out.file != nil {
		out.w = rowFile{out.file}
	}
	if wanted.kind == "parquet" {
		a.openTable(out, r.fields, slots)
		return out, nil
	}
	o := a.options(*wanted, nil)
	if wanted.kind == "tsv" && o.Header == nil {
		o.Header = new(bool)
	}
	rows := report.NewRecords(wanted.kind, r.fields, slots, o)
	out.line = func(dst []byte, rec *parser.Record, _ []byte) []byte { return rows.Append(dst, rec) }
	text := &rowText{w: out.w, rows: rows, left: len(rows.Separator())}
	out.w, out.finish = text, text.end
	return out, text.begin()
}

// closeRows ends the output after a run that returned err. Rows that were
// interrupted do not become a file: nothing in it would say so.
func (a *app) closeRows(out *rowOutput, interrupted bool, err error) error {
	if err == nil && !interrupted {
		err = out.finish()
	}
	switch {
	case err != nil:
		return outputError(err)
	case interrupted:
		if out.file != nil {
			a.message("%s: not written", report.Escape(out.file.path))
		}
		return nil
	}
	a.noteTable(out)
	if out.file == nil {
		return nil
	}
	return out.file.commit()
}

// discard gives up a file that was not committed.
func (out *rowOutput) discard() {
	if out.file != nil {
		out.file.discard()
	}
}

// rowFile writes to a file that the user named.
type rowFile struct{ file *outFile }

func (f rowFile) Write(p []byte) (int, error) {
	n, err := f.file.Write(p)
	return n, fileError(f.file.path, err)
}

// rowText writes rows as text. What separates two rows comes with each of them,
// whichever worker made it, and is left out before the first.
type rowText struct {
	w    io.Writer
	rows *report.Records
	left int // bytes to leave out
}

func (t *rowText) begin() error {
	_, err := t.w.Write(t.rows.Begin(nil))
	return err
}

func (t *rowText) Write(p []byte) (int, error) {
	skip := min(t.left, len(p))
	t.left -= skip
	n, err := t.w.Write(p[skip:])
	return skip + n, err
}

func (t *rowText) end() error {
	_, err := t.w.Write(t.rows.End(nil))
	return err
}

// openTable makes out a table of columns.
func (a *app) openTable(out *rowOutput, set *parser.FieldSet, slots []int) {
	columns := make([]parquet.Column, len(slots))
	for i, slot := range slots {
		field := set.Field(slot)
		out.fields = append(out.fields, field)
		columns[i] = parquet.Column{Name: field.Name, Type: columnType(field)}
	}
	out.table = parquet.NewWriter(out.w, columns, a.flags.cores())
	out.w, out.finish = out.table, out.table.Close
	out.line = tableRow(set, slots, out.fields)
}

// noteTable says what a table could not take as the log has it.
func (a *app) noteTable(out *rowOutput) {
	if out.table == nil {
		return
	}
	for i, account := range out.table.Accounts() {
		var what []string
		say := func(n int64, text string) {
			if n > 0 {
				what = append(what, fmt.Sprintf(text, report.Count(n)))
			}
		}
		say(account.Misfits, "%s values do not fit the column and are null")
		say(account.Escaped, "%s values are not UTF-8; the bytes that are not stand as \\xHH")
		say(account.Cut, "%s values are cut to microseconds")
		if out.table.Local(i) {
			say(account.Instant, "%s values have an offset, which the first lack; what stands there is the clock of UTC")
		} else {
			say(account.Local, "%s values have no offset and are taken for UTC")
		}
		if len(what) > 0 {
			a.note("%s: %s: %s", tableName(out), out.fields[i].Name, strings.Join(what, "; "))
		}
	}
}

// tableName is what a message calls a table.
func tableName(out *rowOutput) string {
	if out.file == nil {
		return "-o parquet"
	}
	return report.Escape(out.file.path)
}
