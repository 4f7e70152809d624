// Package chunker turns the bytes of files, pipes and compressed files into
// chunks of whole lines, ready to be worked on by many goroutines at once.
//
// The recipe:
//
//	src := chunker.Open(names, chunker.Options{Workers: n})
//	defer src.Close()
//	// in each of n goroutines:
//	var c chunker.Chunk
//	for src.Next(&c) {
//		// c.Data holds whole lines of input c.Input until the next call
//	}
//	// when all goroutines are done:
//	src.Problems()
//
// Workers pull. A plain file is cut into windows of equal size and each call of
// Next copies one of them out of the mapped file into the caller's own buffer,
// so what the caller sees is ordinary memory that no truncation can take away.
// What has no known size or must be decompressed first is read by one goroutine
// a stream, which keeps a few buffers ahead of the workers.
//
// A chunk owns the lines whose first byte lies in its window: no line is handed
// out twice, none is lost, and no length of a line is assumed.
//
// The package knows nothing of what a line means.
package chunker

import (
	"cmp"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// IO says how regular files are read.
type IO uint8

const (
	Auto IO = iota // map regular files where it pays, stream the rest
	Mmap           // map every regular file; one that cannot be mapped is read
	Read           // read the same windows with pread
)

// Options say how a Source cuts its inputs. The zero value is one worker with
// every default.
type Options struct {
	// Workers is the number of goroutines that will call Next. It sizes the
	// windows and bounds how many compressed files are inflated at once.
	// Less than 1 means 1.
	Workers int

	// IO says how regular files are read. The chunks are the same for all.
	IO IO

	// MaxLine is the longest line of interest in bytes, without its line end;
	// 0 means 1 MiB. A line that is longer is either whole or, when its end is
	// not at hand, cut to its first MaxLine+5 bytes without a newline: in both
	// cases still too long once a byte order mark and a '\r' are trimmed. NULs
	// before it do not count. Memory never follows the length of a line.
	MaxLine int

	// Window is how many bytes of input a chunk stands for, more or less;
	// 0 chooses it from the size of each file and the number of workers, or from
	// the number of inputs if they are Separate.
	Window int

	// Ordered hands out chunks strictly in the order of the inputs and, within
	// an input, of its bytes.
	Ordered bool

	// Separate hands out the chunks of each input on their own, in the order of
	// its bytes: call Input.Next and not Source.Next. All inputs can be in work
	// at once, also when they are more than the process may have open.
	Separate bool

	// Sequential reads, maps and decompresses in the goroutine that calls Next
	// and starts none. It implies Ordered, and only one goroutine may call
	// Next.
	Sequential bool

	// Follow goes on when all that the inputs hold was handed out: see follow.go.
	// Next waits for more then, and returns false only when the Source was
	// stopped or all inputs are pipes and compressed files that have ended.
	// Ordered, what comes is handed out in the order of its arrival. It must not
	// be Sequential or Separate.
	Follow bool

	// Stdin is the file behind the name "-"; nil means os.Stdin. It is not
	// closed.
	Stdin *os.File

	// Openers open inputs whose names begin with a scheme and "://", by the
	// scheme. A Source with Follow has none.
	Openers map[string]Opener

	system system        // what is asked for files; nil means the machine
	poll   time.Duration // between two looks at followed files; 0 means pollLatency
	linger time.Duration // as lingerQuiet, if it is not 0
}

// withDefaults fills in what was left zero.
func (o Options) withDefaults() Options {
	o.Workers = max(o.Workers, 1)
	if o.MaxLine <= 0 {
		o.MaxLine = defaultMaxLine
	}
	o.Ordered = o.Ordered || o.Sequential || o.Separate
	if o.Stdin == nil {
		o.Stdin = os.Stdin
	}
	if o.system == nil {
		o.system = machine{o.Stdin}
	}
	if o.Follow && o.inline() {
		panic("bug: what follows inputs reads them ahead")
	}
	o.poll, o.linger = cmp.Or(o.poll, pollLatency), cmp.Or(o.linger, lingerQuiet)
	return o
}

// inline reports whether streams are read by the goroutine that asks for a
// chunk, and not ahead of it.
func (o *Options) inline() bool { return o.Sequential || o.Separate }

// cutLine is how much is kept of a line whose end is out of reach.
func (o *Options) cutLine() int { return o.MaxLine + len(byteOrderMark) + len("\r") + 1 }

// A Chunk is a run of whole lines. The zero value is ready to be passed to
// Next. It owns its memory: Data is valid, and may be changed, until the Chunk
// is passed to Next again.
type Chunk struct {
	// Input is the index into Source.Inputs.
	Input int

	// Seq numbers the chunks in the order they were handed out, dense from 0; of
	// Separate inputs those of each input.
	Seq int64

	// Offset is where Data begins in the input's (decompressed) bytes: the
	// line at Data[i:] begins at Offset+i.
	Offset int64

	// File counts the files that the name of a followed input has stood for,
	// from 0. Offset begins anew with each, and so does Head.
	File int

	// Bytes is how many of the input's (decompressed) bytes this chunk stands
	// for. Over all chunks of an input they add up to its size.
	Bytes int64

	// Data holds whole lines, each with its '\n'. Only its last line may lack
	// one: because the input ends there, because the rest could not be read
	// (see Cut), or because the line was cut (see Options.MaxLine). Data is
	// empty when no line begins in the chunk's window. It has no capacity
	// behind its end.
	Data []byte

	// Head holds the directives in force where Data begins, if Input.Direct was
	// called: for each prefix the last line before Data that begins with it, in
	// the order of the input, each with a '\n' whatever its line end is there,
	// and without a byte order mark or NULs before it. Chunks share it: it must
	// not be changed, and stays valid.
	Head []byte

	// Cut says that the last line of Data has no '\n' because the input could
	// not be read further: compressed data is damaged or ends early, reading
	// failed or was stopped, the file shrank. It may be half a line. Cut is
	// false where the input ends without a '\n', and for a line that was cut
	// because of its length.
	Cut bool

	buf []byte // what Data lies in
}

// A Source hands out the chunks of all its inputs.
//
// Next may be called by Options.Workers goroutines at once, each with a Chunk
// of its own. Inputs, Progress, Problems and Stop may be called at any time by
// anyone.
type Source struct {
	opt     Options
	inputs  []*Input
	crowded bool         // regular files are opened for each read
	total   int64        // raw bytes of all inputs; 0 when unknown
	done    atomic.Int64 // raw bytes read so far
	stop    atomic.Bool
	over    chan struct{} // closed by Stop
	kept    atomic.Int32  // compressed inputs whose beginnings tell nothing

	streaming sync.WaitGroup // the stream goroutines

	mu       sync.Mutex // guards all below, and the fields of streams and files that say so
	work     sync.Cond  // a worker may find something new, or a call of Next ended
	schedule schedule
	seq      int64    // of the next chunk
	busy     int      // calls of Next under way
	waiting  int      // of these, how many found nothing to do
	spare    [][]byte // buffers for streams
	problems []Problem
	panicked *Panic // of a stream or of the watcher, for Next to raise
	follow   following
}

// Open looks at the named inputs and readies them. "-" is standard input. It
// never fails: what cannot be opened has an Err and is among the Problems, and
// the others are handed out. Each regular file is opened for a moment only, to
// see whether it is compressed; pipes are not touched.
func Open(names []string, opt Options) *Source {
	s := &Source{opt: opt.withDefaults(), over: make(chan struct{})}
	if len(opt.Openers) > 0 {
		s.opt.system = doors{s.opt.system, opt.Openers, s.over}
	}
	if s.opt.Separate && s.opt.Window == 0 {
		s.opt.Window = separateWindow(len(names))
	}
	s.work.L = &s.mu
	s.follow.room.L = &s.mu
	for i, name := range names {
		in := &Input{source: s, index: i, name: name}
		if err := in.inspect(); err != nil {
			in.err = err
			s.problems = append(s.problems, Problem{Input: i, Err: err})
		}
		s.inputs = append(s.inputs, in)
	}
	s.markTwice()
	s.markCrowded()
	s.total = sumSizes(s.inputs)
	return s
}

// Inputs returns one Input for each name passed to Open, in that order.
func (s *Source) Inputs() []*Input { return s.inputs }

// Stop ends the handing out of chunks: every Next that begins or waits from now
// on returns false.
func (s *Source) Stop() {
	if !s.stop.Swap(true) {
		close(s.over)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.work.Broadcast()
	s.follow.room.Broadcast()
	for _, st := range s.schedule.running {
		st.room.Broadcast()
	}
}

// Stopped reports whether Stop or Close was called.
func (s *Source) Stopped() bool { return s.stop.Load() }

// Follows reports whether Options.Follow was given.
func (s *Source) Follows() bool { return s.opt.Follow }

// Done returns a channel that is closed by Stop or Close.
func (s *Source) Done() <-chan struct{} { return s.over }

// Exhausted reports whether all inputs were read to their ends, or as far as
// they can be; files that are followed as far as they went when that began. It must be called when no call of Next is under way.
func (s *Source) Exhausted() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, in := range s.inputs {
		if !in.out() && !in.ended {
			return false
		}
	}
	return true
}

// Close stops the Source, waits for the calls of Next under way and for the
// goroutines that read streams, and releases files and mappings. Chunks stay
// valid.
func (s *Source) Close() {
	s.Stop()
	s.mu.Lock()
	for s.busy > 0 {
		s.work.Wait()
	}
	s.mu.Unlock()
	s.streaming.Wait()
	for _, in := range s.inputs {
		in.release()
	}
}

// Progress returns how many raw bytes were read, which are compressed bytes for
// compressed inputs, and how many there are: 0 when that is unknown because an
// input is a pipe.
func (s *Source) Progress() (done, total int64) {
	s.mu.Lock()
	total = s.total
	s.mu.Unlock()
	return s.done.Load(), total
}

// sumSizes adds up the sizes of what will be read, or returns 0 when one of
// them is unknown.
func sumSizes(inputs []*Input) int64 {
	var sum int64
	for _, in := range inputs {
		switch {
		case in.out():
		case in.kind == piped:
			return 0
		default:
			part := in.part(in.size)
			sum += part.hi - part.lo
		}
	}
	return sum
}
