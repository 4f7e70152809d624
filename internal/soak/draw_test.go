package soak

import (
	"math"
	"math/rand/v2"
)

// draw draws from a seed.
type draw struct{ *rand.Rand }

func newDraw(seed uint64) draw { return draw{rand.New(rand.NewPCG(seed, 0x50a4))} }

// chance is true once in n times.
func (d draw) chance(n int) bool { return d.IntN(n) == 0 }

// size draws from lo to hi so that each power of two is as likely as another.
func (d draw) size(lo, hi int) int {
	from, to := math.Log(float64(lo)), math.Log(float64(hi)+1)
	return min(int(math.Exp(from+d.Float64()*(to-from))), hi)
}

// of draws one of a list, which must not be empty.
func of[T any](d draw, list ...T) T { return list[d.IntN(len(list))] }

// some draws n different ones of a list, or all of a shorter one.
func some[T any](d draw, n int, list []T) []T {
	var drawn []T
	for _, i := range d.Perm(len(list)) {
		if len(drawn) < n {
			drawn = append(drawn, list[i])
		}
	}
	return drawn
}
