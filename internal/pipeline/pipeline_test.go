package pipeline

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"wf/aggregate"
	"wf/chunker"
	"wf/parser"
)

const good = `192.0.2.1 - - [01/Mar/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "x"`

// files writes the texts to files and returns their names.
func files(t testing.TB, texts ...string) []string {
	t.Helper()
	dir := t.TempDir()
	var names []string
	for i, text := range texts {
		name := filepath.Join(dir, fmt.Sprint(i)+".log")
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	return names
}

// config returns what reads the named files as combined, with the fields
// path and time.
func config(t testing.TB, names []string, opt chunker.Options) Config {
	t.Helper()
	source := chunker.Open(names, opt)
	t.Cleanup(source.Close)
	set := parser.NewFieldSet()
	for _, name := range []string{"path", "time"} {
		if _, err := set.Add(name); err != nil {
			t.Fatal(err)
		}
	}
	format, _ := parser.LookupFormat("combined")
	parsers := make([]parser.Parser, len(names))
	for i := range parsers {
		parsers[i] = format.Compile(set)
	}
	return Config{Source: source, Parsers: parsers, Fields: set, Workers: max(opt.Workers, 1), MaxLine: 200}
}

// none is a Sink that does nothing.
type none struct{}

func (none) Add(*parser.Record, []byte) {}
func (none) Flush(*chunker.Chunk) error { return nil }

func TestEveryLineIsAccountedFor(t *testing.T) {
	long := strings.Repeat("x", 201)
	text := "\ufeff" + good + "\n" + // 1
		"\n" + // 2 blank
		"garbage\n" + // 3 rejected
		good + "\r\n" + // 4
		" \t \r\n" + // 5 blank
		"\x00\x00\x00" + good + "\n" + // 6 behind a hole
		long + "\n" + // 7 too long
		"\x00\x00\n" + // 8 blank
		strings.Replace(good, "200 5", "200", 1) + "\n" + // 9 rejected
		good[:len(good)-5] + "\n" + // 10 damaged behind the core
		strings.Repeat(good+"\n", 3) + // 11 to 13
		"more garbage\n" + // 14 rejected
		"and more\n" + // 15 rejected
		good[:40] // 16 unfinished
	want := aggregate.Lines{
		Total: 16, Parsed: 7, Blank: 3, Incomplete: 1,
		Rejected: aggregate.Rejected{Format: 4, TooLong: 1},
	}
	names := files(t, text, "", text[:len(text)-40]+good)
	run := func(opt chunker.Options) *Result {
		cfg := config(t, names, opt)
		cfg.Sink = func() Sink { return none{} }
		result, err := Run(cfg)
		if err != nil {
			t.Fatal(err)
		}
		return result
	}
	first := run(chunker.Options{Sequential: true, MaxLine: 200})
	if got := first.Files[0]; got.Lines != want || got.Bytes != int64(len(text)) || got.NULBytes != 5 || got.NULAt != int64(strings.Index(text, "\x00")) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if got := first.Files[1]; got.Lines != (aggregate.Lines{}) {
		t.Errorf("the empty file: %+v", got)
	}
	want.Parsed, want.Incomplete = want.Parsed+1, 0 // whole, though without a line end
	if got := first.Files[2].Lines; got != want || !got.Check() {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	var numbers []string
	for _, r := range first.Rejects {
		if line := strings.Split(text, "\n")[r.Line-1]; !strings.HasPrefix(line, string(r.Text)) || !strings.HasPrefix(text[r.Offset:], line) {
			t.Errorf("line %d at %d is not %q", r.Line, r.Offset, r.Text)
		}
		numbers = append(numbers, fmt.Sprintf("%d:%d", r.Input, r.Line))
	}
	if got := strings.Join(numbers, " "); got != "0:3 0:7 0:9 2:3 2:7 2:9" {
		t.Errorf("rejects kept: %s", got)
	}
	for window := 1; window < len(text); window += 7 {
		for _, workers := range []int{1, 3} {
			got := run(chunker.Options{Workers: workers, Window: window, MaxLine: 200})
			for i := range got.Rejects {
				got.Rejects[i].run = first.Rejects[i].run // depends on the windows
			}
			if !reflect.DeepEqual(got, first) {
				t.Fatalf("windows of %d, %d workers:\n got %+v\nwant %+v", window, workers, got, first)
			}
		}
	}
}

// TestTornLine cuts compressed data in every line of a log: what is left of the
// line is incomplete, also where it would parse.
func TestTornLine(t *testing.T) {
	torn := 0
	for cut := 40; cut < 220; cut += 7 {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		io.WriteString(w, good+"\n"+good+"\n"+(good + good + good)[:cut])
		w.Flush()
		cfg := config(t, files(t, b.String()), chunker.Options{})
		cfg.Sink = func() Sink { return none{} }
		cfg.MaxLine = 1000
		result, err := Run(cfg)
		if err != nil {
			t.Fatal(err)
		}
		want := aggregate.Lines{Total: 3, Parsed: 2, Incomplete: 1}
		if got := result.Files[0].Lines; got != want {
			t.Errorf("cut at %d: got %+v, want %+v", cut, got, want)
		}
		torn += len(cfg.Source.Problems())
	}
	if torn == 0 {
		t.Error("nothing was found damaged")
	}
}

// TestRunsOfChunks checks which chunks count as one with the chunk before.
func TestRunsOfChunks(t *testing.T) {
	cfg := config(t, files(t, "", ""), chunker.Options{})
	cfg.Sink = func() Sink { return none{} }
	w := newWorker(&cfg)
	data := []byte("x\n")
	for i, c := range []struct {
		input  int
		offset int64
		runs   int // afterwards
	}{{0, 0, 1}, {0, 2, 1}, {0, 6, 2}, {1, 8, 3}, {1, 10, 3}, {0, 12, 4}} {
		w.begin(&chunker.Chunk{Input: c.input, Offset: c.offset, Data: data})
		if len(w.runs) != c.runs {
			t.Errorf("chunk %d: %d runs, want %d", i, len(w.runs), c.runs)
		}
	}
}

func TestSkippingByTheLiteralChangesNothing(t *testing.T) {
	holes := strings.Repeat("\nnothing here\n\x00\x00hole\nkey=1 and key=2\nkey=\n\n\x00key=3\nno\nkey=4 x\r\n", 40) + "key=9"
	count := func(names []string, expr string, literals []parser.Literal, window int) string {
		pattern := parser.NewPattern(regexp.MustCompile(expr))
		set := parser.NewFieldSet(pattern.Fields()...)
		spec, err := aggregate.Compile(aggregate.Question{Keys: []string{pattern.Fields()[0].Name}, Metrics: []string{"count"}}, set)
		if err != nil {
			t.Fatal(err)
		}
		source := chunker.Open(names, chunker.Options{Workers: 2, Window: window})
		defer source.Close()
		result, counts, err := Count(Config{
			Source: source, Parsers: []parser.Parser{pattern.Compile(set)}, Fields: set,
			Literals: literals, Workers: 2, MaxLine: 1000,
		}, []*aggregate.Spec{spec})
		if err != nil {
			t.Fatal(err)
		}
		table, err := counts[0].Table(aggregate.View{}, 1)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for row := range table.Rows {
			fmt.Fprintf(&b, "%s %s\n", row[0].Int.Append(nil), row[1].Bytes)
		}
		fmt.Fprintf(&b, "%+v", result.Files)
		return b.String()
	}
	for _, expr := range []string{`key=(\d)`, `key=(\d?)$`, `key`, `(?m)^key`, `(\w+) x$`, `key=1 and (key)`, "x(\r?)", "y=(.)\n?"} {
		literals := parser.NewPattern(regexp.MustCompile(expr)).Literals()
		if len(literals) == 0 {
			t.Errorf("%s has no literal", expr)
		}
		for _, text := range []string{holes, strings.ReplaceAll(holes, "\x00", "")} {
			names := files(t, text)
			want := count(names, expr, nil, 0)
			for _, window := range []int{0, 1, 5, 64} {
				if got := count(names, expr, literals, window); got != want {
					t.Errorf("%s, windows of %d:\n got %s\nwant %s", expr, window, got, want)
				}
			}
		}
	}
}

// appendRaw appends the line of a record.
func appendRaw(dst []byte, _ *parser.Record, raw []byte) []byte {
	return append(append(dst, raw...), '\n')
}

// numbered returns n good lines that tell where they are from.
func numbered(file, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Replace(good, "/a", fmt.Sprintf("/%d/%d", file, i), 1) + "\n")
	}
	return b.String()
}

