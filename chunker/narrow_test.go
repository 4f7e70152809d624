package chunker

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
)

// checkNarrowed compares the lines of chunks with those of text that begin in
// [lo, hi), and what the chunks stand for.
func checkNarrowed(t testing.TB, what string, chunks []took, text []byte, lo, hi int64) {
	t.Helper()
	var want []line
	for _, l := range split(text) {
		if lo <= l.offset && l.offset < hi {
			want = append(want, l)
		}
	}
	if got := linesOf(chunks, 1)[0]; !slices.Equal(got, want) {
		t.Fatalf("%s: lines of [%d, %d) are %.200v, want %.200v", what, lo, hi, got, want)
	}
	size := int64(len(text))
	lo, hi = min(max(lo, 0), size), min(hi, size)
	var sum int64
	for _, c := range chunks {
		sum += c.Bytes
		if c.Offset < lo || c.Cut {
			t.Errorf("%s: a chunk at %d, cut is %v", what, c.Offset, c.Cut)
		}
	}
	if sum != max(hi-lo, 0) {
		t.Errorf("%s: chunks of [%d, %d) stand for %d bytes", what, lo, hi, sum)
	}
}

// TestNarrow cuts small texts at every two offsets.
func TestNarrow(t *testing.T) {
	for name, text := range texts() {
		path := write(t, "log", []byte(text))
		step := 1 + len(text)/30
		for lo := -1; lo <= len(text)+1; lo += step {
			for hi := lo; hi <= len(text)+1; hi += step {
				opt := Options{IO: []IO{Mmap, Read, Auto}[(lo+hi+3)%3], Window: 1 + (7*lo+hi+108)%100, Workers: 1 + hi&1}
				opt.Ordered, opt.Sequential = lo&1 == 0, opt.Workers == 1 && hi&2 == 0
				s := Open([]string{path}, opt)
				if ok := s.Inputs()[0].Narrow(int64(lo), int64(hi)); ok != (len(text) > 0) {
					t.Fatalf("%s: Narrow is %v", name, ok)
				}
				what := fmt.Sprintf("%s %+v", name, opt)
				checkNarrowed(t, what, pull(s, opt.Workers, false), []byte(text), int64(lo), int64(hi))
				checkProblems(t, s)
				if done, total := s.Progress(); done != total {
					t.Errorf("%s: progress is %d of %d", what, done, total)
				}
				s.Close()
			}
		}
	}
}

// TestNarrowOneOfSeveral narrows a file between others, to a part and to
// nothing.
func TestNarrowOneOfSeveral(t *testing.T) {
	names, contents := mixed(t)
	names, contents = names[:8], contents[:8]
	for i := range names {
		for _, opt := range []Options{{Workers: 2}, {Workers: 2, Ordered: true}, {Sequential: true}} {
			for _, part := range []extent{{5000, 20_000}, {0, 0}, {1 << 40, 1 << 41}} {
				s := Open(names, opt)
				in := s.Inputs()[i]
				_, plain := in.Size()
				if ok := in.Narrow(part.lo, part.hi); ok != plain {
					t.Fatalf("%s: Narrow is %v", names[i], ok)
				}
				var own, others []took
				for _, c := range pull(s, max(opt.Workers, 1), false) {
					if c.Input == i {
						c.Input = 0
						own = append(own, c)
					} else {
						others = append(others, c)
					}
				}
				if !plain {
					part = extent{0, int64(len(contents[i]))}
				}
				checkNarrowed(t, names[i], own, contents[i], part.lo, part.hi)
				for j, lines := range linesOf(others, len(names)) {
					if j != i && len(lines) != len(split(contents[j])) {
						t.Errorf("%s narrowed: %s has %d lines", names[i], names[j], len(lines))
					}
				}
				s.Close()
			}
		}
	}
}

