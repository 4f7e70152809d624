package cli

import (
	"bufio"
	"html/template"
	"io"

	"wf/aggregate"
	"wf/internal/report"
)

// benchPage is a page that needs nothing but itself.
var benchPage = template.Must(template.New("bench").Parse(`<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>wf bench</title>
<style>
:root { color-scheme: light dark }
body { font: 15px/1.4 system-ui, sans-serif; margin: 2em }
.wide { overflow-x: auto; margin-bottom: 2em }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .25em .8em; text-align: left; border-bottom: 1px solid #8884; white-space: nowrap }
.number { text-align: right }
</style>
<h1>wf bench</h1>
{{if not .Complete}}<p>incomplete</p>
{{end}}{{range .Tables}}<h2>{{.Name}}</h2>
<div class="wide">
<table>
<tr>{{range .Heading}}<th{{if .Number}} class="number"{{end}}>{{.Text}}</th>{{end}}</tr>
{{range .Rows}}<tr>{{range .}}<td{{if .Number}} class="number"{{end}}>{{.Text}}</td>{{end}}</tr>
{{end}}</table>
</div>
{{end}}</html>
`))

type (
	page struct {
		Complete bool
		Tables   []pageTable
	}
	pageTable struct {
		Name    string
		Heading []pageCell
		Rows    [][]pageCell
	}
	pageCell struct {
		Text   string
		Number bool
	}
)

// writeBenchPage writes the tables of r as a page.
func writeBenchPage(w io.Writer, r *aggregate.Report) error {
	var tables []pageTable
	for _, t := range r.Tables {
		table := pageTable{Name: t.Name}
		for _, c := range t.Columns {
			table.Heading = append(table.Heading, pageCell{c.Name, !c.Key})
		}
		for row := range t.Rows {
			cells := make([]pageCell, len(row))
			for i, v := range row {
				cells[i] = pageCell{report.Human(v, t.Columns[i]), !t.Columns[i].Key}
			}
			table.Rows = append(table.Rows, cells)
		}
		tables = append(tables, table)
	}
	b := bufio.NewWriter(w)
	if err := benchPage.Execute(b, page{r.Meta.Complete, tables}); err != nil {
		return err
	}
	return b.Flush()
}
