//go:build !amd64 || purego

package pipeline

// newlines is plainNewlines.
func newlines(block []byte, ends *lineEnds) int { return plainNewlines(block, ends) }
