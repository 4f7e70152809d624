package chunker

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
)

// TestTruncate truncates a file at random moments while it is read. Nothing may
// crash, what is handed out must be the file's, and if anything is missing it
// must be said.
func TestTruncate(t *testing.T) {
	text := logText(100_000)
	for i := range 50 {
		mode := []IO{Mmap, Read, Mmap}[i%3]
		path := write(t, "log", text)
		s := Open([]string{path}, Options{Workers: 2, IO: mode, Window: 1 << (10 + i%8)})
		size := rand.Int64N(int64(len(text)))
		if i%5 == 0 {
			size = 0
		}
		done := make(chan error)
		go func() {
			time.Sleep(time.Duration(rand.IntN(4000)) * time.Microsecond)
			done <- os.Truncate(path, size)
		}()
		chunks := pull(s, 2, false)
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		checkPart(t, chunks, text)
		complete := int64(0)
		for _, c := range chunks {
			complete += c.Bytes
		}
		want := fmt.Sprintf("shrank from %d to %d bytes while being read; counts are partial", len(text), size)
		if p := s.Problems(); len(p) == 0 && complete != int64(len(text)) {
			t.Errorf("%d of %d bytes and no word", complete, len(text))
		} else if len(p) > 1 || len(p) == 1 && p[0].Err.Error() != want {
			t.Errorf("problems are %v, want %q", p, want)
		}
		s.Close()
	}
}

// checkPart compares what was handed out with the same bytes of text, which ends
// with a newline. The last line of a chunk may be unfinished, and is cut then.
func checkPart(t *testing.T, chunks []took, text []byte) {
	t.Helper()
	for _, c := range chunks {
		if c.Offset+int64(len(c.Data)) > int64(len(text)) || !bytes.Equal(c.Data, text[c.Offset:][:len(c.Data)]) {
			t.Fatalf("chunk of %d bytes at %d is not the file's", len(c.Data), c.Offset)
		}
		if c.Offset > 0 && text[c.Offset-1] != '\n' && len(c.Data) > 0 {
			t.Fatalf("chunk at %d begins within a line", c.Offset)
		}
		if torn := len(c.Data) > 0 && c.Data[len(c.Data)-1] != '\n'; c.Cut != torn {
			t.Fatalf("chunk at %d to %d: cut is %v, want %v", c.Offset, c.Offset+int64(len(c.Data)), c.Cut, torn)
		}
	}
}

// TestShrunkBefore truncates between the look at a file and its opening.
func TestShrunkBefore(t *testing.T) {
	text := logText(5000)
	for _, mode := range []IO{Mmap, Read} {
		for _, size := range []int{len(text) / 2, 100, 0} {
			path := write(t, "log", text)
			s := Open([]string{path}, Options{IO: mode})
			if err := os.Truncate(path, int64(size)); err != nil {
				t.Fatal(err)
			}
			chunks := pull(s, 1, false)
			checkPart(t, chunks, text)
			want := fmt.Sprintf("shrank from %d to %d bytes while being read; counts are partial", len(text), size)
			if p := s.Problems(); len(p) != 1 || p[0].Err.Error() != want {
				t.Errorf("problems are %v, want %q", p, want)
			}
			s.Close()
		}
	}
}

// TestShrunk truncates between two chunks, so that what must come is known.
func TestShrunk(t *testing.T) {
	const window = 8192
	text := logText(5000)
	for _, mode := range []IO{Mmap, Read} {
		for _, size := range []int{3*window + 100, 3 * window, 2*4096 + 1, 4096 * 5, window, 1, 0} {
			path := write(t, "log", text)
			s := Open([]string{path}, Options{IO: mode, Window: window})
			var c Chunk
			if !s.Next(&c) {
				t.Fatal("no first chunk")
			}
			first := took{Chunk: c}
			first.Data = bytes.Clone(c.Data)
			n := len(c.Data)
			if err := os.Truncate(path, int64(size)); err != nil {
				t.Fatal(err)
			}
			chunks := append(pull(s, 1, false), first)
			checkPart(t, chunks, text)
			got := joined(linesOf(chunks, 1)[0])
			want := text[:max(size, n)]
			if !bytes.Equal(got, want) {
				t.Errorf("size %d: got %d bytes, want %d", size, len(got), len(want))
			}
			checkProblems(t, s, fmt.Sprintf("0: shrank from %d to %d bytes while being read; counts are partial", len(text), size))
			s.Close()
		}
	}
}

