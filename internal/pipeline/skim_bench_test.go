package pipeline

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"wf/aggregate"
	"wf/bench/gen"
	"wf/chunker"
	"wf/parser"
)

// BenchmarkFind counts what patterns capture in a file, with one worker.
func BenchmarkFind(b *testing.B) {
	const lines = 200_000
	var log bytes.Buffer
	if err := gen.Generate(&log, gen.Options{Lines: lines}); err != nil {
		b.Fatal(err)
	}
	name := filepath.Join(b.TempDir(), "access.log")
	if err := os.WriteFile(name, log.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct{ name, expr string }{
		{"articles", `GET /ongoing/When/\d\d\dx/(\d\d\d\d/\d\d/\d\d/[^ .]+) `},
		{"status", `" (?P<status>5\d\d) `},
		{"begins", `GET /blog/([^ ?]+)`},
		{"missing", `HTTP/1\.\d" 404`},
		{"end", `(\d+)ms$`},
		{"two", `level=(\w+) .*user=(\w+)`},
		{"agents", `(Chrome|Firefox)/(\d+)`},
	} {
		b.Run(c.name, func(b *testing.B) {
			pattern := parser.NewPattern(regexp.MustCompile(c.expr))
			set := parser.NewFieldSet(pattern.Fields()...)
			spec, err := aggregate.Compile(aggregate.Question{Keys: []string{pattern.Fields()[0].Name}, Metrics: []string{"count"}}, set)
			if err != nil {
				b.Fatal(err)
			}
			p := pattern.Compile(set)
			b.SetBytes(int64(log.Len()))
			b.ReportAllocs()
			for b.Loop() {
				source := chunker.Open([]string{name}, chunker.Options{Workers: 1})
				_, _, err := Count(Config{
					Source: source, Parsers: []parser.Parser{p}, Fields: set,
					Literals: pattern.Literals(), Workers: 1, MaxLine: 1 << 20,
				}, []*aggregate.Spec{spec})
				source.Close()
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*lines)/b.Elapsed().Seconds(), "lines/s")
		})
	}
}
