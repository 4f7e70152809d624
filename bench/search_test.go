package bench

import (
	"bytes"
	"maps"
	"testing"
)

// FuzzSearch compares what chunks give, searched from end to end, with what
// their lines give one by one.
func FuzzSearch(f *testing.F) {
	const hit = "GET /ongoing/When/200x/2003/07/25/NotGaming HTTP"
	for _, text := range []string{
		"", hit, hit + "\n" + hit, hit + hit + "\n\n" + hit, "x " + hit + "\r\n" + hit,
		"GET /ongoing/When/200x/2003/07/25/A\nB C", "GET /ongoing/When/200x/2003/07/25/\n GET /ongoing/When/\n200x",
		"GET /ongoing/When/200x/2003/07/25/A.png " + hit, "GET /ongoing/When/200x/2003/07/25/\xe2\n" + hit + "\xff",
		"GET /ongoing/When/GET /ongoing/When/200x/2003/07/25/GET /ongoing/When/200x/2003/07/25/A ",
	} {
		f.Add([]byte(text), 10)
		f.Add([]byte(text), 1)
	}
	f.Fuzz(func(t *testing.T, text []byte, size int) {
		want := Counts{}
		for line := range bytes.SplitSeq(text, []byte{'\n'}) {
			if m := inLine.FindSubmatch(line); m != nil {
				want[string(m[1])]++
			}
		}
		r := bytes.NewReader(text)
		chunks, err := cut(r, Chunk{0, r.Size()}, max(1, int64(size)))
		if err != nil {
			t.Fatal(err)
		}
		got := Counts{}
		var buf []byte
		for _, c := range chunks {
			if buf, err = c.read(r, buf); err != nil {
				t.Fatal(err)
			}
			got.search(buf)
		}
		if !maps.Equal(got, want) {
			t.Errorf("%q by %d: got %v, want %v", text, size, got, want)
		}
	})
}
