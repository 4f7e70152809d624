package aggregate

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// appendAuto appends the range that a key which chooses its own step has seen,
// and the step.
func appendAuto(dst []byte, r autoRange, step clockStep) []byte {
	dst = appendText(dst, step.field)
	if !r.seen {
		return append(dst, 0)
	}
	dst = append(dst, 1)
	return binary.AppendVarint(binary.AppendVarint(dst, r.least), r.most)
}

func appendText(dst []byte, text string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(text))), text...)
}

// appendSpan appends the offsets of a span by size, each with its first instant,
// and the last instant of all with its offset. The first of all follows.
func appendSpan(dst []byte, s *Span) []byte {
	zones := slices.Clone(s.zones)
	slices.SortFunc(zones, func(a, b zone) int { return cmp.Compare(a.offset, b.offset) })
	dst = binary.AppendUvarint(dst, uint64(len(zones)))
	for _, z := range zones {
		dst = binary.AppendVarint(binary.AppendVarint(dst, int64(z.offset)), z.first)
	}
	if len(zones) == 0 {
		return dst
	}
	return binary.AppendVarint(binary.AppendVarint(dst, int64(s.Last.Offset)), s.Last.Nanos)
}

// appendRow appends the cells of a finished row, with what is kept of its sets
// and samples.
func appendRow(dst []byte, list []savedCell, cells []byte, kept *unfinished, row int) []byte {
	for i := range list {
		c := &list[i]
		if c.leftOut(cells) {
			continue
		}
		from := cells[c.at:]
		switch c.kind {
		case cellCount, cellStatus, cellHolds, cellNumbers:
			dst = binary.AppendUvarint(dst, uint64(getInt64(from)))
		case cellSum:
			dst = appendInt128(dst, getInt128(from))
		case cellSquares:
			dst = appendWide(dst, getWide(from))
		case cellMin, cellMax:
			dst = binary.AppendVarint(dst, getInt64(from))
		case cellFirst, cellLast:
			dst = appendInstant(dst, &c.cell, from)
		case cellDistinct:
			dst = kept.appendSet(dst, c.of, row)
		case cellSamples:
			dst = kept.appendSamples(dst, c.of, row)
		}
	}
	return dst
}

// wide is a number of 192 bits, low word first.
type wide [3]uint64

func getWide(b []byte) (w wide) {
	for i := range w {
		w[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return w
}

func putWide(b []byte, w wide) {
	for i := range w {
		binary.LittleEndian.PutUint64(b[8*i:], w[i])
	}
}

// appendWide appends a varint.
func appendWide(dst []byte, w wide) []byte {
	for w[0] >= 1<<7 || w[1]|w[2] != 0 {
		dst = append(dst, byte(w[0])|1<<7)
		w = wide{w[0]>>7 | w[1]<<57, w[1]>>7 | w[2]<<57, w[2] >> 7}
	}
	return append(dst, byte(w[0]))
}

// appendInt128 appends a varint with the sign in the lowest bit.
func appendInt128(dst []byte, v Int128) []byte {
	sign := uint64(v.Hi >> 63)
	return appendWide(dst, wide{v.Lo<<1 ^ sign, uint64(v.Hi)<<1 ^ v.Lo>>63 ^ sign})
}

// int128 is the inverse, but for the varint.
func (w wide) int128() Int128 {
	sign := -(w[0] & 1)
	return Int128{Hi: int64(w[1]>>1 ^ sign), Lo: (w[0]>>1 | w[1]<<63) ^ sign}
}

// appendInstant appends whether there is an instant, its seconds and the rest in
// nanoseconds, and its offset.
func appendInstant(dst []byte, c *cell, from []byte) []byte {
	nanos := getInt64(from)
	if nanos == int64(c.fresh(nil)[0]) {
		return append(dst, 0)
	}
	seconds := floorDiv(nanos, 1e9)
	dst = binary.AppendVarint(append(dst, 1), seconds)
	dst = binary.AppendUvarint(dst, uint64(nanos-seconds*1e9))
	return binary.AppendVarint(dst, getInt64(from[8:]))
}

// appendSet appends the different values of a row: twice their number and each
// as eight bytes, rising, or 1 and the registers of a sketch.
func (u *unfinished) appendSet(dst []byte, set, row int) []byte {
	var hashes []uint64
	if u.row != nil {
		s := &u.row.sets[set]
		if s.sketch != nil {
			return appendRegisters(dst, s.sketch)
		}
		hashes = s.members()
		slices.Sort(hashes)
	} else {
		k := &u.sets[set]
		if sketch := k.sketches[row]; sketch != nil {
			return appendRegisters(dst, sketch)
		}
		hashes = of(k.hashes, k.ends, row)
	}
	dst = binary.AppendUvarint(dst, uint64(len(hashes))<<1)
	for _, hash := range hashes {
		dst = binary.BigEndian.AppendUint64(dst, hash)
	}
	return dst
}

// appendSamples appends the number of buckets with numbers, and of each how far
// it is from the one before, and how many numbers it has.
func (u *unfinished) appendSamples(dst []byte, set, row int) []byte {
	var buckets []byte
	n, last := uint64(0), uint64(0)
	add := func(bucket, count uint64) {
		buckets = binary.AppendUvarint(binary.AppendUvarint(buckets, bucket-last), count)
		n, last = n+1, bucket
	}
	if u.row != nil {
		for bucket, count := range u.row.all[set] {
			if count > 0 {
				add(uint64(bucket), count)
			}
		}
	} else {
		k := &u.samples[set]
		for bucket, count := range eachBucket(of(k.words, k.ends, row)) {
			add(bucket, count)
		}
	}
	return append(binary.AppendUvarint(dst, n), buckets...)
}
