package chunker

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// TestHole wants the lines around holes, as if those were not there, and the
// holes said, from files and streams, whatever the window.
func TestHole(t *testing.T) {
	const maxLine = 500
	hole := func(n int) string { return strings.Repeat("\x00", n) }
	for _, parts := range [][]string{
		{hole(5000), "one\ntwo\n"},
		{hole(maxLine + 2), "one\ntwo"},
		{"one\ntwo\n", hole(3000), "three\n", hole(4000), "four\n", "five\n"},
		{"one\n", hole(1500)},
		{hole(1500)},
		{"a\x00b\n\x00\x00\nc\n", hole(700), "x\x00\x00y\n"},
	} {
		text := strings.Join(parts, "")
		var want []line
		var notes []string
		offset := 0
		for _, part := range parts {
			if part[0] == 0 {
				notes = append(notes, (&HoleNote{int64(offset), int64(len(part))}).Error())
			} else {
				for _, l := range split([]byte(part)) {
					want = append(want, line{l.offset + int64(offset), l.text})
				}
			}
			offset += len(part)
		}
		for _, window := range []int{1, 2, 7, 100, 499, 500} {
			for _, opt := range []Options{{IO: Mmap}, {IO: Read, Workers: 2}, {Sequential: true}} {
				opt.MaxLine, opt.Window, opt.Stdin = maxLine, window, pipeOf(t, []byte(text))
				s := Open([]string{write(t, "log", []byte(text)), "-"}, opt)
				chunks := pull(s, max(opt.Workers, 1), false)
				for i, got := range linesOf(chunks, 2) {
					if fmt.Sprint(got) != fmt.Sprint(want) {
						t.Errorf("%.40q window %d input %d: lines are %.300v, want %v", text, window, i, got, want)
					}
				}
				checkNotes(t, s, notes)
				s.Close()
			}
		}
	}
}

// checkNotes compares the notes on both inputs, in any order of the holes.
func checkNotes(t *testing.T, s *Source, want []string) {
	t.Helper()
	got := make([]map[string]bool, 2)
	n := 0
	for i := range got {
		got[i] = make(map[string]bool)
	}
	for _, p := range s.Problems() {
		got[p.Input][p.Err.Error()] = p.Note
		n++
	}
	for i := range got {
		for _, note := range want {
			if !got[i][note] {
				t.Errorf("input %d: no note %q among %v", i, note, s.Problems())
			}
		}
	}
	if n != 2*len(want) {
		t.Errorf("notes are %v, want %q for each", s.Problems(), want)
	}
}

// TestAlmostHole has runs that are too short for a hole.
func TestAlmostHole(t *testing.T) {
	const maxLine = 500
	for _, text := range []string{
		"one\n" + strings.Repeat("\x00", maxLine+1) + "two\nthree\n",
		strings.Repeat("\x00", maxLine) + "\nthree\n",
		strings.Repeat("\x00", 100) + "two\nthree\n",
	} {
		for _, window := range []int{1, 7, 100, 500} {
			s := Open([]string{write(t, "log", []byte(text)), "-"}, Options{Window: window, MaxLine: maxLine, Stdin: pipeOf(t, []byte(text))})
			for i, got := range linesOf(pull(s, 1, false), 2) {
				checkMonster(t, fmt.Sprintf("window %d input %d", window, i), got, split([]byte(text)), maxLine)
			}
			checkProblems(t, s)
			s.Close()
		}
	}
}

// TestSparse reads a large hole with the usual sizes.
func TestSparse(t *testing.T) {
	const size = 300 << 20
	path := write(t, "log", nil)
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteAt([]byte("one\ntwo\n"), size)
		f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	s := Open([]string{path}, Options{Workers: 2})
	defer s.Close()
	var got []byte
	for _, c := range pull(s, 2, false) {
		got = append(got, c.Data...)
	}
	if !bytes.Equal(got, []byte("one\ntwo\n")) {
		t.Errorf("got %.100q", got)
	}
	checkProblems(t, s, "0: skipped 314,572,800 NUL bytes at offset 0")
}

// TestAgree cuts random texts of short and long lines and runs of NULs. Small
// windows, files and streams must find the same lines at the same offsets.
func TestAgree(t *testing.T) {
	const maxLine = 20
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		var text []byte
		for range rnd.IntN(12) {
			text = append(text, bytes.Repeat([]byte{"a\x00\n"[rnd.IntN(3)]}, 1+rnd.IntN(4)*rnd.IntN(20))...)
		}
		path := write(t, "log", text)
		var want string
		for _, window := range []int{1, 2, 3, 5, 8, 13, 20} {
			for _, name := range []string{path, "-"} {
				s := Open([]string{name}, Options{MaxLine: maxLine, Window: window, Stdin: pipeOf(t, text)})
				var got strings.Builder
				for _, l := range linesOf(pull(s, 1, false), 1)[0] {
					fmt.Fprintf(&got, "%d %q\n", l.offset, l.text[:min(len(l.text), maxLine+2)])
				}
				s.Close()
				if want == "" {
					want = got.String()
				}
				if got.String() != want {
					t.Fatalf("%q: window %d of %s finds\n%s, window 1\n%s", text, window, name, got.String(), want)
				}
			}
		}
	}
}
