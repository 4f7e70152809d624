package gen

import (
	"math/bits"
	"math/rand/v2"
)

// source draws the generator's random numbers. It takes nothing from
// math/rand/v2 but PCG, whose sequence is fixed by its publication, and
// computes in integers only: floating point may be fused on some processors,
// and the same options must give the same bytes everywhere.
type source struct{ pcg *rand.PCG }

// newSource returns the stream of numbers called stream of the given seed.
// Different streams let the tables be drawn apart from the lines.
func newSource(seed, stream uint64) source {
	return source{rand.NewPCG(seed, stream)}
}

// draw is a number as it is drawn, 64 bits. What it means may be found out
// later, by somebody who has the time.
type draw uint64

func (s source) draw() draw { return draw(s.pcg.Uint64()) }

// below returns a number in [0, n); n must be above 0. The bias of the
// multiply-shift reduction is under n/2^64.
func (x draw) below(n int) int {
	hi, _ := bits.Mul64(uint64(x), uint64(n))
	return int(hi)
}

func (s source) below(n int) int { return s.draw().below(n) }

// oneIn reports true once in n draws on average.
func (s source) oneIn(n int) bool { return s.below(n) == 0 }

// pick returns one of list.
func (s source) pick(list []string) string { return list[s.below(len(list))] }

// mix64 is the finalizer of SplitMix64 (Steele, Lea, Flood 2014): a
// permutation of the 64-bit integers, so different inputs stay different.
func mix64(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// sampler draws indices with given integer weights in constant time, by
// Walker's alias method in Vose's construction ("A linear algorithm for
// generating random numbers with a given distribution", 1991). It is
// immutable once built.
type sampler struct{ cells []aliasCell }

// aliasCell is one column of the alias table: its own index below cut (in
// 2^-32), the alias from there on.
type aliasCell struct{ cut, alias uint32 }

// newZipf returns a sampler over n indices where index i has the weight
// 1/(i+offset) (Zipf-Mandelbrot with exponent 1). The larger the offset, the
// smaller the lead of the first few. n and offset must be above 0.
func newZipf(n, offset int) sampler {
	weights := make([]uint64, n)
	for i := range weights {
		weights[i] = 1 << 32 / uint64(i+offset)
	}
	return newSampler(weights)
}

// newSampler returns a sampler over the indices of weights. Their sum must be
// above 0, and each weight times their number below 2^64.
func newSampler(weights []uint64) sampler {
	n, total := uint64(len(weights)), uint64(0)
	for _, w := range weights {
		total += w
	}
	cells := make([]aliasCell, n)
	share := make([]uint64, n) // weight times n: exactly full at total
	var small, large []uint32
	for i, w := range weights {
		share[i] = w * n
		if share[i] < total {
			small = append(small, uint32(i))
		} else {
			large = append(large, uint32(i))
		}
	}
	for len(small) > 0 && len(large) > 0 {
		s, l := small[len(small)-1], large[len(large)-1]
		small = small[:len(small)-1]
		hi, lo := bits.Mul64(share[s], 1<<32)
		cut, _ := bits.Div64(hi, lo, total)
		cells[s] = aliasCell{uint32(cut), l}
		share[l] -= total - share[s]
		if share[l] < total {
			large = large[:len(large)-1]
			small = append(small, l)
		}
	}
	// What is left is exactly full: the sums are integers.
	for _, rest := range [][]uint32{small, large} {
		for _, i := range rest {
			cells[i] = aliasCell{0, i}
		}
	}
	return sampler{cells}
}

// draw returns an index.
func (z sampler) draw(s source) int { return z.at(s.draw()) }

// at returns the index that x means.
func (z sampler) at(x draw) int {
	i := uint64(x>>32) * uint64(len(z.cells)) >> 32
	if c := z.cells[i]; uint32(x) >= c.cut {
		return int(c.alias)
	}
	return int(i)
}
