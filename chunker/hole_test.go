package chunker

import (
	"bytes"
	"math/rand/v2"
	"os"
	"slices"
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
		{hole(cutLine(maxLine)), "one\ntwo"},
		{"one\ntwo\n", hole(3000), "three\n", hole(4000), "four\n", "five\n"},
		{"one\n", hole(1500)},
		{hole(1500)},
		{"a\x00b\n\x00\x00\nc\n", hole(700), "x\x00\x00y\n"},
	} {
		text := strings.Join(parts, "")
		want := plainPieces([]byte(text), maxLine)
		var notes []string
		offset := 0
		for _, part := range parts {
			if part[0] == 0 {
				notes = append(notes, (&HoleNote{int64(offset), int64(len(part))}).Error())
			}
			offset += len(part)
		}
		for _, window := range []int{1, 2, 7, 100, 499, 500} {
			for _, opt := range []Options{{IO: Mmap}, {IO: Read, Workers: 2}, {Sequential: true}} {
				opt.MaxLine, opt.Window, opt.Stdin = maxLine, window, pipeOf(t, []byte(text))
				s := Open([]string{write(t, "log", []byte(text)), "-"}, opt)
				chunks := pull(s, max(opt.Workers, 1), false)
				for i, got := range [][]line{piecesOf(chunks, 0, maxLine), piecesOf(chunks, 1, maxLine)} {
					if !slices.Equal(got, want) {
						t.Errorf("%.40q window %d input %d: lines are %.300v, want %v", text, window, i, got, want)
					}
				}
				checkNotes(t, s, chunks, notes)
				s.Close()
			}
		}
	}
}

// checkNotes wants each of two inputs to have notes of holes, in any order,
// unless the hole is in the chunks.
func checkNotes(t *testing.T, s *Source, chunks []took, want []string) {
	t.Helper()
	got := make([]map[string]bool, 2)
	for i := range got {
		got[i] = make(map[string]bool)
	}
	n := 0
	for _, p := range s.Problems() {
		got[p.Input][p.Err.Error()] = p.Note
		n++
	}
	for _, l := range slices.Concat(linesOf(chunks, 2)...) {
		if begin, _, ok := FindHole([]byte(l.text), s.opt.MaxLine); ok && begin == 0 {
			n++
		}
	}
	for i := range got {
		for note := range got[i] {
			if !slices.Contains(want, note) {
				t.Errorf("input %d: a note %q, want %q", i, note, want)
			}
		}
	}
	if n != 2*len(want) {
		t.Errorf("notes are %v and %d holes are in chunks; want %q for each", s.Problems(), n-len(s.Problems()), want)
	}
}

// TestAlmostHole has runs that are too short for a hole.
func TestAlmostHole(t *testing.T) {
	const maxLine = 500
	for _, text := range []string{
		"one\n" + strings.Repeat("\x00", cutLine(maxLine)-1) + "two\nthree\n",
		strings.Repeat("\x00", maxLine) + "\nthree\n",
		strings.Repeat("\x00", 100) + "two\nthree\n",
	} {
		for _, window := range []int{1, 7, 100, 500} {
			s := Open([]string{write(t, "log", []byte(text)), "-"}, Options{Window: window, MaxLine: maxLine, Stdin: pipeOf(t, []byte(text))})
			chunks := pull(s, 1, false)
			for i := range 2 {
				if got, want := piecesOf(chunks, i, maxLine), plainPieces([]byte(text), maxLine); !slices.Equal(got, want) {
					t.Errorf("window %d input %d: lines are %.300v, want %.300v", window, i, got, want)
				}
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

// cutLine is how much chunks have at least of a line of more than maxLine bytes,
// and the length of the shortest hole.
func cutLine(maxLine int) int { return maxLine + 5 }

// plainPieces is the plain twin of how texts are cut at line ends and holes: the
// lines at their offsets, without the NULs before them, those that are too long as
// far as chunks have them at least. NULs at the end are none.
func plainPieces(text []byte, maxLine int) (pieces []line) {
	hole := make([]byte, min(cutLine(maxLine), len(text)+1))
	for begin := 0; begin < len(text); {
		end := len(text)
		if i := bytes.IndexByte(text[begin:], '\n'); i >= 0 {
			end = begin + i + 1
		}
		rest := text[begin:end]
		if at := bytes.Index(rest, hole); at >= 0 {
			rest = rest[:len(rest)-len(bytes.TrimLeft(rest[at:], "\x00"))]
		}
		pieces = appendPiece(pieces, int64(begin), rest, maxLine)
		begin += len(rest)
	}
	return pieces
}

// appendPiece appends a line, unless there is nothing but NULs in it.
func appendPiece(pieces []line, offset int64, text []byte, maxLine int) []line {
	nuls := len(text) - len(bytes.TrimLeft(text, "\x00"))
	if text = text[nuls:]; len(text) == 0 {
		return pieces
	}
	return append(pieces, line{offset + int64(nuls), string(text[:min(len(text), cutLine(maxLine))])})
}

// piecesOf returns the lines in the chunks of an input as their readers find
// them: without NULs before them, and ended by holes too.
func piecesOf(chunks []took, input, maxLine int) (pieces []line) {
	for _, l := range linesOf(chunks, 2)[input] {
		text, offset := []byte(l.text), l.offset
		for {
			_, end, ok := FindHole(text, maxLine)
			if !ok || end == len(text) {
				break
			}
			pieces = appendPiece(pieces, offset, text[:end], maxLine)
			text, offset = text[end:], offset+int64(end)
		}
		pieces = appendPiece(pieces, offset, text, maxLine)
	}
	return pieces
}

// checkPieces cuts a text in many ways, all of which must find the same lines at
// the same offsets.
func checkPieces(t testing.TB, text []byte, maxLine int, windows ...int) {
	t.Helper()
	path := write(t, "log", text)
	want := plainPieces(text, maxLine)
	for _, window := range windows {
		for _, name := range []string{path, "-"} {
			opt := Options{MaxLine: maxLine, Window: window, Sequential: true}
			if name == "-" {
				opt.Stdin = pipeOf(t, text)
			}
			s := Open([]string{name}, opt)
			got := piecesOf(pull(s, 1, false), 0, maxLine)
			s.Close()
			if !slices.Equal(got, want) {
				t.Fatalf("%q: lines of %d, window %d of %s: found\n%v, want\n%v", text, maxLine, window, name, got, want)
			}
		}
	}
}

// TestHolesWhereverWindowsEnd cuts all short texts of letters, NULs and newlines.
func TestHolesWhereverWindowsEnd(t *testing.T) {
	length := 6
	if testing.Short() {
		length = 5
	}
	var text []byte
	var extend func()
	extend = func() {
		checkPieces(t, bytes.Clone(text), 1, 1, 2, 3, 4, 100) // a pipe may still be written
		for _, b := range []byte("a\x00\n") {
			if len(text) < length {
				text = append(text, b)
				extend()
				text = text[:len(text)-1]
			}
		}
	}
	extend()
}

// TestAgree cuts random texts of short and long lines and runs of NULs.
func TestAgree(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		var text []byte
		for range rnd.IntN(12) {
			text = append(text, bytes.Repeat([]byte{"a\x00\n"[rnd.IntN(3)]}, 1+rnd.IntN(4)*rnd.IntN(20))...)
		}
		checkPieces(t, text, 1+rnd.IntN(20), 1, 2, 3, 5, 8, 13, 20, 50, 1000)
	}
}
