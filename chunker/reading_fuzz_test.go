package chunker

import (
	"bufio"
	"bytes"
	stdgzip "compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// reading is all that a source says of one input: its lines as their readers
// find them, where they stand, and what is wrong with it but for holes, which
// are told of or are in a chunk.
func reading(s *Source, workers int) string {
	defer s.Close()
	var b strings.Builder
	chunks := pull(s, workers, false)
	for _, l := range piecesOf(chunks, 0, fuzzedLine) {
		fmt.Fprintf(&b, "%d %q\n", l.offset, l.text)
	}
	for _, c := range chunks {
		if c.Cut {
			b.WriteString("cut\n")
		}
	}
	for _, p := range s.Problems() {
		var hole *HoleNote
		if !errors.As(p.Err, &hole) {
			fmt.Fprintf(&b, "%v %v\n", p.Note, p.Err)
		}
	}
	return b.String()
}

// fuzzedLine is the length of the longest line that is not cut.
const fuzzedLine = 20

// FuzzReading has any bytes as a file: plain text, holes, long lines, and
// whatever begins as compressed data does. Mapped, read, from a pipe, by several
// workers and by none, in windows of any size, it says the same.
func FuzzReading(f *testing.F) {
	for _, text := range texts() {
		f.Add([]byte(text), uint16(7), uint8(2))
	}
	for _, format := range formats[:2] {
		packed := compress(f, format, []byte("one\ntwo\n\nthree"))
		f.Add(packed, uint16(3), uint8(1))
		f.Add(packed[:len(packed)-5], uint16(3), uint8(1))
		f.Add(append(packed, "behind it"...), uint16(3), uint8(1))
		f.Add(append(packed, packed...), uint16(100), uint8(1))
	}
	f.Add(append(make([]byte, 50), "\nshort\n"...), uint16(5), uint8(3))
	f.Add(bytes.Repeat([]byte("a line that is too long "), 9), uint16(5), uint8(3))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte, window uint16, workers uint8) {
		if len(data) > 20_000 {
			return
		}
		path := filepath.Join(dir, fmt.Sprintf("log%d", os.Getpid()))
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		want := reading(Open([]string{path}, Options{Sequential: true, MaxLine: fuzzedLine}), 1)
		opt := Options{Window: 1 + int(window), Workers: 1 + int(workers%8), Ordered: workers&8 != 0, MaxLine: fuzzedLine}
		for _, io := range []IO{Mmap, Read} {
			opt.IO = io
			if got := reading(Open([]string{path}, opt), opt.Workers); got != want {
				t.Fatalf("%q, %+v: got\n%s, by the plain loop\n%s", data, opt, got, want)
			}
		}
		opt.Stdin = pipeOf(t, data)
		s := Open([]string{"-"}, opt)
		s.Inputs()[0].Sample(int(window)) // which is told again
		got := strings.ReplaceAll(reading(s, opt.Workers), " | wf -", " "+path+" | wf -")
		if got != want {
			t.Fatalf("%q, a pipe: got\n%s, by the plain loop\n%s", data, got, want)
		}
	})
}

