package chunker

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// plainHead is the plain twin of what makes a Head: it looks at every piece of
// text that begins before offset, with its '\n', for those that each prefix has
// last.
func plainHead(text []byte, offset int64, maxLine int, prefixes ...string) string {
	last := make(map[int]bool) // offsets
	directive := func(l line) (string, bool) {
		s, whole := strings.CutSuffix(l.text, "\n")
		s = strings.TrimSuffix(s, "\r")
		if l.offset == 0 {
			s = strings.TrimPrefix(s, "\ufeff")
		}
		begin := l.offset
		if nuls := trailingZeros(text[:begin]); nuls < cutLine(maxLine) {
			begin -= int64(nuls)
		}
		return s, whole && len(s) <= min(maxLine, MaxDirective) && begin < offset
	}
	lines := plainPieces(text, maxLine)
	for _, prefix := range prefixes {
		for i, l := range slices.Backward(lines) {
			if s, ok := directive(l); ok && strings.HasPrefix(s, prefix) {
				last[i] = true
				break
			}
		}
	}
	head := ""
	for i, l := range lines {
		if s, _ := directive(l); last[i] {
			head += s + "\n"
		}
	}
	return head
}

// fields are the prefixes of the tests.
var fields = []string{"#Fields:", "#Date:"}

// directing opens inputs with fields for their directives.
func directing(names []string, opt Options) *Source {
	s := Open(names, opt)
	for _, in := range s.inputs {
		in.Direct(fields...)
	}
	return s
}

// checkHeads compares the Head of each chunk with the plain one of its input's
// text; nil means that the input has none.
func checkHeads(t testing.TB, what string, chunks []took, maxLine int, texts ...[]byte) {
	t.Helper()
	for _, c := range chunks {
		want := plainHead(texts[c.Input], c.Offset, maxLine, fields...)
		if string(c.Head) != want {
			t.Fatalf("%s: the head of the %d bytes at %d of input %d is %.300q, want %.300q", what, len(c.Data), c.Offset, c.Input, c.Head, want)
		}
		if cap(c.Head) != len(c.Head) {
			t.Fatalf("%s: the head has capacity behind its end", what)
		}
	}
}

// directed are texts with directives in every place that windows could tear.
func directed() map[string]string {
	var changing, both strings.Builder
	for i := range 12 {
		fmt.Fprintf(&changing, "#Fields: %s\r\n%s", strings.Repeat("a ", i), strings.Repeat("line\n", i%3))
		fmt.Fprintf(&both, "x #Fields: no\n%s: %d\n#Fieldsx\n#\n", fields[i%5%2][:len(fields[i%5%2])-1], i)
	}
	return map[string]string{
		"none":         strings.Repeat("a line # of a log\n", 9),
		"first":        "#Fields: a\nx\ny\n",
		"marked":       "\ufeff#Fields: a\r\nx\n\ufeff#Fields: no\ny\n",
		"marked other": "\ufeffx\n#Date: 1\ny\n",
		"last":         "x\n#Fields: a",
		"last, whole":  "x\n#Fields: a\n",
		"alone":        "#Fields:",
		"apart":        "#Date: 1\n" + strings.Repeat("x\n", 150) + "#Fields: a\ny\n",
		"crlf":         "#Date: 1\r\n#Fields: a\r\n\r\nx\r\n#Fields: b\r\r\ny\r\n",
		"nuls":         "\x00\x00#Date: 1\nx\n\x00#Fields: a\nx\x00#Fields: no\n\x00x#Date: no\n",
		"nothing else": strings.Repeat("#Fields: a\n#Fields: b\n", 20),
		"changing":     changing.String(),
		"both":         both.String(),
	}
}

