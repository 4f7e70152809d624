package pipeline

import (
	"bytes"
	"testing"
)

// checkCensus compares census with its plain twin.
func checkCensus(t *testing.T, data []byte) {
	t.Helper()
	lines, nul := census(data)
	if wantLines, wantNul := plainCensus(data); lines != wantLines || nul != wantNul {
		t.Fatalf("%d bytes: %d lines, NUL %v; want %d, %v", len(data), lines, nul, wantLines, wantNul)
	}
}

func TestCensus(t *testing.T) {
	for _, length := range []int{0, 1, 63, 64, 65, 127, 128, 200, 300} {
		data := bytes.Repeat([]byte("\x01\x0b\x8a\xff\x80"), 60)[:length] // bytes like '\n' and NUL, but for a bit
		checkCensus(t, data)
		for at := range data {
			was := data[at]
			for _, b := range []byte{0, '\n'} {
				data[at] = b
				checkCensus(t, data)
			}
			data[at] = was
		}
	}
	for _, length := range []int{127*64 - 1, 127 * 64, 127*64 + 1, 128 * 64, 3*127*64 + 70} { // around the blocks
		data := bytes.Repeat(newline, length)
		checkCensus(t, data)
		data[length-1] = 0
		checkCensus(t, data)
	}
}

func FuzzCensus(f *testing.F) {
	f.Add([]byte("one\ntwo\n\nthree"), 1)
	f.Add(bytes.Repeat([]byte("a line\n"), 40), 70)
	f.Add([]byte("a\x00\n"), 9000)
	f.Fuzz(func(t *testing.T, data []byte, times int) {
		if len(data) > 0 {
			checkCensus(t, bytes.Repeat(data, 1+times&0xfff%(1+20_000/len(data))))
		}
		checkCensus(t, data)
	})
}
