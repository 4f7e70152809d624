package wfp

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"

	"github.com/cespare/xxhash/v2"
	"github.com/klauspost/compress/zstd"
)

// Writer writes one saved partial: the header first, then each body. It is
// buffered, and nothing of it is worth anything before Close.
type Writer struct {
	out    *blocks
	zip    *zstd.Encoder
	digest *xxhash.Digest // of what is compressed
	body   bodyWriter
	open   bool // a body is
	left   int  // bodies that are not begun
}

// NewWriter begins a saved partial with its header, which is put in order.
func NewWriter(w io.Writer, h *Header) (*Writer, error) {
	h.arrange()
	text, err := json.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("bug: %w", err)
	}
	out := &blocks{w: w}
	zip, err := zstd.NewWriter(out, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false),
		zstd.WithWindowSize(maxWindow), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return nil, fmt.Errorf("bug: %w", err)
	}
	sw := &Writer{out: out, zip: zip, digest: xxhash.New(), left: len(h.Questions)}
	sw.body.to = sw
	if _, err := w.Write(append([]byte(magic), format)); err != nil {
		return nil, err
	}
	return sw, sw.payload(binary.AppendUvarint(nil, uint64(len(text))), text)
}

// payload compresses what stands in the file.
func (w *Writer) payload(pieces ...[]byte) error {
	for _, p := range pieces {
		w.digest.Write(p) // it never fails
		if _, err := w.zip.Write(p); err != nil {
			return err
		}
	}
	return nil
}

// Body begins the next body and returns what takes it, until Body or Close is
// called.
func (w *Writer) Body() (io.Writer, error) {
	if err := w.end(); err != nil {
		return nil, err
	}
	if w.left == 0 {
		panic("bug: more bodies than questions")
	}
	w.left--
	w.open = true
	return &w.body, nil
}

// end ends the body that is open.
func (w *Writer) end() error {
	if !w.open {
		return nil
	}
	w.open = false
	if err := w.body.flush(); err != nil {
		return err
	}
	return w.payload([]byte{0})
}

// Close ends the file, behind its last body. It does not close what it was
// written to.
func (w *Writer) Close() error {
	if err := w.end(); err != nil {
		return err
	}
	if w.left > 0 {
		panic("bug: fewer bodies than questions")
	}
	if err := w.zip.Close(); err != nil {
		return err
	}
	if err := w.out.flush(); err != nil {
		return err
	}
	end := binary.AppendUvarint(nil, 0)
	_, err := w.out.w.Write(binary.LittleEndian.AppendUint64(end, w.digest.Sum64()))
	return err
}

// bodyWriter cuts a body into pieces that each begin with their length: how long
// it will be is not known when it begins.
type bodyWriter struct {
	to   *Writer
	held []byte
}

// pieceSize is how long pieces are: of a length that costs nothing.
const pieceSize = 32 << 10

func (b *bodyWriter) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		part := p[:min(len(p), pieceSize-len(b.held))]
		b.held, p = append(b.held, part...), p[len(part):]
		if len(b.held) == pieceSize {
			if err := b.flush(); err != nil {
				return 0, err
			}
		}
	}
	return n, nil
}

func (b *bodyWriter) flush() error {
	if len(b.held) == 0 {
		return nil
	}
	err := b.to.payload(binary.AppendUvarint(nil, uint64(len(b.held))), b.held)
	b.held = b.held[:0]
	return err
}

// blocks writes compressed data in blocks that each begin with their length, so
// that its end is known without a look into it.
type blocks struct {
	w    io.Writer
	held bytes.Buffer
}

// blockSize is how long blocks are, at least.
const blockSize = 64 << 10

func (b *blocks) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		part := p[:min(len(p), maxBlock/2)]
		b.held.Write(part)
		p = p[len(part):]
		if b.held.Len() >= blockSize {
			if err := b.flush(); err != nil {
				return 0, err
			}
		}
	}
	return n, nil
}

func (b *blocks) flush() error {
	if b.held.Len() == 0 {
		return nil
	}
	if _, err := b.w.Write(binary.AppendUvarint(nil, uint64(b.held.Len()))); err != nil {
		return err
	}
	_, err := b.held.WriteTo(b.w)
	return err
}
