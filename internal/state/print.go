package state

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
)

// A Print stands for some bytes: how many there are, and a hash of them. Who
// writes to a log, which is whoever sends requests, can find no others with the
// same one.
type Print struct {
	Bytes int    `json:"bytes"`
	Sum   string `json:"sum,omitempty"`
}

// printOf returns the print of p.
func printOf(p []byte) Print {
	if len(p) == 0 {
		return Print{}
	}
	sum := sha256.Sum256(p)
	return Print{len(p), hex.EncodeToString(sum[:16])}
}

// of reports whether a text that begins with head begins with the bytes of p.
func (p Print) of(head []byte) bool {
	return p.Bytes <= len(head) && printOf(head[:p.Bytes]) == p
}

// before returns the print of the bytes of r before offset, HeadBytes of them at
// most.
func before(r io.ReaderAt, offset int64) (Print, error) {
	return printAt(r, offset, int(min(offset, HeadBytes)))
}

// printAt returns the print of the n bytes of r before offset.
func printAt(r io.ReaderAt, offset int64, n int) (Print, error) {
	p := make([]byte, n)
	if got, err := r.ReadAt(p, offset-int64(n)); got < n {
		return Print{}, err
	}
	return printOf(p), nil
}
