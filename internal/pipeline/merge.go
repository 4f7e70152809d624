package pipeline

import (
	"bufio"
	"sync"

	"wf/chunker"
)

// A merge writes the records of all inputs in the order of time. Readers put
// the records of their chunks into blocks; each lane has those of one input.
//
// The merge waits for blocks of the lane that it has come to the end of, and for
// nothing else, and that lane may always have one: so it cannot lock up,
// however many the lanes are and however few the readers.
type merge struct {
	source *chunker.Source
	lines  *Lines
	reader *reader // if it is the only one, and reads what is asked for

	// Of the goroutine that writes.
	out     *bufio.Writer
	rejects *bufio.Writer // nil unless they are wanted
	written int64         // lines
	over    bool          // no more is to be written

	mu      sync.Mutex // guards all below, and the fields of lanes that say so
	work    sync.Cond  // there may be something to read
	ready   sync.Cond  // a block may be there, or a lane at its end
	lanes   []*lane    // by input; the slice itself never changes
	spare   int        // how many blocks lanes may have beyond one each
	extra   int        // how many they have
	free    []*block
	stopped bool
}

// mergeBuffer is how many bytes of output are gathered before they are written.
// Runs of lines from one input that are longer go out as they are.
const mergeBuffer = 64 << 10

func newMerge(cfg *Config, lines *Lines) *merge {
	m := &merge{source: cfg.Source, lines: lines, spare: 2 * cfg.Workers}
	m.out = bufio.NewWriterSize(lines.w, mergeBuffer)
	if cfg.Rejects != nil {
		m.rejects = bufio.NewWriterSize(cfg.Rejects.w, mergeBuffer)
	}
	m.work.L, m.ready.L = &m.mu, &m.mu
	for i, in := range cfg.Source.Inputs() {
		m.lanes = append(m.lanes, &lane{index: i, in: in, latest: never})
	}
	return m
}

// write merges the lanes until they have no more records.
func (m *merge) write() error {
	var next heads
	for _, l := range m.lanes {
		there, err := m.advance(l)
		if err != nil {
			return err
		}
		if there {
			next.push(head{l.key(), l.index})
		}
	}
	for len(next) > 0 && !m.over {
		l := m.lanes[next[0].lane]
		if err := m.pass(l, next.reach()); err != nil {
			return err
		}
		there, err := m.advance(l)
		switch {
		case err != nil:
			return err
		case there:
			next.replace(l.key())
		default:
			next.pop()
		}
	}
	if m.over { // the readers would wait for room
		m.halt()
	}
	return m.flush()
}

// pass writes the records of a lane that come no later than reach, as far as
// they are in the block in hand.
func (m *merge) pass(l *lane, reach int64) error {
	from := l.at
	for l.at < len(l.block.entries) && l.key() <= reach && !m.over {
		m.written += l.block.entries[l.at].lines
		m.over = m.lines.limit > 0 && m.written == m.lines.limit
		l.at++
	}
	text, rejects := l.block.between(from, l.at)
	if _, err := m.out.Write(text); err != nil {
		return err
	}
	if len(rejects) > 0 {
		if _, err := m.rejects.Write(rejects); err != nil {
			return &RejectError{err}
		}
	}
	return nil
}

// advance makes a lane stand at its next record. It returns false if there are
// no more.
func (m *merge) advance(l *lane) (bool, error) {
	for l.block == nil || l.at == len(l.block.entries) {
		if m.over {
			return false, nil
		}
		if l.block != nil {
			m.release(l)
		}
		if err := m.await(l); err != nil || l.block == nil {
			return false, err
		}
	}
	return true, nil
}

// await takes the next block of a lane into hand, and leaves it nil if there
// are no more. What was merged so far goes out before it waits: whoever writes
// a pipe may wait to see it.
func (m *merge) await(l *lane) error {
	if m.take(l) {
		return nil
	}
	if err := m.flush(); err != nil {
		return err
	}
	if m.reader != nil {
		return m.demand(l)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for !m.stopped && !l.take() {
		m.ready.Wait()
	}
	m.over = m.stopped || m.torn(l)
	return nil
}

// demand reads a lane until there is a block, or no more.
func (m *merge) demand(l *lane) error {
	for !m.take(l) {
		m.begin(l)
		if err := m.reader.read(l); err != nil {
			return err
		}
	}
	m.over = m.torn(l)
	return nil
}

// torn reports whether a lane came to its end because the Source was stopped.
// What the others still have is not what comes next then.
func (m *merge) torn(l *lane) bool { return l.block == nil && m.source.Stopped() }

// flush writes what is buffered.
func (m *merge) flush() error {
	if m.rejects != nil {
		if err := m.rejects.Flush(); err != nil {
			return &RejectError{err}
		}
	}
	if err := m.out.Flush(); err != nil {
		return err
	}
	m.lines.mu.Lock()
	m.lines.written = m.written
	m.lines.mu.Unlock()
	if m.lines.Full() {
		m.lines.stop()
	}
	return nil
}

// halt ends the reading.
func (m *merge) halt() {
	m.source.Stop()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.stopped = true
	m.work.Broadcast()
	m.ready.Broadcast()
}
