package parser

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// outcome is what a detection comes to: the format, the reason, and how the
// candidates fare that might have been taken.
func (d *Detection) outcome() string {
	var text strings.Builder
	if d.Format != nil {
		fmt.Fprintf(&text, "%s: ", d.Format.Name)
	}
	text.WriteString(d.Reason)
	for _, c := range d.Candidates {
		if c.sound() {
			fmt.Fprintf(&text, "\n%s %d %d %d %d", c.Format.Name, c.Parsed, c.Full, c.Odd, c.fields)
		}
	}
	return text.String()
}

// checkQuick compares detection with the slow way, which tries all formats on
// all lines.
func checkQuick(t *testing.T, name string, lines [][]byte) {
	t.Helper()
	quick := detector{formats: candidates, quick: true}.detect(lines, maxWrappers)
	slow := detector{formats: candidates}.detect(lines, maxWrappers)
	if got, want := quick.outcome(), slow.outcome(); got != want {
		t.Errorf("%s: %s\nall lines: %s", name, got, want)
	}
}

// logFiles calls see for each file of lines below a directory.
func logFiles(t *testing.T, dir string, see func(path string, lines [][]byte)) {
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		if dir == sharedData {
			see(path, readLog(t, name))
			return nil
		}
		data, err := os.ReadFile(path)
		see(path, bytes.Split(data, []byte("\n")))
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Error(err)
	}
}

func TestDetectQuickly(t *testing.T) {
	for _, dir := range []string{sharedData, "../testdata/logs"} {
		logFiles(t, dir, func(path string, lines [][]byte) {
			checkQuick(t, path, lines[:min(len(lines), 3000)])
		})
	}
	rnd := rand.New(rand.NewPCG(9, 10))
	for _, s := range installs {
		for _, chatter := range []int{0, 1, 50, 80, 89} {
			log := s.log(rnd, 2000, chatter)
			checkQuick(t, s.name, bytesOf(log))
			slices.Sort(log) // what a few lines show may be all at one end
			checkQuick(t, s.name, bytesOf(log))
		}
	}
}

// TestDetectQuicklyMixed has logs of which one line in a thousand, or more,
// is of another format.
func TestDetectQuicklyMixed(t *testing.T) {
	rnd := rand.New(rand.NewPCG(11, 12))
	for _, most := range Formats() {
		for _, some := range Formats() {
			log := bytes.Split(bytes.TrimSuffix(bytes.Repeat(append(bytes.Join(logOf(most), []byte("\n")), '\n'), 250), []byte("\n")), []byte("\n"))
			for range 1 + rnd.IntN(40) {
				log[rnd.IntN(len(log))] = []byte(some.Sample)
			}
			checkQuick(t, most.Name+" with "+some.Name, log)
		}
	}
}

// TestFewLines shows that any line of a log may be among the few.
func TestFewLines(t *testing.T) {
	seen := make(map[int]bool)
	for n := 2*fewLines + 1; n < 2*fewLines+3000; n++ {
		s := &sample{requests: make([][]byte, n)}
		for i := range s.requests {
			s.requests[i] = []byte{byte(i), byte(i >> 8)}
		}
		last := -1
		for _, line := range s.few().requests {
			i := int(line[0]) | int(line[1])<<8
			if i <= last {
				t.Fatalf("%d lines: %d behind %d", n, i, last)
			}
			last = i
			seen[i%10] = true
		}
	}
	if len(seen) != 10 {
		t.Errorf("only %v", seen)
	}
}

func bytesOf(lines []string) [][]byte {
	list := make([][]byte, len(lines))
	for i, line := range lines {
		list[i] = []byte(line)
	}
	return list
}

func BenchmarkDetect(b *testing.B) {
	rnd := rand.New(rand.NewPCG(13, 14))
	bench := func(name string, lines [][]byte) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(bytes.Join(lines, []byte("\n")))))
			for b.Loop() {
				Detect(lines)
			}
		})
	}
	bench("ten", logLines(10))
	bench("combined", logLines(1200))
	for _, s := range installs {
		bench(s.name, bytesOf(s.log(rnd, 1200, 20)))
	}
}
