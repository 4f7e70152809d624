package browser

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/chromedp/cdproto/page"
)

// quote is a text as JavaScript writes it.
func quote(text string) string { return strconv.Quote(text) }

// TestLayout opens pages in windows from a phone's to a desk's, in both schemes
// of colours. Nothing lies on something else or makes the page scroll sideways,
// and every text can be read.
func TestLayout(t *testing.T) {
	t.Parallel()
	for _, log := range []string{wordpress, timed} {
		for _, l := range []look{{width: 380, height: 800}, {width: 820, height: 1100}, {width: 1600, height: 1000}, {width: 1600, height: 1000, dark: true}} {
			t.Run(fmt.Sprintf("%s/%d/dark=%v", filepath.Base(log), l.width, l.dark), func(t *testing.T) {
				p := open(t, report(t, log), l)
				p.checkLayout()
				if ground := eval[string](p, `getComputedStyle(document.body).backgroundColor`); l.dark != darkGround(t, ground) {
					t.Errorf("the ground is %s", ground)
				}
				name := fmt.Sprintf("%s-%d", filepath.Base(log), l.width)
				if l.dark {
					name += "-dark"
				}
				p.see(name, "html")
			})
		}
	}
}

// checkLayout checks what must hold for a page however it is shown.
func (p *tab) checkLayout() {
	p.Helper()
	for _, what := range ask[[]string](p, "crowded") {
		p.Error(what)
	}
	for _, what := range ask[[]string](p, "contrast") {
		p.Error("contrast ", what)
	}
}

// darkGround tells whether a colour is nearer to black than to white.
func darkGround(t *testing.T, rgb string) bool {
	t.Helper()
	var r, g, b int
	if _, err := fmt.Sscanf(rgb, "rgb(%d, %d, %d)", &r, &g, &b); err != nil {
		t.Fatalf("%s: %v", rgb, err)
	}
	return r+g+b < 3*128
}

// TestScheme turns the lights off and on while a page is open.
func TestScheme(t *testing.T) {
	t.Parallel()
	p := open(t, report(t, timed), desktop)
	light := p.charts()
	dark := desktop
	dark.dark = true
	p.light(dark)
	p.settle()
	p.checkDrawn()
	p.checkLayout()
	p.light(desktop)
	p.settle()
	p.checkDrawn()
	if again := p.charts(); !slices.Equal(again, light) {
		t.Errorf("%v have become %v", light, again)
	}
}

// TestWithoutScripts opens a page whose scripts do not run: all rows of all
// tables and the drawings are there, and nothing that would do nothing.
func TestWithoutScripts(t *testing.T) {
	t.Parallel()
	for _, log := range []string{wordpress, timed} {
		t.Run(filepath.Base(log), func(t *testing.T) {
			l := desktop
			l.noScripts = true
			p := open(t, report(t, log), l)
			p.checkLayout()
			for _, g := range p.grids() {
				if len(g.Rows) == 0 || len(g.shown()) != len(g.Rows) {
					t.Errorf("%s shows %d rows of %d", g.Name, len(g.shown()), len(g.Rows))
				}
			}
			if !eval[bool](p, `document.querySelectorAll("figure.chart").length > 0 && Array.from(document.querySelectorAll("figure.chart"), (f) => f.querySelector("svg.static")).every((s) => s && s.checkVisibility() && s.getBoundingClientRect().height > 40)`) {
				t.Error("a chart is not drawn")
			}
			if idle := p.idle(); len(idle) > 0 {
				t.Errorf("can be seen and does nothing: %q", idle)
			}
			p.see(filepath.Base(log)+"-noscripts", "html")
		})
	}
}

// idle returns what can be seen and is there to be used, but for headings and
// legends, which say something as well.
func (p *tab) idle() []string {
	p.Helper()
	return eval[[]string](p, `Array.from(document.querySelectorAll("button, input")).filter((e) => e.checkVisibility() && !e.matches(".sort, [aria-pressed]")).map((e) => e.outerHTML)`)
}

// TestPrint shows a page as paper does, and prints it.
func TestPrint(t *testing.T) {
	t.Parallel()
	for _, log := range []string{wordpress, timed} {
		t.Run(filepath.Base(log), func(t *testing.T) {
			p := open(t, report(t, log), look{width: 794, height: 1123, media: "print"}) // A4 at 96 dpi
			p.checkLayout()
			if idle := p.idle(); len(idle) > 0 {
				t.Errorf("is printed and does nothing: %q", idle)
			}
			for _, g := range p.grids() {
				if n := len(g.shown()); !g.Folded && n != min(10, len(g.Rows)) {
					t.Errorf("%s prints %d rows of %d", g.Name, n, len(g.Rows))
				}
			}
			if drawn := eval[[]bool](p, `Array.from(document.querySelectorAll("figure.chart"), (f) => !!f.querySelector("svg.static")?.checkVisibility())`); fmt.Sprint(drawn) == "[]" || bytes.Contains([]byte(fmt.Sprint(drawn)), []byte("false")) {
				t.Errorf("charts drawn for paper: %v", drawn)
			}
			p.see(filepath.Base(log)+"-print", "html")
			pdf := call(p, page.PrintToPDF, page.PrintToPDFParams{PaperWidth: 8.27, PaperHeight: 11.69}).Data
			if keepsPictures() {
				p.keep(filepath.Base(log)+".pdf", pdf)
			}
			if !bytes.HasPrefix(pdf, []byte("%PDF-")) || len(pdf) < 10_000 {
				t.Errorf("the PDF has %d bytes", len(pdf))
			}
		})
	}
}
