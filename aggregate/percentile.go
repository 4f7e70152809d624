package aggregate

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"wf/internal/parallel"
	"wf/parser"
)

// A percentile is the nearest rank: pNN is the least number such that NN % of
// all are not above it. It is read off counts by bucket, as the middle of the
// bucket with that rank, within the row's least and greatest number; so it
// depends on the numbers alone, never on their order.

// rank is the part of the numbers that are not above a percentile.
type rank struct{ num, den uint64 }

// maxRankDigits keeps the part and the count of an int64 within 128 bits.
const maxRankDigits = 9

// parseRank reads the digits of pNN: those behind the second are decimals.
func parseRank(digits, field string) (rank, error) {
	significant := strings.TrimRight(digits, "0")
	switch {
	case len(digits) < 2:
		return rank{}, fmt.Errorf("a percentile has two digits or more: p0%s_%[2]s, p%[1]s0_%[2]s", digits, field)
	case len(digits) > maxRankDigits:
		return rank{}, fmt.Errorf("a percentile has %d digits at most", maxRankDigits)
	case significant == "":
		return rank{}, fmt.Errorf("the least number is min_%s", field)
	case significant == "1" && len(digits) > 2:
		return rank{}, fmt.Errorf("the greatest number is max_%s", field)
	}
	r := rank{den: 1}
	for _, c := range significant {
		r.num, r.den = 10*r.num+uint64(c-'0'), 10*r.den
	}
	return r, nil
}

// of returns the rank among n numbers, from 1 to n; n is not 0.
func (r rank) of(n uint64) uint64 {
	hi, lo := bits.Mul64(n, r.num)
	lo, carry := bits.Add64(lo, r.den-1, 0)
	quotient, _ := bits.Div64(hi+carry, lo, r.den)
	return quotient
}

// percentileDigits returns the digits of the first part of pNN_F.
func percentileDigits(prefix string) (string, bool) {
	digits, ok := strings.CutPrefix(prefix, "p")
	if !ok || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	return digits, true
}

// IsPercentile reports whether a metric is one: pNN_F.
func IsPercentile(name string) bool {
	prefix, field, ok := strings.Cut(name, "_")
	digits, isPercentile := percentileDigits(prefix)
	_, err := parseRank(digits, field)
	return ok && isPercentile && err == nil
}

// sampleSet is what all percentiles of a field share.
type sampleSet struct {
	at          int // first byte of the cell that is for samples
	input       int // first word of the input
	numbers     int // first bytes of the cells that count the numbers,
	least, most int // and hold the least and the greatest
	percentiles []percentile
}

// percentile is one of them. Its cell is filled by the merge.
type percentile struct {
	at   int
	rank rank
}

// percentileMetric compiles pNN_F.
func (s *Spec) percentileMetric(name, digits, field string, set *parser.FieldSet) (metric, error) {
	r, err := parseRank(digits, field)
	if err != nil {
		return metric{}, err
	}
	n, err := s.number(field, set)
	if err != nil {
		return metric{}, err
	}
	numbers := s.cell(cell{kind: cellNumbers, input: n.input})
	at := s.cell(cell{kind: cellPercentile, input: n.input, rank: r})
	samples := s.sampleSet(n.input)
	if !slices.ContainsFunc(samples.percentiles, func(p percentile) bool { return p.at == at }) {
		samples.percentiles = append(samples.percentiles, percentile{at, r})
	}
	column := Column{Name: name, Kind: n.kind, Unit: n.unit, Approx: true, Error: PercentileError}
	m := numberColumn(column, numbers, func(cells []byte) Int128 { return Int(getInt64(cells[at:])) })
	m.percentile = at
	return m, nil
}

// sampleSet returns the samples of an input, adding them if there are none.
func (s *Spec) sampleSet(input int) *sampleSet {
	for i := range s.samples {
		if s.samples[i].input == input {
			return &s.samples[i]
		}
	}
	s.samples = append(s.samples, sampleSet{
		at:      s.cell(cell{kind: cellSamples, input: input}),
		input:   input,
		numbers: s.cell(cell{kind: cellNumbers, input: input}),
		least:   s.cell(cell{kind: cellMin, input: input}),
		most:    s.cell(cell{kind: cellMax, input: input}),
	})
	return &s.samples[len(s.samples)-1]
}

// finish puts the percentiles into the cells of a row that has numbers. bucket
// returns the bucket of a rank.
func (set *sampleSet) finish(cells []byte, bucket func(rank uint64) uint64) {
	n := uint64(getInt64(cells[set.numbers:]))
	if n == 0 {
		return
	}
	least, most := getInt64(cells[set.least:]), getInt64(cells[set.most:])
	for _, p := range set.percentiles {
		middle := bucketMiddle(bucket(p.rank.of(n)))
		putInt64(cells[p.at:], min(max(middle, least), most))
	}
}

// bucket returns the bucket of a rank.
func (h histogram) bucket(rank uint64) uint64 {
	var sum uint64
	for bucket, n := range h {
		if sum += n; sum >= rank {
			return uint64(bucket)
		}
	}
	panic("bug: fewer numbers were counted by bucket")
}

// bucketOfRank is the same for words of one row in the order of their buckets.
func bucketOfRank(words []uint32, rank uint64) uint64 {
	var sum uint64
	for _, word := range words {
		if sum += wordCount(uint64(word)); sum >= rank {
			return wordBucket(uint64(word))
		}
	}
	panic("bug: fewer numbers were counted by bucket")
}

// takenSamples are the samples that a Partial has in work, for each of the
// sampleSets and by part.
type takenSamples [][]sampleList

// takeSamples takes those of all partials, in so many parts.
func takeSamples(partials []*Partial, parts, workers int) []takenSamples {
	taken, _ := parallel.Map(workers, partials, func(p *Partial) (taken takenSamples, _ error) {
		for set := range p.counts {
			taken = append(taken, p.counts[set].take(parts))
		}
		return taken, nil
	})
	return taken
}

// finishSamples puts the percentiles of one set into the rows of a part, given
// the sorted words of its rows, and where those of each end.
func (c *Counts) finishSamples(set *sampleSet, all []uint32, ends []int, rows *part) {
	number, from := 0, 0
	for _, row := range rows.each(c.width) {
		words := all[from:ends[number]]
		set.finish(rowCells(row), func(rank uint64) uint64 { return bucketOfRank(words, rank) })
		from = ends[number]
		if c.spec.sided {
			putInt64(rowCells(row)[set.at:], int64(number))
		}
		number++
	}
	if c.spec.sided {
		rows.samples = append(rows.samples, rowSamples{all, ends})
	}
}
