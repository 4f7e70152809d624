package browser

import (
	"fmt"
	"image"
	"image/color"
	"path/filepath"
	"testing"
)

// series is a line or an area of a chart, as its legend tells.
type series struct {
	Chart, Name string
	Color       [3]uint8
}

// charts returns what the charts of the page have drawn.
func (p *tab) charts() []series {
	p.Helper()
	return ask[[]series](p, "series")
}

// canvas pictures what a chart has drawn.
func (p *tab) canvas(chart string) image.Image {
	p.Helper()
	return p.picture(p.boxOf("#" + chart + " .uplot canvas"))
}

// of returns how many pixels of a chart's canvas have the colour of a series.
func (s series) of(canvas image.Image) int {
	return count(canvas, color.NRGBA{s.Color[0], s.Color[1], s.Color[2], 255})
}

// checkDrawn checks that all series of all charts can be seen, and returns how
// many there are by chart.
func (p *tab) checkDrawn() map[string]int {
	p.Helper()
	drawn := map[string]int{}
	var canvas image.Image
	for _, s := range p.charts() {
		if drawn[s.Chart] == 0 {
			canvas = p.canvas(s.Chart)
		}
		drawn[s.Chart]++
		if n := s.of(canvas); n < 20 {
			p.Errorf("%s: %d pixels are of %s, %v", s.Chart, n, s.Name, s.Color)
		}
	}
	return drawn
}

// TestDrawn opens the pages of some logs. The charts have drawn what their
// legends name: the pixels are there, not only the elements.
func TestDrawn(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		log  string
		want string // charts
	}{
		{wordpress, "[chart-requests chart-errors]"},
		{shop, "[chart-requests chart-errors]"},
		{timed, "[chart-requests chart-errors chart-latency]"},
	} {
		t.Run(filepath.Base(test.log), func(t *testing.T) {
			p := open(t, report(t, test.log), desktop)
			p.see(filepath.Base(test.log), "html")
			if got := fmt.Sprint(eval[[]string](p, `Array.from(document.querySelectorAll("figure.chart"), (f) => f.id)`)); got != test.want {
				t.Errorf("charts are %s, want %s", got, test.want)
			}
			if eval[bool](p, `Array.from(document.querySelectorAll("svg.static")).some((s) => s.checkVisibility())`) {
				t.Error("the drawing without scripts shows beside the chart")
			}
			drawn := p.checkDrawn()
			if drawn["chart-requests"] < 4 {
				t.Errorf("series by chart: %v, want the classes", drawn)
			}
		})
	}
}

// TestLegend hides a class and shows it again.
func TestLegend(t *testing.T) {
	p := open(t, report(t, timed), desktop)
	for i, s := range p.charts() {
		if s.Chart != "chart-requests" {
			continue
		}
		button := fmt.Sprintf(`[data-test-series="%d"]`, i)
		before := s.of(p.canvas(s.Chart))
		p.click(button, 1)
		if n := s.of(p.canvas(s.Chart)); n*10 > before {
			t.Errorf("%s: %d pixels, %d when hidden", s.Name, before, n)
		}
		if got := eval[string](p, `document.querySelector('`+button+`').getAttribute("aria-pressed")`); got != "false" {
			t.Errorf("%s is hidden and aria-pressed %q", s.Name, got)
		}
		p.click(button, 1)
		if n := s.of(p.canvas(s.Chart)); n != before {
			t.Errorf("%s: %d pixels, %d when shown again", s.Name, before, n)
		}
	}
}