func TestLinesKeepTheOrderOfTheInputs(t *testing.T) {
	texts := []string{numbered(0, 50), "", numbered(1, 1), numbered(2, 300), numbered(3, 7)}
	all := strings.Join(texts, "")
	names := files(t, texts...)
	total := strings.Count(all, "\n")
	for _, workers := range []int{1, 2, 8} {
		for _, limit := range []int{0, 1, 49, 50, 51, 357, 1000} {
			cfg := config(t, names, chunker.Options{Workers: workers, Window: 500, Ordered: true})
			var out bytes.Buffer
			lines := NewLines(&out, int64(limit), cfg.Source.Stop, appendRaw)
			cfg.Sink = lines.Sink
			if _, err := Run(cfg); err != nil {
				t.Fatal(err)
			}
			want := total
			if limit > 0 {
				want = min(total, limit)
			}
			if got := out.String(); !strings.HasPrefix(all, got) || strings.Count(got, "\n") != want || lines.Full() != (limit > 0 && limit <= total) {
				t.Errorf("%d workers, limit %d: %d lines, full %v, or out of order", workers, limit, strings.Count(got, "\n"), lines.Full())
			}
		}
	}
}

// fullDisk takes so many bytes.
type fullDisk int

var errFull = errors.New("full")

func (d *fullDisk) Write(p []byte) (int, error) {
	if len(p) > int(*d) {
		return 0, errFull
	}
	*d -= fullDisk(len(p))
	return len(p), nil
}

