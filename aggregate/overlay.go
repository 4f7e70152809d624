package aggregate

import (
	"bytes"
	"io"
	"slices"
	"sync"
)

// An overlay is a Store that reads what another one holds, and keeps in memory
// what is appended to it.
type overlay struct {
	store Store

	mu     sync.RWMutex
	pieces [][]byte
	ends   []int64 // of the pieces, one behind the other
}

// overlayAt is where the overlay's own pieces begin: behind all that a file can
// hold.
const overlayAt = 1 << 62

// Append is Store's.
func (o *overlay) Append(p []byte) (at int64, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	at = int64(overlayAt)
	if n := len(o.ends); n > 0 {
		at = o.ends[n-1]
	}
	if len(p) > 0 {
		o.pieces = append(o.pieces, bytes.Clone(p))
		o.ends = append(o.ends, at+int64(len(p)))
	}
	return at, nil
}

// ReadAt is Store's. It reads no further than the piece that at lies in: what is
// read was appended at once.
func (o *overlay) ReadAt(p []byte, at int64) (n int, err error) {
	if at < overlayAt {
		return o.store.ReadAt(p, at)
	}
	o.mu.RLock()
	defer o.mu.RUnlock()
	i, found := slices.BinarySearch(o.ends, at)
	if found {
		i++
	}
	if i < len(o.pieces) {
		begin := o.ends[i] - int64(len(o.pieces[i]))
		n = copy(p, o.pieces[i][at-begin:])
	}
	if n < len(p) {
		return n, io.ErrUnexpectedEOF
	}
	return n, nil
}