// TestNarrowRedirected counts from where standard input stands.
func TestNarrowRedirected(t *testing.T) {
	text := logText(2000)
	f, err := os.Open(write(t, "log", append([]byte("read by another\n"), text...)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Seek(16, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	s := Open([]string{"-"}, Options{Stdin: f})
	defer s.Close()
	p := s.Inputs()[0].Peek()
	if lines, offset := p.Lines(0, 1); offset != 0 || !bytes.HasPrefix(text, lines) || len(lines) == 0 {
		t.Errorf("peeked at %q at %d", lines, offset)
	}
	p.Close()
	s.Inputs()[0].Narrow(1000, 3000)
	checkNarrowed(t, "redirected", pull(s, 1, false), text, 1000, 3000)
}

// TestNarrowAnotherFile reads a file whole that has taken the name since.
func TestNarrowAnotherFile(t *testing.T) {
	text, other := logText(500), bytes.ToUpper(logText(600))
	path := write(t, "log", text)
	s := Open([]string{path}, Options{})
	defer s.Close()
	s.Inputs()[0].Narrow(1000, 2000)
	if err := os.Rename(write(t, "other", other), path); err != nil {
		t.Fatal(err)
	}
	if s.Inputs()[0].Peek() != nil {
		t.Error("peeked at another file")
	}
	checkChunks(t, "the file of that name now", pull(s, 1, false), other)
}

// TestNarrowGrowing takes the end of the range for the end of the file.
func TestNarrowGrowing(t *testing.T) {
	text := logText(500)
	path := write(t, "log", text[:10_000])
	for _, hi := range []int64{8000, 1 << 40} {
		if err := os.WriteFile(path, text[:10_000], 0o600); err != nil {
			t.Fatal(err)
		}
		s := Open([]string{path}, Options{Window: 1000})
		s.Inputs()[0].Narrow(5000, hi)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		checkNarrowed(t, "grown", pull(s, 1, false), text, 5000, hi)
		s.Close()
	}
}

// TestNarrowHole leaves out a hole that the range begins or ends in, as that of
// the whole file does.
func TestNarrowHole(t *testing.T) {
	const maxLine = 100
	text := "one\n" + strings.Repeat("\x00", 1000) + "two\nthree\n"
	path := write(t, "log", []byte(text))
	for _, hi := range []int64{500, 1004, 1005, 2000} {
		for lo := int64(0); lo < 1010; lo += 3 {
			s := Open([]string{path}, Options{MaxLine: maxLine, Window: 90})
			s.Inputs()[0].Narrow(lo, hi)
			var want []line
			for _, l := range []line{{0, "one\n"}, {1004, "two\n"}, {1008, "three\n"}} {
				if lo <= l.offset && l.offset < hi {
					want = append(want, l)
				}
			}
			if got := linesOf(pull(s, 1, false), 1)[0]; fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("[%d, %d): lines are %v, want %v", lo, hi, got, want)
			}
			s.Close()
		}
	}
}

// TestPeek looks at every part of small texts.
func TestPeek(t *testing.T) {
	for name, text := range texts() {
		s := Open([]string{write(t, "log", []byte(text))}, Options{})
		p := s.Inputs()[0].Peek()
		if (p != nil) != (len(text) > 0) {
			t.Fatalf("%s: Peek is %v", name, p)
		}
		for lo := 0; p != nil && lo <= len(text); lo++ {
			for hi := lo; hi <= len(text)+2; hi += 1 + len(text)/20 {
				lines, offset := p.Lines(int64(lo), int64(hi))
				got := []took{{Chunk: Chunk{Data: lines, Offset: offset, Bytes: int64(min(hi, len(text)) - lo)}}}
				if len(lines) == 0 {
					got[0].Offset = int64(lo)
				}
				checkNarrowed(t, name, got, []byte(text), int64(lo), int64(hi))
			}
		}
		if p != nil {
			if p.Read() == 0 {
				t.Errorf("%s: nothing was read", name)
			}
			p.Close()
		}
		checkChunks(t, name, pull(s, 1, false), []byte(text))
		s.Close()
	}
	s := Open([]string{"-", "missing"}, Options{Stdin: pipeOf(t, nil)})
	defer s.Close()
	if s.Inputs()[0].Peek() != nil || s.Inputs()[1].Peek() != nil || !s.Inputs()[0].Piped() || s.Inputs()[1].Piped() {
		t.Error("peeked at a pipe, or at nothing")
	}
}
