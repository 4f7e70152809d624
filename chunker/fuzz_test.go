package chunker

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// FuzzHead compares the Head of each chunk of a file and of a pipe with its
// plain twin.
func FuzzHead(f *testing.F) {
	for _, text := range directed() {
		f.Add([]byte(text), uint16(7), uint8(2))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte, window uint16, workers uint8) {
		path := filepath.Join(dir, fmt.Sprintf("log%d", os.Getpid()))
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if format, _ := sniff(data); format != noFormat || len(data) > 2000 {
			return // not the text itself, or too long for the plain twin
		}
		opt := Options{Window: int(window), Workers: 1 + int(workers%8), Ordered: workers&8 != 0}
		for _, name := range []string{path, "-"} {
			opt.Stdin = pipeOf(t, data)
			s := directing([]string{name}, opt)
			checkHeads(t, fmt.Sprintf("%s %+v", name, opt), pull(s, opt.Workers, false), defaultMaxLine, data)
			s.Close()
		}
	})
}

// FuzzChunks compares the chunks of a file, mapped and read, with the plain
// split of its bytes.
func FuzzChunks(f *testing.F) {
	for _, text := range texts() {
		f.Add([]byte(text), uint16(7), uint8(2))
	}
	f.Add([]byte("\x1f\x8b\x08\n"), uint16(1), uint8(0))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte, window uint16, workers uint8) {
		path := filepath.Join(dir, fmt.Sprintf("log%d", os.Getpid()))
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if format, _ := sniff(data); format != noFormat {
			return // not split but decompressed
		}
		opt := Options{Window: int(window), Workers: 1 + int(workers%8), Ordered: workers&8 != 0}
		for _, opt.IO = range []IO{Mmap, Read} {
			s := Open([]string{path}, opt)
			checkChunks(t, fmt.Sprintf("%+v", opt), pull(s, opt.Workers, false), data)
			checkProblems(t, s)
			s.Close()
		}
		s := Open([]string{"-"}, Options{Window: int(window), Stdin: pipeOf(t, data)})
		checkChunks(t, "pipe", pull(s, 1, false), data)
		s.Close()
	})
}
