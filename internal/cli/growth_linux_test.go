package cli

import (
	"bytes"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"wf/internal/expr"
	"wf/internal/query"
	"wf/parser"
)

// The tests of growth double a hostile input four times and compare the times,
// which no continuous integration can do: they run with WF_GROWTH set alone.
const growthVariable = "WF_GROWTH"

// growth is how much longer a thing may take with sixteen times the input. What
// is linear takes sixteen times as long, what is quadratic 256 times.
const (
	growthFactor = 16
	growthBound  = 80
)

// checkGrowth calls what work makes for n and for sixteen times n, and compares
// how long the calls take. What is as quick as a millisecond may grow as it
// likes.
func checkGrowth(t *testing.T, name string, n int, work func(n int) func()) {
	t.Helper()
	const quick = time.Millisecond
	var small, large time.Duration
	for range 3 { // the machine may have been busy with something else
		small = fastest(work(n))
		large = fastest(work(growthFactor * n))
		if large < quick || large < growthBound*small {
			return
		}
	}
	t.Errorf("%s: %v for %d bytes, %v for %d", name, small, n, large, growthFactor*n)
}

// fastest is the shortest of some times of the processor that f takes.
func fastest(f func()) time.Duration {
	best := time.Hour
	for begin, i := time.Now(), 0; i < 3 && (i == 0 || time.Since(begin) < 20*time.Millisecond); i++ {
		start := processorTime()
		f()
		best = min(best, processorTime()-start)
	}
	return best
}

// processorTime is how much of it this process has had.
func processorTime() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t); err != nil {
		panic(err)
	}
	return time.Duration(t.Nano())
}

// needGrowth skips the test unless growth is asked for.
func needGrowth(t *testing.T) {
	t.Helper()
	if os.Getenv(growthVariable) == "" {
		t.Skip(growthVariable + " is not set")
	}
}

