//go:build !amd64 || purego

package parser

// spaces finds nothing: bytes.IndexByte is asked.
func spaces([]byte) (client, uri int) { return -1, -1 }
