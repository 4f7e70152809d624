package aggregate

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"github.com/cespare/xxhash/v2"

	"wf/internal/parallel"
)

// Save merges partials as Merge does, and writes what they come to before
// anything is divided or estimated, for Load to read: a body, whose bytes
// docs/wfp.md describes. They are the same for any partials that were given the
// same records, in any process.
//
// With several writers the rows are dealt out to them by a hash of their keys;
// what is said of all rows goes to the first. All the bodies, loaded, come to
// the whole. The partials are used up. The error is one of a writer, one of the
// Store, or about a key that is too long.
func Save(w []io.Writer, partials []*Partial, workers int) (*Counts, error) {
	c := merge(partials, workers, true)
	defer func() { c.keeps, c.kept = false, nil }()
	s := saver{counts: c, cells: c.spec.savedCells()}
	lists, err := s.lists(workers)
	if err = cmp.Or(c.Err(), err); err != nil {
		return c, err
	}
	bodies := make([]bodyWriter, len(w))
	for i := range bodies {
		bodies[i].w = w[i]
		bodies[i].begin(c, i == 0)
	}
	s.write(bodies, lists)
	for i := range bodies {
		err = cmp.Or(err, bodies[i].end())
	}
	return c, cmp.Or(c.Err(), err)
}

// saver writes the rows of Counts.
type saver struct {
	counts *Counts
	cells  []savedCell
}

// savedList is the rows of one part by key: those of a part in memory, with their
// cells as they are saved, or copies of rows whose part is gone.
type savedList struct {
	rows   *part
	cells  []byte // of all rows
	order  []savedRow
	copied copiedRows
}

// savedRow is where a row of a part is, and where its cells are.
type savedRow struct {
	at   uint32
	size uint32 // bytes
	from int
}

// lists returns the rows of each part.
func (s *saver) lists(workers int) ([]savedList, error) {
	c := s.counts
	if len(c.spec.keys) == 0 {
		return nil, nil
	}
	lists := make([]savedList, c.partsOfRows())
	if c.stored == nil {
		return lists, parallel.Do(workers, len(lists), func(i int) (err error) {
			lists[i], err = s.sort(&c.parts[i], c.kept[i])
			c.kept[i] = nil // the list has it all
			return err
		})
	}
	return lists, parallel.Do(c.stored.atOnce(workers), len(lists), func(i int) error {
		m, done := c.load(i, nil)
		defer done()
		sorted, err := s.sort(&m.rows, m.kept)
		if err == nil {
			lists[i].copied = s.copy(&sorted)
		}
		return cmp.Or(c.Err(), err)
	})
}

// sort orders the rows of a part. Their cells are written down as they lie in
// memory, and not as they will be asked for, which would miss the cache.
func (s *saver) sort(p *part, kept *unfinished) (savedList, error) {
	width := s.counts.width
	list := savedList{rows: p, order: make([]savedRow, 0, p.rows)}
	for at, row := range p.each(width) {
		if n := rowKeyLen(row); n > maxSavedKey {
			return list, fmt.Errorf("a key of %d bytes cannot be saved, %d is the most", n, maxSavedKey)
		}
		from := len(list.cells)
		list.cells = appendRow(list.cells, s.cells, rowCells(row), kept, len(list.order))
		list.order = append(list.order, savedRow{at, uint32(len(list.cells) - from), from})
	}
	slices.SortFunc(list.order, func(a, b savedRow) int {
		return bytes.Compare(rowKey(p.row(a.at), width), rowKey(p.row(b.at), width))
	})
	return list, nil
}

// copy copies the rows of a list, as they are saved, so that they can outlive
// their part. Each is
//
//	length of the key | length of the cells | key | cells
func (s *saver) copy(list *savedList) copiedRows {
	copied := copiedRows{memory: s.counts.memory}
	var row []byte
	for h := s.head(list); h.next(); {
		row = binary.AppendUvarint(row[:0], uint64(len(h.key)))
		row = binary.AppendUvarint(row, uint64(len(h.cells)))
		copied.add(append(append(row, h.key...), h.cells...))
	}
	copied.end()
	return copied
}

// write writes the rows of all lists, by key.
func (s *saver) write(bodies []bodyWriter, lists []savedList) {
	if c := s.counts; len(c.spec.keys) == 0 {
		if getInt64(c.totals) > 0 {
			bodies[0].add(nil, appendRow(nil, s.cells, c.totals, c.kept[0], 0))
		}
		return
	}
	var heads []*savedHead
	for i := range lists {
		if h := s.head(&lists[i]); h.next() {
			heads = append(heads, h)
		}
	}
	slices.SortFunc(heads, (*savedHead).compare)
	for len(heads) > 0 {
		h := heads[0]
		to := &bodies[0]
		if len(bodies) > 1 {
			to = &bodies[xxhash.Sum64(h.key)%uint64(len(bodies))]
		}
		to.add(h.key, h.cells)
		if h.next() {
			sink(heads, (*savedHead).compare)
		} else {
			heads = heads[1:]
		}
	}
}

// savedHead is the first row of a savedList that was not taken yet. It is valid
// until the next one is asked for.
type savedHead struct {
	width int
	list  savedList
	key   []byte
	cells []byte // as they are saved
}

func (s *saver) head(list *savedList) *savedHead {
	return &savedHead{width: s.counts.width, list: *list}
}

func (h *savedHead) compare(other *savedHead) int { return bytes.Compare(h.key, other.key) }

// next takes the next row. It is false if there are no more.
func (h *savedHead) next() bool {
	l := &h.list
	if l.rows == nil {
		return h.nextCopied()
	}
	if len(l.order) == 0 {
		return false
	}
	first := l.order[0]
	h.key = rowKey(l.rows.row(first.at), h.width)
	h.cells = l.cells[first.from : first.from+int(first.size)]
	if l.order = l.order[1:]; len(l.order) > 0 {
		// Those of the other parts are wanted before, so there is time.
		ahead := l.order[0]
		prefetchRows([]pendingKey{{row: l.rows.row(ahead.at)}, {row: l.cells[ahead.from:]}})
	}
	return true
}

// nextCopied is next for copied rows.
func (h *savedHead) nextCopied() bool {
	c := &h.list.copied
	if !c.more() {
		return false
	}
	key, n := binary.Uvarint(c.bytes)
	cells, m := binary.Uvarint(c.bytes[n:])
	row := c.bytes[n+m:]
	h.key, h.cells = row[:key], row[key:key+cells]
	c.bytes = row[key+cells:]
	return true
}
