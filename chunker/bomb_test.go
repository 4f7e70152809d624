package chunker

import (
	"bytes"
	"encoding/binary"
	"runtime"
	"strings"
	"testing"
)

// allocated returns how many bytes f allocates, freed ones included.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// countAll reads a file with a worker and returns how many bytes of text it has,
// and what was wrong with it, without notes. Its windows are so small that what
// a sample keeps is less than any of the bombs.
func countAll(t *testing.T, path string) (bytes int64, problems []Problem) {
	t.Helper()
	s := Open([]string{path}, Options{Workers: 1, Window: 16 << 10, MaxLine: 16 << 10})
	defer s.Close()
	s.Inputs()[0].Sample(256 << 10)
	var c Chunk
	for s.Next(&c) {
		bytes += c.Bytes
	}
	for _, p := range s.Problems() {
		if !p.Note {
			problems = append(problems, p)
		}
	}
	return bytes, problems
}

// TestBombs has files that become a thousand times as large and more: reading
// one takes no more memory than reading a quarter of it does, and looking at the
// head of one ends soon.
func TestBombs(t *testing.T) {
	const size = 1 << 20
	for _, format := range formats {
		t.Run(format, func(t *testing.T) {
			lines := []string{"a", "\x00", "\n", "192.0.2.7 - -\n"}
			if format == "xz" || format == "bzip2" {
				lines = lines[:1] // they are slow
			}
			for _, line := range lines {
				bomb := func(size int) string {
					return write(t, "bomb", compress(t, format, bytes.Repeat([]byte(line), size/len(line))))
				}
				quarter, whole := bomb(size), bomb(4*size)
				small := allocated(func() { countAll(t, quarter) })
				large := allocated(func() {
					if n, problems := countAll(t, whole); n < 4*size-32 || len(problems) > 0 {
						t.Errorf("%q: read %d bytes: %v", line, n, problems)
					}
				})
				if large > small+2<<20 {
					t.Errorf("%q: %d bytes for a quarter, %d for all", line, small, large)
				}
			}
		})
	}
}

// TestSampleOfBombEndsSoon looks at the head of a bomb: no more of it is read
// than that takes, though no line ends.
func TestSampleOfBombEndsSoon(t *testing.T) {
	const size = 4 << 20
	for _, format := range formats {
		t.Run(format, func(t *testing.T) {
			noise := strings.Repeat("a", size)
			s := Open([]string{write(t, "bomb", compress(t, format, []byte(noise)))}, Options{MaxLine: 1 << 16})
			defer s.Close()
			lines, err := s.Inputs()[0].Sample(1 << 10)
			if err != nil || len(lines) != 1 || len(lines[0]) > 1<<17 {
				t.Fatalf("%d lines: %v", len(lines), err)
			}
		})
	}
}

// TestMembersShareMemory has a file of many members, empty ones and such of a
// line: none has tables of its own, which are 40 KB for gzip.
func TestMembersShareMemory(t *testing.T) {
	const members = 5000
	for format, each := range map[string]uint64{"gzip": 256, "zstd": 8 << 10} { // the other packages make a decoder for each block
		for _, text := range []string{"", "a\n"} {
			t.Run(format+" "+text, func(t *testing.T) {
				path := write(t, "log", bytes.Repeat(compress(t, format, []byte(text)), members))
				got := allocated(func() {
					if n, problems := countAll(t, path); n != int64(members*len(text)) || len(problems) > 0 {
						t.Errorf("read %d bytes: %v", n, problems)
					}
				})
				if got > 1<<20+members*each {
					t.Errorf("%d bytes for %d members", got, members)
				}
			})
		}
	}
}

// TestHostileHeaders has headers that promise more than there is: names without
// an end, skippable frames of 4 GiB, windows and dictionaries that nobody has.
func TestHostileHeaders(t *testing.T) {
	line := "192.0.2.7 - -\n"
	deflated := compress(t, "gzip", []byte(line))
	packed := compress(t, "zstd", []byte(line))
	little := func(prefix string, n uint32) string {
		return string(binary.LittleEndian.AppendUint32([]byte(prefix), n))
	}
	check := func(name, content, want string, size int64) {
		t.Helper()
		path := write(t, name, []byte(content))
		var n int64
		var problems []Problem
		if got := allocated(func() { n, problems = countAll(t, path) }); got > 16<<20 {
			t.Errorf("%s: %d bytes allocated", name, got)
		}
		found := ""
		for _, p := range problems {
			found += p.Err.Error()
		}
		if found = strings.ReplaceAll(found, path, "FILE"); found != want || n != size {
			t.Errorf("%s: %d bytes, %q, want %d, %q", name, n, found, size, want)
		}
	}
	begin, body := string(deflated[:10]), string(deflated[10:])
	endless := strings.Repeat("A", 8<<20)
	check("a name without an end", "\x1f\x8b\x08\x08"+begin[4:]+endless, "corrupt gzip data at byte 522", 0)
	check("a comment without an end", "\x1f\x8b\x08\x10"+begin[4:]+endless, "corrupt gzip data at byte 522", 0)
	check("an extra field", "\x1f\x8b\x08\x04"+begin[4:]+"\xff\xff"+endless[:1<<16-1]+body, "", int64(len(line)))
	check("an extra field cut off", "\x1f\x8b\x08\x04"+begin[4:]+"\xff\xffA", "compressed data ends early at byte 13 (still being written?)", 0)
	check("a skippable frame of 4 GiB", little("\x50\x2a\x4d\x18", 1<<32-1)+"x", "compressed data ends early at byte 9 (still being written?)", 0)
	check("empty skippable frames", strings.Repeat(little("\x5f\x2a\x4d\x18", 0), 1<<11)+string(packed), "", int64(len(line)))
	check("a window of 3.75 TiB", "\x28\xb5\x2f\xfd\x00\xff\x01\x00\x00", "needs a 3840.0 GiB window; run: zstd -dc --long=31 'FILE' | wf -", 0)
	check("a frame of 4 EiB in one segment", "\x28\xb5\x2f\xfd\xe0\x00\x00\x00\x00\x00\x00\x00\x40\x01\x00\x00", "needs a 4294967296.0 GiB window; run: zstd -dc --long=31 'FILE' | wf -", 0)
	check("a dictionary that is not there", "\x28\xb5\x2f\xfd\x03\x50\x01\x02\x03\x04\x01\x00\x00", "corrupt zstd data at byte 10", 0)
}