// TestRewritten changes a file without making it smaller.
func TestRewritten(t *testing.T) {
	text := logText(5000)
	for what, rewrite := range map[string]func(path string) error{
		"head": func(path string) error {
			return os.WriteFile(path, bytes.Replace(text, []byte("192"), []byte("198"), 1), 0o600)
		},
		"truncated, then grown": func(path string) error {
			return os.WriteFile(path, bytes.Repeat([]byte("other\n"), len(text)), 0o600)
		},
	} {
		for _, mode := range []IO{Mmap, Read} {
			path := write(t, "log", text)
			s := Open([]string{path}, Options{IO: mode, Window: 8192})
			var c Chunk
			s.Next(&c)
			if err := rewrite(path); err != nil {
				t.Fatal(err)
			}
			pull(s, 1, false)
			if p := s.Problems(); len(p) != 1 || p[0].Err.Error() != "was rewritten while being read; counts are partial" {
				t.Errorf("%s: problems are %v", what, p)
			}
			s.Close()
		}
	}
}

// TestGrown appends while reading: what the file held at opening counts.
func TestGrown(t *testing.T) {
	text := logText(5000)
	text = text[:len(text)-10] // a line being written
	path := write(t, "log", text)
	s := Open([]string{path}, Options{Window: 8192})
	defer s.Close()
	var c Chunk
	s.Next(&c)
	first := took{Chunk: c}
	first.Data = bytes.Clone(c.Data)
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = f.Write([]byte("rest\nmore\n"))
		f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	checkChunks(t, "grown", append(pull(s, 1, false), first), text)
	checkProblems(t, s)
}

// TestReplaced renames another file over the one that was opened, before it is
// mapped by name.
func TestReplaced(t *testing.T) {
	text, other := logText(5000), bytes.ToUpper(logText(6000))
	path := write(t, "log", text)
	s := Open([]string{path}, Options{IO: Mmap, Window: 8192})
	defer s.Close()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, _ := f.Stat()
	if err := os.Rename(write(t, "other", other), path); err != nil {
		t.Fatal(err)
	}
	if m := mapFile(s.inputs[0], info, text[:4096]); m != nil {
		t.Error("mapped another file")
	}
	checkChunks(t, "the file of that name now", pull(s, 1, false), other)
}

// TestGone removes a file between Open and its turn.
func TestGone(t *testing.T) {
	for _, name := range []string{"log", "log.gz"} {
		text := logText(100)
		if name == "log.gz" {
			text = compress(t, "gzip", text)
		}
		for _, opt := range []Options{{}, {Ordered: true}, {Sequential: true}} {
			gone, stays := write(t, name, text), write(t, "log", []byte("a\n"))
			s := Open([]string{gone, stays}, opt)
			if err := os.Remove(gone); err != nil {
				t.Fatal(err)
			}
			checkChunks(t, name, pull(s, 1, false), nil, []byte("a\n"))
			checkProblems(t, s, "0: no such file or directory")
			s.Close()
		}
	}
}

// TestReadErrors lets a file fail, as a dying disk does, at every window.
func TestReadErrors(t *testing.T) {
	text := []byte(strings.Repeat("a line\n", 1000))
	for bad := int64(0); bad < int64(len(text)); bad += 97 {
		path := write(t, "log", text)
		s := Open([]string{path}, Options{IO: Read, Window: 100})
		var c Chunk
		var got []took
		size := int64(len(text))
		for lo := int64(0); lo < size; lo += 100 {
			readWindow(&c, lo, min(lo+100, size), size, s.opt.cutLine(), func(p []byte, off int64) int {
				n := copy(p, text[off:])
				if off <= bad && bad < off+int64(n) {
					n = int(bad - off)
					s.report(0, &ReadError{Offset: off + int64(n), Err: os.ErrInvalid})
				}
				return n
			})
			one := took{Chunk: c}
			one.Data = bytes.Clone(c.Data)
			got = append(got, one)
		}
		checkPart(t, got, text)
		if n := len(joined(linesOf(got, 1)[0])); n < len(text)-250 {
			t.Errorf("error at %d: only %d of %d bytes", bad, n, len(text))
		}
		checkProblems(t, s, fmt.Sprintf("0: read error at byte %d: invalid argument", bad))
		s.Close()
	}
}
