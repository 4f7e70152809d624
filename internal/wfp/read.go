package wfp

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/cespare/xxhash/v2"
	"github.com/klauspost/compress/zstd"

	"wf/aggregate"
)

// Reader reads saved partials that stand one behind the other. Of each, Next
// returns the header, Body one body after the other, and End says that all of
// it is as it was written: what was read before means nothing until then.
//
// An error is to be told behind the name of the file. It is one of this package,
// or what the io.Reader said.
type Reader struct {
	blocks blockReader
	zip    *zstd.Decoder
	digest *xxhash.Digest // of what the decoder gave
	text   *bufio.Reader  // that, behind the digest
	pieces pieceReader    // of the body at hand
	body   *bufio.Reader  // them together
	left   int            // bodies that were not begun
	open   bool           // a saved partial was begun and not ended
}

// NewReader returns a Reader of r, which it buffers. The caller closes it.
func NewReader(r io.Reader) *Reader {
	zip, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(maxWindow), zstd.IgnoreChecksum(true))
	if err != nil {
		panic("bug: " + err.Error())
	}
	sr := &Reader{zip: zip, digest: xxhash.New()}
	sr.blocks.r = bufio.NewReaderSize(r, blockSize)
	sr.text = bufio.NewReaderSize(nil, pieceSize)
	sr.body = bufio.NewReaderSize(&sr.pieces, 2*pieceSize)
	return sr
}

// Close frees what reading took.
func (r *Reader) Close() { r.zip.Close() }

// Next returns the header of the next saved partial, and io.EOF behind the last.
// The one before must have come to its End.
func (r *Reader) Next() (*Header, error) {
	if r.open {
		panic("bug: Next before End")
	}
	if err := r.begin(); err != nil {
		return nil, err
	}
	text, err := r.header()
	if err != nil {
		return nil, r.Why(err)
	}
	h, err := decodeHeader(text)
	if err != nil {
		return nil, err
	}
	r.left, r.open = len(h.Questions), true
	return h, nil
}

// begin reads what stands before the compressed data.
func (r *Reader) begin() error {
	b := &r.blocks
	first := b.at == 0
	head, err := b.r.Peek(len(magic) + 1)
	if err != nil && err != io.EOF {
		return err
	}
	if len(head) == 0 && !first {
		return io.EOF
	}
	if err := checkMagic(head, first); err != nil {
		return err
	}
	b.skip(len(magic) + 1)
	b.left, b.ended, b.err = 0, false, nil
	r.digest.Reset()
	if err := r.zip.Reset(b); err != nil {
		return r.Why(err)
	}
	r.text.Reset(io.TeeReader(r.zip, r.digest))
	r.pieces.text = nil
	return nil
}

// checkMagic says what is wrong with the first bytes of a file, or with those
// behind a saved partial.
func checkMagic(head []byte, first bool) error {
	n := min(len(head), len(magic))
	switch {
	case n == 0:
		return errors.New("is empty")
	case string(head[:n]) == magic[:n] && len(head) > len(magic):
		if v := head[len(magic)]; v != format {
			return &VersionError{int(v)}
		}
		return nil
	case string(head[:n]) == magic[:n]:
		return &CutError{int64(len(head))}
	case !first:
		return damaged("there is something else behind it")
	case bytes.HasPrefix(head, []byte(magic[:4])), bytes.HasPrefix(head, []byte("\x09wfp")), bytes.HasPrefix(head, []byte("wfp\r\n")):
		return errors.New("was changed by a transfer as text; copy it again, as it is")
	}
	return ErrNone
}

// Begins reports whether the first line of something is that of a saved partial.
func Begins(lines [][]byte) bool {
	return len(lines) > 0 && bytes.HasPrefix(lines[0], []byte(magic[:4]))
}

// header reads the text of the header. It takes no more memory than follows from
// what was read of the file.
func (r *Reader) header() ([]byte, error) {
	size, err := binary.ReadUvarint(r.text)
	if err != nil {
		return nil, err
	}
	if size > maxHeader {
		return nil, damaged("its header is too long")
	}
	var text bytes.Buffer
	for left := int64(size); left > 0; {
		if int64(text.Len()) > smallHeader+headerRatio*r.blocks.at {
			return nil, damaged("its header is made up")
		}
		n, err := io.CopyN(&text, r.text, min(left, smallHeader))
		if err != nil {
			return nil, err
		}
		left -= n
	}
	return text.Bytes(), nil
}

// Body returns the next body, which is to be read to its end. It is valid until
// the next call of any method.
func (r *Reader) Body() (*bufio.Reader, error) {
	if r.left == 0 {
		panic("bug: more bodies than questions")
	}
	if err := r.endBody(); err != nil {
		return nil, err
	}
	r.left--
	r.pieces = pieceReader{text: r.text}
	r.body.Reset(&r.pieces)
	return r.body, nil
}

