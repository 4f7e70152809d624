package aggregate

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A BodyError says what is wrong with a body that Load was given.
type BodyError struct{ Text string }

func (e *BodyError) Error() string { return e.Text }

// damaged is the error for what Save does not write.
func damaged(format string, args ...any) error { return &BodyError{fmt.Sprintf(format, args...)} }

var (
	errEnds   = damaged("it ends too early")
	errNumber = damaged("a number is none")
)

// Load adds a body, which Save wrote for an equal Question, to p, and reads
// nothing behind it. The error is a *BodyError, or what r says; p is useless
// then. What is allocated follows from what was read, whatever a body says of
// itself, and p keeps within its Memory as it does with records.
func (p *Partial) Load(r *bufio.Reader) error {
	p.Flush()
	b := newBodyReader(p, r)
	if err := b.readFront(); err != nil {
		return err
	}
	for {
		more, err := b.readBlock(b.most)
		if err != nil {
			return err
		}
		if !more {
			return b.readEnd()
		}
		if len(p.spec.keys) == 0 {
			err = b.loadOnly()
		} else {
			err = b.loadRows()
		}
		if err != nil {
			return err
		}
	}
}

// bodyReader reads one body into a Partial.
type bodyReader struct {
	p     *Partial
	r     *bufio.Reader
	block []byte
	rest  []byte // of the block
	most  int    // bytes of a block
	rows  uint64
	key   []byte // of the last row

	saved []savedCell
	fresh []byte      // the cells of a new row
	cells []byte      // of the pending rows
	lists []valueList // of them: one for each set and each sampleSet of a row
	large int         // bytes of sketches since tables were set aside last

	checks []columnCheck // of the columns of a key
	split  keyScratch
	step   clockStep // of the rows
	auto   autoRange // of their times
}

func newBodyReader(p *Partial, r *bufio.Reader) *bodyReader {
	s := p.spec
	rows := 1
	if len(s.keys) > 0 {
		rows = pendingKeys
	}
	return &bodyReader{
		p: p, r: r, most: savedBlock + s.maxRow(),
		saved: s.savedCells(), fresh: newCells(s),
		cells: make([]byte, rows*8*len(s.fresh)),
		lists: make([]valueList, rows*(len(s.sets)+len(s.samples))),
	}
}

// readBlock reads a block of at most so many bytes. It is false at the end mark.
func (b *bodyReader) readBlock(most int) (bool, error) {
	size, err := b.number()
	if err != nil {
		return false, err
	}
	if size > uint64(most) {
		return false, damaged("a block has %d bytes, %d is the most", size, most)
	}
	b.block = b.block[:0]
	for left := int(size); left > 0; {
		from := len(b.block)
		n := min(left, max(savedBlock, from)) // as much again as has come
		b.block = append(b.block, make([]byte, n)...)
		if _, err := io.ReadFull(b.r, b.block[from:]); err != nil {
			return false, readError(err)
		}
		left -= n
	}
	b.rest = b.block
	return size > 0, nil
}

// number reads a number that stands between blocks.
func (b *bodyReader) number() (v uint64, err error) {
	for shift := 0; shift < 63; shift += 7 {
		digit, err := b.r.ReadByte()
		if err != nil {
			return 0, readError(err)
		}
		v |= uint64(digit&0x7f) << shift
		if digit < 1<<7 {
			return v, nil
		}
	}
	return 0, errNumber
}

// readError is the error for one of a reader.
func readError(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errEnds
	}
	return err
}

// readFront reads what is in front of the rows.
func (b *bodyReader) readFront() error {
	want := b.p.spec.bodyHead()
	if _, err := b.readBlock(len(want) + savedBlock); err != nil {
		return err
	}
	if string(b.rest) != want {
		return otherHead(string(b.rest), want)
	}
	if _, err := b.readBlock(savedBlock + 2*maxVarint*maxZones); err != nil {
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
	if b.p.filtered += filtered; filtered > maxRecords || b.p.filtered > maxRecords {
		return damaged("%d records left out are too many", filtered)
	}
	if err := b.readSpan(); err != nil {
		return err
	}
	if len(b.rest) > 0 {
		return damaged("%d bytes too many are in front of the rows", len(b.rest))
	}
	b.checks = b.p.spec.columnChecks(b.step, b.auto)
	return nil
}

// otherHead is the error for a body that counts something else: the first lines
// that differ.
func otherHead(have, want string) error {
	a, b := strings.Split(have, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return damaged("it has %.100q where this question has %.100q", a[i], b[i])
		}
	}
	return damaged("it counts other things than this question")
}

// readEnd reads what is behind the end mark.
func (b *bodyReader) readEnd() error {
	rows, err := b.number()
	if err != nil {
		return err
	}
	if rows != b.rows {
		return damaged("it has %d rows and says %d", b.rows, rows)
	}
	return nil
}

// count reads a number that is not negative.
func (b *bodyReader) count() (int64, error) {
	if len(b.rest) > 0 && b.rest[0] < 1<<7 {
		v := int64(b.rest[0])
		b.rest = b.rest[1:]
		return v, nil
	}
	v, n := binary.Uvarint(b.rest)
	if n <= 0 || int64(v) < 0 {
		return 0, errNumber
	}
	b.rest = b.rest[n:]
	return int64(v), nil
}

// signed reads a number with a sign.
func (b *bodyReader) signed() (int64, error) {
	v, n := binary.Varint(b.rest)
	if n <= 0 {
		return 0, errNumber
	}
	b.rest = b.rest[n:]
	return v, nil
}

// wide reads a number of 192 bits.
func (b *bodyReader) wide() (w wide, err error) {
	for i := range min(len(b.rest), maxVarint) {
		digit, at, place := uint64(b.rest[i]&0x7f), 7*i/64, 7*i%64
		w[at] |= digit << place
		switch over := digit >> (64 - place); {
		case over == 0:
		case at == len(w)-1:
			return w, errNumber
		default:
			w[at+1] |= over
		}
		if b.rest[i] < 1<<7 {
			b.rest = b.rest[i+1:]
			return w, nil
		}
	}
	return w, errNumber
}

// bytes reads as many bytes as a number in front of them says.
func (b *bodyReader) bytes() ([]byte, error) {
	n, err := b.count()
	if err != nil {
		return nil, err
	}
	if n > int64(len(b.rest)) {
		return nil, errEnds
	}
	v := b.rest[:n]
	b.rest = b.rest[n:]
	return v, nil
}