// floods are what a hostile line repeats.
var floods = []string{
	`"`, `\`, " ", "[", "]", "{", "}", "(", `"a":`, `{"a":`, `"a":1,`, `["a",`, `[{`, ",", "=", "a=b ", `a="b" `, `a="\"`, "%41", "%", "\t", "a:b\t", ":", "- ",
	`" "`, `\"`, `\\`, `\u0041`, `\ud800`, `\x41`, "/", ".", "1", "a", "a/", "/1", "\r", "\x00", "\xff", "<", ">", "|", "#", ";", "&", "&a=1", "?", "+", "[] ", `"a" `,
	"1.2.3.4, ", "::", " : ", " 200 ", "1/", "-1", "1e9", "0.1, ", "\x1b[", "\u0301", "é", "Mar  1 ", "http://", "://", "@", "a@", "bot", "bot/", "+http", "compatible; ", "[a=\"b\"]", "[a@1 b=\"\\]\"", "2026-03-01T10:00:00Z ", "F ", "GET / HTTP/1.1",
	`{"log":"`, `{\"log\":\"`, "#Fields: ", "#a ", "''", "'", "$", "~", "`", "0", "00", "9", "\\n", "\\r\\n",
}

// TestGrowthOfLines floods each word of a line of each format, bare and inside
// of what collectors put around lines, and asks for every field.
func TestGrowthOfLines(t *testing.T) {
	needGrowth(t)
	for _, f := range parser.Formats() {
		t.Run(f.Name, func(t *testing.T) {
			words := strings.SplitAfter(f.Sample, " ")
			for at := 0; at <= len(words); at++ {
				before, behind := strings.Join(words[:at], ""), strings.Join(words[at:], "")
				for _, flood := range floods {
					checkGrowth(t, before+"<"+flood+">", 48<<10, func(n int) func() {
						return readLine(t, f, before+strings.Repeat(flood, n/len(flood))+behind)
					})
					checkGrowth(t, before+"<"+flood+"> and no more", 48<<10, func(n int) func() {
						return readLine(t, f, before+strings.Repeat(flood, n/len(flood)))
					})
				}
			}
		})
	}
}

// readLine returns what reads a line as f has it, and all fields of it.
func readLine(t *testing.T, f *parser.Format, line string) func() {
	lines := [][]byte{[]byte(line)}
	f = f.Fit(lines)
	set := parser.NewFieldSet(f.Own()...)
	for _, pattern := range []string{"/a/:b/*", "/:a/:b/:c"} {
		if err := set.Route(pattern); err != nil {
			t.Fatal(err)
		}
	}
	names := []string{"client/24", "origin/24", "time/5m", "duration/log", "bytes/10k"}
	for _, field := range f.Fields() {
		names = append(names, field.Name)
	}
	for _, name := range names {
		if _, err := set.Add(name); err != nil {
			t.Log(err)
		}
	}
	p, r := f.Compile(set), parser.NewRecord(set)
	return func() {
		r.Reset("")
		if p.Parse(lines[0], r) == parser.Parsed {
			for slot := range names {
				r.Bytes(slot)
				r.Decimal(slot)
			}
			r.Instant()
		} else {
			parser.Explain(f, lines[0])
		}
	}
}

// TestGrowthOfDetection has floods for detection to guess at, as one line and
// as lines of a hundred bytes.
func TestGrowthOfDetection(t *testing.T) {
	needGrowth(t)
	for _, flood := range floods {
		for _, before := range []string{"", `{"a":"`, `192.0.2.7 - - [01/Mar/2026:10:00:00 +0000] "GET `, "Mar  1 10:00:00 web nginx: ", "a=b c="} {
			checkGrowth(t, "one line of "+before+flood, 48<<10, func(n int) func() {
				lines := [][]byte{[]byte(before + strings.Repeat(flood, n/len(flood)))}
				return func() { parser.Detect(lines) }
			})
			checkGrowth(t, "lines of "+before+flood, 16<<10, func(n int) func() {
				line := []byte(before + strings.Repeat(flood, 100/len(flood)))
				lines := bytes.SplitAfter(bytes.Repeat(append(line, '\n'), n/len(line)), []byte("\n"))
				return func() { parser.Detect(lines) }
			})
		}
	}
}

// TestGrowthOfNesting nests what JSON nests, closed and left open.
func TestGrowthOfNesting(t *testing.T) {
	needGrowth(t)
	f, _ := parser.LookupFormat("json")
	for open, end := range map[string]string{`{"a":`: "}", "[": "]", `[{"a":`: "}]", `{"a":[`: "]}", `{"a":1,"b":`: "}", `["x",`: "]"} {
		for _, depth := range []string{end, ""} {
			checkGrowth(t, open+depth, 30_000, func(n int) func() {
				n /= len(open)
				return readLine(t, f, `{"status":200,"request":"GET / HTTP/1.1","x":`+strings.Repeat(open, n)+"1"+strings.Repeat(depth, n)+"}")
			})
		}
	}
}

// TestGrowthOfConditions has conditions as long as they may be.
func TestGrowthOfConditions(t *testing.T) {
	needGrowth(t)
	repeat := func(before, piece, between, behind string) func(n int) string {
		return func(n int) string {
			return before + strings.TrimSuffix(strings.Repeat(piece+between, n/len(piece+between)), between) + behind
		}
	}
	for _, condition := range []func(n int) string{
		repeat("", "status==200", " and ", ""), repeat("", "status==200", " or ", ""), repeat("", `path=="/a"`, " or ", ""),
		repeat("", `path=="/" and status>400`, " or ", ""), repeat("status in [", "404", ",", "]"), repeat("path in [", `"/a"`, ",", "]"),
		repeat("bytes in [", "1..9", ",", "]"), repeat(`path == "`, "a", "", `"`), repeat(`path == "`, `\\`, "", `"`), repeat(`path matches "`, "a|b", "|", `"`),
		repeat(`path matches "`, "(a+)*", "", `"`), repeat(`path matches "`, "a{50}", "", `"`), repeat("", "!", "", "(status==200)"), repeat("", "not ", "", "status==200"),
		repeat("status", " == 200", "", ""), repeat("status ==", " ", "", "200"), repeat("", "(", "", ""), repeat("", "a.", "", "a == 1"), repeat("bytes == ", "9", "", ""),
		repeat("", `cidr(client,"10.0.0.0/8")`, " or ", ""), repeat("", "zz == 1", " and ", ""), repeat("", "\"", "", ""), repeat("", "%", "", ""), repeat("", "é", "", ""),
		repeat("path contains", ` "a" +`, "", ` "b"`), repeat("status == 1", ",000", "", ""), repeat("status == 1", ", 2", "", ""),
	} {
		text := condition(100)
		checkGrowth(t, text, 4000, func(n int) func() {
			text := condition(n)
			return func() {
				if _, err := expr.NewFilter(text, parser.NewFieldSet()); err != nil {
					_ = err.Error() // which has the place in it
				}
			}
		})
	}
}

// TestGrowthOfQuestions has long lists of keys and metrics, and long formats and
// patterns.
func TestGrowthOfQuestions(t *testing.T) {
	needGrowth(t)
	numbered := func(format string, n int) string {
		var list []string
		for i := range n {
			list = append(list, strings.ReplaceAll(format, "N", strconv.Itoa(i+1)))
		}
		return strings.Join(list, ",")
	}
	for _, keys := range []string{"bytes/N", "time/Ns", "duration/Nms", "x.aN", "path"} {
		checkGrowth(t, "keys "+keys, 600, func(n int) func() {
			text := numbered(keys, n)
			return func() { query.Top(text, query.Words{}) }
		})
	}
	for _, metrics := range []string{"p5N_bytes", "aN=count(status==N)", "sum_x.aN", "count"} {
		checkGrowth(t, "metrics "+metrics, 600, func(n int) func() {
			text := numbered(metrics, n)
			return func() { query.Top("path", query.Words{Metrics: text}) }
		})
	}
	for _, piece := range []string{"$status ", "$", "${", "$a ", "%h ", "%", "%{", "%{%Y}t ", `\\`, "'", "(?P<a>b) ", "(?P<a>b)|", "(?P<a>", "[(?P<", "(?P<a>.)*", "combined+", "docker+", "a"} {
		checkGrowth(t, "format "+piece, 4000, func(n int) func() {
			text := strings.Repeat(piece, n/len(piece))
			return func() { parser.NewFormat(text) }
		})
	}
}
