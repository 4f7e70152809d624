package cli

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wf/bench/gen"
	"wf/chunker"
	"wf/parser"
)

// splitFormats are formats of each kind: in plain text, in JSON, with keys, with
// directives, wrapped, a mixture of two, and a regular expression.
var splitFormats = []string{"combined", "json", "ltsv", "w3c", "syslog+combined", "logfmt,combined", `(?P<client>\S+) .*" (?P<status>\d{3}) (?P<bytes>\d+)`}

// splitLog is a small log of the format, with nasty lines.
func splitLog(t testing.TB, format string, lines int) []byte {
	t.Helper()
	var b bytes.Buffer
	name, _, _ := strings.Cut(format, ",")
	if strings.HasPrefix(format, "(") {
		name = "combined"
	}
	if err := gen.Generate(&b, gen.Options{Lines: lines, Seed: 5, Format: name, Paths: 9, Clients: 9, Nasty: 0.2}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// newSplitting asks about logs of a format, fitted to some of its lines.
func newSplitting(t testing.TB, name string) *counting {
	t.Helper()
	format, err := parser.NewFormat(name)
	if err != nil {
		t.Fatal(err)
	}
	return countingOf(t, format.Fit(bytes.Split(splitLog(t, name, 30), []byte("\n"))))
}

// splitRun is an answer, with what is wrong with the files.
func splitRun(out []byte, problems []chunker.Problem) string {
	var b strings.Builder
	b.Write(out)
	for _, p := range problems {
		fmt.Fprintln(&b, p.Input, p.Note, p.Err)
	}
	return b.String()
}

// FuzzSplits has any bytes as a log of any format: every line is accounted for,
// and the answer of any number of workers, with windows of any size and lines of
// any length allowed, is, byte for byte, that of the plain loop.
func FuzzSplits(f *testing.F) {
	all := make([]*counting, len(splitFormats))
	for i, name := range splitFormats {
		all[i] = newSplitting(f, name)
		log := splitLog(f, name, 12)
		f.Add(log, uint8(i), uint16(37), uint8(2), uint16(0))
		f.Add(log[:len(log)-30], uint8(i), uint16(900), uint8(7), uint16(150))
	}
	f.Add([]byte("a\n\x00\x00\x00\x00\x00\x00\x00b\r\n\n\xef\xbb\xbf"), uint8(0), uint16(1), uint8(1), uint16(3))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte, format uint8, window uint16, workers uint8, maxLine uint16) {
		path := filepath.Join(dir, fmt.Sprintf("log%d", os.Getpid()))
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		c := all[int(format)%len(all)]
		plain := chunker.Options{Sequential: true, MaxLine: int(maxLine)}
		want := splitRun(c.answer(t, []string{path}, plain))
		for _, io := range []chunker.IO{chunker.Mmap, chunker.Read} {
			opt := chunker.Options{Workers: 1 + int(workers%8), Window: int(window), MaxLine: int(maxLine), IO: io}
			if got := splitRun(c.answer(t, []string{path}, opt)); got != want {
				t.Fatalf("%q, %+v:\n got %s\nwant %s", data, opt, got, want)
			}
		}
	})
}

// TestSplitsOfEveryFormat cuts logs of formats of each kind at many offsets.
func TestSplitsOfEveryFormat(t *testing.T) {
	step := 97
	if os.Getenv("CI") != "" && !testing.Short() && !raceDetector {
		step = 7
	}
	for _, name := range splitFormats {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, path := newSplitting(t, name), logFile(t, splitLog(t, name, 60))
			want := c.json(t, path, chunker.Options{Sequential: true})
			if !bytes.Contains(want, []byte(`"GET"`)) && !strings.HasPrefix(name, "(") {
				t.Fatalf("hardly a line is one of the format: %s", want)
			}
			for window := 1; window < 16<<10; window += step {
				if got := c.json(t, path, chunker.Options{Workers: 1 + window%9, Window: window}); !bytes.Equal(got, want) {
					t.Fatalf("windows of %d bytes:\n got %s\nwant %s", window, got, want)
				}
			}
		})
	}
}

// TestAnyOrderOfFiles deals out a log to files, and names them in any order:
// what is counted stays the same, whoever counts it.
func TestAnyOrderOfFiles(t *testing.T) {
	lines := bytes.SplitAfter(corpus(t, 16<<10), []byte("\n"))
	rnd := rand.New(rand.NewPCG(3, 4))
	dir := t.TempDir()
	var paths []string
	for i := 0; len(lines) > 0; i++ {
		n := min(1+rnd.IntN(12), len(lines))
		paths = append(paths, filepath.Join(dir, fmt.Sprint(i)))
		if err := os.WriteFile(paths[i], bytes.Join(lines[:n], nil), 0o600); err != nil {
			t.Fatal(err)
		}
		lines = lines[n:]
	}
	c := newCounting(t)
	tables := func(opt chunker.Options) string {
		out, problems := c.answer(t, paths, opt)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		_, counted, _ := bytes.Cut(out, []byte(`"tables":`)) // the first bad lines stand before it, in the order of the files
		return string(counted)
	}
	want := tables(chunker.Options{Sequential: true})
	for i := range 100 {
		rnd.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
		opt := chunker.Options{Workers: []int{1, 2, 3, 8, 64}[i%5], Window: rnd.IntN(700)}
		if got := tables(opt); got != want {
			t.Fatalf("%+v, %v:\n got %s\nwant %s", opt, paths, got, want)
		}
	}
}
