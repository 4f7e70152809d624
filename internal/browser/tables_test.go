package browser

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// grid is a table of the page.
type grid struct {
	Name    string
	Folded  bool     // in something that is closed
	Columns []string // as other outputs name them
	Heading []string
	Sorted  []string // aria-sort of each column; "" if there is none
	Rows    []row    // all of them
}

// row is a row of a table.
type row struct {
	Shown bool
	Cells []cell
}

// cell has what a cell shows, the whole text where that is cut, and the raw
// value where that is another text.
type cell struct {
	Text, Title string
	Value       *string
}

// raw returns the value that the cell stands for.
func (c cell) raw() string {
	switch {
	case c.Value != nil:
		return *c.Value
	case c.Title != "":
		return c.Title
	}
	return c.Text
}

// number returns the number of a cell that has one.
func (c cell) number() (float64, bool) {
	n, err := strconv.ParseFloat(c.raw(), 64)
	return n, err == nil
}

// grids returns the tables of the page.
func (p *tab) grids() []grid {
	p.Helper()
	return ask[[]grid](p, "grids", quote("table[data-name]"))
}

// grid returns a table by its name.
func (p *tab) grid(name string) grid {
	p.Helper()
	found := ask[[]grid](p, "grids", quote(`table[data-name="`+name+`"]`))
	if len(found) != 1 {
		p.Fatalf("there are %d tables %q", len(found), name)
	}
	return found[0]
}

// unfold opens what a page has folded.
func (p *tab) unfold() {
	p.Helper()
	eval[bool](p, `document.querySelectorAll("details").forEach((d) => { d.open = true; }) ?? true`)
	p.settle()
}

// shown returns the rows that can be seen.
func (g grid) shown() []row {
	return slices.DeleteFunc(slices.Clone(g.Rows), func(r row) bool { return !r.Shown })
}

// TestSort clicks every heading of some tables twice.
func TestSort(t *testing.T) {
	p := open(t, report(t, timed), desktop)
	p.unfold()
	for _, name := range []string{"failing", "slow", "clients"} {
		g := p.grid(name)
		for column := range g.Heading {
			button := fmt.Sprintf(`table[data-name="%s"] th:nth-child(%d) button.sort`, g.Name, column+1)
			if !eval[bool](p, `!!document.querySelector('`+button+`')`) {
				continue
			}
			p.click(button, 1)
			first := p.grid(g.Name)
			p.click(button, 1)
			second := p.grid(g.Name)
			checkSorted(t, first, column)
			checkSorted(t, second, column)
			if len(first.Rows) != len(g.Rows) || first.Sorted[column] == second.Sorted[column] {
				t.Errorf("%s by %s: %s, then %s", g.Name, g.Heading[column], first.Sorted[column], second.Sorted[column])
			}
		}
	}
}

// checkSorted checks that rows are in the order that the heading says, and that
// as many are shown.
func checkSorted(t *testing.T, g grid, column int) {
	t.Helper()
	for i, order := range g.Sorted {
		if (order != "" && order != "none") != (i == column) {
			t.Errorf("%s: columns are sorted %q, want only %s", g.Name, g.Sorted, g.Heading[column])
		}
	}
	compare := func(a, b row) int {
		x, xIs := a.Cells[column].number()
		y, yIs := b.Cells[column].number()
		if xIs && yIs {
			return cmp.Compare(x, y)
		}
		return 0 // how texts compare is the browser's business
	}
	if g.Sorted[column] == "descending" {
		ascending := compare
		compare = func(a, b row) int { return ascending(b, a) }
	}
	if !slices.IsSortedFunc(g.Rows, compare) {
		t.Errorf("%s is not %s by %s", g.Name, g.Sorted[column], g.Heading[column])
	}
	if shown := g.shown(); len(shown) != min(10, len(g.Rows)) || len(shown) > 0 && !g.Rows[0].Shown {
		t.Errorf("%s by %s shows %d rows of %d", g.Name, g.Heading[column], len(shown), len(g.Rows))
	}
}

// TestSearch types into the field above a table.
func TestSearch(t *testing.T) {
	p := open(t, report(t, timed), desktop)
	field := `#paths input[type="search"]`
	before := p.grid("paths")
	p.click(field, 1)
	p.do(chromedp.KeyEvent("BLOG"))
	p.settle()
	after := p.grid("paths")
	for i, r := range after.Rows {
		var text strings.Builder
		for _, c := range r.Cells {
			text.WriteString(c.Text + " ")
		}
		if want := strings.Contains(strings.ToLower(text.String()), "blog"); r.Shown != want {
			t.Errorf("row %d is shown: %v; %s", i, r.Shown, text.String())
		}
	}
	if n := len(after.shown()); n == 0 || n == len(after.Rows) {
		t.Errorf("%d rows of %d", n, len(after.Rows))
	}
	p.see("search", "#paths")
	p.do(chromedp.KeyEvent(" no such path"))
	p.settle()
	if n := len(p.grid("paths").shown()); n != 0 {
		t.Errorf("%d rows hold what no row holds", n)
	}
	p.see("search-nothing", "#paths")
	p.do(chromedp.KeyEvent(strings.Repeat("\b", 20)))
	p.settle()
	if after := p.grid("paths"); !reflect.DeepEqual(after, before) {
		t.Errorf("without a search %d rows are shown, as %d before", len(after.shown()), len(before.shown()))
	}
}

