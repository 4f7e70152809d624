package aggregate

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestDeviation compares with the definition, the mean of the squares of the
// distances from the mean, in package big, also for numbers whose squares and
// sums no word holds. The numbers are dealt out to cells that are merged.
func TestDeviation(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	draws := []func() int64{
		func() int64 { return math.MaxInt64 },
		func() int64 { return math.MinInt64 },
		func() int64 { return math.MaxInt64 - r.Int64N(2) },
		func() int64 { return []int64{math.MinInt64, math.MaxInt64}[r.IntN(2)] },
		func() int64 { return int64(r.Uint64()) },
		func() int64 { return 1e18 + r.Int64N(3) },
		func() int64 { return r.Int64N(2000) - 1000 },
		func() int64 { return 0 },
	}
	for d, draw := range draws {
		for _, n := range []int{1, 2, 3, 1000} {
			var squares [3][24]byte
			var sum Int128
			numbers := make([]int64, n)
			for i := range numbers {
				numbers[i] = draw()
				addSquare(squares[r.IntN(3)][:], numbers[i])
				sum = sum.Add(Int(numbers[i]))
			}
			addSquares(squares[0][:], squares[1][:])
			addSquares(squares[0][:], squares[2][:])
			for _, scale := range []int64{1, 1e9} {
				got, want := deviation(int64(n), sum, squares[0][:], scale), plainDeviation(numbers, scale)
				if math.Abs(got-want) > 1e-15*want {
					t.Errorf("draw %d, %d numbers, scale %d: got %g, want %g", d, n, scale, got, want)
				}
			}
		}
	}
}

func plainDeviation(numbers []int64, scale int64) float64 {
	mean, n := new(big.Rat), big.NewRat(int64(len(numbers)), 1)
	for _, v := range numbers {
		mean.Add(mean, big.NewRat(v, scale))
	}
	mean.Quo(mean, n)
	variance := new(big.Rat)
	for _, v := range numbers {
		off := big.NewRat(v, scale)
		off.Sub(off, mean)
		variance.Add(variance, off.Mul(off, off))
	}
	root := new(big.Float).SetPrec(300).SetRat(variance.Quo(variance, n))
	f, _ := root.Sqrt(root).Float64()
	return f
}

// TestSquaresDoNotOverflow adds cells up to the squares of 2^62 numbers of the
// greatest size.
func TestSquaresDoNotOverflow(t *testing.T) {
	var cell [24]byte
	addSquare(cell[:], math.MinInt64)
	for range 62 {
		addSquares(cell[:], cell[:])
	}
	if want := new(big.Int).Lsh(big.NewInt(1), 126+62); bigWords(cell[:]).Cmp(want) != 0 {
		t.Errorf("got %s, want %s", bigWords(cell[:]), want)
	}
	if got := deviation(1<<62, Int128{Hi: -1 << 61}, cell[:], 1); got != 0 {
		t.Errorf("of 2^62 equal numbers: %g", got)
	}
}
