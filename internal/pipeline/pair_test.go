package pipeline

import (
	"bytes"
	"testing"
)

// checkPair compares pair with a look at each place.
func checkPair(t *testing.T, data []byte, gap int, first, second byte) {
	t.Helper()
	if !vectors {
		return
	}
	at, found := pair(data, gap, first, second)
	want := 0
	for want+gap < len(data) && (data[want] != first || data[want+gap] != second) {
		want++
	}
	there := want+gap < len(data)
	if found && (!there || at != want) || !found && (at > want || len(data)-gap-at >= 64) {
		t.Fatalf("%q, %q and %q %d apart: %d, %v; want %d, %v", data, first, second, gap, at, found, want, there)
	}
}

func TestPair(t *testing.T) {
	const first, second = '"', '5'
	text := bytes.Repeat([]byte{first ^ 0x80, second, first, second ^ 0x80, first + 1}, 60) // no such pair
	for _, gap := range []int{0, 1, 2, 5, 31, 32, 63, 64, 100} {
		for length := gap; length < 230; length += 1 + length/50 {
			data := bytes.Repeat([]byte{0}, length)
			checkPair(t, data, gap, first, second)
			for at := 0; at+gap < length; at += 1 + at/40 {
				data := bytes.Clone(text[:length])
				data[at], data[at+gap] = first, second
				if gap == 0 {
					checkPair(t, data, 0, second, second)
				}
				checkPair(t, data, gap, first, second)
			}
		}
	}
}
