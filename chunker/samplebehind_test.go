package chunker

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// TestLinesBehindAHoleAreSampled has inputs that begin with more than a sample
// of what tells nothing. The lines behind that must be sampled, and everything
// handed out as without a sample.
func TestLinesBehindAHoleAreSampled(t *testing.T) {
	const maxLine = 200
	const lines = "one\ntwo\nthree\n"
	for name, rubbish := range map[string]string{
		"hole":        strings.Repeat("\x00", 5000),
		"lines":       strings.Repeat("\r\n\n \n", 500),
		"long line":   strings.Repeat("x", 5000) + "\n",
		"long lines":  strings.Repeat("x", 300) + "\n" + strings.Repeat("y", 4000) + "\n",
		"hole, lines": strings.Repeat("\x00", 5000) + strings.Repeat("\n", 2000),
		"mark, lines": "\ufeff" + strings.Repeat("\n", 3000),
		"mark, hole":  "\ufeff" + strings.Repeat("\x00", 5000),
	} {
		text := rubbish + lines
		packed := compress(t, "gzip", []byte(text))
		for _, opt := range []Options{{Workers: 2}, {Ordered: true}, {Sequential: true}} {
			opt.MaxLine, opt.Window, opt.Stdin = maxLine, 512, pipeOf(t, []byte(text))
			s := Open([]string{write(t, "log", []byte(text)), write(t, "log.gz", packed), "-"}, opt)
			for _, in := range s.Inputs() {
				checkLastLines(t, name+" "+in.Name(), in, "two\nthree\n")
			}
			want := linesOf(pull(Open([]string{write(t, "log", []byte(text))}, opt), 1, false), 1)[0]
			size := make([]int64, 3)
			chunks := pull(s, 1, false)
			for _, c := range chunks {
				size[c.Input] += c.Bytes
			}
			for i, got := range linesOf(chunks, 3) {
				if fmt.Sprint(got) != fmt.Sprint(want) || size[i] != int64(len(text)) {
					t.Errorf("%s %v: input %d gives %.300v (%d bytes), want %.300v (%d)", name, opt, i, got, size[i], want, len(text))
				}
			}
			s.Close()
		}
	}
}

// checkLastLines checks that the last lines of a sample are the given ones.
func checkLastLines(t *testing.T, what string, in *Input, lines string) {
	t.Helper()
	sample, err := in.Sample(1000)
	var got strings.Builder
	for _, line := range sample {
		fmt.Fprintf(&got, "%s\n", bytes.TrimLeft(line, "\x00"))
	}
	if err != nil || !strings.HasSuffix(got.String(), lines) {
		t.Errorf("%s: the sample ends with %.100q, %v", what, got.String()[max(got.Len()-50, 0):], err)
	}
}

// TestDirectivesBehindAHoleAreInForce samples a pipe that begins with a hole
// before its directives are asked for.
func TestDirectivesBehindAHoleAreInForce(t *testing.T) {
	text := strings.Repeat("\x00", 5000) + "#Fields: a\n" + strings.Repeat("line\n", 300)
	s := Open([]string{"-"}, Options{MaxLine: 200, Window: 512, Stdin: pipeOf(t, []byte(text))})
	defer s.Close()
	if _, err := s.Inputs()[0].Sample(1000); err != nil {
		t.Fatal(err)
	}
	s.Inputs()[0].Direct("#Fields:")
	for _, c := range pull(s, 1, false) {
		if first := strings.HasPrefix(string(c.Data), "#") || c.Offset == 0; !first && string(c.Head) != "#Fields: a\n" {
			t.Errorf("chunk at %d has the head %q", c.Offset, c.Head)
		}
	}
}

// TestSampleGivesUp has a stream of nothing but blank lines, of which no more
// than a few pieces may be kept.
func TestSampleGivesUp(t *testing.T) {
	text := strings.Repeat("\n", 100_000)
	s := Open([]string{"-"}, Options{Window: 512, Stdin: pipeOf(t, []byte(text))})
	defer s.Close()
	in := s.Inputs()[0]
	if lines, err := in.Sample(1000); in.telling(lines) || err != nil {
		t.Errorf("the sample is %d lines, %v", len(lines), err)
	}
	if n := len(in.stream.early); n != earlyPieces {
		t.Errorf("%d pieces are kept, want %d", n, earlyPieces)
	}
	checkChunks(t, "blank lines", pull(s, 1, false), []byte(text))
}

// TestFilesWithBlankHeadsAreNotKeptOpen samples more compressed files that begin
// with what tells nothing than may be open, and wants the lines behind it of
// all, and each hole told once.
func TestFilesWithBlankHeadsAreNotKeptOpen(t *testing.T) {
	const files = 3 * keptStreams
	text := strings.Repeat("\x00", 5000) + "one\ntwo\n"
	packed := compress(t, "gzip", []byte(text))
	var names []string
	for range files {
		names = append(names, write(t, "log.gz", packed))
	}
	s := Open(names, Options{MaxLine: 200, Window: 512})
	defer s.Close()
	open := 0
	for _, in := range s.Inputs() {
		checkLastLines(t, in.Name(), in, "one\ntwo\n")
		if in.stream != nil {
			open++
		}
	}
	if open != keptStreams {
		t.Errorf("%d files are open, want %d", open, keptStreams)
	}
	for i, got := range linesOf(pull(s, 1, false), files) {
		if string(joined(got)) != "one\ntwo\n" {
			t.Errorf("input %d gives %.100v", i, got)
		}
	}
	if n := len(s.Problems()); n != files {
		t.Errorf("%d holes were told of, want %d", n, files)
	}
}
