package sweep

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// golden compares got with testdata/name.golden.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got\n%s\nwant\n%s", path, got, want)
	}
}

// swept are sweeps as they may be: on few cores, on as many as workers, over
// orders of magnitude, without a law, and against the law.
func swept(t testing.TB) map[string]*Sweep {
	list := map[string]*Sweep{}
	add := func(name string, cores int, points []Point) {
		setup := Setup{Args: []string{"top", "path", "access.log"}, Shown: "top path access.log", Cores: cores, Warmup: 1}
		s, err := New(setup, points)
		if err != nil {
			t.Fatal(err)
		}
		list[name] = s
	}
	add("two-cores", 2, exact(0.84, 0.05, 2, 1.05, 0.02, 1, 2, 3, 4))
	add("eight-cores", 8, exact(2.3, 0.07, 8, 1, 0.02, 1, 2, 3, 4, 5, 6, 7, 8))
	add("powers", 64, exact(10, 0.03, 64, 1.1, 0.02, 1, 2, 4, 8, 16, 32, 64, 128))
	add("one-core", 1, exact(0.5, 0, 1, 1.02, 0.01, 1, 2, 3))
	slower := exact(0.004, 1, 8, 1, 0.01, 1, 2, 4)
	for i := range slower[2].Times {
		slower[2].Times[i] *= 3
	}
	add("slower", 8, slower)
	return list
}

func TestPlot(t *testing.T) {
	for name, s := range swept(t) {
		for _, width := range []int{60, 80, 200} {
			for _, ascii := range []bool{false, true} {
				text := s.text(Options{Width: width, ASCII: ascii})
				for line := range strings.Lines(text) {
					if long := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); long > width || strings.HasSuffix(line, " \n") {
						t.Errorf("%s: a line of %d in %d columns: %q", name, long, width, line)
					}
					if i := strings.IndexFunc(line, func(r rune) bool { return r > '~' }); ascii && i >= 0 {
						t.Errorf("%s: no ASCII: %q", name, line)
					}
				}
				charset := map[bool]string{false: "unicode", true: "ascii"}[ascii]
				golden(t, fmt.Sprintf("%s-%d-%s", name, width, charset), text)
			}
		}
	}
}

// What a terminal is too small for is drawn as small as can be read.
func TestPlotSmall(t *testing.T) {
	for name, s := range swept(t) {
		for width := range 60 {
			s.text(Options{Width: width, Height: width / 2})
		}
		high, low := s.text(Options{Width: 80, Height: 60}), s.text(Options{Width: 80, Height: 10})
		if strings.Count(low, "\n") >= strings.Count(high, "\n") {
			t.Errorf("%s: not lower in a low terminal", name)
		}
		if fits := s.text(Options{Width: 80, Height: 30}); strings.Count(fits, "\n") > 30 && strings.Count(low, "\n") < 30 {
			t.Errorf("%s: %d lines in 30", name, strings.Count(fits, "\n"))
		}
	}
}

// Every point is where its axes say, in each plot.
func TestPlotPoints(t *testing.T) {
	for name, s := range swept(t) {
		text := s.plot(Options{Width: 200}, 40)
		if got := strings.Count(text, "●") + strings.Count(text, "◆") - 2; got != len(s.Points) { // the legend has two
			t.Errorf("%s: %d marks for %d points\n%s", name, got, len(s.Points), text)
		}
	}
}

func TestAxis(t *testing.T) {
	for _, a := range []axis{{0, 0.882, false}, {0, 1e-3, false}, {0, 8, false}, {0.1, 12, true}, {3, 5, true}, {1, 1024, true}} {
		for _, v := range []float64{a.low, a.high, a.value(0.25)} {
			if got := a.value(a.place(v)); !near(got, v, 1e-9*a.high) {
				t.Errorf("%+v: %v becomes %v", a, v, got)
			}
		}
		for most := 2; most < 12; most++ {
			ticks := a.ticks(most)
			for i, v := range ticks {
				if v < a.low*(1-1e-6) || v > a.high*(1+1e-6) || i > 0 && v <= ticks[i-1] {
					t.Errorf("%+v, %d: ticks %v", a, most, ticks)
				}
			}
			if len(ticks) > most || len(ticks) < 1 {
				t.Errorf("%+v: %d ticks of %d: %v", a, len(ticks), most, ticks)
			}
		}
	}
}

func TestNumber(t *testing.T) {
	check := func(u unit, seconds float64, want string) {
		t.Helper()
		if got := u.number(seconds); got != want {
			t.Errorf("%v %s: %s, want %s", seconds, u.name, got, want)
		}
	}
	s, ms := unit{"s", 1}, unit{"ms", 1e-3}
	check(s, 0.04, "0.0400")
	check(s, 0.99994, "0.9999")
	check(s, 0.99996, "1.000")
	check(s, 9.9996, "10.00")
	check(s, 12345.6, "12346")
	check(ms, 0.0004454, "0.4454")
	check(ms, 0.4454, "445.4")
	for part, want := range map[float64]string{0: "0 %", 0.0001: "<0.1 %", 0.0005: "0.1 %", 0.031: "3.1 %", 0.0994: "9.9 %", 0.0996: "10 %", 1: "100 %"} {
		if got := percent(part); got != want {
			t.Errorf("%v: %s, want %s", part, got, want)
		}
	}
}
