package aggregate

import (
	"slices"
	"strconv"
	"testing"
)

// TestHashSet merges sets that do and do not hold the hash 0, which stands for
// an empty slot in the table.
func TestHashSet(t *testing.T) {
	check := func(want uint64, sets ...[]uint64) {
		t.Helper()
		var union hashSet
		for _, hashes := range sets {
			var s hashSet
			for _, h := range hashes {
				s.add(h)
			}
			s.flush()
			union.merge(&s)
		}
		if got := union.result(); got != exactly(want) {
			t.Errorf("%v: got %d, want %d", sets, got>>1, want)
		}
	}
	check(0)
	check(1, []uint64{0})
	check(1, []uint64{0, 0}, []uint64{0})
	check(2, []uint64{5}, []uint64{0})
	check(3, []uint64{5, 64 + 5, 0}, []uint64{5, 0})
}

// TestOneSketchForAGroup checks that a row has the same sketch again after its
// table was set aside.
func TestOneSketchForAGroup(t *testing.T) {
	template := requests(1, 1, 1)[0]
	crowd := slices.Repeat([]request{template}, 4*distinctGroup)
	for i := range crowd {
		crowd[i].client = "c" + strconv.Itoa(i)
	}
	others := slices.Repeat([]request{template}, 6000)
	for i := range others {
		others[i].path = "/other/" + strconv.Itoa(i)
	}
	var p *Partial
	q := Question{Keys: []string{"path"}, Metrics: []string{"distinct_client"}}
	countBy(t, q, slices.Concat(crowd, others, crowd), 1, 1, func(one *Partial) {
		one.budget = 300_000 // more than the pairs of the crowd
		p = one
	})
	if asides, sketches := len(p.aside.list), len(p.groups[0].sketches); asides < 1 || sketches != 1 {
		t.Errorf("%d tables aside, %d sketches for one path", asides, sketches)
	}
}
