package sweep

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Outputs are the names of what Write can write.
func Outputs() []string { return []string{"table", "svg", "html", "json", "md"} }

// Write writes the sweep as one of Outputs; table is the drawing for terminals.
func Write(w io.Writer, kind string, s *Sweep, o Options) error {
	switch kind {
	case "table":
		_, err := io.WriteString(w, s.text(o))
		return err
	case "svg":
		return s.svg(w)
	case "html":
		return s.page(w)
	case "json":
		return s.json(w)
	case "md":
		_, err := io.WriteString(w, s.markdown())
		return err
	}
	return fmt.Errorf("a sweep cannot be written as %s; known: %s", kind, strings.Join(Outputs(), " "))
}

// page writes the picture with the table and the facts.
func (s *Sweep) page(w io.Writer) error {
	type row struct {
		Best  bool
		Cells []string
	}
	page := struct {
		Picture *picture
		Headers []string
		Rows    []row
		Doubts  []string
	}{Picture: s.picture().inPage(), Headers: s.headers(), Doubts: s.Doubts()}
	for i, p := range s.Points {
		page.Rows = append(page.Rows, row{i == s.Best, s.row(p)})
	}
	return drawn.ExecuteTemplate(w, "page.tmpl", page)
}

// markdown is the table and the facts, as GitHub reads them.
func (s *Sweep) markdown() string {
	var b strings.Builder
	fence := "```"
	for strings.Contains(s.title(), fence) {
		fence += "`"
	}
	fmt.Fprintf(&b, "%s\n%s\n%s\n\n%s\n\n", fence, s.title(), fence, s.conditions())
	headers := s.headers()
	fmt.Fprintf(&b, "| %s |\n|%s\n", strings.Join(headers, " | "), strings.Repeat(" ---: |", len(headers)))
	for _, p := range s.Points {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(s.row(p), " | "))
	}
	b.WriteByte('\n')
	for _, fact := range append(s.Facts(), s.Doubts()...) {
		fmt.Fprintf(&b, "- %s\n", strings.ReplaceAll(fact, "<", `\<`))
	}
	return b.String()
}

// What json writes. Times are in seconds.
type (
	jsonSweep struct {
		Command []string    `json:"command"`
		Cores   int         `json:"cores"`
		Warmup  int         `json:"warmup"`
		Cold    bool        `json:"cold"`
		Points  []jsonPoint `json:"points"`
		Fit     *jsonFit    `json:"fit"`
		Best    int         `json:"best_workers"`
		Fastest int         `json:"fastest_workers"`
		Facts   []string    `json:"facts"`
		Doubts  []string    `json:"doubts"`
	}
	jsonPoint struct {
		Workers int       `json:"workers"`
		Times   []float64 `json:"times"`
		Median  float64   `json:"median"`
		Min     float64   `json:"min"`
		Max     float64   `json:"max"`
		Speedup *float64  `json:"speedup"`
		Ideal   float64   `json:"ideal"`
		Law     *float64  `json:"law"`
	}
	jsonFit struct {
		Law    string     `json:"law"`
		Points int        `json:"points"`
		T1     float64    `json:"t1"`
		Serial float64    `json:"serial_fraction"`
		Range  [2]float64 `json:"serial_fraction_90"`
		Off    float64    `json:"relative_error"`
	}
)

// json writes everything, raw times included.
func (s *Sweep) json(w io.Writer) error {
	out := jsonSweep{
		Command: append([]string{"wf"}, s.Args...), Cores: s.Cores, Warmup: s.Warmup, Cold: s.Cold,
		Best: s.Points[s.Best].Workers, Fastest: s.Points[s.Fastest].Workers, Facts: s.Facts(), Doubts: append([]string{}, s.Doubts()...),
	}
	for _, p := range s.Points {
		t := p.Times
		point := jsonPoint{Workers: p.Workers, Median: t.Median().Seconds(), Min: t.Min().Seconds(), Max: t.Max().Seconds(),
			Ideal: s.ideal(float64(p.Workers))}
		if times, ok := s.speedup(p); ok {
			point.Speedup = &times
		}
		for _, d := range t {
			point.Times = append(point.Times, d.Seconds())
		}
		if s.Fit != nil && p.Workers <= s.Cores {
			law := s.Fit.At(float64(p.Workers))
			point.Law = &law
		}
		out.Points = append(out.Points, point)
	}
	if f := s.Fit; f != nil {
		out.Fit = &jsonFit{"T(n) = T1 * (s + (1-s)/n)", f.Points, f.T1, f.Serial, [2]float64{f.Low, f.High}, f.Off}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
