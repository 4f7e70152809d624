package bench_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"wf/bench"
	"wf/bench/gen"
)

// hit is a line that counts under key.
func hit(key string) string {
	return `10.0.0.1 - - [01/Mar/2026:00:00:01 +0000] "GET /ongoing/When/200x/` + key + ` HTTP/1.1" 200 17 "-" "-"`
}

// nasty are logs with what the rungs could see in different ways.
var nasty = map[string]string{
	"empty":             "",
	"a newline":         "\n",
	"empty lines":       "\n\n" + hit("2003/07/25/A") + "\n\n\n" + hit("2003/07/25/B") + "\n\n",
	"no final newline":  hit("2003/07/25/A") + "\n" + hit("2003/07/25/B"),
	"CRLF":              hit("2003/07/25/A") + "\r\n" + hit("2003/07/25/B") + "\r\n\r\n",
	"over a newline":    "GET /ongoing/When/200x/2003/07/25/A\nB C\nGET /ongoing/When/200x/2003/07/25/\nx \n",
	"over a return":     "GET /ongoing/When/200x/2003/07/25/A\rB C\n",
	"cut by a newline":  "GET /ongoing/When/200x/2003/07\n/25/A B\nGET /ongoing/When/\n200x/2003/07/25/A B\n",
	"twice in a line":   hit("2003/07/25/A") + hit("2003/07/25/B") + hit("2003/07/25/C") + "\n" + hit("2003/07/25/B") + "\n",
	"the second counts": "GET /ongoing/When/200x/2003/07/25/A.png GET /ongoing/When/200x/2003/07/25/B \n",
	"many in a line":    strings.Repeat("GET /ongoing/When/200x/2003/07/25/A ", 1000) + "\n" + hit("2003/07/25/B"),
	"a long line":       hit("2003/07/25/A") + "\n" + hit("2003/07/25/"+strings.Repeat("long", 5000)) + "\n" + strings.Repeat("x", 5000) + hit("2003/07/25/B") + "\n",
	"bytes":             hit("2003/07/25/\xff\xfe\x00\t\"'\\") + "\n" + hit("2003/07/25/\xe2") + "\n" + hit("2003/07/25/ä本") + "\n\x00\n\xe2\n" + hit("2003/07/25/\\xff") + "\n",
	"no article":        hit("2003/07/2/A") + "\n" + hit("2003/07/25/") + "\n" + hit("2003/07/25/A.") + "\nGET /ongoing/When/20x/2003/07/25/A \n",
	"one key":           strings.Repeat(hit("2003/07/25/A")+"\n", 50),
}

// shortList names those that processes count in short tests: what only they do
// is to pass keys on, and to have nothing to do.
var shortList = map[string]bool{"empty": true, "bytes": true, "no final newline": true}

// write writes a log into a file of its own.
func write(t testing.TB, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "access.log")
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

// generated returns a log of the generator.
func generated(t testing.TB, o gen.Options) string {
	t.Helper()
	var b strings.Builder
	if err := gen.Generate(&b, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// plain counts with nothing but package regexp and one line after another.
func plain(text string) bench.Counts {
	re := regexp.MustCompile(bench.Pattern)
	counts := bench.Counts{}
	for _, line := range strings.Split(text, "\n") {
		if m := re.FindStringSubmatch(line); m != nil {
			counts[m[1]]++
		}
	}
	return counts
}

// checkRung compares the answer of a rung with that of plain.
func checkRung(t *testing.T, rung bench.Rung, o bench.Options, want bench.Counts) {
	t.Helper()
	got, err := rung.Count(o)
	if err != nil {
		t.Fatalf("%s, %d workers, chunks of %d: %v", rung.Name, o.Workers, o.Chunk, err)
	}
	if !maps.Equal(got, want) {
		t.Errorf("%s, %d workers, chunks of %d: got %.300v; want %.300v", rung.Name, o.Workers, o.Chunk, got, want)
	}
}

// everyRung calls f for every rung, with every number of workers to try.
func everyRung(f func(rung bench.Rung, workers int)) {
	for _, rung := range bench.Rungs() {
		for _, workers := range []int{1, 2, 3, 8} {
			if workers == 1 || rung.Parallel {
				f(rung, workers)
			}
		}
	}
}

func startsProcesses(rung bench.Rung) bool { return rung.Parallel && rung.Name != "wf-4" }

func TestNasty(t *testing.T) {
	program := self(t)
	for name, text := range nasty {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log, want := write(t, text), plain(text)
			everyRung(func(rung bench.Rung, workers int) {
				if startsProcesses(rung) && (workers != 3 || testing.Short() && !shortList[name]) {
					return // processes take a while to start
				}
				checkRung(t, rung, bench.Options{Log: log, Workers: workers, Program: program}, want)
			})
		})
	}
}

