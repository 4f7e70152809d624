package chunker

import "time"

// Sizes in bytes, and times. Each could be larger or smaller; the comment says
// what is lost in either direction.
const (
	// defaultMaxLine bounds a line. Longer than any request line a server
	// accepts by orders of magnitude; smaller would reject JSON logs with
	// bodies in them, larger costs memory for every cut line.
	defaultMaxLine = 1 << 20

	// maxWindow is the largest window. It should stay in a core's L2 cache
	// between the copy and the parse: 128 KiB to 1 MiB are within 3 % of each
	// other, 32 KiB is 10 % slower (calls, overrun), several MiB leave the
	// cache.
	maxWindow = 256 << 10

	// minWindow keeps the cost of handing out a window, about a microsecond,
	// small against working on it.
	minWindow = 16 << 10

	// windowsPerWorker is how many windows a worker should find in a file, so
	// that the last one leaves no core idle for long: with 8 the tail is at
	// most an eighth of the run, and maxWindow makes it far less in files
	// that take any time.
	windowsPerWorker = 8

	// separateBytes is divided among the windows of Separate inputs, whose
	// chunks are in work all at once. More only costs memory; with less, a
	// hundred inputs would be read in small pieces.
	separateBytes = 32 << 20

	// pageSize rounds windows, so that two workers seldom fault the same page.
	pageSize = 4 << 10

	// overrun is read behind a window, so that its last line is nearly always
	// there without a second read. Nearly all log lines are shorter; 64 KiB
	// made every window copy a quarter more.
	overrun = 2 << 10

	// bufferSize is the capacity of a fresh buffer: a window, its overrun and
	// the byte before it. One size for windows and streams lets buffers go
	// from one to the other.
	bufferSize = maxWindow + overrun + pageSize

	// ringSize is how many filled buffers a stream keeps ahead of the workers.
	// Two would make it wait for every hiccup of a worker; more than four
	// only push each other out of the cache.
	ringSize = 4

	// earlyPieces is how many pieces of a stream a sample keeps while it looks
	// for a line that tells something. More only cost memory; fewer, and some
	// megabytes of blank lines hide what follows them.
	earlyPieces = 16

	// keptStreams is how many compressed inputs a sample leaves open, each with
	// its pieces, if it had to look behind their beginnings. More cost memory and
	// descriptors; fewer, and what was inflated is inflated again.
	keptStreams = 4

	// rawBuffer is read from a compressed file or a pipe at once: what a pipe
	// holds on Linux.
	rawBuffer = 64 << 10

	// maxPipes is how many pipes are read at once. All should be, because two
	// of them may be fed by one writer that blocks on either; the bound keeps
	// descriptors for the rest.
	maxPipes = 32

	// piecesAtOnce is how many pieces of a followed file are read before the next
	// one is looked at. More make busy files hold up the others; fewer only
	// cost looks.
	piecesAtOnce = 16

	// maxLingering is how many files that have lost a name are read on. More only
	// hold descriptors.
	maxLingering = 3

	// keptNotes is how many notes on followed files are kept, the newest. More
	// cost memory; fewer, and one that looks seldom misses some.
	keptNotes = 256

	// fingerprintSize bytes of a file's head are compared before and after it
	// was read, to see whether it was rewritten.
	fingerprintSize = 4 << 10
)

const (
	// stopLatency is how long a reader may wait on a silent pipe before it
	// looks whether it was stopped.
	stopLatency = 100 * time.Millisecond

	// idleLatency is how long whole lines may lie in the buffer of a silent
	// pipe while every worker is busy, before it looks whether one is free.
	idleLatency = 5 * time.Millisecond

	// pollLatency is how often followed files are looked at. A look at one that
	// is at rest takes some microseconds. Seldomer, and what is new shows late;
	// more often, and a thousand files keep a core busy.
	pollLatency = 200 * time.Millisecond

	// lingerQuiet is for how long nothing must have come to a file that has lost
	// its name until it is let go. Servers go on writing to it until somebody
	// tells them to reopen their logs, and some until their last request is
	// answered.
	lingerQuiet = 10 * time.Second

	// sampleQuiet is how long a pipe that is followed must be silent for its
	// sample to be complete, within samplePatience. Shorter and a slow start
	// changes what is sampled; longer and the first lines show late.
	sampleQuiet = 300 * time.Millisecond

	// samplePatience is how long Sample waits for more after the first whole
	// line of a pipe. Shorter and a slow start changes what is sampled; longer
	// and following a quiet log begins late.
	samplePatience = time.Second
)

// windowSize chooses the window for a file of size bytes.
func (o *Options) windowSize(size int64) int64 {
	if o.Window > 0 {
		return int64(o.Window)
	}
	w := size / int64(windowsPerWorker*o.Workers)
	w -= w % pageSize
	return min(max(w, minWindow), maxWindow)
}

// separateWindow chooses the window for so many inputs in work at once.
func separateWindow(inputs int) int {
	w := separateBytes / max(inputs, 1)
	return min(max(w-w%pageSize, minWindow), maxWindow)
}

// streamWindow is how many bytes of text a stream's chunk stands for.
func (o *Options) streamWindow() int {
	if o.Window > 0 {
		return o.Window
	}
	return maxWindow
}
