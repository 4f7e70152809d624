package pipeline

import (
	"bytes"
	"testing"

	"wf/parser"
)

// FuzzNeedle has texts in data, and compares with package bytes.
func FuzzNeedle(f *testing.F) {
	f.Add([]byte("aab"), []byte("b"), []byte("xaaab aabaaab"), []byte("aaaa b"))
	f.Add([]byte("\" 5"), []byte(" 5"), []byte(`"GET / HTTP/1.1" 500 12 "-" 5`), []byte(`" 5" 5" 5"`))
	f.Add([]byte("\x00"), []byte("\xff\x80"), []byte("\xff\x7f\x80\x00\xff\x80"), []byte(""))
	f.Fuzz(func(t *testing.T, one, two, data, sample []byte) {
		if len(one) == 0 || len(two) == 0 {
			return
		}
		n := newNeedle([]parser.Literal{{Text: one}, {Text: two}}, sample)
		checkNeedle(t, n, data)
		for rare := -1; rare < len(n.text); rare++ {
			checkNeedle(t, needle{text: n.text, rare: rare, next: (rare + 2) % len(n.text)}, data)
		}
		if got, want := lastNewline(data), bytes.LastIndexByte(data, '\n'); got != want {
			t.Fatalf("last newline of %q: %d, want %d", data, got, want)
		}
	})
}

func checkNeedle(t *testing.T, n needle, data []byte) {
	t.Helper()
	for from := range data {
		if got, want := n.index(data[from:]), bytes.Index(data[from:], n.text); got != want {
			t.Fatalf("%q by %d in %q: %d, want %d", n.text, n.rare, data[from:], got, want)
		}
	}
}

// TestAim has two bytes that are rarest, but come together in every line.
func TestAim(t *testing.T) {
	sample := bytes.Repeat([]byte("GET /other/then/\nGET /ongoing/When/\nGET /there/Wow/\nthe W. of then.\n"), 9)
	n := newNeedle([]parser.Literal{{Text: []byte("GET /ongoing/When/")}}, sample)
	if got := string([]byte{n.text[n.rare], n.text[n.next]}); n.rare >= 0 && (got == "GE" || got == "EG" || got == "GT" || got == "TG") {
		t.Errorf("searched for by %q", got)
	}
}
