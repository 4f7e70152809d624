//go:build !purego

package parser

import "golang.org/x/sys/cpu"

// spacesAVX2 returns the index of the first space in the n bytes from line on,
// and that of the first one from 39 bytes behind it on: where the client of a
// usual line ends, and the uri of one that begins with GET. It returns -1 for
// both if the first is not within 32 bytes, or the second not in a block of 32
// or 64 bytes that ends within the n bytes.
//
//go:noescape
func spacesAVX2(line *byte, n int) (client, uri int)

// simd says that spaces finds what it can.
var simd = cpu.X86.HasAVX2

// spaces is spacesAVX2 where the processor has it.
func spaces(line []byte) (client, uri int) {
	if !simd || len(line) == 0 {
		return -1, -1
	}
	return spacesAVX2(&line[0], len(line))
}
