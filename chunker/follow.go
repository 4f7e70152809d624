package chunker

import (
	"errors"
	"io/fs"
	"os"
	"runtime/debug"
	"slices"
	"sync"
	"time"
)

// Files are followed by their names, as tail -F does. What a file holds when it
// is opened is handed out in windows, up to the end of its last whole line; from
// there on a tail reads what is added to it.
//
// One goroutine, the watcher, looks at all names in turn, some times a second,
// and reads what has come. It asks instead of being told: notifications of the
// system do not tell of what other machines write on network file systems, nor
// of some changes below overlays, know no names that do not exist yet, run out
// where many files are watched, and differ on every system. To ask costs some
// microseconds a file.
//
// What a look may find:
//
//   - The file has grown: the whole lines are handed out. A last line without
//     its '\n' waits for it.
//   - The name is that of another file, as after log rotation. The new file is
//     read from its start. The one before is read on as long as something comes:
//     its writer goes on until it is told to reopen its log. One that had the
//     name only between two looks is not seen.
//   - The file is shorter than what was read of it, or its first bytes are
//     others: somebody has truncated it, or copied and truncated it, and it may
//     have grown since. It is read from its start. What was written between the
//     last look and the truncation is lost, as are up to some hundred kilobytes
//     read in the very moment of it. What cannot be told from a file that grows
//     is one that was truncated and has become longer than it was, with the same
//     fingerprintSize bytes at its beginning.
//   - The name is gone: it is waited for.
//
// Pipes are read as by any Source, and compressed files once.
//
// A file that is followed is kept open, so that it can be read when it has lost
// its name. Where the inputs are more than half of the files that may be open,
// each is opened for each look that finds something new, and what was added to a
// file between the last look and its rotation is lost.

// following is what a Source that follows its inputs knows of them. Source.mu
// guards it.
type following struct {
	endless int // inputs that never end: files, from before they are begun
	names   []*followed
	started bool // the watcher

	arrived []arrival // pieces not yet taken, in the order that they came
	room    sync.Cond // there are fewer of them

	events int64 // notes so far
}

// arrival is a piece of a followed file.
type arrival struct {
	in *Input
	piece
}

// A followed is a name that files come and go under. But for what says so, it
// belongs to the watcher once that has seen it.
type followed struct {
	in        *Input
	now       *tail // the file that has the name; nil if none has
	lingering []*tail
	files     int    // that had the name so far
	trouble   string // what is wrong with it, said already
	said      int    // how often something was

	atEnd bool // guarded by Source.mu: the last look found nothing more to read
}

// followFile makes the watcher go on behind the windows of a file. s.mu is held.
func (s *Source) followFile(f *file) {
	if s.stop.Load() {
		f.in.close(f.f)
		return
	}
	t := newTail(f.in, f.f, f.behind)
	t.head, t.st.head = f.head, f.relay.head
	s.followName(f.in, t)
}

// followName makes the watcher look at a name, whose file is read by t; nil if
// there is none. s.mu is held.
func (s *Source) followName(in *Input, t *tail) {
	w := &followed{in: in, now: t}
	if t != nil {
		w.files = 1
	}
	s.follow.names = append(s.follow.names, w)
	if !s.follow.started && !s.stop.Load() {
		s.follow.started = true
		s.streaming.Go(s.watch)
	}
}

// watch looks at all names again and again until the Source is stopped.
func (s *Source) watch() {
	var names []*followed
	var at *followed
	defer func() {
		if v := recover(); v != nil {
			s.end(&Panic{Name: at.in.name, Value: v, Stack: debug.Stack()})
		}
		s.mu.Lock()
		names = s.follow.names
		s.mu.Unlock()
		for _, w := range names {
			w.close()
		}
	}()
	timer := time.NewTimer(s.opt.poll)
	for !s.stop.Load() {
		s.mu.Lock()
		names = append(names[:0], s.follow.names...)
		s.mu.Unlock()
		more := false
		for _, at = range names {
			found := at.look()
			s.mu.Lock()
			at.atEnd = !found
			s.mu.Unlock()
			more = more || found
			if s.stop.Load() {
				return
			}
		}
		if more {
			continue
		}
		timer.Reset(s.opt.poll)
		select {
		case <-timer.C:
		case <-s.over:
		}
	}
}

// look looks at the name and at the files that had it, and hands out what is
// new. It reports whether there may be more at once.
func (w *followed) look() (more bool) {
	more = w.lookBehind()
	info, err := w.stat()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if w.now != nil {
			w.linger()
			w.note(Gone)
		}
		return more
	case err != nil: // what is open can be read all the same
		w.say(bare(err))
		info = nil
	case w.now == nil || !os.SameFile(info, w.now.info):
		if info, err = w.turnTo(info); err != nil {
			w.say(bare(err))
		}
	}
	if w.now == nil {
		return more
	}
	found, truncated := w.read(w.now, info)
	if truncated {
		w.now = w.anew(w.now)
	}
	return more || found || truncated
}

