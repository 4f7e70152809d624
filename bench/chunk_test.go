package bench

import (
	"testing"
)

// Every process of pwf-4 gets as many chunks, whatever the size of the log.
func TestEvenChunk(t *testing.T) {
	for _, test := range []struct{ log, processes, chunks int64 }{
		{1000, 1, 1},
		{1000, 3, 3},
		{2 * largestChunk, 2, 2},
		{2*largestChunk + 1, 2, 4},
		{259_006_239, 2, 4},
		{1_295_000_000, 3, 21},
	} {
		size := evenChunk(test.log, test.processes)
		if got := (test.log + size - 1) / size; got != test.chunks || size > largestChunk {
			t.Errorf("%d bytes for %d processes: %d chunks of %d; want %d", test.log, test.processes, got, size, test.chunks)
		}
	}
	if got := evenChunk(0, 2); got != 1 {
		t.Errorf("an empty log: %d; want 1", got)
	}
}
