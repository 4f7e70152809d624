package aggregate

import "sync/atomic"

// Memory bounds what all Partials of a run hold together, in bytes. Past half
// of the limit a Partial writes what it has set aside to the Store, from where
// the merge takes it part by part; the answer stays the same. A quarter is for
// the tables in work, the rest for what writing and merging need.
//
// The lists of a ranking, the keys of a pivot's columns and what fills gaps are
// not counted: they are small, or bounded elsewhere. A nil *Memory has no limit.
type Memory struct {
	limit  int64
	store  Store
	tables int          // bytes at which the tables of a Partial are set aside
	floor  int          // of its asideTables
	bits   int          // a run has 1<<bits parts
	held   atomic.Int64 // bytes set aside by all Partials
	failed atomic.Pointer[error]
}

// A Store keeps bytes that do not fit into memory until the run ends. Its
// methods are called by many goroutines at once.
type Store interface {
	// Append writes p as a whole and returns where it is.
	Append(p []byte) (at int64, err error)

	// ReadAt reads what was appended, as io.ReaderAt does.
	ReadAt(p []byte, at int64) (n int, err error)
}

const (
	leastTables = 16 << 10 // bytes; smaller ones make too many runs

	// A run has more parts where there is much to spill, and fewer where it is
	// small itself: the list of its parts stays in memory.
	fewestParts = partBits  // bits of the number,
	fewParts    = 8         // from
	fewFrom     = 128 << 10 // bytes of tables on, and
	manyParts   = 10        // from
	manyFrom    = 128 << 20 // bytes of limit on
)

// NewMemory returns one for so many Partials.
func NewMemory(limit int64, partials int, store Store) *Memory {
	share := max(limit/4/int64(partials), leastTables)
	m := &Memory{limit: limit, store: store}
	m.tables, m.floor = int(min(share, tableBudget)), int(min(share, asideFloor))
	switch {
	case m.tables < fewFrom:
		m.bits = fewestParts
	case limit < manyFrom:
		m.bits = fewParts
	default:
		m.bits = manyParts
	}
	return m
}

// Err returns the first error of the Store, or nil. Counts made with this Memory,
// and their tables, mean nothing after one.
func (m *Memory) Err() error {
	if m == nil {
		return nil
	}
	if err := m.failed.Load(); err != nil {
		return *err
	}
	return nil
}

// fail keeps the first error.
func (m *Memory) fail(err error) {
	m.failed.CompareAndSwap(nil, &err)
}

// hold notes that so many bytes more are set aside, or fewer.
func (m *Memory) hold(more int) {
	if m != nil {
		m.held.Add(int64(more))
	}
}

// full reports whether what is set aside has to go to the Store.
func (m *Memory) full() bool { return m != nil && m.held.Load() > m.limit/2 }

// extent is where something is in the Store.
type extent struct{ at, size int64 }

// append writes p to the Store. What was written behind an error means nothing.
func (m *Memory) append(p []byte) extent {
	if m.Err() != nil {
		return extent{}
	}
	at, err := m.store.Append(p)
	if err != nil {
		m.fail(err)
	}
	return extent{at, int64(len(p))}
}

// read fills p, which is as long as e. It is false after an error.
func (m *Memory) read(p []byte, e extent) bool {
	if m.Err() != nil {
		return false
	}
	if n, err := m.store.ReadAt(p, e.at); n < len(p) {
		m.fail(err)
		return false
	}
	return true
}
