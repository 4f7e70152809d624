package aggregate

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"wf/parser"
)

// A BodyError says what is wrong with a body that Load was given.
type BodyError struct {
	Text string
}

func (e *BodyError) Error() string { return e.Text }

// damaged is the error for what no Save has written.
func damaged(format string, args ...any) error { return &BodyError{fmt.Sprintf(format, args...)} }

// Load adds a body, which Save wrote for an equal Question, to p, and leaves r
// behind it. An error, mostly a *BodyError, else what r said, leaves p useless.
// What is allocated follows from what was read, whatever a body says of
// itself, and p keeps within its Memory as it does with records.
func (p *Partial) Load(r *bufio.Reader) error {
	p.Flush()
	b := &bodyReader{p: p, r: r}
	if err := b.readHead(); err != nil {
		return err
	}
	for {
		more, err := b.readBlock()
		if err != nil {
			return err
		}
		if !more {
			return b.readEnd()
		}
		if err := b.loadRows(); err != nil {
			return err
		}
	}
}

// bodyReader reads one body into a Partial.
type bodyReader struct {
	p     *Partial
	r     *bufio.Reader
	rest  []byte // of a block
	block []byte
	rows  uint64
	last  []byte // the key of the row before
	key   []byte
	cells []byte // of a row
	step  clockStep
	finer bool // rows are to be brought to the step of p
}

// readBlock reads the next block. It is false at the end mark.
func (b *bodyReader) readBlock() (bool, error) {
	size, err := binary.ReadUvarint(b.r)
	if err != nil {
		return false, b.readError(err)
	}
	if size > maxBlock {
		return false, damaged("a block of %d bytes", size)
	}
	b.block = b.block[:0]
	for n := int(size); n > 0; {
		from := len(b.block)
		part := min(n, max(savedBlock, from)) // twice what has come
		b.block = append(b.block, make([]byte, part)...)
		if _, err := io.ReadFull(b.r, b.block[from:]); err != nil {
			return false, b.readError(err)
		}
		n -= part
	}
	b.rest = b.block
	return size > 0, nil
}

// maxBlock is the most bytes of a block.
const maxBlock = 1 << 30

func (b *bodyReader) readError(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return damaged("it ends too early")
	}
	return err
}

func (b *bodyReader) readHead() error {
	if _, err := b.readBlock(); err != nil {
		return err
	}
	if want := b.p.spec.bodyHead(); want != string(b.rest) {
		return damaged("it counts something else:\n%s\nnot\n%s", b.rest, want)
	}
	if _, err := b.readBlock(); err != nil {
		return err
	}
	if b.p.spec.auto != nil {
		if err := b.readAuto(); err != nil {
			return err
		}
	}
	filtered, err := b.count()
	if err != nil {
		return err
	}
	b.p.filtered += filtered
	if err := b.readSpan(); err != nil {
		return err
	}
	if len(b.rest) > 0 {
		return damaged("%d bytes too many in front of the rows", len(b.rest))
	}
	return nil
}

func (b *bodyReader) readEnd() error {
	rows, err := binary.ReadUvarint(b.r)
	if err != nil {
		return b.readError(err)
	}
	if rows != b.rows {
		return damaged("%d rows of %d", b.rows, rows)
	}
	return nil
}

// readAuto reads the range and the step of a key that chooses its own, and
// widens those of p.
func (b *bodyReader) readAuto() error {
	p := b.p
	name, err := b.text()
	if err != nil {
		return err
	}
	known := false
	for _, step := range p.spec.auto.steps {
		if step.field == string(name) {
			b.step, known = step, true
		}
	}
	if !known {
		return damaged("a step %q", name)
	}
	seen, err := b.count()
	if err != nil {
		return err
	}
	if seen == 0 {
		return nil
	}
	least, err := b.signed()
	if err != nil {
		return err
	}
	most, err := b.signed()
	if err != nil {
		return err
	}
	if least > most {
		return damaged("a range that ends before it begins")
	}
	p.auto.add(least)
	p.auto.add(most)
	if step := p.spec.auto.step(p.auto, p.step, p.zone); step.seconds > p.step.seconds {
		p.coarsen(step)
	}
	if b.step.seconds > p.step.seconds {
		return damaged("steps of %s, which are longer than the range asks for", b.step.field)
	}
	b.finer = b.step.seconds < p.step.seconds
	return nil
}

