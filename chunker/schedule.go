package chunker

import "slices"

// schedule says which input the next chunk comes from. Source.mu guards it.
//
// Unordered, all that can be worked on is: every pipe is read at once, as many
// compressed files are inflated as there are workers, and a worker takes the
// first that there is of a filled buffer of any stream, a window of an open
// file, a file to open. So no core is idle while there is work, and what can
// only be done one after the other, inflating, begins first.
//
// Ordered, chunks come from one input, in order, until it is drained. The next
// stream may fill its ring meanwhile. A worker never waits for another one's
// chunk but only for the stream in turn, which never waits for more than room
// in its own ring: there is no circle to be stuck in.
type schedule struct {
	started bool
	running []*stream // with a goroutine, or pieces left

	// Unordered: inputs not yet begun, and files with windows left.
	plain, packed, piped []*Input
	files                []*file
	opening              int // workers opening a file
	inflating, reading   int // goroutines on packed and on piped inputs

	// Ordered.
	turn  int // index of the input in turn
	ahead int // index of the first input that was not begun as a stream
}

// Next fills c with the next chunk. It returns false when there are no more or
// the Source was stopped. What c held is no longer valid.
func (s *Source) Next(c *Chunk) bool {
	s.enter()
	defer s.leave()
	s.startStreams()
	for !s.stop.Load() {
		if len(s.follow.arrived) > 0 {
			s.takeArrived(c)
			return true
		}
		st, f, in := s.pick()
		switch {
		case st != nil:
			if s.nextPiece(c, st) {
				return true
			}
		case f != nil:
			s.nextWindow(c, f)
			return true
		case in != nil:
			s.openInput(in)
		case s.drained():
			return false
		default:
			s.waiting++
			s.work.Wait()
			s.waiting--
		}
	}
	s.raise()
	return false
}

// enter begins a call that hands out a chunk, and takes s.mu; leave ends it.
func (s *Source) enter() {
	s.mu.Lock()
	s.busy++
}

func (s *Source) leave() {
	s.busy--
	if s.busy == 0 && s.stop.Load() {
		s.work.Broadcast() // Close may wait
	}
	s.mu.Unlock()
}

// pick returns one of a stream with a piece to take, a file with a window, an
// input to open; or nothing, when there is nothing to do at present.
func (s *Source) pick() (*stream, *file, *Input) {
	if s.opt.Ordered {
		return s.pickInTurn()
	}
	sc := &s.schedule
	for _, st := range sc.running {
		if len(st.full) > 0 {
			return st, nil, nil
		}
	}
	for len(sc.files) > 0 {
		if f := sc.files[0]; !f.drained() {
			return nil, f, nil
		}
		sc.files = sc.files[1:]
	}
	if len(sc.plain) > 0 {
		in := sc.plain[0]
		sc.plain = sc.plain[1:]
		sc.opening++
		return nil, nil, in
	}
	return nil, nil, nil
}

// pickInTurn is pick for ordered inputs.
func (s *Source) pickInTurn() (*stream, *file, *Input) {
	sc := &s.schedule
	if s.opt.Follow {
		if st := sc.pickPipe(); st != nil {
			return st, nil, nil
		}
	}
	for ; sc.turn < len(s.inputs); sc.turn++ {
		in := s.inputs[sc.turn]
		switch {
		case in.out() || in.state == closed || s.opt.Follow && in.kind == piped:
			continue
		case in.state == pending && (in.kind == plain || s.opt.Sequential):
			in.state = opening
			return nil, nil, in
		case in.file != nil:
			if in.file.drained() {
				continue // others still read the last windows
			}
			return nil, in.file, nil
		case in.stream != nil && (len(in.stream.full) > 0 || s.opt.Sequential):
			return in.stream, nil, nil
		}
		return nil, nil, nil // being opened, or the stream has to be waited for
	}
	return nil, nil, nil
}

// pickPipe returns a pipe with a piece to take, or nil.
func (sc *schedule) pickPipe() *stream {
	for _, st := range sc.running {
		if st.in.kind == piped && len(st.full) > 0 {
			return st
		}
	}
	return nil
}

// drained reports whether no chunk will come any more.
func (s *Source) drained() bool {
	sc := &s.schedule
	if s.follow.endless > 0 || s.opt.Follow && len(sc.running) > 0 {
		return false
	}
	if s.opt.Ordered {
		return sc.turn >= len(s.inputs)
	}
	return len(sc.running) == 0 && len(sc.files) == 0 && sc.opening == 0 &&
		len(sc.plain) == 0 && len(sc.packed) == 0 && len(sc.piped) == 0
}

// nextWindow fills c with the next window of f. It gives s.mu away meanwhile.
func (s *Source) nextWindow(c *Chunk, f *file) {
	i := f.next
	f.next++
	f.busy++
	s.number(c)
	s.unlocked(func() { f.read(c, i) })
	f.busy--
	if f.busy == 0 && f.drained() {
		s.finishFile(f)
	}
}

// finishFile checks and closes a file of which every window was read. It gives
// s.mu away meanwhile.
func (s *Source) finishFile(f *file) {
	f.in.state, f.in.ended = closed, true
	f.in.file = nil
	if s.opt.Follow {
		s.unlocked(func() {
			f.compare()
			f.unmap()
		})
		s.followFile(f)
		return
	}
	s.unlocked(f.finish)
}

