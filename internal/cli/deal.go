package cli

import (
	"errors"
	"fmt"
	"iter"
	"math"

	"wf/chunker"
)

// leastPart is the least of a file that is worth a run of its own: a process
// begins in the time in which another counts as much.
const leastPart = 1 << 20

// maxParts bounds what a slip of the finger costs: a plan is at most so long for
// each file.
const maxParts = 1 << 20

// part is what one run is to read: bytes of an input.
type part struct {
	input      int
	start, end int64 // end is math.MaxInt64 at the end of the file, wherever that is then
	bytes      int64 // of the file as it is now
}

// cutting says how files are dealt out: into so many parts, or, if that is 0, of so
// many bytes at most.
type cutting struct {
	parts int
	size  int64
}

// cutting reads --splits and --size.
func (f *flags) cutting() (c cutting, err error) {
	if c.size, err = parseOffset(f.size); err != nil {
		return c, fmt.Errorf("--size %s: %w", f.size, err)
	}
	switch {
	case f.given("splits") && f.given("size"):
		return c, errors.New("--splits and --size exclude each other")
	case f.given("splits") && (f.splits < 1 || f.splits > maxParts):
		return c, fmt.Errorf("--splits %d: want 1 to %d", f.splits, maxParts)
	case c.size < leastPart:
		return c, fmt.Errorf("--size %s: want at least 1M; a run takes longer to begin than to read less", f.size)
	}
	c.parts = f.splits
	return c, nil
}

// deal yields the parts of all inputs, in their order. Only plain files are cut;
// others are one part each, and so are empty ones, so that they are accounted
// for. The last part of a file is open, so that it reaches the end of one that
// grows meanwhile.
func deal(inputs []*chunker.Input, c cutting) iter.Seq[part] {
	sizes := make([]int64, len(inputs)) // 0 for one part
	for i, in := range inputs {
		sizes[i], _ = in.Size()
	}
	if c.parts > 0 {
		c.size = partSize(sizes, c.parts)
	}
	return func(yield func(part) bool) {
		for i, in := range inputs {
			size, n := in.RawSize(), pieces(sizes[i], c.size)
			at := func(k int64) int64 { return size/n*k + size%n*k/n }
			for k := range n {
				p := part{input: i, start: at(k), end: at(k + 1), bytes: at(k+1) - at(k)}
				if k == n-1 {
					p.end = math.MaxInt64
				}
				if !yield(p) {
					return
				}
			}
		}
	}
}

// pieces returns into how many equal parts of at most so many bytes a file is
// cut; they are larger rather than below leastPart.
func pieces(size, most int64) int64 {
	n := size / most
	if size%most > 0 {
		n++
	}
	return max(min(n, size/leastPart), 1)
}

// partSize returns the least size of parts, from leastPart on, of which files of
// these sizes have no more than n in all: so all parts are about equal. Each
// file is one part at least.
func partSize(sizes []int64, n int) int64 {
	count := func(size int64) (sum int64) {
		for _, s := range sizes {
			sum += pieces(s, size)
		}
		return sum
	}
	lo, hi := int64(leastPart), int64(math.MaxInt64)
	for lo < hi {
		if middle := lo + (hi-lo)/2; count(middle) <= int64(max(n, len(sizes))) {
			hi = middle
		} else {
			lo = middle + 1
		}
	}
	return lo
}
