package chunker

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
)

// ranged opens a file for the lines of a range, with the directives of the
// tests.
func ranged(t testing.TB, path string, lo, hi int64, opt Options) *Source {
	t.Helper()
	s := directing([]string{path}, opt)
	if err := s.Inputs()[0].Range(lo, hi); err != nil {
		t.Fatal(err)
	}
	return s
}

// checkRange compares the lines and heads of a range with those of all of text.
func checkRange(t testing.TB, text []byte, path string, lo, hi int64, opt Options) {
	t.Helper()
	s := ranged(t, path, lo, hi, opt)
	defer s.Close()
	if from, to := s.Inputs()[0].Part(); from != lo || to != min(hi, int64(len(text))) || s.Inputs()[0].From() != lo {
		t.Errorf("[%d, %d): the part is [%d, %d)", lo, hi, from, to)
	}
	what := fmt.Sprintf("[%d, %d) %+v", lo, hi, opt)
	chunks := pull(s, max(opt.Workers, 1), false)
	checkNarrowed(t, what, chunks, text, lo, hi)
	checkHeads(t, what, chunks, opt.MaxLine, text)
	checkProblems(t, s)
	if done, total := s.Progress(); done != total {
		t.Errorf("%s: progress is %d of %d", what, done, total)
	}
}

// TestRange cuts texts with directives at every offset, and looks for those in
// windows of every size.
func TestRange(t *testing.T) {
	for name, text := range directed() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path, size := write(t, "log", []byte(text)), int64(len(text))
			step := int64(1)
			if testing.Short() {
				step = 4
			}
			for lo := int64(0); lo <= size; lo += step {
				opt := Options{Window: 1 + int(lo*7)%60, Workers: 1 + int(lo)%3, MaxLine: defaultMaxLine, IO: []IO{Mmap, Read}[lo%2]}
				opt.Ordered, opt.Sequential = lo%3 == 0, lo%5 == 0 && opt.Workers == 1
				checkRange(t, []byte(text), path, lo, lo+(size-lo)/3+1, opt)
			}
		})
	}
}

// TestRangeBehindLongLines looks for directives before and behind lines that are
// longer than windows, than a line may be, and behind a hole.
func TestRangeBehindLongLines(t *testing.T) {
	const maxLine = 300
	text := "#Date: 1\n#Fields: a\nx\n" + strings.Repeat("y", 3*maxLine) + "\n#Fields: b\nx\n" +
		strings.Repeat("\x00", 2*maxLine) + "#Fields: c\n" + strings.Repeat("z", maxLine/2) + "\n#Date: 2\nx\nx\n"
	path := write(t, "log", []byte(text))
	for lo := 0; lo <= len(text); lo += 11 {
		for _, window := range []int{7, 50, 299, 1000} {
			s := ranged(t, path, int64(lo), math.MaxInt64, Options{Window: window, MaxLine: maxLine})
			chunks := pull(s, 1, false)
			s.Close()
			i := slices.IndexFunc(chunks, func(c took) bool { return len(c.Data) > 0 && c.Data[0] == 'x' })
			if i < 0 {
				continue
			}
			want := plainHead([]byte(text), chunks[i].Offset, maxLine, fields...)
			if string(chunks[i].Head) != want {
				t.Fatalf("from %d, window %d: the head at %d is %q, want %q", lo, window, chunks[i].Offset, chunks[i].Head, want)
			}
		}
	}
}

