package chunker

import (
	"errors"
	"io"
	"io/fs"
)

// kind says how an input is read.
type kind uint8

const (
	plain  kind = iota // regular file: windows
	packed             // regular file that is compressed, or has no size as in /proc: a stream
	piped              // pipe, terminal, device: a stream that may have to be waited for
)

// state says how far an input has come.
type state uint8

const (
	pending state = iota // not begun
	opening              // a worker is opening it
	begun                // chunks are handed out
	closed               // no more chunks will be
)

// Input is one thing the user named. Its methods may be called at any time;
// those that say so only before the first Next.
type Input struct {
	source *Source
	index  int
	name   string
	kind   kind
	err    error       // why it cannot be read at all
	skip   bool        // left out by the caller, or a stream given twice
	info   fs.FileInfo // nil when err is set
	base   int64       // where reading starts: a redirected stdin may not be at 0
	size   int64       // bytes from base to the end at opening; 0 for streams of unknown size

	directives *directives // nil unless the chunks should have a Head
	ranged     *extent     // whose lines are the input's, nil for all; changed with Source.mu held
	narrowed   *extent     // whose lines are handed out, nil for all; changed with Source.mu held
	resumed    *resumption // nil unless it is read on from where that ended before

	// Guarded by source.mu.
	state       state
	ended       bool    // nothing was left to read of it
	chunks      int64   // handed out by Next
	compression string  // of a pipe known when it begins
	file        *file   // while a plain file is in work
	stream      *stream // from when a stream begins, or its Sample, to its end
}

// Name returns the name as it was passed to Open.
func (in *Input) Name() string { return in.name }

// Err returns why the input cannot be read at all, or nil.
func (in *Input) Err() error { return in.err }

// Compression returns "gzip", "zstd", "bzip2", "xz", or "" for plain text. Of a
// pipe it is known after Sample, or once reading it began.
func (in *Input) Compression() string {
	in.source.mu.Lock()
	defer in.source.mu.Unlock()
	return in.compression
}

// Piped reports whether the input can be read only once, as it comes: a pipe, a
// terminal, a device.
func (in *Input) Piped() bool { return in.err == nil && in.kind == piped }

// Skip leaves the input out. It must be called before the first Next; for
// different inputs at the same time if need be.
func (in *Input) Skip() {
	in.source.mu.Lock()
	in.skip = true
	in.source.total = sumSizes(in.source.inputs)
	in.source.mu.Unlock()
	in.release()
}

// out reports whether there is nothing to read from the input.
func (in *Input) out() bool { return in.err != nil || in.skip }

// inspect finds out what the input is. It never waits for a writer.
func (in *Input) inspect() error {
	var err error
	if in.info, err = in.source.opt.system.stat(in.name); err != nil {
		return bare(err)
	}
	switch mode := in.info.Mode(); {
	case mode.IsDir():
		return errDirectory(in.name)
	case mode&fs.ModeSocket != 0 && in.name != "-": // as standard input it can be read
		return errors.New("skipped: is a socket")
	case !mode.IsRegular():
		in.kind = piped
		return nil
	}
	return in.inspectRegular()
}

// inspectRegular opens a regular file for a moment, to learn whether it may be
// read, its size and its compression.
func (in *Input) inspectRegular() error {
	f, err := in.open()
	if err != nil {
		return bare(err)
	}
	defer in.close(f)
	if in.info, err = f.Stat(); err != nil {
		return bare(err)
	}
	if in.name == "-" {
		if in.base, err = f.Seek(0, io.SeekCurrent); err != nil {
			return bare(err)
		}
	}
	in.size = max(in.info.Size()-in.base, 0)
	head := make([]byte, maxMagic)
	n, err := f.ReadAt(head, in.base)
	if err != nil && err != io.EOF && in.size > 0 {
		return &ReadError{Offset: in.base + int64(n), Err: bare(err)}
	}
	format, _ := sniff(head[:n])
	in.compression = format.name()
	grows := in.source.opt.Follow && n == 0 // and is no file of /proc
	if format != noFormat || in.size == 0 && !grows {
		in.kind = packed
	}
	return nil
}

// open opens the input; close takes back what it returned. Standard input is
// the caller's and stays open.
func (in *Input) open() (openFile, error) {
	if in.kind == piped {
		return in.source.opt.system.openPipe(in.name)
	}
	return in.source.opt.system.open(in.name)
}

func (in *Input) close(f io.Closer) {
	if in.name != "-" {
		f.Close() // it was only read from
	}
}

// release frees whatever the input still holds open.
func (in *Input) release() {
	in.source.mu.Lock()
	file, stream := in.file, in.stream
	in.file, in.stream = nil, nil
	in.source.mu.Unlock()
	if file != nil {
		file.close()
	}
	if stream != nil {
		stream.close()
	}
}

// markTwice notes inputs that are the same file as an earlier one. A regular
// file is read again, as asked; the bytes of a pipe can be had only once, and
// two readers of it would tear lines apart.
func (s *Source) markTwice() {
	type key struct{ size, modified int64 } // equal for the same file, so few need SameFile
	seen := make(map[key][]*Input)
	for _, in := range s.inputs {
		if in.err != nil {
			continue
		}
		k := key{in.info.Size(), in.info.ModTime().UnixNano()}
		if in.kind == piped {
			k = key{}
		}
		for _, earlier := range seen[k] {
			if sameFile(earlier.info, in.info) {
				in.skip = in.kind == piped
				s.problems = append(s.problems, Problem{Input: in.index, Err: errTwice, Note: true})
				break
			}
		}
		seen[k] = append(seen[k], in)
	}
}