// TestHead cuts texts into windows of every size for any number of workers.
func TestHead(t *testing.T) {
	var names []string
	var texts [][]byte
	for _, text := range directed() {
		names = append(names, write(t, "log", []byte(text)))
		texts = append(texts, []byte(text))
	}
	for window := 1; window <= 257; window++ {
		for i, workers := range []int{1, 2, 3, 8, 64} {
			opt := Options{Window: window, Workers: workers, IO: []IO{Mmap, Read}[(window+i)%2]}
			opt.Ordered = (window+i)%3 == 0
			opt.Sequential = workers == 1 && window%2 == 0
			what := fmt.Sprintf("%+v", opt)
			s := directing(names, opt)
			chunks := pull(s, workers, false)
			checkChunks(t, what, chunks, texts...)
			checkHeads(t, what, chunks, defaultMaxLine, texts...)
			s.Close()
		}
	}
}

// TestHeadOfStreams is TestHead for pipes, sampled or not, and for compressed
// files.
func TestHeadOfStreams(t *testing.T) {
	for name, text := range directed() {
		packed := write(t, "log.gz", compress(t, "gzip", []byte(text)))
		for _, window := range []int{0, 1, 2, 3, 5, 11, 12, 13, 60, 257} {
			for i, opt := range []Options{{Sequential: true}, {}, {Workers: 3}, {Workers: 8, Ordered: true}} {
				opt.Window, opt.Stdin = window, pipeOf(t, []byte(text))
				for _, input := range []string{"-", packed} {
					what := fmt.Sprintf("%s %s %+v", name, input, opt)
					s := directing([]string{input}, opt)
					if i%2 == 0 {
						if _, err := s.inputs[0].Sample(50); err != nil {
							t.Fatal(err)
						}
					}
					chunks := pull(s, max(opt.Workers, 1), false)
					checkChunks(t, what, chunks, []byte(text))
					checkHeads(t, what, chunks, defaultMaxLine, []byte(text))
					s.Close()
				}
			}
		}
	}
}

// TestHeadOfSeveral wants the heads of some inputs, none for the others, and
// each input's own.
func TestHeadOfSeveral(t *testing.T) {
	text := []byte(directed()["changing"])
	path, packed := write(t, "log", text), write(t, "log.gz", compress(t, "gzip", text))
	other := []byte("#Fields: other\nx\nx\n")
	for _, opt := range []Options{{Sequential: true}, {Workers: 3}, {Workers: 3, Ordered: true}} {
		opt.Window = 10
		s := Open([]string{path, path, packed, packed, write(t, "log", other), path}, opt)
		for _, i := range []int{1, 3, 4} {
			s.inputs[i].Direct(fields...)
		}
		chunks := pull(s, max(opt.Workers, 1), false)
		checkHeads(t, fmt.Sprintf("%+v", opt), chunks, defaultMaxLine, nil, text, nil, text, other, nil)
		s.Close()
	}
}

// TestLongDirectives has lines around the two bounds: of a directive, and of a
// line.
func TestLongDirectives(t *testing.T) {
	line := func(n int) string { return "#Fields:" + strings.Repeat("x", n-len("#Fields:")) }
	for _, maxLine := range []int{100, MaxDirective - 1, MaxDirective, MaxDirective + 1, defaultMaxLine} {
		bound := min(maxLine, MaxDirective)
		var text []byte
		for _, long := range []string{
			line(bound), line(bound + 1), line(bound) + "\r", line(bound+1) + "\r", line(bound) + "\r\r",
			"\x00\x00" + line(bound), "\x00\x00" + line(bound-2), line(bound * 3),
		} {
			text = append(text, "#Fields: short\nx\n"+long+"\nx\n"...)
		}
		path := write(t, "log", text)
		for _, window := range []int{bound/3 + 1, bound, bound + 3, 0} {
			for _, name := range []string{path, "-"} {
				opt := Options{Workers: 2, Window: window, MaxLine: maxLine, Stdin: pipeOf(t, text)}
				s := directing([]string{name}, opt)
				checkHeads(t, fmt.Sprintf("%s %+v", name, opt), pull(s, 2, false), maxLine, text)
				s.Close()
			}
		}
	}
}