// TestRangeAndNarrow hands out what lies in both.
func TestRangeAndNarrow(t *testing.T) {
	text := logText(300)
	path := write(t, "log", text)
	for _, both := range [][2]extent{{{100, 9000}, {2000, 5000}}, {{2000, 5000}, {100, 9000}}, {{0, 3000}, {2000, 9000}}, {{4000, 6000}, {0, 5000}}, {{0, 100}, {500, 900}}, {{500, 900}, {0, 100}}} {
		s := Open([]string{path}, Options{Window: 333})
		in := s.Inputs()[0]
		if err := in.Range(both[0].lo, both[0].hi); err != nil || !in.Narrow(both[1].lo, both[1].hi) {
			t.Fatal(err)
		}
		lo, hi := in.Part()
		checkNarrowed(t, fmt.Sprint(both), pull(s, 1, false), text, lo, hi)
		if want := (extent{max(both[0].lo, both[1].lo), min(both[0].hi, both[1].hi)}); want.lo < want.hi && want != (extent{lo, hi}) || want.lo >= want.hi && lo != hi {
			t.Errorf("%v have [%d, %d) in common", both, lo, hi)
		}
		s.Close()
	}
}

// TestRangeOfOthers has inputs that are no plain files, and offsets where there
// is nothing.
func TestRangeOfOthers(t *testing.T) {
	text := logText(10)
	size := int64(len(text))
	plain, packed, empty := write(t, "log", text), write(t, "log.gz", compress(t, "gzip", text)), write(t, "empty", nil)
	for _, c := range []struct {
		name   string
		lo, hi int64
		err    string
	}{
		{plain, 0, math.MaxInt64, ""},
		{plain, size, size, ""},
		{plain, size, math.MaxInt64, ""},
		{plain, size + 1, size + 1, fmt.Sprintf("has %d bytes, and none from %d on", size, size+1)},
		{packed, 0, math.MaxInt64, ""},
		{packed, 0, 1 << 40, "compressed by gzip, it can only be read from its beginning"},
		{packed, 1, math.MaxInt64, "compressed by gzip, it can only be read from its beginning"},
		{empty, 0, math.MaxInt64, ""},
		{empty, 0, 5, ""},
		{empty, 1, 5, "has 0 bytes, and none from 1 on"},
		{"-", 0, math.MaxInt64, ""},
		{"-", 0, 5, "a pipe can only be read from its beginning"},
		{"missing", 1, 5, ""}, // which is said elsewhere
	} {
		s := Open([]string{c.name}, Options{Stdin: pipeOf(t, text)})
		got := ""
		if err := s.Inputs()[0].Range(c.lo, c.hi); err != nil {
			got = err.Error()
		}
		if got != c.err {
			t.Errorf("[%d, %d) of %s: %q, want %q", c.lo, c.hi, c.name, got, c.err)
		}
		s.Close()
	}
}

// TestRangeAnotherFile reads nothing of a file that has taken the name since.
func TestRangeAnotherFile(t *testing.T) {
	path := write(t, "log", logText(500))
	s := ranged(t, path, 1000, 2000, Options{})
	defer s.Close()
	if err := os.Rename(write(t, "other", logText(600)), path); err != nil {
		t.Fatal(err)
	}
	if chunks := pull(s, 1, false); len(chunks) > 0 {
		t.Errorf("%d chunks of another file", len(chunks))
	}
	checkProblems(t, s, "0: "+errOther.Error())
}

// FuzzRange cuts a text at any offset.
func FuzzRange(f *testing.F) {
	for _, text := range directed() {
		f.Add([]byte(text), uint16(len(text)/2), uint16(20), uint8(7))
	}
	f.Add([]byte("#Fields: a\n\x00\x00\x00#Date: 1\n\x00x\n"), uint16(14), uint16(9), uint8(1))
	path := write(f, "log", nil)
	f.Fuzz(func(t *testing.T, text []byte, lo, length uint16, window uint8) {
		if len(text) == 0 || bytes.Contains(text, make([]byte, 100)) {
			return
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		from := int64(lo) % int64(len(text)+1)
		opt := Options{Window: 1 + int(window), IO: Read, MaxLine: defaultMaxLine}
		s := Open([]string{path}, opt)
		_, plain := s.Inputs()[0].Size()
		s.Close()
		if plain { // else it is taken for a compressed file
			checkRange(t, text, path, from, from+int64(length), opt)
		}
	})
}
