package parser

// A Record is one parsed line: for each slot of a FieldSet the place of its
// value in the line or in the Record's own scratch. Values that the log does
// not hold as they are asked for (routes, buckets, clocks) are made when they
// are first asked for, so that a record that a filter drops costs nothing.
//
// A Record belongs to one goroutine. It is filled by Parser.Parse.
type Record struct {
	set   *FieldSet
	by    *binding // of the parser that filled it last, or nil
	line  []byte
	spans []span // by slot: those of the set, the dump, and those of the binding alone

	// scratch holds the values made for the lines of one chunk, one after
	// another. It only grows until Reset, and growing copies: views taken
	// earlier keep pointing to the old bytes.
	scratch []byte
	memo    []memo // by slot: the value last made from a clock

	// numbers holds the whole numbers read from the line, by slot: a report of
	// many tables asks each line's status a dozen times.
	numbers []number
	lines   int64 // begun so far; the number of the present one

	file  int // slot of "file", or -1
	name  []byte
	watch watch
	bots  map[string]string // agents already looked up

	places []int // of the groups of an expression

	inner *Record // of the line as one of its format, for a pattern within it; or nil
}

// span is a piece of the line, lo <= hi, or a piece of the scratch, marked by
// inScratch, or one of absent and pending. It has no pointer, so that filling
// a Record never meets the garbage collector's write barrier.
type span struct{ lo, hi uint32 }

// number is a whole number and the line that it was read from.
type number struct {
	line  int64
	value int64
	ok    bool
}

// memo is the span of the value last put into the scratch for a key, which is
// good until Reset.
type memo struct {
	key int64
	at  span
	set bool
}

const (
	inScratch = 1 << 31 // in lo; lo is then greater than any hi

	maxLine    = 1<<31 - 1 // bytes; a longer line is rejected
	minScratch = 1 << 12   // bytes: the values of some lines
	maxScratch = 1 << 28   // bytes; beyond, a fresh scratch is begun between two lines
)

const (
	absentLo  = 1<<32 - 1
	pendingLo = 1<<32 - 2
)

var (
	absent  = span{absentLo, 0}  // no value
	pending = span{pendingLo, 0} // to be derived when asked for
)

// NewRecord returns a Record for the fields of set, to which nothing may be
// added from now on. Before the first line, call Reset.
func NewRecord(set *FieldSet) *Record {
	r := &Record{
		set:     set,
		numbers: make([]number, set.Len()),
		scratch: make([]byte, 0, minScratch),
		file:    set.slot("file"),
		watch:   watch{zone: NewZoneClock(set.zone)},
	}
	r.grow(set.Len() + 1)
	r.Reset("")
	return r
}

// grow makes room for so many slots.
func (r *Record) grow(slots int) {
	if n := slots - len(r.spans); n > 0 {
		r.spans = append(r.spans, make([]span, n)...)
		r.memo = append(r.memo, make([]memo, n)...)
	}
}

// Reset prepares r for the lines of a chunk of the named file, which is the
// value of the field "file". All views taken from r die: the scratch is used
// again.
func (r *Record) Reset(file string) {
	if string(r.name) != file {
		r.name = []byte(file)
	}
	r.line = nil
	r.lines++
	r.scratch = r.scratch[:0]
	r.renew()
	if r.inner != nil {
		r.inner.Reset(file)
	}
}

// renew makes r forget what the scratch held.
func (r *Record) renew() {
	for i := range r.spans {
		r.spans[i] = absent
	}
	clear(r.memo)
	if r.file >= 0 {
		r.spans[r.file] = r.put(r.name)
	}
}

// begin takes line as the one that r is about, for a parser that is bound by
// b.
func (r *Record) begin(line []byte, b *binding) {
	if r.by != b {
		r.adopt(b)
	}
	r.line = line
	r.lines++
	if len(r.scratch) > maxScratch {
		r.scratch = nil
		r.renew()
	}
}

// adopt makes r one that a parser bound by b fills. Views taken stay valid.
func (r *Record) adopt(b *binding) {
	if r.by == nil || r.by.notation != b.notation {
		r.watch = watch{zone: r.watch.zone}
	}
	r.by = b
	r.grow(b.spans())
	for i := range r.spans {
		if i != r.file {
			r.spans[i] = absent
		}
	}
	clear(r.memo[r.set.Len():]) // those slots are the binding's own
}

// room returns room for so many places of groups, which r keeps.
func (r *Record) room(places int) []int {
	if len(r.places) < places {
		r.places = make([]int, places)
	}
	return r.places[:places]
}

// end lets the values that are made of others be made when they are asked for.
func (r *Record) end(b *binding) {
	for _, slot := range b.lazy {
		r.spans[slot] = pending
	}
}

// Bytes returns the value in the slot: nil if it is absent, empty but not nil
// if it is there and empty. The view is valid until Reset.
func (r *Record) Bytes(slot int) []byte {
	s := r.spans[slot]
	if s.lo <= s.hi {
		return r.line[s.lo:s.hi:s.hi]
	}
	return r.made(slot)
}

// made returns the value in a slot that is not a piece of the line.
func (r *Record) made(slot int) []byte {
	s := r.spans[slot]
	if s == pending {
		m := &r.by.makings[slot]
		s = m.derive(r, slot, m.from)
		r.spans[slot] = s
	}
	switch {
	case s == absent:
		return nil
	case s.lo <= s.hi:
		return r.line[s.lo:s.hi:s.hi]
	}
	return r.scratch[s.lo&^inScratch : s.hi : s.hi]
}

// put copies value into the scratch.
func (r *Record) put(value []byte) span {
	lo := len(r.scratch)
	r.scratch = append(r.scratch, value...)
	return r.since(lo)
}

// putString is put for a string.
func (r *Record) putString(value string) span {
	lo := len(r.scratch)
	r.scratch = append(r.scratch, value...)
	return r.since(lo)
}

// since returns the span of what was appended to the scratch from lo on: none
// of more than a span can say, which takes lines of hundreds of megabytes.
func (r *Record) since(lo int) span {
	if len(r.scratch) >= inScratch {
		r.scratch = r.scratch[:lo]
		return absent
	}
	return span{uint32(lo) | inScratch, uint32(len(r.scratch))}
}

// part returns the span of value, which is a piece of the value in slot from,
// offset bytes behind its start.
func (r *Record) part(from, offset, length int) span {
	s := r.spans[from]
	lo := s.lo + uint32(offset)
	return span{lo, lo&^inScratch + uint32(length)}
}

// Integer returns the value of an Integer field; false if it is absent, or no
// whole number that an int64 holds.
func (r *Record) Integer(slot int) (int64, bool) {
	n := &r.numbers[slot]
	if n.line != r.lines {
		n.value, n.ok = ParseInteger(r.Bytes(slot))
		n.line = r.lines
	}
	return n.value, n.ok
}

// Decimal returns the value in the slot as a number in units of 1e-9,
// whatever the kind of its field; false if it is absent, not a number, or
// outside an int64. Digits beyond the ninth decimal are rounded.
func (r *Record) Decimal(slot int) (int64, bool) { return ParseDecimal(r.Bytes(slot)) }

// Instant returns the instant of the field time, which must be in the set,
// or a field derived from it. A time that no calendar has is not Valid.
func (r *Record) Instant() Stamp {
	if r.by == nil || r.by.time < 0 {
		return Stamp{}
	}
	return r.watch.read(r.Bytes(r.by.time), r.by.notation)
}
