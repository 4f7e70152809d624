package sweep

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

//go:embed page.tmpl svg.tmpl
var templates embed.FS

// drawn has the picture, svg.tmpl, and the page around it, page.tmpl. What a
// user typed is escaped by the place where it stands.
var drawn = template.Must(template.ParseFS(templates, "*.tmpl"))

// The size of the picture and of the field within it, in units of SVG.
const (
	svgWidth, svgHeight  = 760.0, 470.0
	fieldLeft, fieldTop  = 64.0, 84.0
	fieldWide, fieldHigh = 672.0, 326.0
	curvePoints          = 160 // of a line: its corners are not seen
	longestTitle         = 84  // characters that fit beside each other
)

// picture is what svg.tmpl draws, in units of SVG from the upper left corner.
type picture struct {
	Width, Height            float64
	Left, Right, Top, Bottom float64 // of the field
	Above                    float64 // what is cut off at the top
	Title, Short, Conditions string  // Short is the Title that fits, "" for none
	Best                     string
	Facts                    []string
	Unit                     string
	Across, Up               []tick
	Ideal, Law               string // paths; "" is none
	Points                   []dot
	Cores                    float64 // where workers begin to share cores; 0 is nowhere
	Late                     bool    // there is no room for words to the right of Cores
}

// inPage is the picture without its title, which the page has.
func (p *picture) inPage() *picture {
	const title = 46.0
	p.Short, p.Above, p.Height = "", title, p.Height-title
	return p
}

// tick is a label at a place of an axis.
type tick struct {
	At    float64
	Label string
}

// dot is a point: its median and the ends of its range.
type dot struct {
	X, Y, Min, Max float64
	Best           bool
	Text           string // read aloud, and shown at the mouse
}

// svg writes the sweep as a picture that stands alone.
func (s *Sweep) svg(w io.Writer) error { return drawn.ExecuteTemplate(w, "svg.tmpl", s.picture()) }

func (s *Sweep) picture() *picture {
	x, y := s.axes()
	across := func(n float64) float64 { return round(fieldLeft + (0.02+0.96*x.place(n))*fieldWide) }
	down := func(seconds float64) float64 { return round(fieldTop + (1-y.place(seconds))*fieldHigh) }
	u := s.unit()
	p := &picture{
		Width: svgWidth, Height: svgHeight,
		Left: fieldLeft, Right: fieldLeft + fieldWide, Top: fieldTop, Bottom: fieldTop + fieldHigh,
		Title: s.title(), Short: shortened(s.title(), longestTitle), Conditions: s.conditions(), Facts: s.Facts(), Unit: u.name,
		Best: fmt.Sprintf("best: %s, %s", workers(s.Points[s.Best].Workers), u.time(s.Points[s.Best].Times.Median().Seconds())),
	}
	for _, v := range y.ticks(8) {
		p.Up = append(p.Up, tick{down(v), u.label(v)})
	}
	p.Across = s.across(across)
	line := func(f func(n float64) float64) string {
		var b strings.Builder
		for i := range curvePoints + 1 {
			n := x.value(float64(i) / curvePoints)
			fmt.Fprintf(&b, "%c%v %v", "ML"[min(i, 1)], across(n), down(f(n)))
		}
		return b.String()
	}
	p.Ideal = line(s.ideal)
	if s.Fit != nil {
		p.Law = line(s.law)
	}
	for i, point := range s.Points {
		p.Points = append(p.Points, s.dot(point, i == s.Best, across, down))
	}
	if s.shared() && s.Points[0].Workers <= s.Cores {
		p.Cores = round((across(float64(s.Cores)) + across(min(float64(s.Cores+1), x.high))) / 2)
		p.Late = p.Cores > fieldLeft+0.7*fieldWide
	}
	return p
}

// dot places a point.
func (s *Sweep) dot(p Point, best bool, across, down func(float64) float64) dot {
	u, t := s.unit(), p.Times
	median := t.Median().Seconds()
	text := fmt.Sprintf("%s: median %s, fastest %s, slowest %s", workers(p.Workers), u.time(median), u.time(t.Min().Seconds()), u.time(t.Max().Seconds()))
	if _, ok := s.speedup(p); ok {
		text += fmt.Sprintf(", %s times as fast as one worker", s.speedupText(p))
	}
	return dot{
		X: across(float64(p.Workers)), Y: down(median), Min: down(t.Min().Seconds()), Max: down(t.Max().Seconds()), Best: best,
		Text: text,
	}
}

// across labels the numbers of workers, of which as many as there is room for.
func (s *Sweep) across(place func(n float64) float64) (list []tick) {
	const between = 24.0 // room for three digits
	for _, p := range s.Points {
		at := place(float64(p.Workers))
		if len(list) == 0 || at-list[len(list)-1].At >= between {
			list = append(list, tick{at, strconv.Itoa(p.Workers)})
		}
	}
	return list
}

// round keeps a hundredth of a unit.
func round(v float64) float64 { return math.Round(v*100) / 100 }

// shortened cuts the end of a text that is longer than most characters.
func shortened(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}