// nextPiece fills c from a stream. It returns false if the stream ended without
// another piece. It gives s.mu away while it fills one itself.
func (s *Source) nextPiece(c *Chunk, st *stream) bool {
	var p piece
	if s.opt.inline() {
		var end bool
		s.unlocked(func() {
			if p, end = st.fill(c.buf); end {
				st.finish()
			}
		})
		st.ended = end
	} else {
		p = st.full[0]
		st.full = slices.Delete(st.full, 0, 1)
		st.room.Signal()
		if c.buf != nil {
			s.spare = append(s.spare, c.buf)
		}
	}
	if st.ended && len(st.full) == 0 {
		s.retire(st)
	}
	if p.bytes == 0 {
		c.buf = p.buf
		return false
	}
	s.fill(c, st.in, &p)
	return true
}

// fill makes c the chunk of a piece.
func (s *Source) fill(c *Chunk, in *Input, p *piece) {
	c.buf = p.buf
	c.Input, c.File, c.Offset, c.Bytes = in.index, p.file, p.offset, p.bytes
	c.Data, c.Head, c.Cut = slices.Clip(p.data), p.head, p.cut
	s.number(c)
}

// number gives c its place in the order.
func (s *Source) number(c *Chunk) {
	c.Seq = s.seq
	s.seq++
}

// takeSpare returns a buffer that a worker gave back, or nil. One that grew for
// a long line is dropped.
func (s *Source) takeSpare() []byte {
	for len(s.spare) > 0 {
		last := len(s.spare) - 1
		buf := s.spare[last]
		s.spare = s.spare[:last]
		if cap(buf) <= 2*bufferSize {
			return buf
		}
	}
	return nil
}

// openInput opens an input for the worker that was given it. It gives s.mu away
// meanwhile.
func (s *Source) openInput(in *Input) {
	sc := &s.schedule
	if in.kind != plain {
		s.openInline(in)
		return
	}
	var f *file
	var err error
	s.unlocked(func() {
		if f, err = readyFile(in); err != nil {
			s.report(in.index, err)
		}
	})
	if !s.opt.Ordered {
		sc.opening--
	}
	if err != nil {
		in.state, in.ended = closed, true
		if s.opt.Follow {
			s.followName(in, nil)
		}
	} else {
		in.state = begun
		in.file = f
		switch {
		case f.drained(): // it became empty since Open
			s.finishFile(f)
		case !s.opt.Ordered:
			sc.files = append(sc.files, f)
		}
	}
	s.work.Broadcast()
}

// openInline opens a stream that the caller of Next will fill itself. It gives
// s.mu away meanwhile.
func (s *Source) openInline(in *Input) {
	st := in.stream
	if st == nil {
		st = newStream(in)
		in.stream = st
	}
	var err error
	s.unlocked(func() {
		if err = st.begin(); err != nil {
			st.whole = true
			s.report(in.index, err)
		}
	})
	in.state = begun
	s.schedule.running = append(s.schedule.running, st)
	if err != nil {
		s.retire(st)
	}
}

// retire forgets a stream that has ended and whose pieces were taken.
func (s *Source) retire(st *stream) {
	sc := &s.schedule
	if i := slices.Index(sc.running, st); i >= 0 {
		sc.running = slices.Delete(sc.running, i, i+1)
	}
	st.in.state, st.in.ended = closed, st.whole && len(st.early) == 0
	st.in.stream = nil
	st.close()
	s.startStreams()
	s.work.Broadcast()
}

// startStreams starts a goroutine for each stream that may be read now. s.mu is
// held.
func (s *Source) startStreams() {
	sc := &s.schedule
	if !sc.started {
		sc.started = true
		s.queueInputs()
	}
	if s.stop.Load() || s.opt.inline() {
		return
	}
	if s.opt.Ordered {
		s.startInTurn()
		return
	}
	for len(sc.packed) > 0 && sc.inflating < s.opt.Workers {
		s.startStream(sc.packed[0], &sc.inflating)
		sc.packed = sc.packed[1:]
	}
	s.startPipes()
}

// startPipes starts the pipes that may be read at once.
func (s *Source) startPipes() {
	sc := &s.schedule
	for len(sc.piped) > 0 && sc.reading < maxPipes {
		s.startStream(sc.piped[0], &sc.reading)
		sc.piped = sc.piped[1:]
	}
}

// startInTurn starts the stream in turn and the one behind it, for ordered
// inputs. Pipes that are followed have no turn.
func (s *Source) startInTurn() {
	sc := &s.schedule
	s.startPipes()
	for ; len(sc.running)-sc.reading < 2 && sc.ahead < len(s.inputs); sc.ahead++ {
		in := s.inputs[sc.ahead]
		if !in.out() && in.kind != plain && !(s.opt.Follow && in.kind == piped) {
			s.startStream(in, nil)
		}
	}
}

// queueInputs deals out the inputs by how they are read.
func (s *Source) queueInputs() {
	sc := &s.schedule
	for _, in := range s.inputs {
		if s.opt.Follow && !in.out() && in.kind == plain {
			s.follow.endless++
		}
		switch {
		case in.out() || s.opt.Ordered && !(s.opt.Follow && in.kind == piped):
		case in.kind == plain:
			sc.plain = append(sc.plain, in)
		case in.kind == packed:
			sc.packed = append(sc.packed, in)
		default:
			sc.piped = append(sc.piped, in)
		}
	}
}

// startStream starts the goroutine of a stream and counts it in slots while it
// runs. s.mu is held.
func (s *Source) startStream(in *Input, slots *int) {
	if in.stream == nil {
		in.stream = newStream(in)
	}
	st := in.stream
	in.state = begun
	s.schedule.running = append(s.schedule.running, st)
	if slots != nil {
		*slots++
	}
	s.streaming.Go(func() {
		st.runGuarded()
		s.mu.Lock()
		defer s.mu.Unlock()
		if slots != nil {
			*slots--
		}
		st.ended = true
		st.close()
		if len(st.full) == 0 {
			s.retire(st)
		}
		s.startStreams()
		s.work.Broadcast()
	})
}
