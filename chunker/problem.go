package chunker

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"math/bits"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A Problem is something a user should know about an input.
type Problem struct {
	Input int   // index into Source.Inputs
	Err   error // one line, lower case, without the input's name
	Note  bool  // worth a word, but nothing is lost
}

// TruncatedError says that compressed data ends before its end mark. All lines
// before that were handed out.
type TruncatedError struct {
	Offset int64 // how many compressed bytes there are
}

func (e *TruncatedError) Error() string {
	return fmt.Sprintf("compressed data ends early at byte %d (still being written?)", e.Offset)
}

// errTwice is the note on an input that is the same file as an earlier one.
var errTwice = errors.New("given twice")

// ReadError says that the operating system could not read an input any further.
type ReadError struct {
	Offset int64 // of the first byte that could not be read, in the raw input
	Err    error // the system's reason
}

func (e *ReadError) Error() string {
	return fmt.Sprintf("read error at byte %d: %v", e.Offset, e.Err)
}

func (e *ReadError) Unwrap() error { return e.Err }

// Problems returns what went wrong so far, in the order of the inputs: inputs
// that cannot be read at all, and those that could not be read as they should.
// Holes of an input are in the order of their offsets, whoever found them first.
func (s *Source) Problems() []Problem {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := slices.Clone(s.problems)
	slices.SortStableFunc(list, func(a, b Problem) int {
		if a.Input != b.Input {
			return a.Input - b.Input
		}
		if a.Note != b.Note && a.Note {
			return -1
		}
		return cmp.Compare(holeAt(a), holeAt(b))
	})
	return list
}

// holeAt returns where the hole is that p is about, and -1 if it is about none.
func holeAt(p Problem) int64 {
	if hole, ok := p.Err.(*HoleNote); ok {
		return hole.Offset
	}
	return -1
}

// report adds a problem. Of several read errors of an input only the one with
// the lowest offset is kept: a dying disk fails window after window.
func (s *Source) report(input int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if bad, ok := err.(*ReadError); ok {
		for i, p := range s.problems {
			if old, ok := p.Err.(*ReadError); ok && p.Input == input {
				if bad.Offset < old.Offset {
					s.problems[i].Err = bad
				}
				return
			}
		}
	}
	s.problems = append(s.problems, Problem{Input: input, Err: err})
}

// note adds a problem by which nothing is lost.
func (s *Source) note(input int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.problems = append(s.problems, Problem{Input: input, Err: err, Note: true})
}

// bare strips operation and path from a system error: the caller shows the path.
func bare(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

// errDirectory tells how to name the files of a directory.
func errDirectory(name string) error {
	return fmt.Errorf("is a directory; use %s", shellQuoted(filepath.Join(name, ""), "/*.log"))
}

// errLargeWindow tells how to read zstd data that needs too much memory.
func errLargeWindow(name string, window uint64) error {
	// zstd takes the logarithm; 31 is the most it accepts.
	long := min(bits.Len64(window-1), 31)
	return fmt.Errorf("needs a %.1f GiB window; run: zstd -dc --long=%d%s | wf -",
		float64(window)/(1<<30), long, fileArgument(name))
}

// errLargeDictionary tells how to read xz data that needs too much memory.
func errLargeDictionary(name string, size int64) error {
	return fmt.Errorf("needs a dictionary of %.1f GiB; run: xz -dc%s | wf -", float64(size)/(1<<30), fileArgument(name))
}

// fileArgument returns the name of an input as the last argument of a command
// in a shell, with a space before it; nothing for standard input.
func fileArgument(name string) string {
	if name == "-" {
		return ""
	}
	return " " + shellQuoted(name, "")
}

// shellQuoted returns name as a shell takes it, with a pattern that the shell
// should expand behind it, on one line.
func shellQuoted(name, pattern string) string {
	if name == "/" {
		name = ""
	}
	plain := func(r rune) bool {
		return r == '/' || r == '.' || r == '_' || r == '-' || r == '+' || r == ',' || r == ':' || r == '@' || r == '=' ||
			'0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	switch {
	case strings.IndexFunc(name, func(r rune) bool { return !plain(r) }) < 0:
		return name + pattern
	case strings.IndexFunc(name, func(r rune) bool { return !strconv.IsPrint(r) }) < 0:
		return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'" + pattern
	}
	return strconv.Quote(name) + pattern
}
