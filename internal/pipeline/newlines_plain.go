//go:build !amd64 || purego

package pipeline

// newlines is plainNewlines.
func newlines(block []byte, ends *lineEnds) int { return plainNewlines(block, ends) }

// vectors says that there are no functions in assembly.
const vectors = false

// pair is not called: it looks at no place.
func pair([]byte, int, byte, byte) (at int, found bool) { return 0, false }