func TestGenerated(t *testing.T) {
	program := self(t)
	for _, o := range []gen.Options{{Lines: 6_000, Seed: 7}, {Lines: 2_000, Seed: 8, Nasty: 0.2}} {
		text := generated(t, o)
		log, want := write(t, text), plain(text)
		if len(want) < 100 {
			t.Errorf("%+v: only %d articles", o, len(want))
		}
		everyRung(func(rung bench.Rung, workers int) {
			if startsProcesses(rung) && workers > 2 && testing.Short() {
				return
			}
			checkRung(t, rung, bench.Options{Log: log, Workers: workers, Program: program}, want)
			if workers == 2 {
				checkRung(t, rung, bench.Options{Log: log, Workers: workers, Chunk: 10_000, Program: program}, want)
			}
		})
	}
}

// Chunks that begin and end at every offset of a log: the goroutines with all
// sizes, the processes with one that cuts behind every line.
func TestEveryBoundary(t *testing.T) {
	text := strings.Join([]string{hit("2003/07/25/A"), "", hit("2003/07/25/B") + "\r", "x", hit("2003/07/25/A"), hit("2003/07/26/C") + hit("2003/07/26/D")}, "\n")
	log, want, program := write(t, text), plain(text), self(t)
	everyRung(func(rung bench.Rung, workers int) {
		for size := 1; size <= len(text)+1; size++ {
			if !startsProcesses(rung) || size == 1 && workers == 3 {
				checkRung(t, rung, bench.Options{Log: log, Workers: workers, Chunk: int64(size), Program: program}, want)
			}
		}
	})
}

func TestNoLog(t *testing.T) {
	program := self(t)
	everyRung(func(rung bench.Rung, workers int) {
		if _, err := rung.Count(bench.Options{Log: filepath.Join(t.TempDir(), "none.log"), Workers: workers, Program: program}); err == nil {
			t.Errorf("%s counts a log that is not there", rung.Name)
		}
	})
}

// A program that cannot be started, or that ends without an answer, is an error
// and no end of waiting.
func TestNoWorker(t *testing.T) {
	programs := []bench.Program{{Path: self(t).Path + ".none", Name: "wf"}}
	if path, err := exec.LookPath("true"); err == nil {
		programs = append(programs, bench.Program{Path: path, Name: "true"})
	}
	log := write(t, hit("2003/07/25/A"))
	for _, p := range programs {
		everyRung(func(rung bench.Rung, workers int) {
			if !startsProcesses(rung) {
				return
			}
			got, err := rung.Count(bench.Options{Log: log, Workers: workers, Program: p})
			if err == nil && len(got) > 0 || err == nil && rung.Name != "wf-7" {
				t.Errorf("%s with %d workers counts %v with %s", rung.Name, workers, got, p.Name)
			}
		})
	}
}

// wf-1 itself against what others make of the pattern: grep, sort and uniq,
// and Python.
func TestAgainstOthers(t *testing.T) {
	text := generated(t, gen.Options{Lines: 20_000, Seed: 3})
	log := write(t, text)
	counts, err := bench.Rungs()[0].Count(bench.Options{Log: log, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for _, c := range counts.Top(0) {
		fmt.Fprintf(&want, "%d: %s\n", c.N, c.Key)
	}
	check := func(program string, args ...string) {
		t.Helper()
		if _, err := exec.LookPath(program); err != nil {
			t.Logf("no %s", program)
			return
		}
		var problems bytes.Buffer
		cmd := exec.Command(program, args...)
		cmd.Stderr = &problems
		got, err := cmd.Output()
		if err != nil || string(got) != want.String() {
			t.Errorf("%s: %v %s\ngot  %.200s\nwant %.200s", program, err, problems.String(), got, want.String())
		}
	}
	check("sh", "-c", `LC_ALL=C grep -oE 'GET /ongoing/When/[0-9]{3}x/[0-9]{4}/[0-9]{2}/[0-9]{2}/[^ .]+ ' "$0" | cut -d/ -f5- | sed 's/ $//' |
LC_ALL=C sort | uniq -c | LC_ALL=C sort -k1,1nr -k2 | sed 's/^ *\([0-9]*\) /\1: /'`, log)
	check("python3", "-c", `import re, sys, collections
pattern = re.compile(rb'GET /ongoing/When/\d\d\dx/(\d\d\d\d/\d\d/\d\d/[^ .]+) ')
counts = collections.Counter(m.group(1) for m in map(pattern.search, open(sys.argv[1], 'rb')) if m)
for key, n in sorted(counts.items(), key=lambda c: (-c[1], c[0])):
    print(f'{n}: {key.decode()}')`, log)
}

func TestTop(t *testing.T) {
	counts := bench.Counts{"b": 2, "a": 2, "c": 3, "d": 1}
	for n, want := range map[int]string{0: "[{c 3} {a 2} {b 2} {d 1}]", 2: "[{c 3} {a 2}]", 9: "[{c 3} {a 2} {b 2} {d 1}]"} {
		if got := fmt.Sprint(counts.Top(n)); got != want {
			t.Errorf("top %d: %s, want %s", n, got, want)
		}
	}
}
