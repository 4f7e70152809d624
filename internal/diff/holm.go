package diff

import "slices"

// Holm returns the greatest p that is significant among so many tests, given
// those of their ps that are at most alpha, in any order; -1 is none. With it the
// chance that even one of all the tests calls something significant that is not is
// at most alpha, however they depend on each other (S. Holm, 1979): the least p is
// held against alpha/tests, the next against alpha/(tests-1), until one fails.
// It sorts ps.
func Holm(ps []float64, tests int64, alpha float64) float64 {
	slices.Sort(ps)
	limit := -1.
	for i, p := range ps {
		if p > alpha/float64(tests-int64(i)) {
			break
		}
		limit = p
	}
	return limit
}
