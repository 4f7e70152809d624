package aggregate

import (
	"cmp"
	"slices"

	"wf/parser"
)

// Span is the range of time that records cover, and the offsets from UTC that
// their clocks had. The zero value is empty.
type Span struct {
	First, Last parser.Stamp
	zones       []zone
	current     int // the zone of the last stamp added
}

// zone is an offset and the first instant it was used at.
type zone struct {
	offset int32
	first  int64
}

// Add widens the span to a stamp.
func (s *Span) Add(t parser.Stamp) {
	if !t.Valid {
		return
	}
	if !s.First.Valid || before(t, s.First) {
		s.First = t
	}
	if !s.Last.Valid || t.Nanos > s.Last.Nanos || t.Nanos == s.Last.Nanos && t.Offset < s.Last.Offset {
		s.Last = t
	}
	if s.current >= len(s.zones) || s.zones[s.current].offset != t.Offset {
		s.current = slices.IndexFunc(s.zones, func(z zone) bool { return z.offset == t.Offset })
		if s.current < 0 {
			s.current = len(s.zones)
			s.zones = append(s.zones, zone{t.Offset, t.Nanos})
		}
	}
	if z := &s.zones[s.current]; t.Nanos < z.first {
		z.first = t.Nanos
	}
}

// before orders stamps by instant; of the same instant the smaller offset
// comes first, so that the order of records does not matter.
func before(a, b parser.Stamp) bool {
	return a.Nanos < b.Nanos || a.Nanos == b.Nanos && a.Offset < b.Offset
}

// Merge widens s to another span.
func (s *Span) Merge(other *Span) {
	s.Add(other.Last)
	s.Add(other.First)
	for _, z := range other.zones {
		s.Add(parser.Stamp{Nanos: z.first, Offset: z.offset, Valid: true})
	}
}

// Zones returns the offsets from UTC in seconds, in order of first use.
func (s *Span) Zones() []int32 {
	zones := slices.Clone(s.zones)
	slices.SortFunc(zones, func(a, b zone) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.offset, b.offset))
	})
	offsets := make([]int32, len(zones))
	for i, z := range zones {
		offsets[i] = z.offset
	}
	return offsets
}

// Stamps returns stamps that make up the span: added to an empty one they come to
// an equal one, in any order. There are two more of them than zones at most.
func (s *Span) Stamps() []parser.Stamp {
	if !s.First.Valid {
		return nil
	}
	stamps := []parser.Stamp{s.First, s.Last}
	for _, z := range s.zones {
		stamps = append(stamps, parser.Stamp{Nanos: z.first, Offset: z.offset, Valid: true})
	}
	slices.SortFunc(stamps, func(a, b parser.Stamp) int {
		return cmp.Or(cmp.Compare(a.Nanos, b.Nanos), cmp.Compare(a.Offset, b.Offset))
	})
	return slices.Compact(stamps)
}

// seconds is the length of the span, at least one second, for rates.
func (s *Span) seconds() float64 {
	return float64(s.Last.Nanos-s.First.Nanos)/1e9 + 1
}
