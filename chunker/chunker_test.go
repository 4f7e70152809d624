package chunker

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// took is a chunk as a worker got it.
type took struct {
	Chunk
	worker int
	behind int // capacity of Data behind its end
}

// pull drains a source with n workers and returns copies of all chunks.
func pull(s *Source, n int, delay bool) []took {
	var mu sync.Mutex
	var all []took
	var wg sync.WaitGroup
	for worker := range n {
		wg.Go(func() {
			var c Chunk
			for s.Next(&c) {
				if delay {
					time.Sleep(time.Duration(rand.IntN(200)) * time.Microsecond)
				}
				t := took{c, worker, cap(c.Data) - len(c.Data)}
				t.Data = bytes.Clone(c.Data)
				t.buf = nil
				clear(c.Data) // what a worker got is its own
				mu.Lock()
				all = append(all, t)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return all
}

// line is a line at an offset of its input.
type line struct {
	offset int64
	text   string
}

// linesOf splits chunks into lines, per input and in order of offset.
func linesOf(chunks []took, inputs int) [][]line {
	all := make([][]line, inputs)
	for _, c := range chunks {
		offset := c.Offset
		for data := c.Data; len(data) > 0; {
			n := bytes.IndexByte(data, '\n') + 1
			if n == 0 {
				n = len(data)
			}
			all[c.Input] = append(all[c.Input], line{offset, string(data[:n])})
			offset += int64(n)
			data = data[n:]
		}
	}
	for _, lines := range all {
		slices.SortFunc(lines, func(a, b line) int { return cmp.Compare(a.offset, b.offset) })
	}
	return all
}

// split is the plain twin of the package: the lines of data.
func split(data []byte) []line {
	var lines []line
	offset := int64(0)
	for _, l := range bytes.SplitAfter(data, []byte("\n")) {
		if len(l) > 0 {
			lines = append(lines, line{offset, string(l)})
			offset += int64(len(l))
		}
	}
	return lines
}

// checkChunks compares the chunks of inputs with the plain contents.
func checkChunks(t testing.TB, what string, chunks []took, contents ...[]byte) {
	t.Helper()
	got := linesOf(chunks, len(contents))
	size := make([]int64, len(contents))
	seqs := make([]int64, 0, len(chunks))
	for _, c := range chunks {
		size[c.Input] += c.Bytes
		if c.Cut || c.behind > 0 {
			t.Errorf("%s: input %d: chunk at %d of a whole input: cut is %v, capacity behind it %d", what, c.Input, c.Offset, c.Cut, c.behind)
		}
		seqs = append(seqs, c.Seq)
	}
	for i, content := range contents {
		if size[i] != int64(len(content)) {
			t.Errorf("%s: input %d: chunks stand for %d bytes, the input has %d", what, i, size[i], len(content))
		}
		want := split(content)
		for j := range max(len(want), len(got[i])) {
			switch {
			case j >= len(want):
				t.Fatalf("%s: input %d: line %d of %d is too much: %.60q", what, i, j, len(want), got[i][j].text)
			case j >= len(got[i]):
				t.Fatalf("%s: input %d: got %d lines, want %d, missing %.60q", what, i, len(got[i]), len(want), want[j].text)
			case got[i][j] != want[j]:
				t.Fatalf("%s: input %d: line %d is %.60q, want %.60q", what, i, j, got[i][j].text, want[j].text)
			}
		}
	}
	slices.Sort(seqs)
	for i, seq := range seqs {
		if seq != int64(i) {
			t.Fatalf("%s: Seq is not dense: %d at place %d", what, seq, i)
		}
	}
}

// checkProblems compares the problems of a source, as "input: text".
func checkProblems(t testing.TB, s *Source, want ...string) {
	t.Helper()
	var got []string
	for _, p := range s.Problems() {
		got = append(got, fmt.Sprintf("%d: %v", p.Input, p.Err))
	}
	if !slices.Equal(got, want) {
		t.Errorf("problems are %q, want %q", got, want)
	}
}

// write makes a file in a new folder and returns its path.
func write(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// pipeOf returns the reading end of a pipe that data is written to.
func pipeOf(t testing.TB, data []byte) *os.File {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		w.Write(data)
		w.Close()
	}()
	t.Cleanup(func() { r.Close() })
	return r
}

// texts are small inputs with every shape of line that windows could tear.
func texts() map[string]string {
	return map[string]string{
		"empty":          "",
		"newline":        "\n",
		"newlines":       strings.Repeat("\n", 50),
		"one":            "a",
		"unfinished":     "one\ntwo\nthree",
		"crlf":           "one\r\n\r\ntwo\r\n\r",
		"long":           "a\n" + strings.Repeat("x", 300) + "\nb\n",
		"long first":     strings.Repeat("x", 300) + "\n\nb",
		"long last":      "a\n\n" + strings.Repeat("x", 300),
		"all lengths":    allLengths(40),
		"nul":            "a\x00\n\x00\x00\nb\x00",
		"newlines apart": strings.Repeat("\n\n\nx", 30),
	}
}

// allLengths returns lines of every length below n.
func allLengths(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(string(rune('a'+i%26)), i))
		b.WriteByte('\n')
	}
	return b.String()
}

// windows are the sizes that small texts are cut into.
func windows() []int {
	w := []int{300, 1000, 65536}
	for i := 1; i <= 257; i += 1 + i/24 {
		w = append(w, i)
	}
	return w
}

func TestWindows(t *testing.T) {
	for name, text := range texts() {
		path := write(t, "log", []byte(text))
		for _, window := range windows() {
			for _, mode := range []IO{Mmap, Read} {
				for _, opt := range []Options{
					{Workers: 1, Sequential: true}, {Workers: 1}, {Workers: 2}, {Workers: 3, Ordered: true}, {Workers: 8},
				} {
					opt.IO, opt.Window = mode, window
					s := Open([]string{path}, opt)
					checkChunks(t, fmt.Sprintf("%s %+v", name, opt), pull(s, opt.Workers, false), []byte(text))
					checkProblems(t, s)
					s.Close()
				}
			}
		}
	}
}

func TestPipe(t *testing.T) {
	for name, text := range texts() {
		for _, window := range []int{0, 1, 2, 7, 100} {
			for _, opt := range []Options{{Sequential: true}, {}, {Workers: 3}, {Workers: 2, Ordered: true}} {
				opt.Window, opt.Stdin = window, pipeOf(t, []byte(text))
				s := Open([]string{"-"}, opt)
				checkChunks(t, fmt.Sprintf("%s %+v", name, opt), pull(s, max(opt.Workers, 1), false), []byte(text))
				checkProblems(t, s)
				s.Close()
			}
		}
	}
}
