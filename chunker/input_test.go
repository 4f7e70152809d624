package chunker

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestErrors(t *testing.T) {
	dir := t.TempDir()
	good := write(t, "log", []byte("a\n"))
	odd := filepath.Join(dir, "my logs")
	if err := os.Mkdir(odd, 0o700); err != nil {
		t.Fatal(err)
	}
	s := Open([]string{filepath.Join(dir, "none"), dir, good, odd, "/", good + "/", dir + "/"}, Options{})
	defer s.Close()
	checkChunks(t, "errors", pull(s, 1, false), nil, nil, []byte("a\n"), nil, nil, nil, nil)
	checkProblems(t, s, "0: no such file or directory", "1: is a directory; use "+dir+"/*.log",
		"3: is a directory; use '"+odd+"'/*.log", "4: is a directory; use /*.log", "5: not a directory",
		"6: is a directory; use "+dir+"/*.log")
	for i, in := range s.Inputs() {
		if (in.Err() == nil) != (i == 2) {
			t.Errorf("%s: Err is %v", in.Name(), in.Err())
		}
	}
	if os.Geteuid() == 0 {
		return // may read everything
	}
	if err := os.Chmod(good, 0); err != nil {
		t.Fatal(err)
	}
	s = Open([]string{good}, Options{})
	defer s.Close()
	checkProblems(t, s, "0: permission denied")
}

func TestTwice(t *testing.T) {
	path := write(t, "log", []byte("a\n"))
	link := path + ".link"
	if err := os.Link(path, link); err != nil {
		t.Skip(err)
	}
	other := write(t, "log", []byte("a\n"))
	s := Open([]string{path, other, link, path}, Options{})
	defer s.Close()
	a := []byte("a\n")
	checkChunks(t, "twice", pull(s, 1, false), a, a, a, a)
	checkProblems(t, s, "2: given twice", "3: given twice")
	if p := s.Problems(); !p[0].Note || !p[1].Note {
		t.Errorf("problems are %+v, want notes", p)
	}

	s = Open([]string{"-", "-"}, Options{Stdin: pipeOf(t, logText(3000)), Workers: 2})
	defer s.Close()
	checkChunks(t, "a pipe twice", pull(s, 2, false), logText(3000), nil)
	checkProblems(t, s, "1: given twice")
}

// TestRedirected reads standard input that is a regular file, from where it
// stands.
func TestRedirected(t *testing.T) {
	text := logText(2000)
	for _, format := range []string{"", "gzip", "zstd"} {
		data := text
		if format != "" {
			data = compress(t, format, text)
		}
		f, err := os.Open(write(t, "log", append([]byte("read by another\n"), data...)))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for _, opt := range []Options{{Workers: 2}, {Workers: 2, IO: Mmap, Window: 1000}, {Sequential: true}} {
			if _, err := f.Seek(16, io.SeekStart); err != nil {
				t.Fatal(err)
			}
			opt.Stdin = f
			s := Open([]string{"-"}, opt)
			sample, err := s.Inputs()[0].Sample(1000)
			if err != nil || len(sample) < 5 || !bytes.HasPrefix(text, sample[0]) {
				t.Errorf("sample begins with %.100q, %v", sample, err)
			}
			checkChunks(t, "redirected "+format, pull(s, max(opt.Workers, 1), false), text)
			checkProblems(t, s)
			if done, total := s.Progress(); done != int64(len(data)) || total != done {
				t.Errorf("progress is %d of %d, want %d", done, total, len(data))
			}
			s.Close()
		}
	}
}

func TestSampleSmall(t *testing.T) {
	for name, text := range texts() {
		for _, format := range []string{"", "gzip"} {
			data := []byte(text)
			if format != "" {
				data = compress(t, format, data)
			}
			path := write(t, "log", data)
			for _, size := range []int{1, 10, 100, 1000, 100_000} {
				s := Open([]string{path, "-"}, Options{Stdin: pipeOf(t, data), MaxLine: 200})
				for _, in := range s.Inputs() {
					lines, err := in.Sample(size)
					if err != nil {
						t.Errorf("%s %s: %v", name, format, err)
					}
					checkSample(t, name+" "+format+" "+in.Name(), lines, text, size)
				}
				checkChunksLong(t, s, text)
				s.Close()
			}
		}
	}
}

