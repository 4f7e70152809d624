package chunker

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// text reads what an input says, decompressed if need be. It ends with io.EOF
// in any case: damage ends it early and is in damage then. For one goroutine.
type text struct {
	name   string // of the input
	raw    *raw
	br     *bufio.Reader // before raw
	behind *trail        // before br, for decoders that need it
	format format
	member io.Reader // decompresses the current member; nil for plain text
	failed error     // what member's Read returned, while it may have more bytes
	ended  bool
	damage error // what is wrong with the text; known when it has ended
}

// openText finds out how the raw bytes are compressed. It reads no more of them
// than are needed to tell and can be had at once.
func openText(name string, r *raw) *text {
	t := &text{name: name, raw: r, br: bufio.NewReaderSize(r, rawBuffer)}
	t.behind = &trail{br: t.br}
	for n := 1; ; n++ {
		head, err := t.br.Peek(n)
		format, more := sniff(head)
		if format != noFormat {
			t.format = format
			t.nextMember()
			return t
		}
		if err != nil || !more {
			return t // an err is found again by reading
		}
	}
}

// Read is io.Reader's. It returns 0 bytes only with io.EOF.
func (t *text) Read(p []byte) (int, error) {
	for !t.ended {
		n, err := t.readSome(p)
		switch {
		case err == nil:
		case t.member == nil:
			t.end(err)
		default:
			t.finishMember(err)
		}
		if n > 0 {
			return n, nil
		}
	}
	return 0, io.EOF
}

// readSome reads from the current member, or from the input itself if it is
// not compressed.
func (t *text) readSome(p []byte) (int, error) {
	if t.member == nil {
		return t.br.Read(p)
	}
	n, err := t.member.Read(p)
	if t.format != zstdFormat {
		return n, err
	}
	// A zstd block whose checksum is wrong is returned after the error.
	first := t.failed == nil
	if first {
		t.failed = err
	}
	if n > 0 || first {
		return n, nil
	}
	return 0, t.failed
}

// end ends the text because of err.
func (t *text) end(err error) {
	t.ended = true
	if err != io.EOF && err != errStopped {
		t.damage = err
	}
}

// ready reports whether Read can probably return more at once, waiting up to d
// for that.
func (t *text) ready(d time.Duration) bool {
	return t.ended || t.br.Buffered() > 0 || t.raw.ready(d)
}

// consumed returns the offset in the raw input of the next byte to decompress.
func (t *text) consumed() int64 { return t.raw.base + t.raw.n - int64(t.br.Buffered()) }

// nextMember begins the compressed data that br stands at.
func (t *text) nextMember() {
	member, err := t.format.inflater(t.br, t.behind, t.member)
	if err != nil {
		t.end(t.explain(err))
		return
	}
	t.member, t.failed = member, nil
}

// finishMember goes on after a member's Read returned err: with what follows
// the member, or by ending the text.
func (t *text) finishMember(err error) {
	switch {
	case err == zstd.ErrMagicMismatch:
		t.afterMember(t.behind.last(4))
	case err == bzip2.StructuralError("bad magic value in continuation file"):
		t.afterMember(t.behind.last(2))
	case err.Error() == "xz: unexpected data after stream":
		t.br.UnreadByte() // cannot fail: the byte was just read
		t.afterMember(nil)
	case err == io.EOF:
		t.afterMember(nil)
	default:
		t.end(t.explain(err))
	}
}

// afterMember looks at what follows a member: nothing, padding, another member,
// or something else, of which the bytes read were read already.
func (t *text) afterMember(read []byte) {
	zeros := int64(0)
	for allZero(read) {
		head, err := t.br.Peek(maxMagic)
		if len(head) == 0 {
			t.end(err) // with io.EOF: padding needs no word
			return
		}
		if format, _ := sniff(head); format == t.format {
			t.nextMember()
			return
		}
		if head[0] != 0 {
			break
		}
		t.br.Discard(1) // cannot fail: the byte was just seen
		zeros++
	}
	n, err := io.Copy(io.Discard, t.br)
	if err != nil {
		t.end(err)
		return
	}
	t.end(fmt.Errorf("ignored %d bytes after %s data", int64(len(read))+zeros+n, t.format.name()))
}

// explain says in a user's words what a decoder's error means.
func (t *text) explain(err error) error {
	if t.raw.err != nil && t.raw.err != io.EOF {
		return t.raw.err
	}
	var dictionary *xzDictionaryError
	switch {
	case errors.As(err, &dictionary):
		return errLargeDictionary(t.name, dictionary.size)
	case err == zstd.ErrWindowSizeExceeded || err == zstd.ErrDecoderSizeExceeded:
		if window := t.frameWindow(); window > maxZstdWindow {
			return errLargeWindow(t.name, window)
		}
	case err == gzip.ErrChecksum || err == zstd.ErrCRCMismatch || strings.Contains(err.Error(), "checksum"):
		return errors.New("checksum mismatch")
	case err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF):
		// Decoders also say so of corrupt blocks that end too soon.
		if _, eof := t.br.Peek(1); eof != nil {
			return &TruncatedError{Offset: t.consumed()}
		}
	}
	return fmt.Errorf("corrupt %s data at byte %d", t.format.name(), t.consumed())
}

// frameWindow returns the window that the zstd frame asks for whose header was
// read last; 0 if there is none.
func (t *text) frameWindow() uint64 {
	read := t.behind.last(len(t.behind.ring))
	i := bytes.LastIndex(read, []byte("\x28\xb5\x2f\xfd"))
	if i < 0 {
		return 0
	}
	var h zstd.Header
	if err := h.Decode(read[i:]); err != nil {
		return 0
	}
	if h.SingleSegment {
		return h.FrameContentSize
	}
	return h.WindowSize
}

// allZero reports whether p holds nothing but padding.
func allZero(p []byte) bool { return len(bytes.Trim(p, "\x00")) == 0 }
