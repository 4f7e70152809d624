package bench

import (
	"bytes"
	"io"
	"os"
)

// chunkSize is what the originals took: large enough that a search is worth
// its start, and small enough for the cache and for an even share.
const chunkSize = 1 << 20

// Chunk is a run of whole lines of a log, in bytes. The last one may lack the
// newline at its end.
type Chunk struct{ Offset, Size int64 }

// file is a log that is being counted.
type file struct {
	*os.File
	size int64 // when it was opened; what is appended later does not count
}

// open opens the log. The caller closes it.
func (o Options) open() (*file, error) {
	f, err := os.Open(o.Log)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	return &file{f, info.Size()}, nil
}

// chunkSize returns the size of a chunk, usual unless another was asked for.
func (o Options) chunkSize(usual int64) int64 {
	if o.Chunk > 0 {
		return o.Chunk
	}
	return usual
}

// cut cuts a part of r, which begins with a line, into chunks as the originals
// did: go forward by the size, read on to the end of the line there. So a line
// longer than a chunk makes a longer chunk.
func cut(r io.ReaderAt, part Chunk, size int64) ([]Chunk, error) {
	var list []Chunk
	end := part.Offset + part.Size
	for begin := part.Offset; begin < end; {
		next := end
		if size < end-begin {
			var err error
			if next, err = lineEnd(r, begin+size, end); err != nil {
				return nil, err
			}
		}
		list = append(list, Chunk{begin, next - begin})
		begin = next
	}
	return list, nil
}

// lineEnd returns the offset behind the first newline of r at or behind from,
// or end if there is none before it.
func lineEnd(r io.ReaderAt, from, end int64) (int64, error) {
	var window [4 << 10]byte
	for from < end {
		n, err := r.ReadAt(window[:min(int64(len(window)), end-from)], from)
		if i := bytes.IndexByte(window[:n], '\n'); i >= 0 {
			return from + int64(i) + 1, nil
		}
		if n == 0 { // the file was cut short
			return end, noEnd(err)
		}
		from += int64(n)
	}
	return end, nil
}

// read returns the bytes of the chunk, in buf if they fit. Of a file that was
// cut short it returns what is left.
func (c Chunk) read(r io.ReaderAt, buf []byte) ([]byte, error) {
	if int64(cap(buf)) < c.Size {
		buf = make([]byte, c.Size)
	}
	n, err := r.ReadAt(buf[:c.Size], c.Offset)
	return buf[:n], noEnd(err)
}

// noEnd is err, but for the end of a file, which is no error here.
func noEnd(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

// queued returns a queue with the chunks in it, which ends with the last.
func queued(list []Chunk) <-chan Chunk {
	queue := make(chan Chunk, len(list))
	for _, chunk := range list {
		queue <- chunk
	}
	close(queue)
	return queue
}