// checkSample compares a sample with the head of text; all of it if size allows.
func checkSample(t *testing.T, what string, got [][]byte, text string, size int) {
	t.Helper()
	var want []string
	for _, l := range split([]byte(text)) {
		want = append(want, strings.TrimSuffix(strings.TrimSuffix(l.text, "\n"), "\r"))
	}
	if strings.HasSuffix(text, "\r") { // an unfinished line has no line end
		want[len(want)-1] += "\r"
	}
	if size > len(text) && len(got) != len(want) {
		t.Errorf("%s: sample of %d has %d lines, want all %d", what, size, len(got), len(want))
	}
	if first := strings.IndexByte(text, '\n'); 0 <= first && first < 200 && len(got) == 0 {
		t.Errorf("%s: sample of %d is empty", what, size)
	}
	for i, l := range got {
		if size*4 > len(text) && string(l) != want[i] {
			t.Errorf("%s: sample of %d: line %d is %.60q, want %.60q", what, size, i, l, want[i])
		}
	}
}

// checkChunksLong checks that a sampled source hands out everything, long lines
// excepted.
func checkChunksLong(t *testing.T, s *Source, text string) {
	t.Helper()
	for i, got := range linesOf(pull(s, 1, false), len(s.Inputs())) {
		checkMonster(t, s.Inputs()[i].Name(), got, split([]byte(text)), 200)
	}
}

// TestSampleLarge wants lines from all over a large file.
func TestSampleLarge(t *testing.T) {
	text := logText(20_000)
	s := Open([]string{write(t, "log", text), write(t, "log", compress(t, "zstd", text))}, Options{})
	defer s.Close()
	all := split(text)
	index := make(map[string]int)
	for i, l := range all {
		index[strings.TrimSuffix(l.text, "\n")] = i
	}
	for i, in := range s.Inputs() {
		lines, err := in.Sample(64 << 10)
		if err != nil {
			t.Fatal(err)
		}
		size, parts, last := 0, 0, -2
		for _, l := range lines {
			at, ok := index[string(l)]
			if !ok {
				t.Fatalf("%q is no line", l)
			}
			if at != last+1 {
				parts++
			}
			last = at
			size += len(l) + 1
		}
		if want := []int{3, 1}[i]; parts != want || size < 60<<10 || size > 128<<10 {
			t.Errorf("%d bytes in %d parts, want about %d in %d", size, parts, 64<<10, want)
		}
		if i == 0 && last != len(all)-1 {
			t.Errorf("the last line is %d of %d", last, len(all))
		}
	}
}

// TestSampleTrickle samples a pipe whose writer waits after a few lines.
func TestSampleTrickle(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	s := Open([]string{"-"}, Options{Stdin: r})
	defer s.Close()
	go func() {
		w.WriteString("on")
		time.Sleep(20 * time.Millisecond)
		w.WriteString("e\ntwo\nthr")
	}()
	lines, err := s.Inputs()[0].Sample(1000)
	if err != nil || len(lines) != 2 || string(lines[0]) != "one" || string(lines[1]) != "two" {
		t.Errorf("sample is %q, %v", lines, err)
	}
	w.WriteString("ee\n")
	w.Close()
	checkChunks(t, "trickle", pull(s, 1, false), []byte("one\ntwo\nthree\n"))
}

func TestSkip(t *testing.T) {
	path := write(t, "log", []byte("a\n"))
	for _, opt := range []Options{{Workers: 2}, {Ordered: true}, {Sequential: true}} {
		opt.Stdin = pipeOf(t, []byte("piped\n"))
		s := Open([]string{path, "-", path}, opt)
		if _, err := s.Inputs()[1].Sample(10); err != nil {
			t.Error(err)
		}
		s.Inputs()[0].Skip()
		s.Inputs()[1].Skip()
		checkChunks(t, "skip", pull(s, 1, false), nil, nil, []byte("a\n"))
		if done, total := s.Progress(); total != 2 {
			t.Errorf("progress is %d of %d", done, total)
		}
		s.Close()
	}
}
