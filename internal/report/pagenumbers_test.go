package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestPageNumbers compares what the tables of the page hold with other outputs.
func TestPageNumbers(t *testing.T) {
	r := pageReport(t, timedLog(), pageFields()...)
	list, _ := elements(t, pageOf(t, r, Options{}))
	sections, err := Sections(r)
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, table := range sections.Tables {
		at := slices.IndexFunc(list, func(e *element) bool { return e.tag == "table" && e.attrs["data-name"] == table.Name })
		if at < 0 {
			if table.Name != "totals" {
				t.Errorf("the page has no table %s", table.Name)
			}
			continue
		}
		var cells []string
		for _, e := range list[at+1:] {
			if e.tag == "table" {
				break
			}
			value, ok := e.attrs["data-value"]
			switch {
			case e.tag != "td" && e.attrs["scope"] != "row":
				continue
			case e.attrs["title"] != "":
				value = e.attrs["title"]
			case !ok:
				value = strings.ReplaceAll(e.text, "\u00a0", " ")
			}
			cells = append(cells, value)
		}
		var want []string
		for row := range table.Rows {
			for _, v := range row {
				want = append(want, Raw(v))
			}
		}
		if table.Name == "failing" { // both classes are among its first rows
			columns := len(table.Columns)
			second := slices.Index(want, "403") / columns * columns // of the 4xx, which are few
			show4 := len(want) - second
			if show4 == 0 || show4 > 4*columns || second < 9*columns {
				t.Fatalf("the failures of the log are others: %q", want)
			}
			cells, want = cells[:10*columns], slices.Concat(want[:10*columns-show4], want[second:])
		}
		if len(cells) < len(want) {
			t.Errorf("%s has %d cells, want %d", table.Name, len(cells), len(want))
			continue
		}
		for i := range want {
			if cells[i] != want[i] && len(want[i]) < pageTitle {
				t.Errorf("%s: cell %d is %q, want %q", table.Name, i, cells[i], want[i])
			}
			compared++
		}
	}
	if compared < 300 {
		t.Errorf("only %d cells were compared", compared)
	}
}

// TestPageCharts compares the values of the chart with the requests themselves.
func TestPageCharts(t *testing.T) {
	c := timedLog()
	list, _ := elements(t, pageOf(t, pageReport(t, c, pageFields()...), Options{}))
	f := having(list, "id", "chart-requests")[0]
	var start, step int64
	fmt.Sscan(f.attrs["data-start"], &start)
	fmt.Sscan(f.attrs["data-step"], &step)
	got := map[int64]map[string]int64{}
	labels := []string{"5xx", "4xx", "2xx"} // which is all that the log has
	series := strings.Split(f.attrs["data-values"], "|")
	if len(series) != len(labels) {
		t.Fatalf("%d series, want %d", len(series), len(labels))
	}
	for k, values := range series {
		for i, v := range strings.Split(values, ",") {
			var n int64
			fmt.Sscan(v, &n)
			clock := start + int64(i)*step
			if got[clock] == nil {
				got[clock] = map[string]int64{}
			}
			got[clock][labels[k]] = n
		}
	}
	for _, e := range c.entries {
		got[stepBegin(e.stamp.Clock(), step*second)/second][fmt.Sprint(e.status/100, "xx")]--
	}
	for clock, counts := range got {
		for label, n := range counts {
			if n != 0 {
				t.Fatalf("at %d: %s is off by %d", clock, label, n)
			}
		}
	}
	if n := len(got); n > pageSteps {
		t.Errorf("%d steps", n)
	}
}

// TestPageHeat compares the map of the hours of the week with the requests.
func TestPageHeat(t *testing.T) {
	c := timedLog()
	list, _ := elements(t, pageOf(t, pageReport(t, c, pageFields()...), Options{}))
	at := slices.IndexFunc(list, func(e *element) bool { return e.attrs["data-name"] == "heat" })
	counts := map[string]int64{}
	for _, e := range c.entries {
		counts[wall(e.stamp.Clock()).Format("Mon 15:00")]++
	}
	sum := int64(0)
	for _, e := range list[at:] {
		if when, _, ok := strings.Cut(e.attrs["title"], ": "); ok && e.tag == "td" && strings.HasPrefix(e.attrs["class"], "h") {
			sum += counts[when]
			if got, want := e.attrs["data-value"], fmt.Sprint(counts[when]); got != want {
				t.Errorf("%s has %s requests, want %s", when, got, want)
			}
		}
	}
	if want := int64(len(c.entries)); sum != want {
		t.Errorf("%d requests, want %d", sum, want)
	}
}

// TestPageSteps reads the steps of the histogram.
func TestPageSteps(t *testing.T) {
	p := &pageTable{}
	for _, text := range []string{"0.001", "0.002", "0.05", "0.5", "1", "20", "0", "-"} {
		p.Rows = append(p.Rows, []pageCell{{Text: text}})
	}
	nameSteps(p)
	for i, want := range []string{"1 ms to 2 ms", "2 ms to 5 ms", "50 ms to 100 ms", "500 ms to 1 s", "1 s to 2 s", "20 s to 50 s", "0", "-"} {
		if got := p.Rows[i][0].Text; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
