package chunker

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/ulikunitz/xz"
	"github.com/ulikunitz/xz/lzma"
)

// maxXZDictionary is how much of its output an xz block may refer back to: as
// much as a zstd frame may, and twice what xz -9 asks for. The package would
// set aside the 4 GiB that a header of 12 bytes can ask for.
const maxXZDictionary = maxZstdWindow

// xzDictionaryError says that a block needs a larger dictionary.
type xzDictionaryError struct{ size int64 }

func (e *xzDictionaryError) Error() string {
	return fmt.Sprintf("xz: dictionary of %d bytes", e.size)
}

// xzReader decompresses one stream of an .xz file and leaves what follows it.
type xzReader struct {
	*xz.Reader
	guard *xzGuard
}

// newXZReader reads the header of the stream that r stands at.
func newXZReader(r io.Reader) (*xzReader, error) {
	guard := &xzGuard{r: r}
	x, err := xz.ReaderConfig{SingleStream: true}.NewReader(guard)
	if err != nil {
		return nil, err
	}
	return &xzReader{x, guard}, nil
}

// Read is io.Reader's. The package takes a file that ends within the header of a
// block for a whole one, and a damaged header may be so long that it takes in
// all up to the end. Only behind the blocks is the end of a stream.
func (s *xzReader) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err == io.EOF && !s.guard.index {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// xzGuard reads one stream of an .xz file for a decoder and ends with an
// *xzDictionaryError before the header of a block that asks for too much. It
// follows the stream from part to part without decompressing anything. Of what
// is not well-formed it loses track, and lets pass whatever comes then: the
// decoder refuses that itself.
//
// Sources: the .xz file format 1.2.1, chapters 2 and 3; for the chunks of LZMA2,
// which have no specification, xz's own lzma2_decoder.c.
type xzGuard struct {
	r     io.Reader
	part  xzPart
	left  int64 // bytes of the part that are still to come
	head  []byte
	data  int64 // compressed bytes of the block so far
	sum   int64 // bytes of the check behind each block
	index bool  // the blocks came to their end
}

// xzPart is a part of an xz stream.
type xzPart uint8

const (
	xzStream   xzPart = iota // the header of the stream
	xzSize                   // the byte that says how long the header of a block is
	xzHeader                 // the rest of that header
	xzControl                // the first byte of a chunk
	xzChunk                  // the rest of the header of a chunk
	xzPayload                // what a chunk holds, and then its end
	xzTrailer                // padding and check of a block
	xzAnything               // the index, the footer, or no xz at all
)

// Read is io.Reader's.
func (g *xzGuard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	if g.part == xzPayload && int64(n) < g.left { // nearly all calls, which are for a byte each
		g.left -= int64(n)
		return n, err
	}
	for rest := p[:n]; len(rest) > 0; {
		used, bad := g.take(rest)
		if bad != nil {
			return 0, bad
		}
		rest = rest[used:]
	}
	return n, err
}

// take follows the stream through the beginning of p and returns how much of it
// that was, at least a byte.
func (g *xzGuard) take(p []byte) (int, error) {
	switch g.part {
	case xzAnything:
		return len(p), nil
	case xzSize:
		g.begin(xzHeader, 4*(int64(p[0])+1)-1)
		g.head = append(g.head, p[0])
		if p[0] == 0 { // no block but the index
			g.part, g.index = xzAnything, true
		}
		return 1, nil
	case xzControl:
		g.control(p[0])
		return 1, nil
	case xzStream:
		if g.head == nil {
			g.begin(xzStream, xzStreamHeader)
		}
	}
	n := int(min(g.left, int64(len(p))))
	if g.part != xzPayload && g.part != xzTrailer {
		g.head = append(g.head, p[:n]...)
	}
	if g.left -= int64(n); g.left > 0 {
		return n, nil
	}
	return n, g.next()
}

// begin begins a part of so many bytes.
func (g *xzGuard) begin(part xzPart, size int64) {
	g.part, g.left, g.head = part, size, g.head[:0]
	if g.head == nil {
		g.head = make([]byte, 0, 32)
	}
}

const (
	xzStreamHeader = 12   // bytes, of which the eighth says what check there is
	lzma2Filter    = 0x21 // the id of the only filter that the package knows
)

// next goes on behind a part that has ended.
func (g *xzGuard) next() error {
	switch g.part {
	case xzStream:
		g.sum = xzCheckSizes[g.head[7]&0xf]
		g.part = xzSize
	case xzHeader:
		size := xzDictionary(g.head)
		if size > maxXZDictionary {
			return &xzDictionaryError{size}
		}
		g.part, g.data = xzControl, 0
	case xzChunk:
		// Two bytes of the size of the text for one that is compressed, two of
		// the size of what follows, and perhaps properties.
		size := int64(binary.BigEndian.Uint16(g.head)) + 1
		if len(g.head) > 2 {
			size = int64(binary.BigEndian.Uint16(g.head[2:])) + 1
		}
		g.data += int64(len(g.head)) + size
		g.begin(xzPayload, size)
	case xzPayload:
		g.part = xzControl
	case xzTrailer:
		g.part = xzSize
	}
	return nil
}

// control begins the chunk that begins with c, or ends the block.
func (g *xzGuard) control(c byte) {
	g.data++
	switch {
	case c == 0:
		g.begin(xzTrailer, (4-g.data%4)%4+g.sum)
		if g.left == 0 {
			g.part = xzSize
		}
	case c >= 0xc0: // with properties
		g.begin(xzChunk, 5)
	case c >= 0x80:
		g.begin(xzChunk, 4)
	case c <= 2: // not compressed
		g.begin(xzChunk, 2)
	default:
		g.part = xzAnything
	}
}

// xzCheckSizes are the bytes of the checks by their ids (2.1.1.2).
var xzCheckSizes = [16]int64{0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64}

// xzDictionary returns the dictionary that the header of a block asks for (3.1);
// 0 if there is none in it, or it is damaged.
func xzDictionary(header []byte) int64 {
	body, sum := header[:len(header)-4], header[len(header)-4:]
	if crc32.ChecksumIEEE(body) != binary.LittleEndian.Uint32(sum) {
		return 0
	}
	flags, rest := body[1], body[2:]
	for _, size := range []byte{0x40, 0x80} { // compressed, uncompressed
		if flags&size != 0 {
			_, n := binary.Uvarint(rest)
			rest = rest[max(n, 0):]
		}
	}
	if len(rest) < 3 || rest[0] != lzma2Filter || rest[1] != 1 {
		return 0 // refused by the decoder
	}
	size, err := lzma.DecodeDictCap(rest[2])
	if err != nil {
		return 0
	}
	return size
}