// FuzzPacked compresses texts into members or frames one after another, puts
// something behind them, flips a bit and cuts the end off. Whole, it is the text;
// damaged, it is what the standard library's reader gives before the damage, or
// it is said that something is wrong.
func FuzzPacked(f *testing.F) {
	f.Add([]byte("one\ntw\x00o\nthree\n"), []byte{}, uint16(0), uint16(0), false)
	f.Add([]byte("one\ntwo"), []byte("garbage\n"), uint16(0), uint16(0), true)
	f.Add([]byte("\x00one\n\x00\x00two"), make([]byte, 512), uint16(0), uint16(0), true)
	f.Add(bytes.Repeat([]byte("one\n"), 200), []byte("\x1f\x8b"), uint16(5), uint16(0), false)
	f.Add(bytes.Repeat([]byte("one\n"), 200), []byte("\x1f\x8b\x08"), uint16(0), uint16(171), false)
	f.Add(bytes.Repeat([]byte("one\n"), 200), []byte("\x50\x2a\x4d\x18"), uint16(0), uint16(71), true)
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text, behind []byte, cut, flip uint16, frames bool) {
		var packed []byte
		for _, part := range bytes.Split(text, []byte{0}) {
			if frames {
				packed = append(packed, framed(t, part)...)
			} else {
				packed = append(packed, member(t, part)...)
			}
		}
		text = bytes.ReplaceAll(text, []byte{0}, nil)
		whole := len(packed)
		packed = append(packed, behind...)
		packed = packed[:len(packed)-int(cut)%(len(packed)-maxMagic+1)]
		damaged := len(packed) < whole
		if flip > 0 && len(packed) > maxMagic {
			at := maxMagic + int(flip/8)%(len(packed)-maxMagic)
			packed[at] ^= 1 << (flip % 8)
			damaged = damaged || at < whole
		}
		path := filepath.Join(dir, fmt.Sprintf("log%d", os.Getpid()))
		if err := os.WriteFile(path, packed, 0o600); err != nil {
			t.Fatal(err)
		}
		s := Open([]string{path}, Options{Window: 64})
		defer s.Close()
		got := joined(linesOf(pull(s, 1, false), 1)[0])
		problems := s.Problems()
		switch {
		case len(problems) > 1:
			t.Fatalf("%q: %v", packed, problems)
		case damaged && len(problems) == 0 && !bytes.Equal(got, text) && !frames:
			// A flip in a header can make another valid file.
			if want, err := inflated(packed); err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%q: %q without a word; compress/gzip has %q, %v", packed, got, want, err)
			}
		case !damaged && !bytes.HasPrefix(got, text):
			t.Fatalf("%q: got %q, want %q, %v", packed, got, text, problems)
		case frames && !damaged && 0 < len(packed)-whole && len(packed)-whole < 4:
			// Less than a magic number is the beginning of a frame.
		case !damaged && len(bytes.Trim(packed[whole:], "\x00")) == 0 && (len(got) != len(text) || len(problems) > 0):
			t.Fatalf("%q: got %q, want %q, and %v", packed, got, text, problems)
		case !damaged && len(got) == len(text) && len(bytes.Trim(packed[whole:], "\x00")) > 0 && len(problems) == 0 && !frames:
			if want, err := inflated(packed); err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%q: nothing is said of what is behind; compress/gzip has %q, %v", packed, want, err)
			}
		}
	})
}

// member is text as the standard library compresses it.
func member(t testing.TB, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := stdgzip.NewWriter(&b)
	_, err := w.Write(text)
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// inflated is what the standard library reads of members, with padding between
// and behind them.
func inflated(packed []byte) (text []byte, err error) {
	r := bufio.NewReader(bytes.NewReader(packed))
	for {
		for {
			head, err := r.Peek(1)
			if err == io.EOF {
				return text, nil
			}
			if head[0] != 0 || len(text) == 0 && r.Buffered() == len(packed) {
				break
			}
			r.Discard(1)
		}
		m, err := stdgzip.NewReader(r)
		if err != nil {
			return text, err
		}
		m.Multistream(false)
		part, err := io.ReadAll(m)
		text = append(text, part...)
		if err != nil {
			return text, err
		}
	}
}

// framed is text as a frame of zstd.
func framed(t testing.TB, text []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<10), zstd.WithZeroFrames(true))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	return w.EncodeAll(text, nil)
}

// TestSameLinesAroundAHoleForAnyWindow has windows that are larger than a line
// may be, and holes that fit into them.
func TestSameLinesAroundAHoleForAnyWindow(t *testing.T) {
	var text []byte
	for i := range 200 {
		text = append(append(text, make([]byte, i)...), "0123456789"...)
		if i%3 > 0 {
			text = append(text, '\n')
		}
	}
	path := write(t, "log", text)
	want := reading(Open([]string{path}, Options{Sequential: true, MaxLine: fuzzedLine}), 1)
	for _, window := range []int{10, fuzzedLine, fuzzedLine + 2, fuzzedLine + 3, 100, 1000, 0} {
		opt := Options{Window: window, Workers: 2, MaxLine: fuzzedLine, Stdin: pipeOf(t, text)}
		for _, name := range []string{path, "-"} {
			s := Open([]string{name}, opt)
			if _, err := s.Inputs()[0].Sample(1000); err != nil { // of a pipe it is kept
				t.Fatal(err)
			}
			if got := reading(s, 2); got != want {
				t.Errorf("windows of %d bytes of %s: got\n%s, want\n%s", window, name, got, want)
			}
		}
	}
}

// TestHolesAreToldInTheirOrder has workers that find several holes at once.
func TestHolesAreToldInTheirOrder(t *testing.T) {
	text := bytes.Repeat(append(make([]byte, 2*fuzzedLine), "a line\n"...), 50)
	path := write(t, "log", text)
	for range 20 {
		s := Open([]string{path}, Options{Workers: 8, Window: 30, MaxLine: fuzzedLine})
		pull(s, 8, false)
		last := int64(-1)
		for _, p := range s.Problems() {
			if at := holeAt(p); at <= last {
				t.Fatalf("a hole at %d behind one at %d", at, last)
			} else {
				last = at
			}
		}
		s.Close()
	}
}
