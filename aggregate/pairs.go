package aggregate

import (
	"cmp"
	"errors"
	"slices"

	"wf/internal/parallel"
	"wf/parser"
)

// CompileSide compiles a question that two logs are asked, so that Pairs can put
// the answers side by side: first without other, then with the Spec of the first
// side, for a FieldSet of its own. The counts of both keep the numbers behind
// their percentiles, by bucket.
func CompileSide(q Question, set *parser.FieldSet, other *Spec) (*Spec, error) {
	s, err := Compile(q, set)
	if err != nil {
		return nil, err
	}
	s.sided = true
	if other == nil {
		return s, nil
	}
	s.seed = other.seed
	sameKeys := slices.EqualFunc(s.keys, other.keys, func(a, b keyColumn) bool {
		return a.name == b.name && a.kind == b.kind && (a.zone == nil) == (b.zone == nil)
	})
	sameMetrics := slices.EqualFunc(s.metrics, other.metrics, func(a, b metric) bool { return a.column == b.column })
	if !sameKeys || !sameMetrics {
		return nil, errors.New("the fields of the two sides are of different kinds")
	}
	return s, nil
}

// Pair is a key and what two Counts, 0 and 1, have of it.
type Pair struct {
	key   []byte
	sides [2]pairSide
}

// pairSide is what one of the Counts has of a key.
type pairSide struct {
	counts  *Counts
	cells   []byte       // nil if it has nothing
	buckets []rowSamples // for each sampleSet, of all rows of the part
}

// Pairs calls f for each key that a or b has, from up to workers goroutines at
// once and in no order. A Pair is valid until f returns. The Specs of a and b come
// of CompileSide and have keys. Rows that are in the Store are loaded part by
// part, each at the same time as its like. The error is that of f or of the Store.
func Pairs(a, b *Counts, workers int, f func(*Pair) error) error {
	bits := max(a.pairBits(), b.pairBits())
	for _, c := range []*Counts{a, b} {
		if c.stored != nil {
			workers = c.stored.atOnce(workers)
		}
	}
	err := parallel.Do(workers, 1<<bits, func(i int) error {
		shelves := [2]*shelf{a.shelf(i, bits), b.shelf(i, bits)}
		defer shelves[0].done()
		defer shelves[1].done()
		if err := cmp.Or(a.Err(), b.Err()); err != nil {
			return err
		}
		return pairShelves(shelves, f)
	})
	return cmp.Or(err, a.Err(), b.Err())
}

// pairShelves calls f for each key of two shelves of the same hashes.
func pairShelves(shelves [2]*shelf, f func(*Pair) error) error {
	for own, shelf := range shelves {
		other := shelves[1-own]
		for row := range shelf.each() {
			pair := Pair{key: rowKey(row, shelf.counts.width)}
			found := other.find(rowHash(row), pair.key)
			if found != nil && own == 1 {
				continue // it was among the rows of the first
			}
			pair.sides[own], pair.sides[1-own].counts = shelf.side(row), other.counts
			if found != nil {
				pair.sides[1-own] = other.side(found)
			}
			if err := f(&pair); err != nil {
				return err
			}
		}
	}
	return nil
}

// PairTotals is the Pair of all that two Counts have, which may be without keys.
func PairTotals(a, b *Counts) *Pair {
	p := new(Pair)
	for i, c := range []*Counts{a, b} {
		p.sides[i] = pairSide{counts: c, cells: c.totals, buckets: c.overall}
	}
	return p
}

// Key is the key as tables order it: the values of its columns are those of
// KeyValues. It is a view.
func (p *Pair) Key() []byte { return p.key }

// Has reports whether a side has records of the key.
func (p *Pair) Has(side int) bool { return p.sides[side].cells != nil }

// Value is that of a metric by its number in the Question, Absent where the side
// has no records.
func (p *Pair) Value(side, metric int) Value {
	s := &p.sides[side]
	if s.cells == nil {
		return Value{}
	}
	return s.counts.spec.metrics[metric].value(s.counts, s.cells)
}

// Above tells how many of the numbers of each side lie above a percentile of both
// together, and how many there are; metric is that of the percentile. A number
// counts as above if its bucket does.
func (p *Pair) Above(metric int) (above, of [2]int64) {
	set, r := p.sides[0].counts.spec.percentileOf(metric)
	var words [2][]uint32
	for i := range p.sides {
		words[i] = p.sides[i].words(set)
		for _, w := range words[i] {
			of[i] += int64(wordCount(uint64(w)))
		}
	}
	if of[0]+of[1] == 0 {
		return above, of
	}
	rank := int64(r.of(uint64(of[0] + of[1])))
	above = of
	for below := int64(0); below < rank; {
		next := uint64(1 << bucketBits)
		for i := range words {
			if len(words[i]) > 0 {
				next = min(next, wordBucket(uint64(words[i][0])))
			}
		}
		for i := range words {
			for len(words[i]) > 0 && wordBucket(uint64(words[i][0])) == next {
				n := int64(wordCount(uint64(words[i][0])))
				words[i] = words[i][1:]
				above[i] -= n
				below += n
			}
		}
	}
	return above, of
}

// percentileOf returns the number of the samples, and the rank, of a metric that
// is a percentile.
func (s *Spec) percentileOf(metric int) (set int, r rank) {
	c := s.metrics[metric].percentile
	for set := range s.samples {
		for _, p := range s.samples[set].percentiles {
			if p.at == c {
				return set, p.rank
			}
		}
	}
	panic("bug: " + s.metrics[metric].column.Name + " is no percentile")
}

// words are the numbers of one of the sampleSets, by bucket.
func (s *pairSide) words(set int) []uint32 {
	if s.cells == nil {
		return nil
	}
	samples := &s.counts.spec.samples[set]
	if getInt64(s.cells[samples.numbers:]) == 0 {
		return nil
	}
	return s.buckets[set].of(int(getInt64(s.cells[samples.at:])))
}

// KeyValues appends the values of the columns of a key that a Pair has to dst.
// They are views of the key.
func (s *Spec) KeyValues(dst []Value, key []byte) []Value {
	var scratch []byte
	for i, value := range splitKey(nil, s.keys, key, &scratch) {
		dst = append(dst, s.keys[i].value(value))
	}
	return dst
}

// KeyColumns are the columns of the keys.
func (s *Spec) KeyColumns() (list []Column) {
	for i := range s.keys {
		list = append(list, Column{Name: s.keys[i].name, Key: true, Kind: s.keys[i].valueKind()})
	}
	return list
}

// MetricColumn is the column of a metric by its number in the Question.
func (s *Spec) MetricColumn(metric int) Column { return s.metrics[metric].column }

// Span is the range of time of the records, if the question needs it.
func (c *Counts) Span() Span { return c.span }

// Spec is that of the Partials that were merged.
func (c *Counts) Spec() *Spec { return c.spec }
