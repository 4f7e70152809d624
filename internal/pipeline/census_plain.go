//go:build !amd64 || purego

package pipeline

// census is plainCensus.
func census(data []byte) (lines int, nul bool) { return plainCensus(data) }
