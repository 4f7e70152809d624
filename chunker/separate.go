package chunker

import (
	"errors"
	"os"
)

// Next fills c with the next chunk of the input, of a Source with
// Options.Separate. It returns false when there are no more or the Source was
// stopped. What c held is no longer valid. One goroutine at a time may ask for
// the chunks of an input; those of different inputs may be asked for at once.
//
// Everything happens in the goroutine that calls, which waits for a pipe that
// has nothing to say.
func (in *Input) Next(c *Chunk) bool {
	s := in.source
	s.enter()
	defer s.leave()
	for !s.stop.Load() && !in.out() {
		switch {
		case in.state == pending:
			in.state = opening
			s.openInput(in)
		case in.stream != nil:
			if s.nextPiece(c, in.stream) {
				in.number(c)
				return true
			}
		case in.file != nil:
			s.nextWindow(c, in.file)
			in.number(c)
			return true
		default: // it has come to its end
			return false
		}
	}
	return false
}

// number gives c its place among the chunks of the input.
func (in *Input) number(c *Chunk) {
	c.Seq = in.chunks
	in.chunks++
}

// reopens reports whether the input is opened anew for each read: if chunks are
// handed out separately, or inputs are followed, all are in work at once, and
// there may be more of them than descriptors. What is no regular file, or has no size as in
// /proc, cannot be read on from the middle.
func (in *Input) reopens() bool {
	return in.source.crowded && in.kind != piped && in.size > 0 && in.name != "-" && !in.far()
}

// far reports whether an Opener opens the input, which takes no descriptor of
// this process for each.
func (in *Input) far() bool {
	d, ok := in.source.opt.system.(doors)
	if ok {
		_, ok = d.opener(in.name)
	}
	return ok
}

// markCrowded finds out whether the inputs are more than can be open at once.
// Half of the descriptors are for them.
func (s *Source) markCrowded() {
	s.crowded = (s.opt.Separate || s.opt.Follow) && len(s.inputs) > openFiles()/2
}

// reopened is a regular file that is opened for each read. One that is mapped
// needs that seldom, and keeps what it holds when it loses its name.
type reopened struct {
	in   *Input
	info os.FileInfo // of the file when it was opened first
}

// errReplaced says that the name of a reopened file is now that of another one,
// as after log rotation.
var errReplaced = errors.New("another file has its name now; too many files at once to keep it open")

// open opens the file again, if it still has its name.
func (r reopened) open() (openFile, os.FileInfo, error) {
	f, err := r.in.open()
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err == nil && !sameFile(info, r.info) {
		err = errReplaced
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

// ReadAt is io.ReaderAt's.
func (r reopened) ReadAt(p []byte, off int64) (int, error) {
	f, _, err := r.open()
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return f.ReadAt(p, off)
}

// Stat describes the file.
func (r reopened) Stat() (os.FileInfo, error) {
	f, info, err := r.open()
	if err != nil {
		return nil, err
	}
	return info, f.Close()
}

// Close does nothing: between two reads the file is not open.
func (r reopened) Close() error { return nil }
