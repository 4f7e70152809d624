package pipeline

import (
	"bytes"
	"math/rand/v2"
	"regexp"
	"slices"
	"testing"

	"wf/chunker"
	"wf/parser"
)

// checkNewlines compares newlines with its plain twin, in block and in each
// end of it, so that every alignment and every rest is there.
func checkNewlines(t *testing.T, block []byte) {
	t.Helper()
	var got, want lineEnds
	for from := 0; from <= len(block); from += 1 + from/70 {
		n, m := newlines(block[from:], &got), plainNewlines(block[from:], &want)
		if !slices.Equal(got[:n], want[:m]) {
			t.Fatalf("%q: newlines at %v, want %v", block[from:], got[:n], want[:m])
		}
	}
}

func TestNewlines(t *testing.T) {
	text := bytes.Repeat([]byte("a\x0b\t \x8a"), 40) // bytes like '\n', but for a bit
	for i := range 130 {                             // no, one, two and three newlines in all places of two words
		block := slices.Clone(text[:130])
		block[i] = '\n'
		checkNewlines(t, block)
		for k := i + 1; k < 130; k += 1 + k/66 {
			block[k] = '\n'
			checkNewlines(t, block[:130-k%3])
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		block := make([]byte, random.IntN(newlineBlock+1))
		often := 1 + random.IntN(300)
		for i := range block {
			if block[i] = byte(random.Uint32()); random.IntN(often) == 0 {
				block[i] = '\n'
			}
		}
		checkNewlines(t, block)
	}
	checkNewlines(t, bytes.Repeat([]byte{'\n'}, newlineBlock))
}

func FuzzNewlines(f *testing.F) {
	f.Add([]byte("one\ntwo\n\nthree"))
	f.Add(bytes.Repeat([]byte("a line of some length that no word holds\n"), 9))
	f.Add(bytes.Repeat([]byte("\n"), 300))
	f.Fuzz(func(t *testing.T, block []byte) { checkNewlines(t, block[:min(len(block), newlineBlock)]) })
}

// rawSink collects lines.
type rawSink struct{ lines [][]byte }

func (s *rawSink) Add(_ *parser.Record, raw []byte) { s.lines = append(s.lines, bytes.Clone(raw)) }
func (s *rawSink) Flush(*chunker.Chunk) error       { return nil }

// TestLinesAroundABlock has lines that end at, before and behind the end of a
// block, and longer ones.
func TestLinesAroundABlock(t *testing.T) {
	for length := newlineBlock - 3; length <= newlineBlock+3; length++ {
		var text []byte
		for i, n := range []int{length, 3, length - 4, 2 * newlineBlock, 0, length, 1} {
			text = append(text, bytes.Repeat([]byte{'a' + byte(i)}, n)...)
			text = append(text, '\n')
		}
		text = append(text, "the last"...)
		source := chunker.Open(files(t, string(text)), chunker.Options{})
		pattern := parser.NewPattern(regexp.MustCompile(`^.*$`))
		set := parser.NewFieldSet(pattern.Fields()...)
		var sink rawSink
		_, err := Run(Config{
			Source: source, Parsers: []parser.Parser{pattern.Compile(set)}, Fields: set,
			Workers: 1, MaxLine: 1 << 20, Sink: func() Sink { return &sink },
		})
		source.Close()
		if want := bytes.Split(text, newline); err != nil || !slices.EqualFunc(sink.lines, want, bytes.Equal) {
			t.Fatalf("lines of about %d bytes: %d lines, want %d (%v)", length, len(sink.lines), len(want), err)
		}
	}
}
