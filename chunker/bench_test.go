package chunker

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
)

// benchFile makes a file of about 256 MB of log lines, in the page cache, and
// returns its path, size and number of lines.
func benchFile(b *testing.B) (path string, size, lines int64) {
	b.Helper()
	block := logText(100_000)
	path = filepath.Join(b.TempDir(), "log")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	for size < 256<<20 {
		if _, err := f.Write(block); err != nil {
			b.Fatal(err)
		}
		size += int64(len(block))
		lines += 100_000
	}
	return path, size, lines
}

// BenchmarkWindows pulls all windows of a file, bare and counting newlines.
func BenchmarkWindows(b *testing.B) {
	path, size, lines := benchFile(b)
	for _, count := range []bool{false, true} {
		for _, mode := range []IO{Mmap, Read} {
			for _, workers := range []int{1, 2} {
				b.Run(fmt.Sprintf("count=%v/io=%s/workers=%d", count, [...]string{"auto", "mmap", "read"}[mode], workers), func(b *testing.B) {
					b.SetBytes(size)
					for b.Loop() {
						s := Open([]string{path}, Options{Workers: workers, IO: mode})
						got := drain(s, workers, count)
						s.Close()
						if count && got != lines {
							b.Fatalf("%d lines, want %d", got, lines)
						}
					}
					reportLines(b, lines)
				})
			}
		}
	}
}

// BenchmarkCompressed pulls the text of compressed files, two of them with two
// workers.
func BenchmarkCompressed(b *testing.B) {
	text := logText(300_000)
	for _, format := range []string{"gzip", "zstd"} {
		packed := compress(b, format, text)
		names := []string{write(b, "log", packed), write(b, "log", packed)}
		for files := 1; files <= 2; files++ {
			b.Run(fmt.Sprintf("%s/files=%d", format, files), func(b *testing.B) {
				b.SetBytes(int64(files * len(text)))
				for b.Loop() {
					s := Open(names[:files], Options{Workers: 2})
					if got := drain(s, 2, true); got != int64(files)*300_000 {
						b.Fatalf("%d lines", got)
					}
					s.Close()
				}
				reportLines(b, int64(files)*300_000)
			})
		}
	}
}

// BenchmarkPipe pulls text from a pipe.
func BenchmarkPipe(b *testing.B) {
	text := logText(1_000_000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		s := Open([]string{"-"}, Options{Workers: 2, Stdin: pipeOf(b, text)})
		if got := drain(s, 2, true); got != 1_000_000 {
			b.Fatalf("%d lines", got)
		}
		s.Close()
	}
	reportLines(b, 1_000_000)
}

// reportLines reports how many lines a second a benchmark read, of which each
// op reads so many.
func reportLines(b *testing.B, lines int64) {
	b.ReportMetric(float64(int64(b.N)*lines)/b.Elapsed().Seconds(), "lines/s")
}

// drain pulls all chunks with workers goroutines and counts their lines if
// asked to.
func drain(s *Source, workers int, count bool) int64 {
	var lines atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			var c Chunk
			n := 0
			for s.Next(&c) {
				if count {
					n += bytes.Count(c.Data, []byte("\n"))
				}
			}
			lines.Add(int64(n))
		})
	}
	wg.Wait()
	return lines.Load()
}
