package gen

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"wf/aggregate"
	"wf/chunker"
	"wf/internal/pipeline"
	"wf/parser"
)

// question is one that a user asks, and what a loop over lines needs for it.
type question struct {
	name    string
	keys    []string
	metrics []string
}

var questions = []question{
	{"uri", []string{"uri"}, []string{"count"}},
	{"path", []string{"path"}, []string{"count"}},
	{"status", []string{"status"}, []string{"count"}},
	{"client-bytes", []string{"client"}, []string{"count", "sum_bytes"}},
	{"agent-errors", []string{"agent"}, []string{"count", "count_4xx", "count_5xx"}},
	{"minute-class", []string{"time/1m", "class"}, []string{"count"}},
	{"path-clients", []string{"path"}, []string{"count", "distinct_client"}},
	{"path-p95", []string{"path"}, []string{"count", "p95_bytes", "stddev_bytes"}},
	{"path-conditions", []string{"path"}, []string{"count", "e=share(status >= 500)", `count(bytes > 1000 and not (agent contains "bot"))`}},
	{"timeline", []string{aggregate.TimeFit}, []string{"count", "p95_bytes"}},
	{"first-last", nil, []string{"count", "first", "last", "visitors"}},
}

// loop is the part of a run that is done for each line.
type loop struct {
	parser  parser.Parser
	record  *parser.Record
	partial *aggregate.Partial
}

func newLoop(t testing.TB, q question) *loop {
	t.Helper()
	set := parser.NewFieldSet()
	spec, err := aggregate.Compile(aggregate.Question{Keys: q.keys, Metrics: q.metrics}, set)
	if err != nil {
		t.Fatal(err)
	}
	format, _ := parser.LookupFormat("combined")
	return &loop{format.Compile(set), parser.NewRecord(set), aggregate.NewPartial(spec, nil)}
}

// chunk counts the lines of data.
func (l *loop) chunk(t testing.TB, data []byte) (lines int) {
	l.record.Reset("access.log")
	for len(data) > 0 {
		end := bytes.IndexByte(data, '\n')
		if l.parser.Parse(data[:end], l.record) != parser.Parsed {
			t.Fatalf("rejected: %s", data[:end])
		}
		l.partial.Add(l.record)
		data = data[end+1:]
		lines++
	}
	l.partial.Flush()
	return lines
}

// log returns a generated combined log.
func log(t testing.TB, lines int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Generate(&b, Options{Lines: lines, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestKnownKeysAllocateNothing runs the loop over lines whose keys have all
// been seen, and so often that the rows of percentiles have their counters.
func TestKnownKeysAllocateNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and nothing runs side by side in it")
	}
	data := log(t, 1000)
	for _, q := range questions {
		l := newLoop(t, q)
		for range 300 {
			l.chunk(t, data)
		}
		if n := testing.AllocsPerRun(10, func() { l.chunk(t, data) }); n != 0 {
			t.Errorf("%s: %v allocations for 1,000 lines", q.name, n)
		}
	}
}

// BenchmarkLoop is the loop over lines of one core, without reading: all lines
// lie in its cache, and their keys are known.
func BenchmarkLoop(b *testing.B) {
	data := log(b, 1000)
	for _, q := range questions {
		b.Run(q.name, func(b *testing.B) {
			l := newLoop(b, q)
			lines := l.chunk(b, data)
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				l.chunk(b, data)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*lines), "ns/line")
			b.ReportMetric(float64(b.N*lines)/b.Elapsed().Seconds(), "lines/s")
		})
	}
}

// BenchmarkCount is a whole run over a file of 500,000 lines, by question and
// number of workers.
func BenchmarkCount(b *testing.B) {
	const lines = 500_000
	data := log(b, lines)
	path := filepath.Join(b.TempDir(), "access.log")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		b.Fatal(err)
	}
	for _, q := range questions {
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("%s/workers=%d", q.name, workers), func(b *testing.B) {
				b.SetBytes(int64(len(data)))
				b.ReportAllocs()
				for b.Loop() {
					count(b, q, path, workers, lines)
				}
				b.ReportMetric(float64(b.N*lines)/b.Elapsed().Seconds(), "lines/s")
			})
		}
	}
}

func count(b *testing.B, q question, path string, workers, lines int) {
	set := parser.NewFieldSet()
	spec, err := aggregate.Compile(aggregate.Question{Keys: q.keys, Metrics: q.metrics}, set)
	if err != nil {
		b.Fatal(err)
	}
	format, _ := parser.LookupFormat("combined")
	source := chunker.Open([]string{path}, chunker.Options{Workers: workers})
	defer source.Close()
	result, counts, err := pipeline.Count(pipeline.Config{
		Source:  source,
		Parsers: []parser.Parser{format.Compile(set)},
		Fields:  set,
		Workers: workers,
		MaxLine: 1 << 20,
	}, []*aggregate.Spec{spec})
	if err != nil {
		b.Fatal(err)
	}
	if total, _ := result.Lines(); total.Parsed != int64(lines) {
		b.Fatalf("%d lines parsed of %d", total.Parsed, lines)
	}
	if _, err := counts[0].Table(aggregate.View{Limit: 10}, workers); err != nil {
		b.Fatal(err)
	}
}
