//go:build !amd64 || purego

package parser

// simd says that spaces finds what it can.
const simd = false

// spaces finds nothing: bytes.IndexByte is asked.
func spaces([]byte) (client, uri int) { return -1, -1 }
