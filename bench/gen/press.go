package gen

import (
	"io"
	"sync"

	"wf/internal/parallel"
)

// sheetLines is how many lines are drawn, made and written at once: their
// requests and their bytes stay in the cache of a core, and goroutines take
// turns only a few thousand times a second.
const sheetLines = 1024

// press writes a log, sheets of lines at the same time:
//
//	drawing   one sheet at a time, in order
//	making    the bytes of several sheets at once
//	writing   one sheet at a time, in order
type press struct {
	w      io.Writer
	lines  int // of the log
	drawer *drawer
	free   chan *sheet // those that nobody works on: memory does not follow the log's length
	turns  [2]turns    // to draw, to write
}

// sheet is a run of lines in the making. Its memory is used again.
type sheet struct {
	*scribe
	requests []request
	text     []byte
}

func newPress(w io.Writer, o Options) *press {
	p := &press{w: w, lines: o.Lines, drawer: newDrawer(o), free: make(chan *sheet, o.Workers)}
	for range o.Workers {
		p.free <- &sheet{scribe: newScribe(p.drawer.site, o.Format), requests: make([]request, sheetLines)}
	}
	for i := range p.turns {
		p.turns[i].init()
	}
	return p
}

// run writes the log.
func (p *press) run() error {
	sheets := p.lines / sheetLines
	if p.lines%sheetLines > 0 {
		sheets++
	}
	return parallel.Do(cap(p.free), sheets, p.sheet)
}

// sheet writes the i-th sheet.
func (p *press) sheet(i int) (err error) {
	draw, write := &p.turns[0], &p.turns[1]
	whole := false
	defer func() {
		if !whole { // an error or a panic: nobody waits for this sheet any more
			draw.stop()
			write.stop()
		}
	}()
	s := <-p.free
	defer func() { p.free <- s }()

	if !draw.wait(i) {
		return nil
	}
	requests := s.requests[:min(sheetLines, p.lines-i*sheetLines)]
	for n := range requests {
		p.drawer.draw(&requests[n])
	}
	draw.pass()

	s.make(requests, i == 0)

	if !write.wait(i) {
		return nil
	}
	if _, err := p.w.Write(s.text); err != nil {
		return err
	}
	write.pass()
	whole = true
	return nil
}

// make makes the text of requests, the first of a log or not.
func (s *sheet) make(requests []request, first bool) {
	for n := range requests {
		s.site.look(&requests[n])
	}
	text := s.text[:0]
	for n := range requests {
		r := &requests[n]
		s.take(r)
		if first && n == 0 {
			text = s.printer.begin(text, &s.line)
		}
		text = append(s.append(text, r.trap), s.printer.end()...)
	}
	s.text = text
}

// turns lets goroutines do something in order.
type turns struct {
	mu      sync.Mutex
	changed sync.Cond
	next    int
	stopped bool
}

func (t *turns) init() { t.changed.L = &t.mu }

// wait waits for turn i, which ends with pass. It returns false if that will
// never be.
func (t *turns) wait(i int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.next != i && !t.stopped {
		t.changed.Wait()
	}
	return !t.stopped
}

// pass ends a turn.
func (t *turns) pass() {
	t.mu.Lock()
	t.next++
	t.mu.Unlock()
	t.changed.Broadcast()
}

// stop ends all turns.
func (t *turns) stop() {
	t.mu.Lock()
	t.stopped = true
	t.mu.Unlock()
	t.changed.Broadcast()
}
