package report

import (
	"bufio"
	"bytes"
	"strings"

	"wf/aggregate"
)

// ScreenLine is a line of a report as a terminal shows it.
type ScreenLine struct {
	Text string      // with SGR sequences if colour was asked for, no other control characters; at most as wide as the window
	Rows []ScreenRow // what can be chosen in it, from the left; none, one, or several side by side
}

// ScreenRow is a row of a table that can be chosen in a line.
type ScreenRow struct {
	Section       string // of the report, or the name of the table
	Column, Width int    // where it stands in the line, in columns of the terminal
	Filter        string // the condition that keeps the records of the row, "" where none can be written
}

// Screen is what WriteSummary writes, line by line, and the rows in it that
// can be chosen. It reads the tables of r once.
func Screen(r *aggregate.Report, o Options) ([]ScreenLine, error) {
	return screenLines(r, o, writeSummary)
}

// TableScreen is what Write writes as the output "table", line by line, and the
// rows in it that can be chosen: all of them, whatever the height. It reads the
// tables of r once.
func TableScreen(r *aggregate.Report, o Options) ([]ScreenLine, error) {
	return screenLines(r, o, writePageTables)
}

// screenLines puts the lines that write wrote beside the rows in them.
func screenLines(r *aggregate.Report, o Options, write func(p *page, r *aggregate.Report, o Options) error) ([]ScreenLine, error) {
	var text bytes.Buffer
	var rows [][]ScreenRow
	b := bufio.NewWriter(&text)
	p := newPage(b, o)
	p.rows = &rows
	if err := write(p, r, o); err != nil {
		return nil, err
	}
	if err := b.Flush(); err != nil {
		return nil, err
	}
	lines := make([]ScreenLine, len(rows))
	rest := text.String()
	for i := range lines {
		lines[i].Text, rest, _ = strings.Cut(rest, "\n")
		lines[i].Rows = rows[i]
	}
	return lines, nil
}

// choice is a row of a table as a ScreenRow names it.
type choice struct {
	section, filter string
}

// of says that all of l is part of a row.
func (l line) of(row *choice) line {
	if row != nil {
		for i := range l {
			l[i].row = row
		}
	}
	return l
}

// rows finds the rows that l is made of.
func (l line) rows() []ScreenRow {
	var rows []ScreenRow
	var last *choice
	column := 0
	for _, s := range l {
		width := textWidth(s.text)
		if s.row != nil && s.row == last {
			rows[len(rows)-1].Width += width
		} else if s.row != nil {
			rows = append(rows, ScreenRow{Section: s.row.section, Column: column, Width: width, Filter: s.row.filter})
		}
		last = s.row
		column += width
	}
	return rows
}
