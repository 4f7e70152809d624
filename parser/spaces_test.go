package parser

import (
	"bytes"
	"testing"
)

// checkSpaces compares spaces, which may find nothing, with package bytes.
func checkSpaces(t *testing.T, line []byte) (found bool) {
	t.Helper()
	line = line[:len(line):len(line)]
	client, uri := spaces(line)
	if client < 0 || uri < 0 {
		if client != uri {
			t.Fatalf("%q: %d, %d: one without the other", line, client, uri)
		}
		return false
	}
	lo := client + len(` - - [01/Mar/2026:10:00:00 +0100] "GET `)
	if want := bytes.IndexByte(line, ' '); client != want {
		t.Fatalf("%q: the first space is at %d, not %d", line, want, client)
	}
	if want := lo + bytes.IndexByte(line[lo:], ' '); uri != want {
		t.Fatalf("%q: the space behind %d is at %d, not %d", line, lo, want, uri)
	}
	return true
}

func TestSpaces(t *testing.T) {
	text := bytes.Repeat([]byte("x!\x00\xa0"), 60) // bytes like ' ', but for a bit
	for length := range 200 {
		for first := range min(length, 40) {
			for second := first + 30; second < length; second += 1 + second/80 {
				line := bytes.Clone(text[:length])
				line[first], line[second] = ' ', ' '
				found := checkSpaces(t, line)
				// A block that ends within the line has it, and a processor
				// that can look for it.
				lo := first + 39
				if whole := (length - lo) &^ 31; !found && simd && length >= 32 && first < 32 && second >= lo && second < lo+whole&^63 {
					t.Fatalf("%q: nothing found, spaces at %d and %d", line, first, second)
				}
			}
		}
	}
}

func FuzzSpaces(f *testing.F) {
	f.Add([]byte(`192.0.2.7 - - [01/Mar/2026:10:00:00 +0100] "GET /index.html HTTP/1.1" 200 5120 "-" "curl/8.0"`))
	f.Add([]byte(`2001:db8::7 - - [01/Mar/2026:10:00:00 +0100] "POST /a HTTP/1.1" 200 5120`))
	f.Add(bytes.Repeat([]byte(" "), 100))
	f.Fuzz(func(t *testing.T, line []byte) { checkSpaces(t, line) })
}