func (b *bodyReader) readSpan() error {
	n, err := b.count()
	if err != nil {
		return err
	}
	for range n {
		offset, err := b.signed()
		if err != nil {
			return err
		}
		first, err := b.signed()
		if err != nil {
			return err
		}
		b.p.span.Add(parser.Stamp{Nanos: first, Offset: int32(offset), Valid: true})
	}
	if n == 0 {
		return nil
	}
	offset, err := b.signed()
	if err != nil {
		return err
	}
	last, err := b.signed()
	if err != nil {
		return err
	}
	b.p.span.Add(parser.Stamp{Nanos: last, Offset: int32(offset), Valid: true})
	return nil
}

// loadRows adds the rows of a block.
func (b *bodyReader) loadRows() error {
	p := b.p
	b.key = b.key[:0]
	for len(b.rest) > 0 {
		if err := b.readKey(); err != nil {
			return err
		}
		if len(p.spec.keys) == 0 {
			if err := b.loadRow(p.row, 0); err != nil {
				return err
			}
			p.flushSets()
		} else {
			key := b.key
			if b.finer {
				key = p.cutKey(b.key)
			}
			hash := p.spec.hash(key)
			row, _ := p.table.add(tag(hash), key)
			if err := b.loadRow(rowCells(row), hash); err != nil {
				return err
			}
			if p.bytes() > p.budget {
				p.setAside()
			}
		}
		b.rows++
	}
	return nil
}

// readKey reads the key of a row.
func (b *bodyReader) readKey() error {
	shared := int(b.rest[0])
	b.rest = b.rest[1:]
	if shared > len(b.key) {
		return damaged("a key takes over %d bytes of %d", shared, len(b.key))
	}
	suffix, err := b.text()
	if err != nil {
		return err
	}
	b.key = append(b.key[:shared], suffix...)
	if b.rows > 0 && bytes.Compare(b.last, b.key) >= 0 {
		return damaged("keys that do not rise")
	}
	b.last = append(b.last[:0], b.key...)
	return nil
}

// cutKey returns a key cut to the step of p.
func (p *Partial) cutKey(key []byte) []byte {
	var scratch []byte
	var clock [clockSize]byte
	keys := p.spec.keys
	values := splitKey(nil, keys, key, &scratch)
	for i, value := range values {
		if keys[i].auto && value != nil {
			values[i] = p.cutClock(clock[:0], parser.ClockNanos(value))
		}
	}
	return joinKey(nil, keys, values)
}

// loadRow reads the cells of a row and adds them to those of p.
func (b *bodyReader) loadRow(to []byte, hash uint64) error {
	s := b.p.spec
	b.cells = append(b.cells[:0], newCells(s)...)
	for i := range s.cells {
		c := &s.cells[i]
		if !c.saved() || c.numbered() && getInt64(b.cells[s.numbersOf(c):]) == 0 {
			continue
		}
		if err := b.loadCell(c, to, hash); err != nil {
			return err
		}
	}
	combine(s.cells, to, b.cells)
	return nil
}

func (b *bodyReader) loadCell(c *cell, to []byte, hash uint64) error {
	at := b.cells[c.at:]
	switch c.kind {
	case cellCount, cellStatus, cellHolds, cellNumbers:
		n, err := b.count()
		putInt64(at, n)
		return err
	case cellSum:
		lo, hi, _, err := b.wide()
		sign := -(lo & 1)
		putInt128(at, Int128{Hi: int64(hi>>1 ^ sign), Lo: (lo>>1 | hi<<63) ^ sign})
		return err
	case cellSquares:
		lo, mid, hi, err := b.wide()
		binary.LittleEndian.PutUint64(at, lo)
		binary.LittleEndian.PutUint64(at[8:], mid)
		binary.LittleEndian.PutUint64(at[16:], hi)
		return err
	case cellMin, cellMax:
		v, err := b.signed()
		putInt64(at, v)
		return err
	case cellFirst, cellLast:
		return b.loadInstant(at)
	case cellDistinct:
		return b.loadSet(b.p.spec.setAt(c.at), to, hash)
	case cellSamples:
		return b.loadSamples(b.p.spec.samplesAt(c.at), to, hash)
	}
	return nil
}