// endBody makes sure that the body at hand was read to its end.
func (r *Reader) endBody() error {
	if r.pieces.text == nil {
		return nil // there is none yet
	}
	switch _, err := r.body.ReadByte(); err {
	case io.EOF:
		return nil
	case nil:
		return damaged("a body is longer than it says")
	default:
		return r.Why(err)
	}
}

// Skip passes over what is left of the bodies.
func (r *Reader) Skip() error {
	for {
		if r.pieces.text != nil {
			if _, err := io.Copy(io.Discard, r.body); err != nil {
				return r.Why(err)
			}
		}
		if r.left == 0 {
			return nil
		}
		if _, err := r.Body(); err != nil {
			return err
		}
	}
}

// End ends a saved partial behind its last body, and says whether all of it is
// as it was written.
func (r *Reader) End() error {
	if r.left > 0 {
		panic("bug: fewer bodies than questions")
	}
	if err := r.endBody(); err != nil {
		return err
	}
	switch _, err := r.text.ReadByte(); err {
	case io.EOF:
	case nil:
		return damaged("there is more in it than it says")
	default:
		return r.Why(err)
	}
	r.open = false
	return r.blocks.checksum(r.digest.Sum64())
}

// Why makes an error that was met in a body one that says what is wrong with the
// file.
func (r *Reader) Why(err error) error {
	var body *aggregate.BodyError
	var ours *DamageError
	switch {
	case err == nil:
		return nil
	case r.blocks.err != nil: // all others follow from it
		return r.blocks.err
	case errors.As(err, &ours):
		return err
	case errors.As(err, &body):
		return damaged("%s", body.Text)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return damaged("it ends early")
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return damaged("it wants too much memory")
	}
	return damaged("%v", err)
}

// pieceReader puts the pieces of a body together, which bodyWriter cut.
type pieceReader struct {
	text  *bufio.Reader
	left  uint64 // of the piece at hand, in bytes
	ended bool
}

func (b *pieceReader) Read(p []byte) (int, error) {
	if b.left == 0 && !b.ended {
		var err error
		if b.left, err = binary.ReadUvarint(b.text); err != nil {
			return 0, early(err)
		}
		b.ended = b.left == 0
	}
	if b.ended {
		return 0, io.EOF
	}
	n, err := b.text.Read(p[:min(uint64(len(p)), b.left)])
	b.left -= uint64(n)
	return n, early(err)
}

// early is err where more was to come.
func early(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// blockReader puts the blocks of compressed data together, which blocks wrote,
// and counts how far it came. What keeps it from that is in err for good.
type blockReader struct {
	r     *bufio.Reader
	at    int64  // bytes read
	left  uint64 // of the block at hand, in bytes
	ended bool
	err   error
}

func (b *blockReader) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if b.left == 0 && !b.ended {
		size, err := binary.ReadUvarint(b)
		if err == nil && size > maxBlock {
			err = damaged("a block of it is too long")
		}
		if err != nil {
			return 0, b.fail(err)
		}
		b.left, b.ended = size, size == 0
	}
	if b.ended {
		return 0, io.EOF
	}
	n, err := b.r.Read(p[:min(uint64(len(p)), b.left)])
	b.at += int64(n)
	b.left -= uint64(n)
	return n, b.fail(err)
}

// ReadByte is io.ByteReader's.
func (b *blockReader) ReadByte() (byte, error) {
	c, err := b.r.ReadByte()
	if err == nil {
		b.at++
	}
	return c, err
}

// skip passes over bytes that were peeked at.
func (b *blockReader) skip(n int) {
	b.r.Discard(n) // they are there
	b.at += int64(n)
}

// checksum compares the hash of what was read with the one that ends the file.
func (b *blockReader) checksum(sum uint64) error {
	var want [8]byte
	n, err := io.ReadFull(b.r, want[:])
	b.at += int64(n)
	if err != nil {
		return b.fail(err)
	}
	if binary.LittleEndian.Uint64(want[:]) != sum {
		return damaged("its checksum is another")
	}
	return nil
}

// fail notes what is wrong with the file.
func (b *blockReader) fail(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = &CutError{b.at}
	}
	if b.err == nil {
		b.err = err
	}
	return err
}

// ErrNone is the error for what is something else from its first byte on.
var ErrNone = errors.New("is no saved partial; wf top path -o FILE.wfp writes one")

// A CutError says that the end of a file is missing.
type CutError struct {
	Offset int64 // how many bytes there are
}

func (e *CutError) Error() string {
	return fmt.Sprintf("is cut off at byte %d; copy it again", e.Offset)
}

// A VersionError says that a file is of a later format.
type VersionError struct {
	Format int
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("was written by a newer wf (format %d; this one reads %d)", e.Format, format)
}

// A DamageError says that a file is not what was written, or was made up.
type DamageError struct {
	Text string
}

func (e *DamageError) Error() string {
	return "is damaged (" + e.Text + "); copy it again, or count anew"
}

func damaged(format string, args ...any) error {
	return &DamageError{fmt.Sprintf(format, args...)}
}
