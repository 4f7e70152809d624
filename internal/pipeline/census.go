package pipeline

import "bytes"

// plainCensus returns how many newlines data has, and whether it has a NUL.
func plainCensus(data []byte) (lines int, nul bool) {
	return bytes.Count(data, newline), bytes.IndexByte(data, 0) >= 0
}