func (b *bodyReader) loadInstant(at []byte) error {
	there, err := b.count()
	if err != nil || there == 0 {
		return err
	}
	seconds, err := b.signed()
	if err != nil {
		return err
	}
	rest, err := b.count()
	if err != nil {
		return err
	}
	offset, err := b.signed()
	if err != nil {
		return err
	}
	putInt64(at, seconds*1e9+rest)
	putInt64(at[8:], offset)
	return nil
}

func (b *bodyReader) loadSet(set int, to []byte, hash uint64) error {
	n, err := b.count()
	if err != nil {
		return err
	}
	p := b.p
	if n == 1 {
		if len(b.rest) < sketchSize {
			return damaged("a sketch of %d registers", len(b.rest))
		}
		sketch, err := readRegisters(b.rest[:sketchSize])
		if err != nil {
			return err
		}
		b.rest = b.rest[sketchSize:]
		if p.row != nil {
			p.sets[set].merge(&hashSet{sketch: sketch})
		} else {
			g := &p.groups[set]
			number := g.number(hash)
			mergeSketch(g.sketches[number-1].sketch, sketch)
			putInt64(to[g.at:], getInt64(to[g.at:])&(1<<32-1)|int64(number)<<32)
		}
		return nil
	}
	if n /= 2; n > int64(len(b.rest)/8) {
		return damaged("%d values in %d bytes", n, len(b.rest))
	}
	for range n {
		value := binary.BigEndian.Uint64(b.rest)
		b.rest = b.rest[8:]
		if p.row != nil {
			p.sets[set].insert(value)
		} else {
			p.groups[set].add(to, hash, value)
		}
	}
	return nil
}

func (b *bodyReader) loadSamples(set int, to []byte, hash uint64) error {
	n, err := b.count()
	if err != nil {
		return err
	}
	bucket := int64(0)
	for range n {
		step, err := b.count()
		if err != nil {
			return err
		}
		count, err := b.count()
		if err != nil {
			return err
		}
		if bucket += step; bucket >= bucketCount {
			return damaged("a bucket %d", bucket)
		}
		if b.p.row != nil {
			b.p.all[set].add(uint64(bucket), uint64(count))
		} else {
			b.p.counts[set].load(to, hash, uint64(bucket), uint64(count))
		}
	}
	return nil
}

// count reads a number that is not negative.
func (b *bodyReader) count() (int64, error) {
	v, n := binary.Uvarint(b.rest)
	if n <= 0 || int64(v) < 0 {
		return 0, damaged("a number that is none")
	}
	b.rest = b.rest[n:]
	return int64(v), nil
}

func (b *bodyReader) signed() (int64, error) {
	v, n := binary.Varint(b.rest)
	if n <= 0 {
		return 0, damaged("a number that is none")
	}
	b.rest = b.rest[n:]
	return v, nil
}

// wide reads a varint of 192 bits.
func (b *bodyReader) wide() (lo, mid, hi uint64, err error) {
	for shift := uint(0); shift < 192; shift += 7 {
		if len(b.rest) == 0 {
			break
		}
		part := uint64(b.rest[0])
		b.rest = b.rest[1:]
		digit := part & (1<<7 - 1)
		switch place := shift % 64; shift / 64 {
		case 0:
			lo |= digit << place
			mid |= digit >> (64 - place)
		case 1:
			mid |= digit << place
			hi |= digit >> (64 - place)
		case 2:
			hi |= digit << place
		}
		if part < 1<<7 {
			return lo, mid, hi, nil
		}
	}
	return 0, 0, 0, damaged("a number that is none")
}

func (b *bodyReader) text() ([]byte, error) {
	n, err := b.count()
	if err != nil {
		return nil, err
	}
	if n > int64(len(b.rest)) {
		return nil, damaged("%d bytes of %d", n, len(b.rest))
	}
	text := b.rest[:n]
	b.rest = b.rest[n:]
	return text, nil
}
