package aggregate

import (
	"slices"
	"testing"

	"wf/parser"
)

// TestSpanOfAnyOrder adds stamps in every order, to one span and to two that
// are merged.
func TestSpanOfAnyOrder(t *testing.T) {
	stamps := []parser.Stamp{
		{Nanos: 10, Offset: 3600, Valid: true}, {Nanos: 5, Offset: -60, Valid: true},
		{Nanos: 7, Offset: 3600, Valid: true}, {Nanos: 6, Offset: 0, Valid: true}, {},
	}
	zones := []int32{-60, 0, 3600}
	var permute func(rest []parser.Stamp, order []parser.Stamp)
	permute = func(rest, order []parser.Stamp) {
		for i := range rest {
			permute(slices.Delete(slices.Clone(rest), i, i+1), append(order[:len(order):len(order)], rest[i]))
		}
		if len(rest) > 0 {
			return
		}
		for cut := range len(order) + 1 {
			var a, b Span
			for i, s := range order {
				if i < cut {
					a.Add(s)
				} else {
					b.Add(s)
				}
			}
			a.Merge(&b)
			if a.First != stamps[1] || a.Last != stamps[0] || !slices.Equal(a.Zones(), zones) {
				t.Fatalf("%v cut at %d: %v to %v, zones %v", order, cut, a.First, a.Last, a.Zones())
			}
		}
	}
	permute(stamps, nil)
	swapped := []parser.Stamp{{Nanos: 9, Offset: 0, Valid: true}, {Nanos: 8, Offset: 60, Valid: true}, {Nanos: 1, Offset: 0, Valid: true}}
	var s Span
	for _, one := range swapped {
		s.Add(one)
	}
	if !slices.Equal(s.Zones(), []int32{0, 60}) {
		t.Errorf("zones %v; the first instant of each decides", s.Zones())
	}
}
