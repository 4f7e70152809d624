package browser

import (
	"strconv"
	"testing"
)

// span is the time that a chart shows, or that a link leads to, in seconds.
type span struct{ From, To float64 }

// spans returns what each chart of the page shows.
func (p *tab) spans() []span {
	p.Helper()
	return eval[[]span](p, `Array.from(document.querySelectorAll("figure.chart"), (f) => ({ From: +f.dataset.from, To: +f.dataset.to }))`)
}

// same returns what all charts show, which is one time.
func (p *tab) same() span {
	p.Helper()
	all := p.spans()
	for _, s := range all {
		if s != all[0] {
			p.Fatalf("the charts show %v", all)
		}
	}
	return all[0]
}

// TestZoom drags over a chart: all charts show that time, until a double click.
func TestZoom(t *testing.T) {
	p := open(t, report(t, timed), desktop)
	whole := p.same()
	if whole.From >= whole.To {
		t.Fatalf("the charts show %v", whole)
	}
	p.drag("#chart-requests .u-over", 0.4, 0.6)
	zoomed := p.same()
	length := whole.To - whole.From
	if part := (zoomed.To - zoomed.From) / length; part < 0.15 || part > 0.25 || zoomed.From < whole.From+0.35*length {
		t.Errorf("a fifth of %v from the middle is shown as %v", whole, zoomed)
	}
	p.seeWindow("zoomed")
	p.drag("#chart-errors .u-over", 0.25, 0.75)
	if deeper := p.same(); deeper.To-deeper.From >= zoomed.To-zoomed.From {
		t.Errorf("half of %v is shown as %v", zoomed, deeper)
	}
	p.click("#chart-requests .u-over", 2)
	if back := p.same(); back != whole {
		t.Errorf("a double click shows %v, not %v", back, whole)
	}
}

// TestZoomToWorst follows the link of the worst time.
func TestZoomToWorst(t *testing.T) {
	p := open(t, report(t, timed), desktop)
	whole := p.same()
	link := "#worst a.zoom"
	data := eval[[2]string](p, `[document.querySelector("#worst a.zoom").dataset.from, document.querySelector("#worst a.zoom").dataset.to]`)
	from, err := strconv.ParseFloat(data[0], 64)
	if err != nil {
		t.Fatal(err)
	}
	to, err := strconv.ParseFloat(data[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	p.click(link, 1)
	if s := p.same(); s == whole || s.From > from || s.To < to || s.To-s.From > (whole.To-whole.From)/2 {
		t.Errorf("the link to %v to %v shows %v of %v", from, to, s, whole)
	}
	if !eval[bool](p, `document.querySelector("#chart-requests").getBoundingClientRect().top < innerHeight`) {
		t.Error("the chart is not in the window")
	}
	p.seeWindow("worst")
}

// TestHover moves the mouse over a chart: the figures of that time stand in all
// charts.
func TestHover(t *testing.T) {
	p := open(t, report(t, timed), desktop)
	texts := `Array.from(document.querySelectorAll("figure.chart"), (f) => f.innerText)`
	before := eval[[]string](p, texts)
	p.move("#chart-requests .u-over", 0.5)
	after := eval[[]string](p, texts)
	for i := range before {
		if before[i] == after[i] {
			t.Errorf("chart %d says nothing about the time under the mouse: %q", i, after[i])
		}
	}
	p.seeWindow("hover")
}
