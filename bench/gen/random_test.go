package gen

import "testing"

// The draws of a sampler follow its weights: 100,000 draws lie within six
// standard deviations of what the weights say.
func TestSamplerFollowsItsWeights(t *testing.T) {
	weights := []uint64{1, 0, 7, 2, 30, 30, 30} // of 100
	z, s := newSampler(weights), newSource(1, 1)
	drawn := make([]int, len(weights))
	for range 100_000 {
		drawn[z.draw(s)]++
	}
	for i, w := range weights {
		want := int(w) * 1000
		if off := drawn[i] - want; off*off > 36*want {
			t.Errorf("weight %d of 100: drawn %d of 100,000 times", w, drawn[i])
		}
	}
}

// Equal weights leave no cell with an alias, one weight leaves no choice.
func TestSamplerAtItsEdges(t *testing.T) {
	s := newSource(1, 1)
	equal, single := newSampler([]uint64{5, 5}), newSampler([]uint64{3})
	ones := 0
	for range 10_000 {
		ones += equal.draw(s)
		if got := single.draw(s); got != 0 {
			t.Fatalf("drew %d of one index", got)
		}
	}
	if ones < 4_700 || ones > 5_300 {
		t.Errorf("drew the second of two equals %d of 10,000 times", ones)
	}
}
