package diff

import "slices"

// Discoveries returns the greatest p that is significant among so many tests, given
// those of their ps that are at most alpha, in any order; -1 is none. Of what it
// calls significant a part of alpha at most is expected to be chance (Y. Benjamini,
// Y. Hochberg, 1995): it is the last p, in their order, that is at most as large a
// part of alpha as its place is of all tests. It sorts ps.
func Discoveries(ps []float64, tests int64, alpha float64) float64 {
	slices.Sort(ps)
	limit := -1.
	for i, p := range ps {
		if p <= alpha*(float64(i+1)/float64(tests)) {
			limit = p
		}
	}
	return limit
}
