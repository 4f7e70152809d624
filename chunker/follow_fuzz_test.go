package chunker

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// stepper follows a file whose looks are made by the test.
type stepper struct {
	*pulled
	name string
}

// step begins to follow a file that holds text, and waits until that was handed
// out as far as it is whole.
func step(t testing.TB, text []byte, opt Options) *stepper {
	t.Helper()
	name := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
	opt.Follow = true
	s := Open([]string{name}, opt)
	s.follow.started = true // nobody else looks
	p := &pulled{source: s}
	p.pull(1)
	t.Cleanup(func() {
		s.Close()
		for _, w := range s.follow.names {
			w.close()
		}
	})
	return &stepper{p, name}
}

// look looks once, and waits until what was found is handed out.
func (s *stepper) look() {
	if s.source.inputs[0].err != nil {
		return
	}
	for w := (*followed)(nil); w == nil; runtime.Gosched() {
		s.source.mu.Lock()
		if names := s.source.follow.names; len(names) > 0 {
			w = names[0]
		}
		s.source.mu.Unlock()
		if w == nil {
			continue
		}
		for w.look() {
		}
		s.source.mu.Lock()
		w.atEnd = true
		s.source.mu.Unlock()
	}
	for !s.source.CaughtUp() {
		runtime.Gosched()
	}
}

// lines returns the lines that were handed out, as endedLines has them.
func (s *stepper) lines(maxLine int) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return endedLines(s.chunks, maxLine)
}

// plainLines reads text as a plain Source does and returns the lines of it that
// have an end.
func plainLines(t testing.TB, text []byte, opt Options) []string {
	name := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
	opt.Follow, opt.Sequential = false, true
	source := Open([]string{name}, opt)
	defer source.Close()
	return endedLines(pull(source, 1, false), opt.MaxLine)
}

// endedLines returns the lines of chunks that have an end or are too long, in a
// form that does not depend on where windows end: without the NULs before them,
// and of those that are too long the beginning.
func endedLines(chunks []took, maxLine int) (lines []string) {
	opt := Options{MaxLine: maxLine}
	for _, c := range chunks {
		data := c.Data
		for len(data) > 0 {
			line, rest := data, data[len(data):]
			if i := bytes.IndexByte(data, '\n'); i >= 0 {
				line, rest = data[:i+1], data[i+1:]
			}
			begin, end, ok := FindHole(line, maxLine)
			if ok {
				line, rest = data[:begin], data[end:]
			}
			line = bytes.TrimLeft(line, "\x00")
			ended := ok || bytes.HasSuffix(line, []byte("\n"))
			switch n := len(bytes.TrimRight(line, "\r\n")); {
			case n >= opt.cutLine(), ended && n > maxLine+len(byteOrderMark):
				line = line[:maxLine]
				lines = append(lines, string(bytes.TrimRight(line, "\x00"))) // the hole behind it may be cut off
			case ended && len(line) > 0:
				lines = append(lines, string(line))
			}
			data = rest
		}
	}
	return lines
}

// growingTexts are logs with lines of every kind for lines of up to 12 bytes.
func growingTexts() []string {
	long, hole := strings.Repeat("l", 30), strings.Repeat("\x00", 25)
	return []string{
		"one\ntwo\n\nthree\r\n", "\ufeffone\ntwo\n", long + "\nshort\n", "short\n" + long + long + "\nend\n",
		"a\n" + hole + "b\nc\n", "half" + hole + "b\nc\n", "\x00\x00\x00a\n\x00b\n",
		long + hole + long + "\nx\n", hole + "\n" + hole + "a\n",
	}
}

// TestFollowInPiecesIsTheWhole lets logs grow in two pieces, cut at every place,
// and compares what is handed out with what a plain Source makes of the whole.
func TestFollowInPiecesIsTheWhole(t *testing.T) {
	for _, text := range growingTexts() {
		for cut := range len(text) + 1 {
			followPieces(t, []byte(text), []int{cut}, Options{MaxLine: 12, Window: 16})
		}
	}
}

// FuzzFollowInPieces lets logs grow in more pieces. Each byte of cuts is how much
// further the next one ends.
func FuzzFollowInPieces(f *testing.F) {
	for i, text := range growingTexts() {
		f.Add([]byte(text), []byte{byte(3 * i), 1, 5, 20, 0, 3}, byte(9*i))
		f.Add([]byte(text), []byte{0, 16, 1, 1}, byte(i))
	}
	f.Fuzz(func(t *testing.T, text, cuts []byte, window byte) {
		text = append(text, '\n') // what comes of a line without an end depends on how long one waits
		ends, end := []int{}, 0
		for _, n := range cuts[:min(len(cuts), 20)] {
			end = min(end+int(n), len(text))
			ends = append(ends, end)
		}
		followPieces(t, text, append(ends, end), Options{MaxLine: 12, Window: 1 + int(window)})
	})
}

// followPieces lets a log grow to text, cut at some places, of which the first
// is where it ends when it is opened.
func followPieces(t testing.TB, text []byte, cuts []int, opt Options) {
	t.Helper()
	s := step(t, text[:cuts[0]], opt)
	f, err := os.OpenFile(s.name, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i, cut := range cuts {
		end := len(text)
		if i+1 < len(cuts) {
			end = cuts[i+1]
		}
		s.look()
		f.Write(text[cut:end])
	}
	s.look()
	got, want := s.lines(opt.MaxLine), plainLines(t, text, opt)
	if !slices.Equal(got, want) {
		t.Fatalf("%q in pieces cut at %v:\n got %q\nwant %q", text, cuts, got, want)
	}
	s.source.Stop()
	s.done.Wait()
	var bytes int64
	for _, c := range s.chunks {
		bytes += c.Bytes
	}
	if bytes > int64(len(text)) {
		t.Fatalf("chunks stand for %d bytes of %d", bytes, len(text))
	}
}
