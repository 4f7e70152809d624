package remote

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"sync"
)

// A File is an open object. Where it is read on, it reads ahead in blocks; a
// look at some place asks for the bytes of that place alone.
type File struct {
	object *object
	ctx    context.Context
	cancel context.CancelFunc

	at int64 // of Read

	mu     sync.Mutex
	end    int64            // where the reads so far end, in a part that is read on
	some   bool             // there was a read
	ramp   int64            // how many blocks to have ahead, if there may be so many; 0 while nothing is read on
	reach  int64            // the last block that was read
	blocks map[int64]*block // by number
}

// block is a part of an object, from the time on when it is asked for.
type block struct {
	ready chan struct{} // closed when the rest is set
	data  []byte
	err   error
}

var errClosed = errors.New("closed")

// Stat describes the object.
func (f *File) Stat() (fs.FileInfo, error) { return info{f.object}, nil }

// Close ends all reads.
func (f *File) Close() error {
	f.cancel()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ramp > 0 {
		f.object.client.readsAhead(-1)
	}
	f.ramp, f.blocks = 0, nil
	return nil
}

// Read is io.Reader's, for one goroutine.
func (f *File) Read(p []byte) (n int, err error) {
	if !f.object.ranges {
		return f.object.body.Read(p)
	}
	n, err = f.ReadAt(p, f.at)
	f.at += int64(n)
	if n > 0 && err == io.EOF {
		err = nil
	}
	return n, err
}

// ReadAt is io.ReaderAt's, of an object with ranges.
func (f *File) ReadAt(p []byte, off int64) (n int, err error) {
	o := f.object
	if off < 0 || off >= o.size {
		return 0, io.EOF
	}
	want := p
	if int64(len(p)) > o.size-off {
		want = p[:o.size-off]
	}
	n, err = f.readAt(want, off)
	if err == nil && n < len(p) {
		err = io.EOF
	}
	return n, err
}

// readAt fills p, which lies within the object.
func (f *File) readAt(p []byte, off int64) (n int, err error) {
	onward := f.onward(off, int64(len(p)))
	if first := f.object.first; off+int64(len(p)) <= int64(len(first)) {
		return copy(p, first[off:]), nil
	}
	if !onward {
		return f.object.fill(f.ctx, p, off)
	}
	size := f.object.client.block
	for n < len(p) {
		at := off + int64(n)
		b := f.block(at / size)
		if b == nil {
			return n, errClosed
		}
		select {
		case <-b.ready:
		case <-f.ctx.Done():
			return n, f.ctx.Err()
		}
		skip := at % size
		if int64(len(b.data)) <= skip {
			return n, b.err
		}
		n += copy(p[n:], b.data[skip:])
	}
	return n, nil
}

// onward notes a read, and reports whether it goes on where earlier ones were,
// so that it pays to read ahead.
func (f *File) onward(off, n int64) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	near := f.some && off <= f.end+apart && off+n >= f.end
	if f.ramp > 0 {
		near = off <= f.end+f.object.client.block && off+n > f.end-keptBehind
	}
	f.some = true
	if !near {
		if f.ramp == 0 {
			f.end = off + n
		}
		return false
	}
	f.end = max(f.end, off+n)
	return true
}

// block returns a block, and has those behind it fetched: more and more, so that
// somebody who only looks at the beginning does not fetch it all.
func (f *File) block(number int64) *block {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.blocks == nil {
		return nil
	}
	c := f.object.client
	switch {
	case f.ramp == 0:
		c.readsAhead(1)
		f.ramp, f.reach = 1, number
	case number > f.reach:
		f.ramp, f.reach = min(2*f.ramp, blocksAhead), number
	}
	ahead, behind := c.share()
	last := min(number+min(f.ramp, ahead), (f.object.size-1)/c.block)
	for i := number; i <= last; i++ {
		if f.blocks[i] == nil {
			f.fetch(i)
		}
	}
	b := f.blocks[number]
	for i := range f.blocks {
		if i < number-behind {
			delete(f.blocks, i)
		}
	}
	return b
}

// fetch begins to fetch a block. f.mu is held.
func (f *File) fetch(number int64) {
	o := f.object
	off := number * o.client.block
	b := &block{ready: make(chan struct{})}
	f.blocks[number] = b
	go func() {
		defer close(b.ready)
		data := make([]byte, min(o.client.block, o.size-off))
		n, err := o.fill(f.ctx, data, off)
		b.data, b.err = data[:n], err
	}()
}

// readsAhead counts the files that are read ahead.
func (c *Client) readsAhead(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += n
}

// share is how many blocks a file may have ahead and behind of where it is read:
// what there is for all is divided.
func (c *Client) share() (ahead, behind int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := int64(max(c.ahead, 1))
	return max(blocksAhead/n, 1), max(keptBehind/c.block/n, 1)
}
