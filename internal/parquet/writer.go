package parquet

import (
	"encoding/binary"
	"io"
	"sync"

	parquet "github.com/parquet-go/parquet-go"
)

// A row group ends with so many rows, or so many bytes of rows: as DuckDB has it,
// whose readers take one each, and so that a few in work at once, some thrice that
// size each, fit into memory.
const (
	groupRows  = 122_880
	groupBytes = 32 << 20

	maxRow = 1 << 30 // bytes
)

// A Writer is an io.Writer that takes rows and writes them as a file. It may be
// given pieces of rows. It belongs to one goroutine. Equal rows make equal files,
// however they come and whatever the number of goroutines.
type Writer struct {
	w       io.Writer
	columns []Column
	file    *parquet.GenericWriter[any] // nil before the first row group is full, which the schema is made of
	local   []bool                      // by column: times in the schema are what some clock showed
	part    []byte                      // a row that has not come to its end
	filling *group

	encoders chan *encoder // idle ones; nil is one that nobody needed yet
	inline   bool          // all happens in the caller's goroutine
	last     chan struct{} // closed when the last group begun is written
	working  sync.WaitGroup

	mu       sync.Mutex // guards all below
	err      error      // sticky
	panicked any        // of an encoder, for the caller's goroutine
	accounts []Account
	spare    []*group
}

// NewWriter returns a Writer to w. It uses so many goroutines; with 1 all
// happens in that of the caller.
func NewWriter(w io.Writer, columns []Column, workers int) *Writer {
	p := &Writer{w: w, columns: columns, filling: new(group), accounts: make([]Account, len(columns)), inline: workers <= 1}
	workers = max(workers, 1)
	p.encoders = make(chan *encoder, workers)
	for range workers {
		p.encoders <- nil // made when it is needed
	}
	p.last = make(chan struct{})
	close(p.last)
	return p
}

// Write takes rows. An error may be about an earlier call.
func (p *Writer) Write(b []byte) (int, error) {
	n := len(b)
	if len(p.part) > 0 {
		p.part = append(p.part, b...)
		b = p.part
	}
	rest, err := p.take(b)
	if err != nil {
		return 0, err
	}
	p.part = append(p.part[:0], rest...)
	return n, p.state()
}

// take takes the whole rows of b and returns what is behind them.
func (p *Writer) take(b []byte) (rest []byte, err error) {
	for len(b) >= rowPrefix {
		length := binary.LittleEndian.Uint64(b)
		if length > maxRow {
			return nil, tooLongError(length)
		}
		end := rowPrefix + int(length)
		if end > len(b) {
			break
		}
		g := p.filling
		g.starts = append(g.starts, len(g.rows))
		g.rows = append(g.rows, b[rowPrefix:end]...)
		b = b[end:]
		if len(g.starts) >= groupRows || len(g.rows) >= groupBytes {
			if err := p.flush(); err != nil {
				return nil, err
			}
		}
	}
	return b, nil
}

// Close writes what is left and the footer. It does not close what the Writer
// writes to.
func (p *Writer) Close() error {
	if len(p.filling.starts) > 0 {
		if err := p.flush(); err != nil {
			p.working.Wait()
			return err
		}
	}
	p.working.Wait()
	if err := p.state(); err != nil {
		return err
	}
	if len(p.part) > 0 {
		return io.ErrUnexpectedEOF
	}
	p.open()
	return p.file.Close()
}

// open begins the file, when the rows of the first group are there.
func (p *Writer) open() {
	if p.file != nil {
		return
	}
	p.local = p.filling.onlyLocal(len(p.columns))
	p.file = parquet.NewGenericWriter[any](p.w, options(p.columns, p.local)...)
}

// Accounts says what could not be written as it was, by column. It must be
// called after Close.
func (p *Writer) Accounts() []Account { return p.accounts }

// Local reports whether the times of a column are in the file as what some clock
// showed, because none of the first row group has an offset. It must be called
// after Close.
func (p *Writer) Local(column int) bool { return p.local[column] }

// state returns the error that there is, and panics if an encoder did.
func (p *Writer) state() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.panicked != nil {
		panic(p.panicked)
	}
	return p.err
}

// flush has the group at hand encoded and written, and begins another.
func (p *Writer) flush() error {
	p.open()
	g := p.filling
	e := <-p.encoders
	if e == nil {
		e = newEncoder(p.columns, p.file.BeginRowGroup())
	}
	before, done := p.last, make(chan struct{})
	p.last = done
	if p.inline {
		p.finish(e, g, before, done)
	} else {
		p.working.Go(func() { p.finish(e, g, before, done) })
	}
	p.filling = p.nextGroup()
	return p.state()
}

// finish encodes g, writes it when the groups before it are written, and lets
// the one behind it go on, whatever panics.
func (p *Writer) finish(e *encoder, g *group, before <-chan struct{}, done chan<- struct{}) {
	defer func() {
		if cause := recover(); cause != nil {
			p.mu.Lock()
			p.panicked = cause
			p.mu.Unlock()
		}
		close(done)
		p.encoders <- e
	}()
	err := e.encode(g)
	<-before
	p.commit(e, g, err)
}

// commit writes g, of which encoding made err, unless something went wrong with
// one before.
func (p *Writer) commit(e *encoder, g *group, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil || p.panicked != nil {
		return
	}
	if err == nil {
		_, err = e.out.Commit()
	}
	p.err = err
	for i := range e.accounts {
		p.accounts[i].add(&e.accounts[i])
	}
	p.spare = append(p.spare, &group{rows: g.rows[:0], starts: g.starts[:0]})
}

// nextGroup returns an empty group.
func (p *Writer) nextGroup() *group {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.spare); n > 0 {
		g := p.spare[n-1]
		p.spare = p.spare[:n-1]
		return g
	}
	return new(group)
}
