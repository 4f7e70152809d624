//go:build !purego

package pipeline

// censusAVX2 counts the newlines of the n bytes from data on, a multiple of 64
// above 0. least is 0 if one of the bytes is, and not 0 else.
//
//go:noescape
func censusAVX2(data *byte, n int) (lines, least int)

// census is plainCensus in one pass.
func census(data []byte) (lines int, nul bool) {
	whole := len(data) &^ 63
	if !vectors || whole == 0 {
		return plainCensus(data)
	}
	lines, least := censusAVX2(&data[0], whole)
	more, nul := plainCensus(data[whole:])
	return lines + more, nul || least == 0
}
