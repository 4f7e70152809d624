package aggregate

import (
	"encoding/binary"
	"math/bits"

	"github.com/axiomhq/hyperloglog"
	"github.com/cespare/xxhash/v2"
)

// How many different values a question has seen is exact up to a bound and an
// estimate beyond it. Which of the two it is depends on the set of values
// alone, never on how the records were dealt out to workers: a worker changes
// to a sketch only when its own set is over the bound, which the union then is
// as well; the registers of a sketch are maxima, so any order of merging gives
// the same ones.
//
// A value stands in a set as a 64-bit hash that is the same in every process,
// so that a set can become a sketch without the values. Two of n values share
// a hash with a chance of n^2/2^65: one in thirty million at a million values.
const (
	// distinctRows is the bound of a question without keys.
	distinctRows = 1 << 20

	// distinctGroup is the bound of one row of a question with keys: as many
	// hashes as a sketch has bytes.
	distinctGroup = 2048

	// SketchError is the standard error of the estimate: 1.04/sqrt(2^14).
	SketchError = 0.0081
)

// hashValue is the hash of a value, the same in every process; nil is 0.
func hashValue(value []byte) uint64 {
	if value == nil {
		return 0
	}
	return xxhash.Sum64(value)
}

// hashPair is the hash of two hashes, in order. The last steps are those of
// MurmurHash3's finalizer.
func hashPair(a, b uint64) uint64 {
	h := bits.RotateLeft64(a, 23)*0x9E3779B97F4A7C15 ^ b
	h = (h ^ h>>33) * 0xFF51AFD7ED558CCD
	h = (h ^ h>>33) * 0xC4CEB9FE1A85EC53
	return h ^ h>>33
}

// hashSet is a set of hashes up to distinctRows and a sketch beyond. The zero
// value is empty. A set of many hashes is larger than a cache: those added are
// collected and looked up together, so that the misses overlap. flush must be
// called before anything else is asked of the set.
type hashSet struct {
	slots   []uint64 // open addressing; 0 is empty
	n       int
	zero    bool // 0 is a member, counted in n
	sketch  *hyperloglog.Sketch
	pending []uint64
	warm    uint64 // keeps the compiler from dropping the loads of flush
}

func (s *hashSet) add(hash uint64) {
	if s.pending == nil {
		s.pending = make([]uint64, 0, pendingKeys)
	}
	if len(s.pending) == cap(s.pending) {
		s.flush()
	}
	s.pending = append(s.pending, hash)
}

// flush makes members of the hashes that are pending.
func (s *hashSet) flush() {
	if s.sketch == nil && len(s.slots) > 0 {
		mask := uint64(len(s.slots) - 1)
		for _, hash := range s.pending {
			s.warm += s.slots[hash&mask]
		}
	}
	for _, hash := range s.pending {
		s.insert(hash)
	}
	s.pending = s.pending[:0]
}

func (s *hashSet) insert(hash uint64) {
	switch {
	case s.sketch != nil:
		s.sketch.InsertHash(hash)
		return
	case hash == 0:
		if !s.zero {
			s.zero = true
			s.n++
		}
	default:
		s.insertSlot(hash)
	}
	if s.n > distinctRows {
		s.toSketch()
	}
}

func (s *hashSet) insertSlot(hash uint64) {
	if 4*(s.n+1) > 3*len(s.slots) {
		old := s.slots
		s.slots = make([]uint64, max(minIndex, 2*len(old)))
		clear(s.slots) // as in part.grow
		for _, h := range old {
			if h != 0 {
				s.slots[s.place(h)] = h
			}
		}
	}
	if i := s.place(hash); s.slots[i] == 0 {
		s.slots[i] = hash
		s.n++
	}
}

// place is where hash is, or belongs.
func (s *hashSet) place(hash uint64) int {
	mask := len(s.slots) - 1
	i := int(hash) & mask
	for s.slots[i] != 0 && s.slots[i] != hash {
		i = (i + 1) & mask
	}
	return i
}

func (s *hashSet) toSketch() {
	sketch := hyperloglog.NewNoSparse()
	for _, h := range s.slots {
		if h != 0 {
			sketch.InsertHash(h)
		}
	}
	if s.zero {
		sketch.InsertHash(0)
	}
	s.slots, s.n, s.zero, s.sketch = nil, 0, false, sketch
}

// merge adds the members of other to s. Both must be flushed.
func (s *hashSet) merge(other *hashSet) {
	if other.sketch != nil {
		if s.sketch == nil {
			s.toSketch()
		}
		mergeSketch(s.sketch, other.sketch)
		return
	}
	for _, h := range other.slots {
		if h != 0 {
			s.insert(h)
		}
	}
	if other.zero {
		s.insert(0)
	}
}

// result is the number of members as distinct cells hold it.
func (s *hashSet) result() uint64 {
	if s.sketch != nil {
		return estimate(s.sketch)
	}
	return exactly(uint64(s.n))
}

// A finished distinct cell holds twice the number, and one more if it is an
// estimate.
func exactly(n uint64) uint64 { return n << 1 }

func isEstimate(result uint64) bool { return result&1 != 0 }

func estimate(s *hyperloglog.Sketch) uint64 { return s.Estimate()<<1 | 1 }

