package parser

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// TestShapeIsPlain changes each byte of texts that have a shape into all
// others, and cuts them at every place.
func TestShapeIsPlain(t *testing.T) {
	for _, expr := range []string{`-\d`, `-\d\d\dx/`, `-[0-9a-f]{8}-`, `-\d{4}/\d\d/\d\d/`, `-[ab]{3}\dé[^\x00-\x1f\x80-\x{10ffff}]\w`, `-\d{16}`, `-[ab]{17}`, `-\d{25}x[^é]`} {
		scans := newLineTwins(t, expr).scans
		shape := scans.ops[0].shape
		if shape == nil {
			t.Fatalf("%s has no shape", expr)
		}
		var text []byte
		for i, class := range shape.classes {
			for b := range 256 { // one that varies with the place
				if c := byte(b + 11*i); class.has[c] {
					text = append(text, c)
					break
				}
			}
		}
		check := func(line []byte) {
			t.Helper()
			if got, want := shape.take(line, 2), shape.takeEach(line, 2); got != want {
				t.Errorf("%s on %q: %d, want %d", expr, line[2:], got, want)
			}
		}
		line := slices.Concat([]byte("ab"), text, []byte("12345678"))
		for end := 2; end <= len(line); end++ {
			check(line[:end])
		}
		for i := range text {
			was := line[2+i]
			for b := range 256 {
				line[2+i] = byte(b)
				check(line)
			}
			line[2+i] = was
		}
	}
}

// TestClassEndIsPlain has every byte at every place of a run.
func TestClassEndIsPlain(t *testing.T) {
	for _, expr := range []string{`[^ .]`, `[^"\\]`, `[^ ?#]`, `[^\x00\x01\x7f]`, `[^ ]`, `[^-]`, `\S`, `(?s).`, `.`, `\w`, `[^ -/]`} {
		tree := newLineTwins(t, expr).scans.ops[0]
		class := tree.class
		if class == nil {
			class = tree.shape.classes[0]
		}
		line := bytes.Repeat([]byte("m"), 20)
		for i := range line {
			for b := range 256 {
				line[i] = byte(b)
				for _, pos := range []int{0, 1, 5, 13, 20} {
					want := pos
					for want < len(line) && class.has[line[want]] {
						want++
					}
					if got := class.end(line, pos); got != want {
						t.Fatalf("%s from %d on %q: %d, want %d", expr, pos, line, got, want)
					}
				}
			}
			line[i] = 'm'
		}
	}
}

// TestTextBehindAFullShape has texts that a shape has no room for any more, and
// text that would fit behind them.
func TestTextBehindAFullShape(t *testing.T) {
	digits := strings.Repeat("7", 60)
	for _, expr := range []string{`-\d{60}abcdefgh`, `-\d{60}(abcdefgh)(\d)x`, `-(\d{60})abcdefghi[0-9]j`, `-\d{60}abc(\d)defghi`} {
		w := newLineTwins(t, expr)
		if w.scans == nil {
			t.Fatalf("%s: %s", expr, w.why)
		}
		for _, end := range []string{"abcdefgh", "abcdefgh1x", "abcdefghi5j", "abc1defghi", "abcdefg", "abdcefgh1x", ""} {
			for _, line := range []string{"-" + digits + end, "x-" + digits + end + "y", "-" + digits[1:] + end} {
				w.check(t, []byte(line))
			}
		}
	}
}