// TestMore opens all rows of a table, and closes it.
func TestMore(t *testing.T) {
	p := open(t, report(t, timed), desktop)
	p.unfold()
	more := 0
	for _, g := range p.grids() {
		button := `section:has(table[data-name="` + g.Name + `"]) button.more`
		if !eval[bool](p, `!!document.querySelector('`+button+`')?.checkVisibility()`) {
			if len(g.shown()) != len(g.Rows) {
				t.Errorf("%s shows %d rows of %d and has no button", g.Name, len(g.shown()), len(g.Rows))
			}
			continue
		}
		more++
		p.click(button, 1)
		if open := p.grid(g.Name); len(open.shown()) != len(g.Rows) {
			t.Errorf("%s shows %d rows of %d", g.Name, len(open.shown()), len(g.Rows))
		}
		p.click(button, 1)
		if closed := p.grid(g.Name); len(closed.shown()) != 10 {
			t.Errorf("%s shows %d rows again", g.Name, len(closed.shown()))
		}
	}
	if more == 0 {
		t.Error("no table has more rows than are shown")
	}
}

// TestDownload loads tables down as CSV, which holds what the table holds. A
// browser allows ten in a row.
func TestDownload(t *testing.T) {
	p := open(t, report(t, timed), desktop)
	p.unfold()
	for _, name := range []string{"worst", "failing", "latency", "agents", "heat"} {
		g := p.grid(name)
		button := `section:has(table[data-name="` + g.Name + `"]) button.csv`
		if !eval[bool](p, `!!document.querySelector('`+button+`')`) {
			t.Errorf("%s cannot be loaded down", g.Name)
			continue
		}
		name, data := p.download(button)
		if filepath.Ext(name) != ".csv" || !strings.Contains(name, g.Name) {
			t.Errorf("%s is loaded down as %q", g.Name, name)
		}
		lines, err := csv.NewReader(strings.NewReader(data)).ReadAll()
		if err != nil || len(lines) != len(g.Rows)+1 {
			t.Errorf("%s has %d rows, its CSV %d lines: %v", g.Name, len(g.Rows), len(lines), err)
			continue
		}
		for i, r := range g.Rows {
			for j, c := range r.Cells {
				if got, want := strings.TrimPrefix(lines[i+1][j], "'"), c.raw(); got != want {
					t.Errorf("%s: row %d has %q under %s, its CSV %q", g.Name, i, want, g.Heading[j], got)
				}
			}
		}
	}
}

// TestDownloadOfAFormula has a path in a table that a spreadsheet would run.
func TestDownloadOfAFormula(t *testing.T) {
	folder := t.TempDir()
	log := filepath.Join(folder, "formula.log")
	line := `192.0.2.1 - - [01/Mar/2026:10:00:00 +0000] "GET =1+1 HTTP/1.1" 200 5 "-" "@SUM(1)"` + "\n"
	if err := os.WriteFile(log, []byte(strings.Repeat(line, 3)), 0o666); err != nil {
		t.Fatal(err)
	}
	p := open(t, report(t, log), desktop)
	for _, want := range []struct{ table, cell string }{{"paths", "'=1+1"}, {"agents", "'@SUM(1)"}} {
		_, data := p.download(`section:has(table[data-name="` + want.table + `"]) button.csv`)
		if lines, err := csv.NewReader(strings.NewReader(data)).ReadAll(); err != nil || len(lines) != 2 || !slices.Contains(lines[1], want.cell) {
			t.Errorf("the CSV of %s is %q, want %q in it: %v", want.table, data, want.cell, err)
		}
	}
}

// download clicks a button and returns the name and the text of the file that
// comes of it.
func (p *tab) download(button string) (name, text string) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 10*time.Second)
	defer cancel()
	begun := chromedp.BrowserEvents(ctx, browser.DownloadWillBegin)
	progress := chromedp.BrowserEvents(ctx, browser.DownloadProgress)
	p.click(button, 1)
	for e, err := range begun {
		if err != nil {
			p.Fatalf("%s: no download: %v", button, err)
		}
		name = e.SuggestedFilename
		break
	}
	for e, err := range progress {
		if err != nil {
			p.Fatalf("%s: %v", name, err)
		}
		if e.State == browser.DownloadProgressStateCompleted {
			data, err := os.ReadFile(filepath.Join(scratch, e.GUID))
			if err != nil {
				p.Fatal(err)
			}
			return name, string(data)
		}
	}
	return name, ""
}

// TestCopy copies the command below a table, and runs it.
func TestCopy(t *testing.T) {
	p := open(t, report(t, timed), desktop)
	p.unfold()
	for i := range eval[int](p, `document.querySelectorAll("button.copy").length`) {
		mark := fmt.Sprintf(`document.querySelectorAll("button.copy")[%d]`, i)
		eval[string](p, mark+`.dataset.test = "`+strconv.Itoa(i)+`"`)
		p.click(`button.copy[data-test="`+strconv.Itoa(i)+`"]`, 1)
		shown := eval[string](p, mark+`.parentElement.querySelector("code.command").textContent`)
		copied := eval[string](p, `navigator.clipboard.readText()`)
		if shown != copied || !strings.HasPrefix(copied, "wf ") {
			t.Errorf("%q is copied for %q", copied, shown)
		}
	}
}

// move moves the mouse to a part of the width of an element.
func (p *tab) move(selector string, x float64) {
	p.Helper()
	to := p.at(selector, x, 0.5)
	p.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, to.X, to.Y))
	p.settle()
}
