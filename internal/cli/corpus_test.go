package cli

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"wf/aggregate"
	"wf/bench/gen"
	"wf/chunker"
	"wf/internal/pipeline"
	"wf/internal/report"
	"wf/parser"
)

// corpus returns a log of size bytes with nasty lines, its last one cut off.
func corpus(t testing.TB, size int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gen.Generate(&b, gen.Options{Lines: 4 * size / 256, Seed: 7, Paths: 20, Clients: 30, Nasty: 0.2}); err != nil {
		t.Fatal(err)
	}
	if b.Len() < size {
		t.Fatalf("the generator wrote %d bytes", b.Len())
	}
	return b.Bytes()[:size]
}

// counting is a question about a combined log, compiled.
type counting struct {
	fields *parser.FieldSet
	parser parser.Parser
	specs  []*aggregate.Spec
	views  []aggregate.View
}

func newCounting(t testing.TB) *counting {
	t.Helper()
	format, _ := parser.LookupFormat("combined")
	return countingOf(t, format)
}

// countingOf asks about a log of another format.
func countingOf(t testing.TB, format *parser.Format) *counting {
	t.Helper()
	c := &counting{fields: parser.NewFieldSet()}
	for _, q := range []aggregate.Question{
		{Name: "path", Keys: []string{"path"}, Metrics: []string{"count", "sum_bytes", "distinct_client", "first", "last"}},
		{Name: "method", Keys: []string{"method", "class"}, Metrics: []string{"count", "share", "rate"}},
		{Name: "time", Keys: []string{"time/10s"}, Metrics: []string{"count", "count_5xx"}},
		{Name: "all", Metrics: []string{"count", "visitors", "min_bytes", "max_bytes"}},
	} {
		spec, err := aggregate.Compile(q, c.fields)
		if err != nil {
			t.Fatal(err)
		}
		c.specs = append(c.specs, spec)
		c.views = append(c.views, aggregate.View{})
	}
	c.parser = format.Compile(c.fields)
	return c
}

// json counts the file, with which nothing is wrong, and returns the report as
// JSON.
func (c *counting) json(t testing.TB, path string, opt chunker.Options) []byte {
	t.Helper()
	out, problems := c.answer(t, []string{path}, opt)
	if len(problems) > 0 {
		t.Fatalf("%+v: %v", opt, problems)
	}
	return out
}

// answer counts files and returns the report as JSON, and what is wrong with
// the files. Holes are told of in the report, with the other NULs that are left
// out: which of them stay in the chunks depends on where these end.
func (c *counting) answer(t testing.TB, paths []string, opt chunker.Options) ([]byte, []chunker.Problem) {
	t.Helper()
	opt.MaxLine = cmp.Or(opt.MaxLine, 1<<20)
	source := chunker.Open(paths, opt)
	defer source.Close()
	result, counts, err := pipeline.Count(pipeline.Config{
		Source:  source,
		Parsers: slices.Repeat([]parser.Parser{c.parser}, len(paths)),
		Fields:  c.fields,
		Workers: max(opt.Workers, 1),
		MaxLine: opt.MaxLine,
	}, c.specs)
	if err != nil {
		t.Fatal(err)
	}
	answer := &aggregate.Report{Meta: aggregate.Meta{
		First: result.Span.First, Last: result.Span.Last, Zones: result.Span.Zones(), Complete: true,
	}}
	answer.Meta.Lines, answer.Meta.Bytes = result.Lines()
	if !answer.Meta.Lines.Check() {
		t.Fatalf("lines are lost: %+v", answer.Meta.Lines)
	}
	for _, r := range result.Rejects {
		answer.Meta.Errors = append(answer.Meta.Errors, fmt.Sprintf("line %d at %d: %q", r.Line, r.Offset, r.Text))
	}
	for i, f := range result.Files {
		if f.NULBytes > 0 {
			answer.Meta.Errors = append(answer.Meta.Errors, fmt.Sprintf("%d: %d NULs at %d", i, f.NULBytes, f.NULAt))
		}
	}
	for i := range counts {
		table, err := counts[i].Table(c.views[i], max(opt.Workers, 1))
		if err != nil {
			t.Fatal(err)
		}
		answer.Tables = append(answer.Tables, table)
	}
	var b bytes.Buffer
	if err := report.Write(&b, "json", answer, report.Options{}); err != nil {
		t.Fatal(err)
	}
	isHole := func(p chunker.Problem) bool { return errors.As(p.Err, new(*chunker.HoleNote)) }
	return b.Bytes(), slices.DeleteFunc(source.Problems(), isHole)
}

// TestEverySplit cuts a log at every offset and deals it out to 1, 2, 3, 8 or
// 64 workers: each answer is, byte for byte, that of the plain loop. Every
// offset takes a minute or two: none is left out with DIFFERENTIAL set in the
// environment, which make differential does, and with CI every third is tried.
// Every sixteenth has all numbers of workers then, the others have one.
func TestEverySplit(t *testing.T) {
	const size = 64 << 10
	data := corpus(t, size)
	path := filepath.Join(t.TempDir(), "corpus.log")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	step := 16 // offsets, so that the whole suite stays short
	switch {
	case testing.Short() || raceDetector:
		step = 211
	case os.Getenv("DIFFERENTIAL") != "":
		step = 1
	case os.Getenv("CI") != "":
		step = 3
	}
	want := newCounting(t).json(t, path, chunker.Options{Sequential: true})
	if lines := bytes.Count(data, []byte("\n")) + 1; !bytes.Contains(want, fmt.Appendf(nil, `"total":%d`, lines)) {
		t.Fatalf("the log has %d lines; the report begins %.300s", lines, want)
	}
	numbers := []int{1, 2, 3, 8, 64}
	for i, workers := range numbers {
		t.Run(fmt.Sprint(workers), func(t *testing.T) {
			t.Parallel()
			c := newCounting(t)
			for window := 1; window <= size; window += step {
				if step < 16 && window%16 != 1 && window%len(numbers) != i {
					continue
				}
				if got := c.json(t, path, chunker.Options{Workers: workers, Window: window}); !bytes.Equal(got, want) {
					t.Fatalf("windows of %d bytes:\n got %s\nwant %s", window, got, want)
				}
			}
		})
	}
}

// TestSmallWindows uses windows that most lines are longer than, and reads the
// file in every way.
func TestSmallWindows(t *testing.T) {
	data := corpus(t, 8<<10)
	path := filepath.Join(t.TempDir(), "corpus.log")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	c := newCounting(t)
	want := c.json(t, path, chunker.Options{Sequential: true})
	for window := 1; window <= 257; window += 1 {
		for _, io := range []chunker.IO{chunker.Mmap, chunker.Read} {
			if got := c.json(t, path, chunker.Options{Workers: 3, Window: window, IO: io}); !bytes.Equal(got, want) {
				t.Fatalf("windows of %d bytes, io %d:\n got %s\nwant %s", window, io, got, want)
			}
		}
	}
	for range 100 {
		if got := c.json(t, path, chunker.Options{Workers: 4, Window: 333}); !bytes.Equal(got, want) {
			t.Fatalf("run again:\n got %s\nwant %s", got, want)
		}
	}
}
