package cli

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"wf/bench/gen"
)

// BenchmarkCommands runs what people ask most, whole. Its processor profile is
// what the compiler optimizes wf by: see "pgo" in the Makefile.
func BenchmarkCommands(b *testing.B) {
	const lines = 400_000
	dir := b.TempDir()
	write := func(name string, text []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			b.Fatal(err)
		}
		return path
	}
	log := func(format string) []byte {
		var text bytes.Buffer
		if err := gen.Generate(&text, gen.Options{Lines: lines, Format: format, Attacks: 0.01}); err != nil {
			b.Fatal(err)
		}
		return text.Bytes()
	}
	combined, extra, json := log("combined"), log("combined-extra"), log("json")
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write(combined)
	z.Close()
	plain := write("combined.log", combined)
	for _, c := range []struct {
		name string
		size int
		args []string
	}{
		{"top uri", len(combined), []string{"top", "uri", plain}},
		{"top path", len(combined), []string{"top", "path", "-w", "status >= 500", plain}},
		{"report", len(combined), []string{plain}},
		{"report of durations", len(extra), []string{write("extra.log", extra)}},
		{"find", len(combined), []string{"find", `GET /ongoing/When/\d\d\dx/(\d\d\d\d/\d\d/\d\d/[^ .]+) `, plain}},
		{"timeline", len(combined), []string{"timeline", "1h", "--pivot", "class", plain}},
		{"json", len(json), []string{"top", "path", "-m", "count,p95_duration", write("json.log", json)}},
		{"gzip", len(combined), []string{"top", "client", "-m", "count,sum_bytes", write("combined.log.gz", packed.Bytes())}},
	} {
		b.Run(c.name, func(b *testing.B) {
			null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
			if err != nil {
				b.Fatal(err)
			}
			defer null.Close()
			b.SetBytes(int64(c.size))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			for b.Loop() {
				if code := Main(c.args, null, null, null); code != exitOK {
					b.Fatalf("exit code %d", code)
				}
			}
			runtime.ReadMemStats(&after)
			done := float64(b.N) * lines
			b.ReportMetric(done/b.Elapsed().Seconds(), "lines/s")
			b.ReportMetric(float64(after.Mallocs-before.Mallocs)/done, "allocs/line")
		})
	}
}
