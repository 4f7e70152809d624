package chunker

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"testing"
)

// holdsAll is asked of a file that nobody changes.
func holdsAll(io.ReaderAt) bool { return true }

// wholeLinesOf is text up to its last '\n'.
func wholeLinesOf(text []byte) []byte { return text[:bytes.LastIndexByte(text, '\n')+1] }

// TestResumeStream reads compressed text on from each line, in all forms, with and
// without an end of its last line.
func TestResumeStream(t *testing.T) {
	for _, text := range [][]byte{logText(40), append(logText(40), "no end"...)} {
		whole := wholeLinesOf(text)
		for _, tool := range []string{"gzip", "zstd", "bzip2", "xz"} {
			path := write(t, "log", compress(t, tool, text))
			for at, line := range split(whole) {
				opt := Options{Window: 1 + 37*(at%5), Workers: 1 + at%3, Sequential: at%4 == 3}
				if opt.Sequential {
					opt.Workers = 1
				}
				s := Open([]string{path}, opt)
				in := s.Inputs()[0]
				if err := in.Resume(line.offset, math.MaxInt64, nil); err != nil {
					t.Fatal(err)
				}
				if at%2 == 0 {
					in.Sample(100)
				}
				checkNarrowed(t, fmt.Sprintf("%s %+v", tool, opt), pull(s, max(opt.Workers, 1), false), whole, line.offset, math.MaxInt64)
				if got, ok := in.Reached(); !ok || got != int64(len(whole)) {
					t.Errorf("%s from %d: reached %d of %d", tool, line.offset, got, len(whole))
				}
				checkProblems(t, s)
				s.Close()
			}
		}
	}
}

// TestResumeCut reads compressed text that ends early, and then the rest of it.
func TestResumeCut(t *testing.T) {
	text := logText(2000)
	packed := compress(t, "gzip", text)
	for cut := 20; cut < len(packed); cut += len(packed) / 7 {
		path := write(t, "log", packed[:cut])
		var lines []line
		from := int64(0)
		for part := range 2 {
			s := Open([]string{path}, Options{Window: 300, Workers: 2})
			in := s.Inputs()[0]
			if err := in.Resume(from, math.MaxInt64, nil); err != nil {
				t.Fatal(err)
			}
			chunks := pull(s, 2, false)
			lines = append(lines, linesOf(chunks, 1)[0]...)
			if from, _ = in.Reached(); from > 0 && text[from-1] != '\n' {
				t.Errorf("cut at %d: reached %d, where no line ends", cut, from)
			}
			if problems := len(s.Problems()); problems != 1-part {
				t.Errorf("cut at %d, part %d: %d problems", cut, part, problems)
			}
			s.Close()
			if err := os.WriteFile(path, packed, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if fmt.Sprint(lines) != fmt.Sprint(split(text)) {
			t.Errorf("cut at %d: %d lines", cut, len(lines))
		}
	}
}

// TestResumePlain reads a plain file up to its last whole line, and tells when it
// is another one meanwhile.
func TestResumePlain(t *testing.T) {
	text := append(logText(300), "no end"...)
	whole := wholeLinesOf(text)
	path := write(t, "log", text)
	for _, l := range split(whole) {
		s := Open([]string{path}, Options{Window: 400, Workers: 2})
		in := s.Inputs()[0]
		if err := in.Resume(l.offset, int64(len(whole)), holdsAll); err != nil {
			t.Fatal(err)
		}
		checkNarrowed(t, "plain", pull(s, 2, false), text, l.offset, int64(len(whole)))
		if got, ok := in.Reached(); !ok || got != int64(len(whole)) {
			t.Errorf("reached %d of %d", got, len(whole))
		}
		checkProblems(t, s)
		s.Close()
	}
	s := Open([]string{path}, Options{})
	defer s.Close()
	if err := s.Inputs()[0].Resume(0, int64(len(whole)), func(r io.ReaderAt) bool { return false }); err != nil {
		t.Fatal(err)
	}
	pull(s, 1, false)
	checkProblems(t, s, "0: "+errRewritten.Error())
}

// TestResumeOther resumes what is shorter than it was, was replaced, or is a pipe.
func TestResumeOther(t *testing.T) {
	text := logText(10)
	path := write(t, "log", compress(t, "gzip", text))
	s := Open([]string{path}, Options{})
	s.Inputs()[0].Resume(int64(len(text))+7, math.MaxInt64, nil)
	if chunks := pull(s, 1, false); len(linesOf(chunks, 1)[0]) > 0 {
		t.Errorf("%d chunks of a text that is too short", len(chunks))
	}
	checkProblems(t, s, fmt.Sprintf("0: has %d bytes of text, fewer than the %d that were read before", len(text), len(text)+7))
	s.Close()

	s = Open([]string{path}, Options{})
	s.Inputs()[0].Resume(0, math.MaxInt64, nil)
	if err := os.Rename(write(t, "other", compress(t, "gzip", text)), path); err != nil {
		t.Fatal(err)
	}
	pull(s, 1, false)
	checkProblems(t, s, "0: "+errRewritten.Error())
	if offset, ok := s.Inputs()[0].Reached(); ok {
		t.Errorf("another file was read to %d", offset)
	}
	s.Close()

	s = Open([]string{"-"}, Options{Stdin: pipeOf(t, text)})
	defer s.Close()
	if err := s.Inputs()[0].Resume(0, 10, nil); err == nil {
		t.Error("a pipe is resumed")
	}
}

// TestBeginning reads the first bytes of texts in all forms.
func TestBeginning(t *testing.T) {
	text := logText(100)
	for _, data := range [][]byte{text, compress(t, "gzip", text), compress(t, "zstd", text), compress(t, "xz", text)} {
		s := Open([]string{write(t, "log", data), "missing"}, Options{})
		for _, n := range []int{0, 1, 100, len(text), len(text) + 5} {
			if got, err := s.Inputs()[0].Beginning(n); err != nil || !bytes.Equal(got, text[:min(n, len(text))]) {
				t.Errorf("the first %d bytes are %.50q, %v", n, got, err)
			}
		}
		if got, err := s.Inputs()[1].Beginning(5); err == nil {
			t.Errorf("a file that is missing begins with %q", got)
		}
		s.Close()
	}
}