// lookBehind is look for the files that have lost the name.
func (w *followed) lookBehind() (more bool) {
	for i, t := range w.lingering {
		before := t.at
		found, truncated := w.read(t, nil)
		more = more || found || truncated
		switch {
		case truncated: // before it lost its name, most likely
			t = w.anew(t)
			w.lingering[i] = t
			t.quiet = time.Now()
		case t.at != before:
			t.quiet = time.Now()
		}
	}
	w.lingering = slices.DeleteFunc(w.lingering, func(t *tail) bool {
		over := time.Since(t.quiet) >= w.in.source.opt.linger
		if over {
			t.finish(false)
		}
		return over
	})
	return more
}

// read reads on, and says what is wrong.
func (w *followed) read(t *tail, info fs.FileInfo) (more, truncated bool) {
	more, err := t.read(info)
	switch {
	case err == errTruncated:
		return more, true
	case err != nil:
		w.say(err)
	}
	return more, false
}

// stat looks at the file that has the name now. Standard input keeps its own.
func (w *followed) stat() (fs.FileInfo, error) {
	if w.in.name == "-" && w.now != nil {
		return w.now.f.Stat()
	}
	return w.in.source.opt.system.stat(w.in.name)
}

// turnTo makes the file that has taken the name, and was found to be found, the
// one to be read, and returns what it is. A pipe is left alone: who opens it to
// write would take us for its reader, and be ended when we close it.
func (w *followed) turnTo(found fs.FileInfo) (fs.FileInfo, error) {
	if !found.Mode().IsRegular() {
		return nil, errNoFile
	}
	in := w.in
	f, err := in.source.opt.system.openPipe(in.name) // it may have become one, which must not be waited for
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errNoFile
	}
	if err != nil {
		in.close(f)
		return nil, err
	}
	event := Appeared
	if w.now != nil {
		w.linger()
		event = Rotated
	}
	if t := w.takeBack(info); t != nil {
		in.close(f)
		w.now = t
	} else {
		w.now = w.begin(f, info)
	}
	w.note(event)
	return info, nil
}

// takeBack returns the file that has got its name back, if it is still read, or
// nil.
func (w *followed) takeBack(info fs.FileInfo) *tail {
	i := slices.IndexFunc(w.lingering, func(t *tail) bool { return os.SameFile(t.info, info) })
	if i < 0 {
		return nil
	}
	t := w.lingering[i]
	w.lingering = slices.Delete(w.lingering, i, i+1)
	return t
}

// begin returns what reads a file from its start.
func (w *followed) begin(f handle, info fs.FileInfo) *tail {
	t := newTail(w.in, f, tailing{info: info})
	t.number = w.files
	w.files++
	w.trouble = ""
	return t
}

// linger reads the file that has lost the name on, until nothing comes of it.
func (w *followed) linger() {
	t := w.now
	w.now = nil
	if _, ok := t.f.(reopened); ok { // which needs the name
		t.finish(false)
		return
	}
	t.quiet = time.Now()
	w.lingering = append(w.lingering, t)
	if len(w.lingering) > maxLingering {
		w.lingering[0].finish(false)
		w.lingering = slices.Delete(w.lingering, 0, 1)
	}
}

// anew returns what reads a file that was truncated from its start. Its last
// line, if that has no end, never gets one.
func (w *followed) anew(t *tail) *tail {
	t.end(true)
	w.note(Truncated)
	return w.begin(t.f, t.info)
}

// say reports what is wrong with a name, once.
func (w *followed) say(err error) {
	if text := err.Error(); text != w.trouble && w.said < keptNotes {
		w.trouble = text
		w.said++
		w.in.source.report(w.in.index, err)
	}
}

// close lets go of all files.
func (w *followed) close() {
	for _, t := range w.lingering {
		t.close()
	}
	if w.now != nil {
		w.now.close()
	}
	w.now, w.lingering = nil, nil
}

// errNoFile says that a followed name is that of something else now.
var errNoFile = errors.New("is no file any more")

// deliver hands out a piece when there is room. It reports false when the Source
// was stopped.
func (s *Source) deliver(in *Input, p piece) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.follow.arrived) >= ringSize+s.opt.Workers && !s.stop.Load() {
		s.follow.room.Wait()
	}
	if s.stop.Load() {
		return false
	}
	s.follow.arrived = append(s.follow.arrived, arrival{in, p})
	s.done.Add(p.bytes)
	if s.total > 0 {
		s.total += p.bytes
	}
	s.work.Signal()
	return true
}

// takeArrived fills c with the piece that came first. s.mu is held.
func (s *Source) takeArrived(c *Chunk) {
	a := s.follow.arrived[0]
	s.follow.arrived = slices.Delete(s.follow.arrived, 0, 1)
	s.follow.room.Signal()
	if c.buf != nil {
		s.spare = append(s.spare, c.buf)
	}
	s.fill(c, a.in, &a.piece)
}

// CaughtUp reports whether all was handed out that the last look at the inputs
// found, and worked on: every worker waits in Next. It may be called at any time
// by anyone.
func (s *Source) CaughtUp() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	sc := &s.schedule
	if !sc.started || len(s.follow.arrived) > 0 || s.waiting < s.busy {
		return false
	}
	if s.drained() {
		return s.busy == 0
	}
	if s.busy < s.opt.Workers || len(s.follow.names) < s.follow.endless {
		return false
	}
	for _, st := range sc.running {
		if len(st.full) > 0 || st.in.kind != piped && !st.ended {
			return false
		}
	}
	return !slices.ContainsFunc(s.follow.names, func(w *followed) bool { return !w.atEnd })
}
