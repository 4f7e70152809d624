package chunker

import (
	"bufio"
	"compress/bzip2"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// format is a way to compress.
type format uint8

const (
	noFormat format = iota
	gzipFormat
	zstdFormat
	bzip2Format
	xzFormat
)

// maxZstdWindow is how much of its output a zstd frame may refer back to: what
// zstd(1) accepts without being told to.
const maxZstdWindow = 128 << 20

// maxMagic is how many bytes sniff needs at most.
const maxMagic = 10

// magics are the first bytes of compressed data: byte i lies in low[i] to
// high[i]. Sources: RFC 1952 (2.3.1, with method 8, the only one), RFC 8878
// (3.1.1; 3.1.2 for skippable frames), the .xz file format 1.2.1 (2.1.1.1);
// bzip2 has no specification but always "BZh", a digit, and the mark of a block,
// or that of the end in empty data.
var magics = [...]struct {
	format    format
	low, high string
}{
	{gzipFormat, "\x1f\x8b\x08", "\x1f\x8b\x08"},
	{zstdFormat, "\x28\xb5\x2f\xfd", "\x28\xb5\x2f\xfd"},
	{zstdFormat, "\x50\x2a\x4d\x18", "\x5f\x2a\x4d\x18"},
	{bzip2Format, "BZh1\x31\x41\x59\x26\x53\x59", "BZh9\x31\x41\x59\x26\x53\x59"},
	{bzip2Format, "BZh1\x17\x72\x45\x38\x50\x90", "BZh9\x17\x72\x45\x38\x50\x90"},
	{xzFormat, "\xfd7zXZ\x00", "\xfd7zXZ\x00"},
}

// name returns what a user calls the format; "" for noFormat.
func (f format) name() string {
	return [...]string{"", "gzip", "zstd", "bzip2", "xz"}[f]
}

// sniff tells how the data is compressed that begins with head. More is true
// when head is too short to tell.
func sniff(head []byte) (f format, more bool) {
	for _, m := range magics {
		n := 0
		for n < len(head) && n < len(m.low) && m.low[n] <= head[n] && head[n] <= m.high[n] {
			n++
		}
		if n == len(m.low) {
			return m.format, false
		}
		more = more || n == len(head)
	}
	return noFormat, more
}

// inflater returns a reader of the data that begins at br: of one member for
// gzip and xz, which leaves what follows in br, of all of them for zstd and
// bzip2. behind must read from br. before is the reader of the member before,
// or nil, and no longer of use.
func (f format) inflater(br *bufio.Reader, behind *trail, before io.Reader) (io.Reader, error) {
	switch f {
	case gzipFormat:
		// A file may have a million members: they share 40 KB of tables.
		r, ok := before.(*gzip.Reader)
		if !ok {
			r = new(gzip.Reader)
		}
		if err := r.Reset(br); err != nil { // has a fast path for a bufio.Reader
			return nil, err
		}
		r.Multistream(false)
		return r, nil
	case zstdFormat:
		// One goroutine a stream: with more the hand-over costs more than it
		// gains, and the workers want the cores.
		return zstd.NewReader(behind, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(maxZstdWindow))
	case bzip2Format:
		return bzip2.NewReader(behind), nil
	case xzFormat:
		return newXZReader(br)
	}
	panic("bug: no inflater for plain text")
}

// A trail reads from br and remembers the last bytes read. A decoder that stops
// at something unexpected has read it already.
type trail struct {
	br   *bufio.Reader
	ring [32]byte // more than a zstd frame's header
	n    int      // bytes read; the last one is ring[(n-1)%len(ring)]
}

func (t *trail) Read(p []byte) (int, error) {
	n, err := t.br.Read(p)
	t.n += max(n-len(t.ring), 0)
	for _, b := range p[max(n-len(t.ring), 0):n] {
		t.ring[t.n%len(t.ring)] = b
		t.n++
	}
	return n, err
}

func (t *trail) ReadByte() (byte, error) {
	b, err := t.br.ReadByte()
	if err == nil {
		t.ring[t.n%len(t.ring)] = b
		t.n++
	}
	return b, err
}

// last returns the last n bytes read, or as many as there are.
func (t *trail) last(n int) []byte {
	n = min(n, t.n, len(t.ring))
	p := make([]byte, n)
	for i := range p {
		p[i] = t.ring[(t.n-n+i)%len(t.ring)]
	}
	return p
}
