package report

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	_ "embed" // of what the page is made of
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"sync"

	"wf/aggregate"
)

// The page is one file that needs nothing but itself. Text of the log gets into
// it as text alone, through html/template; styles and scripts have no actions
// in them and are known to the browser by their hashes, so that no other is run.
var (
	//go:embed page/page.tmpl
	pageTemplate string
	//go:embed page/page.css
	pageStyle string
	//go:embed page/page.js
	pageScript string

	// The charts are drawn by uPlot (MIT, see page/uPlot.LICENSE), as it comes
	// from https://www.npmjs.com/package/uplot, version 1.6.32.

	//go:embed page/uPlot.min.css
	plotStyle string
	//go:embed page/uPlot.iife.min.js
	plotScript string
	//go:embed page/uPlot.LICENSE
	plotLicense string
)

const (
	// mostPageBytes is more than any page has, whatever was read.
	mostPageBytes = 1_500_000

	// tableBytes is what all tables of a page may take of it.
	tableBytes = 700_000

	// mostPageTables is how many tables a page has.
	mostPageTables = 200
)

// webPage is a page as the template has it.
type webPage struct {
	Title       string
	Policy      string
	Version     string
	Command     string
	Read        *pageRead
	Tiles       []pageTile
	Charts      []*pageFigure
	Times       *pageTable
	Tables      []*pageTable
	Others      string // what of the tables is left out
	Percentiles string
}

// newWebPage is the frame of a page of r, of which approx are the estimates.
func newWebPage(r *aggregate.Report, requests int64, approx []aggregate.Approx, o Options) *webPage {
	p := &webPage{Version: r.Meta.Version, Read: readPage(&r.Meta, requests), Policy: pagePolicy()}
	p.Read.Approx, p.Percentiles = estimates(approx)
	p.Title = "wf: " + p.Read.Names
	if o.Origin != nil {
		p.Command = o.Origin.asks(append(slices.Clone(o.Origin.Words), "-o", "report.html")...)
	}
	return p
}

// writeHTML writes the tables of r as a page.
func writeHTML(b *bufio.Writer, r *aggregate.Report, o Options) error {
	p := newWebPage(r, r.Meta.Lines.Parsed, r.Meta.Approx, o)
	tables := r.Tables[:min(len(r.Tables), mostPageTables)]
	maker := tableMaker{room: tableBytes / max(1, len(tables))}
	for i, t := range tables {
		table := &pageTable{Name: pageText(t.Name, pageShown), Anchor: fmt.Sprintf("table-%d", i+1), Title: pageText(t.Name, pageShown), Short: shortAnswer}
		maker.fill(table, t, nil)
		if len(r.Tables) == 1 {
			table.Command, p.Command = o.Origin.asks(), ""
		} else if o.Origin != nil {
			table.Command = o.Origin.asks("wf", "--report", t.Name)
		}
		p.Tables = append(p.Tables, table)
	}
	if more := len(r.Tables) - len(tables); more > 0 {
		p.Others = Plural(int64(more), "more table") + " not shown; -o json has all of them"
	}
	return p.write(b)
}

// write writes p. Styles and scripts stand between the parts of the template.
func (p *webPage) write(w io.Writer) error {
	t, err := pageParts()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	for _, part := range []struct{ name, after string }{
		{"head", "<style>" + pageStyles() + "</style>\n"},
		{"body", "<script>" + plotScript + "</script>\n<script>" + pageScript + "</script>\n</body>\n</html>\n"},
	} {
		if err := t.ExecuteTemplate(&b, part.name, p); err != nil {
			return fmt.Errorf("bug: the template of the page: %w", err)
		}
		b.WriteString(part.after)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// pageParts is the template, parsed when it is first needed.
var pageParts = sync.OnceValues(func() (*template.Template, error) {
	return template.New("page").Parse(pageTemplate)
})

// pageStyles is the style of the page and of the charts, and a class for each
// length that a bar may have.
var pageStyles = sync.OnceValue(func() string {
	var b strings.Builder
	b.WriteString("/* uPlot 1.6.32\n" + strings.TrimSpace(plotLicense) + "\n*/\n" + plotStyle + "\n" + pageStyle)
	for i := 1; i <= barSteps; i++ {
		fmt.Fprintf(&b, ".w%d{--f:%.2f}", i, float64(i)/barSteps)
	}
	return b.String()
})

// pagePolicy lets the browser use these styles and scripts and nothing else.
var pagePolicy = sync.OnceValue(func() string {
	return "default-src 'none'; style-src " + sourceHash(pageStyles()) + "; script-src " + sourceHash(plotScript) + " " + sourceHash(pageScript) +
		"; img-src data:; base-uri 'none'; form-action 'none'"
})

// sourceHash names a text in a Content-Security-Policy.
func sourceHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
