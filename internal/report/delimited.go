package report

import (
	"bufio"
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"wf/aggregate"
)

// writeTSV writes the one table of r for cut, sort and awk: raw numbers, tabs
// between the cells, absent values as "-". Control characters and invalid UTF-8
// are escaped, so that a line is a row and a tab a border.
func writeTSV(b *bufio.Writer, r *aggregate.Report, o Options) error {
	return writeDelimited(b, r, o, delimited{separator: '\t', absent: "-"})
}

// writeCSV writes the one table of r as RFC 4180 has it, but with LF at the end
// of a line. Text is escaped as in TSV, so that readers which insist on UTF-8
// and on a row a line take it, and a text that a spreadsheet would run as a
// formula gets a quote before it; a dash alone, which is what a pivot calls the
// column of absent values, is none.
func writeCSV(b *bufio.Writer, r *aggregate.Report, o Options) error {
	return writeDelimited(b, r, o, delimited{separator: ',', header: true, quote: true})
}

// delimited is a way of writing cells side by side.
type delimited struct {
	separator byte
	absent    string
	header    bool
	quote     bool // quote cells and disarm formulas as CSV needs it
	escape    func(dst, text []byte) []byte
}

func writeDelimited(b *bufio.Writer, r *aggregate.Report, o Options, d delimited) error {
	if len(r.Tables) == 0 {
		return nil
	}
	if len(r.Tables) > 1 {
		return fmt.Errorf("this output holds one table, not %d; choose one by --section: %s",
			len(r.Tables), strings.Join(tableNames(r), " "))
	}
	t := r.Tables[0]
	if o.Header != nil {
		d.header = *o.Header
	}
	d.escape = AppendCell
	if o.Terminal {
		d.escape = AppendEscaped // a terminal obeys more characters than a tool does
	}
	var line []byte
	if d.header {
		for i, c := range t.Columns {
			line = d.text(d.next(line, i), []byte(c.Name))
		}
		if _, err := b.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	for row := range t.Rows {
		line = line[:0]
		for i, v := range row {
			line = d.value(d.next(line, i), v)
		}
		if _, err := b.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// next appends what stands before cell i.
func (d delimited) next(line []byte, i int) []byte {
	if i == 0 {
		return line
	}
	return append(line, d.separator)
}

// value appends a cell to line.
func (d delimited) value(line []byte, v aggregate.Value) []byte {
	switch {
	case none(v):
		return append(line, d.absent...)
	case v.Kind == aggregate.Text:
		return d.text(line, v.Bytes)
	}
	return appendRaw(line, v)
}

// text appends a text.
func (d delimited) text(line, text []byte) []byte {
	if !d.quote {
		return d.escape(line, text)
	}
	begin := len(line)
	if runs(text) {
		line = append(line, '\'')
	}
	line = d.escape(line, text)
	if cell := line[begin:]; len(cell) > 0 && !bytes.ContainsAny(cell, `",`) && cell[0] != ' ' {
		return line
	}
	// The empty text is quoted, which tells it from an absent value.
	return quoted(line, begin)
}

// quoted puts what stands in line from begin on between quotes, and doubles
// those in it.
func quoted(line []byte, begin int) []byte {
	from := len(line) - 1
	line = append(line, `""`...)
	for range bytes.Count(line[begin:from+1], []byte{'"'}) {
		line = append(line, '"')
	}
	to := len(line) - 1
	line[to] = '"'
	for ; from >= begin; from-- {
		to--
		line[to] = line[from]
		if line[from] == '"' {
			to--
			line[to] = '"'
		}
	}
	line[begin] = '"'
	return line
}

// runs reports whether a spreadsheet may take text for a formula. Those of East
// Asia take full-width signs for the usual ones; a byte order mark vanishes at the
// beginning of a file; tabs and returns are in OWASP's list:
// https://owasp.org/www-community/attacks/CSV_Injection
func runs(text []byte) bool {
	r, _ := utf8.DecodeRune(text)
	return strings.ContainsRune("=+-@\t\r\n＝＋－＠\ufeff", r) && string(text) != "-" && len(text) > 0
}

func tableNames(r *aggregate.Report) []string {
	var names []string
	for _, t := range r.Tables {
		names = append(names, t.Name)
	}
	return names
}