// TestHeadBehindHole has a directive behind a hole: a line of its own.
func TestHeadBehindHole(t *testing.T) {
	const maxLine = 500
	text := []byte("#Fields: a\nx\n" + strings.Repeat("\x00", 3*maxLine) + "#Fields: b\n" + strings.Repeat("y\n", 500))
	for _, window := range []int{1, 7, 100, 500} {
		for _, name := range []string{write(t, "log", text), "-"} {
			s := directing([]string{name}, Options{Window: window, MaxLine: maxLine, Stdin: pipeOf(t, text)})
			for _, c := range pull(s, 1, false) {
				want := "#Fields: b\n"
				if len(c.Data) == 0 || c.Offset == 0 {
					continue
				} else if c.Data[0] != 'y' {
					want = "#Fields: a\n"
				}
				if string(c.Head) != want {
					t.Fatalf("window %d of %s: the head of %.20q at %d is %q, want %q", window, name, c.Data, c.Offset, c.Head, want)
				}
			}
			s.Close()
		}
	}
}

// TestHeadOfShrinkingFile truncates a file of many directives while it is read.
// Those that were lost with their window are in no head.
func TestHeadOfShrinkingFile(t *testing.T) {
	var b strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&b, "#Fields: %d\nx\n", i)
	}
	text := []byte(b.String())
	for i := range 20 {
		path := write(t, "log", text)
		s := directing([]string{path}, Options{Workers: 4, IO: []IO{Mmap, Read}[i%2], Window: 1 << (8 + i%6)})
		var c Chunk
		s.Next(&c) // the file is open now
		done := make(chan error)
		go func() { done <- os.Truncate(path, int64(len(text)*i/20)) }()
		chunks := pull(s, 4, false)
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		checkPart(t, chunks, text)
		slices.SortFunc(chunks, func(a, b took) int { return cmp.Compare(a.Offset, b.Offset) })
		got := bytes.Clone(c.Data)
		for _, c := range chunks {
			if want := plainHead(got, int64(len(got)), defaultMaxLine, fields...); string(c.Head) != want {
				t.Fatalf("the head at %d is %q, want %q", c.Offset, c.Head, want)
			}
			got = append(got, c.Data[:bytes.LastIndexByte(c.Data, '\n')+1]...)
		}
		s.Close()
	}
}

// TestLastDirectives compares last with its plain twin for all short texts of a
// few bytes, with prefixes of which one begins like the other.
func TestLastDirectives(t *testing.T) {
	const alphabet = "#a\n\x00\r"
	for _, prefixes := range [][]string{{"#"}, {"#a"}, {"#", "#a"}, {"a", "#", "a#"}} {
		in := &Input{source: &Source{opt: Options{MaxLine: 4}}}
		in.Direct(prefixes...)
		var text []byte
		var extend func(n int)
		extend = func(n int) {
			want := plainHead(text, int64(len(text)), 4, prefixes...)
			if got := in.directives.last(text); string(got) != want {
				t.Fatalf("%q in %q: got %q, want %q", prefixes, text, got, want)
			}
			for split := range text {
				if split > 0 && text[split-1] != '\n' {
					continue
				}
				d := in.directives
				if got := d.after(d.last(text[:split]), d.last(text[split:])); string(got) != want {
					t.Fatalf("%q in %q, split at %d: got %q, want %q", prefixes, text, split, got, want)
				}
			}
			if n == 0 {
				return
			}
			for i := range len(alphabet) {
				text = append(text, alphabet[i])
				extend(n - 1)
				text = text[:len(text)-1]
			}
		}
		extend(7)
	}
}

// BenchmarkHead pulls a log without directives, looking for them or not.
func BenchmarkHead(b *testing.B) {
	path, size, lines := benchFile(b)
	for _, direct := range []bool{false, true} {
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("direct=%v/workers=%d", direct, workers), func(b *testing.B) {
				b.SetBytes(size)
				for b.Loop() {
					s := Open([]string{path}, Options{Workers: workers})
					if direct {
						s.inputs[0].Direct(fields...)
					}
					drain(s, workers, false)
					s.Close()
				}
				reportLines(b, lines)
			})
		}
	}
}
