package aggregate

import (
	"bytes"
	"cmp"
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
	if err := c.Err(); err != nil {
		return c, err
	}
	lists, err := c.savedLists(workers)
	if err != nil {
		return c, err
	}
	bodies := make([]bodyWriter, len(w))
	for i := range w {
		bodies[i] = bodyWriter{w: w[i]}
		bodies[i].begin(c, i == 0)
	}
	for _, row := range sortedRows(lists) {
		to := &bodies[0]
		if len(w) > 1 {
			to = &bodies[xxhash.Sum64(row.key)%uint64(len(w))]
		}
		to.add(row.key, row.cells)
	}
	for i := range bodies {
		if err := bodies[i].end(); err != nil {
			return c, err
		}
	}
	return c, nil
}

// savedRow is a row as it is saved.
type savedRow struct {
	key   []byte
	cells []byte
}

// sortedRows returns the rows of all lists by key.
func sortedRows(lists [][]savedRow) []savedRow {
	rows := slices.Concat(lists...)
	slices.SortFunc(rows, func(a, b savedRow) int { return bytes.Compare(a.key, b.key) })
	return rows
}

// savedLists returns the rows of each part.
func (c *Counts) savedLists(workers int) ([][]savedRow, error) {
	if len(c.spec.keys) == 0 {
		if getInt64(c.totals) == 0 {
			return nil, nil
		}
		cells := c.spec.appendRow(nil, c.totals, c.kept[0], 0)
		return [][]savedRow{{{nil, cells}}}, nil
	}
	lists := make([][]savedRow, c.partsOfRows())
	save := func(i int, p *part, kept *unfinished) (err error) {
		lists[i], err = c.saveRows(p, kept)
		return err
	}
	if c.stored == nil {
		return lists, parallel.Do(workers, len(lists), func(i int) error { return save(i, &c.parts[i], c.kept[i]) })
	}
	return lists, parallel.Do(c.stored.atOnce(workers), len(lists), func(i int) error {
		m, done := c.load(i, nil)
		defer done()
		return cmp.Or(c.Err(), save(i, &m.rows, m.kept))
	})
}

// saveRows returns the rows of a part as they are saved.
func (c *Counts) saveRows(p *part, kept *unfinished) ([]savedRow, error) {
	rows := make([]savedRow, 0, p.rows)
	for _, row := range p.each(c.width) {
		key := rowKey(row, c.width)
		if len(key) > maxSavedKey {
			return nil, fmt.Errorf("a key of %d bytes cannot be saved, %d is the most", len(key), maxSavedKey)
		}
		cells := c.spec.appendRow(nil, rowCells(row), kept, len(rows))
		rows = append(rows, savedRow{bytes.Clone(key), cells})
	}
	return rows, nil
}
