//go:build !purego

package pipeline

import "golang.org/x/sys/cpu"

// newlinesAVX2 notes where the newlines of the n bytes from block on are, a
// multiple of 64, and returns how many.
//
//go:noescape
func newlinesAVX2(block *byte, n int, ends *lineEnds) int

// vectors says that the processor has what the functions in assembly need.
var vectors = cpu.X86.HasAVX2 && cpu.X86.HasBMI1 && cpu.X86.HasPOPCNT

// newlines is plainNewlines, without a jump that depends on where they are: the
// processor guesses most of those wrong.
func newlines(block []byte, ends *lineEnds) int {
	whole := len(block) &^ 63
	if !vectors || whole == 0 {
		return plainNewlines(block, ends)
	}
	n := newlinesAVX2(&block[0], whole, ends)
	for i, b := range block[whole:] {
		if b == '\n' {
			ends[n] = uint16(whole + i)
			n++
		}
	}
	return n
}