func TestLinesReturnWriteErrors(t *testing.T) {
	names := files(t, numbered(0, 400))
	for _, room := range []fullDisk{0, 100, 5000} {
		cfg := config(t, names, chunker.Options{Workers: 4, Window: 300, Ordered: true})
		cfg.Sink = NewLines(&room, 0, cfg.Source.Stop, appendRaw).Sink
		if _, err := Run(cfg); !errors.Is(err, errFull) {
			t.Errorf("got %v, want %v", err, errFull)
		}
	}
}

func TestRejectsAreKeptInOrder(t *testing.T) {
	var text, want strings.Builder
	for i := range 200 {
		fmt.Fprintf(&text, "%s\nbad %d\r\n", good, i)
		fmt.Fprintf(&want, "bad %d\r\n", i)
	}
	cfg := config(t, files(t, text.String()), chunker.Options{Workers: 4, Window: 100, Ordered: true})
	var kept bytes.Buffer
	cfg.Rejects = NewRejects(&kept)
	cfg.Sink = func() Sink { return none{} }
	if _, err := Run(cfg); err != nil || kept.String() != want.String() {
		t.Errorf("error %v; kept %d bytes, want %d", err, kept.Len(), want.Len())
	}
}

func TestRejectsReturnWriteErrors(t *testing.T) {
	cfg := config(t, files(t, strings.Repeat("bad\n", 500)), chunker.Options{Workers: 4, Window: 100, Ordered: true})
	room := fullDisk(100)
	cfg.Rejects = NewRejects(&room)
	var reject *RejectError
	if _, _, err := Count(cfg, nil); !errors.As(err, &reject) || !errors.Is(err, errFull) {
		t.Errorf("got %v, want %v of the rejects", err, errFull)
	}
}

// panicking is a Sink that panics at the end of a chunk.
type panicking struct{ none }

func (panicking) Flush(*chunker.Chunk) error { panic("boom") }

// endless is an input that never ends.
func endless(t *testing.T) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	go io.WriteString(w, numbered(0, 100)+"bad\n")
	return fmt.Sprintf("/dev/fd/%d", r.Fd())
}

// TestPanicEndsTheRun lets a worker panic while the others wait for their turn,
// and while there will never be an end of the input.
func TestPanicEndsTheRun(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no /dev/fd")
	}
	for _, name := range []string{endless(t), files(t, numbered(0, 400))[0]} {
		cfg := config(t, []string{name}, chunker.Options{Workers: 4, Window: 300, Ordered: true})
		cfg.Rejects = NewRejects(io.Discard)
		cfg.Sink = func() Sink { return panicking{} }
		func() {
			defer func() {
				if v := innermost(recover()); v != "boom" {
					t.Errorf("got %v", v)
				}
			}()
			Run(cfg)
			t.Error("Run returned")
		}()
	}
}

func TestPanicOfAWorkerSurfaces(t *testing.T) {
	cfg := config(t, files(t, numbered(0, 400)), chunker.Options{Workers: 4, Window: 300, Ordered: true})
	lines := NewLines(&bytes.Buffer{}, 0, cfg.Source.Stop, func(dst []byte, _ *parser.Record, raw []byte) []byte {
		if bytes.Contains(raw, []byte("/0/123 ")) {
			panic("boom")
		}
		return dst
	})
	cfg.Sink = lines.Sink
	defer func() {
		if v := innermost(recover()); v != "boom" {
			t.Errorf("got %v", v)
		}
	}()
	Run(cfg)
	t.Error("Run returned")
}

func TestDetectChecksTheGivenFormat(t *testing.T) {
	names := files(t, good+"\n", "garbage\n"+good+"\n", "prose\nonly\n", "\n \n", strings.Replace(good, "192", "www.example.com:80 192", 1)+"\n")
	combined, _ := parser.LookupFormat("combined")
	check := func(given []*parser.Format, want ...string) {
		t.Helper()
		source := chunker.Open(names, chunker.Options{})
		defer source.Close()
		for i, d := range Detect(source, given, 2) {
			got := ""
			if err := d.Error(true); err != nil {
				got = err.Error()
			} else if d.Format != nil {
				got = d.Format.Name
			}
			if !strings.Contains(got, want[i]) || got == "" && want[i] != "" {
				t.Errorf("file %d: got %q, want %q", i, got, want[i])
			}
		}
	}
	check(nil, "combined", "combined", "skipped: no known format", "", "vhost_combined")
	check([]*parser.Format{combined}, "combined", "combined", `not one line matches format "combined"; line 1: `, "combined", "combined")
	vhost, _ := parser.LookupFormat("vhost_combined")
	other := `it looks like "combined": try -f combined`
	check([]*parser.Format{vhost}, other, other, `not one line matches format "vhost_combined"; line 1: `, "vhost_combined", "vhost_combined")
}