func mergeSketch(dst, src *hyperloglog.Sketch) {
	if err := dst.Merge(src); err != nil {
		panic("bug: sketches of different precision: " + err.Error())
	}
}

// groupSets holds the values seen by one worker for the rows of a table: pairs
// of a row's hash and a value's hash, in a table of their own without cells,
// and a sketch for each row with more than distinctGroup values. While a row
// is counted, its distinct cell holds the number of its pairs in the lower
// half and the number of its sketch, from 1, in the upper.
type groupSets struct {
	at       int // first byte of the cell
	input    int // first word of the input
	pairs    *table
	sketches []groupSketch
	numbers  map[uint64]int // of a group's sketch, from 1
}

type groupSketch struct {
	group  uint64
	sketch *hyperloglog.Sketch
}

const pairSize = 16

// newPairs returns an empty table of pairs.
func newPairs() *table { return newTable(nil) }

// add counts a value for the row of a group.
func (g *groupSets) add(row []byte, group, value uint64) {
	cell := binary.LittleEndian.Uint64(row[g.at:])
	if number := cell >> 32; number != 0 {
		g.sketches[number-1].sketch.InsertHash(value)
		return
	}
	if !addPair(g.pairs, group, value) {
		return
	}
	cell++
	if cell > distinctGroup {
		cell |= uint64(g.number(group)) << 32
	}
	binary.LittleEndian.PutUint64(row[g.at:], cell)
}

// addSketch counts the values of a sketch for the row of a group.
func (g *groupSets) addSketch(row []byte, group uint64, s *hyperloglog.Sketch) {
	number := g.number(group)
	mergeSketch(g.sketches[number-1].sketch, s)
	pairs := binary.LittleEndian.Uint32(row[g.at:])
	binary.LittleEndian.PutUint64(row[g.at:], uint64(number)<<32|uint64(pairs))
}

// number returns the number of the group's sketch: the one that it had in a
// table set aside, or a new one.
func (g *groupSets) number(group uint64) int {
	number := g.numbers[group]
	if number == 0 {
		if g.numbers == nil {
			g.numbers = make(map[uint64]int)
		}
		g.sketches = append(g.sketches, groupSketch{group, hyperloglog.NewNoSparse()})
		number = len(g.sketches)
		g.numbers[group] = number
	}
	return number
}

// addPair reports whether the pair is new. Pairs of one group lie in the part
// of the table that the group's own row lies in.
func addPair(pairs *table, group, value uint64) bool {
	var key [pairSize]byte
	binary.LittleEndian.PutUint64(key[:], group)
	binary.LittleEndian.PutUint64(key[8:], value)
	const partMask = uint32(partCount-1) << (32 - partBits)
	hash := tag(group)&partMask | uint32(hashPair(group, value))&^partMask
	_, isNew := pairs.add(hash, key[:])
	return isNew
}

func cutPair(key []byte) (group, value uint64) {
	return binary.LittleEndian.Uint64(key), binary.LittleEndian.Uint64(key[8:])
}

// finishGroups counts the values of each group of one part: the pairs of all
// workers, united, and their sketches. The results are as distinct cells hold
// them. large is the sketches of the groups that have one.
func finishGroups(pairs *part, sketches []groupSketch) (counts map[uint64]uint64, large map[uint64]*hyperloglog.Sketch) {
	counts = make(map[uint64]uint64)
	for _, row := range pairs.each(0) {
		group, _ := cutPair(rowKey(row, 0))
		counts[group]++
	}
	large = make(map[uint64]*hyperloglog.Sketch)
	for _, s := range sketches {
		if large[s.group] == nil {
			large[s.group] = s.sketch
		} else {
			mergeSketch(large[s.group], s.sketch)
		}
	}
	for group, n := range counts {
		if n > distinctGroup && large[group] == nil {
			large[group] = hyperloglog.NewNoSparse()
		}
		counts[group] = exactly(n)
	}
	if len(large) == 0 {
		return counts, nil
	}
	for _, row := range pairs.each(0) {
		group, value := cutPair(rowKey(row, 0))
		if s := large[group]; s != nil {
			s.InsertHash(value)
		}
	}
	for group, s := range large {
		counts[group] = estimate(s)
	}
	return counts, large
}

// sketchHead is in front of the registers in what a sketch is written as: the
// version of that, the precision, two of which dense ones have 0, and how many
// registers there are.
const sketchHead = "\x02\x0e\x00\x00\x00\x00\x40\x00"

// appendRegisters appends 1 and the registers of a sketch.
func appendRegisters(dst []byte, s *hyperloglog.Sketch) []byte {
	dst = append(dst, 1)
	from := len(dst)
	dst, err := s.AppendBinary(dst)
	if err != nil || string(dst[from:from+len(sketchHead)]) != sketchHead {
		panic("bug: a sketch of another form")
	}
	return append(dst[:from], dst[from+len(sketchHead):]...)
}

// sketchOf returns the sketch that has these registers.
func sketchOf(registers []byte) (*hyperloglog.Sketch, error) {
	s := new(hyperloglog.Sketch)
	if err := s.UnmarshalBinary(append([]byte(sketchHead), registers...)); err != nil {
		return nil, damaged("the registers are those of no sketch")
	}
	return s, nil
}
