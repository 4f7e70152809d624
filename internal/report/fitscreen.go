package report

import (
	"slices"
	"strings"
)

// layout is the blocks that a window shows, each with so many rows in its
// tables.
type layout struct {
	blocks []block
	rows   []int
	drawn  [][]line
	last   line // names what is left out, nil if nothing is
}

func newLayout(blocks []block, rows int, last line) *layout {
	l := &layout{blocks: blocks, last: last}
	for _, b := range blocks {
		l.rows = append(l.rows, rows)
		l.drawn = append(l.drawn, b.lines(rows))
	}
	return l
}

// height is the number of lines, blank ones between the blocks among them.
func (l *layout) height() int {
	height := len(l.blocks) - 1
	for _, lines := range l.drawn {
		height += len(lines)
	}
	if l.last != nil {
		height++
	}
	return height
}

// grow gives the tables more rows as long as height has room for them, all by
// turns, from the top.
func (l *layout) grow(height int) {
	for rows := 1; rows <= rankingRows; rows++ {
		for i, b := range l.blocks {
			if rows <= l.rows[i] {
				continue
			}
			more := b.lines(rows)
			if l.height()-len(l.drawn[i])+len(more) <= height {
				l.rows[i], l.drawn[i] = rows, more
			}
		}
	}
}

// lines are the lines of all blocks. The last one stands apart where height has
// room for that.
func (l *layout) lines(height int) []line {
	var lines []line
	for i, drawn := range l.drawn {
		if i > 0 {
			lines = append(lines, nil)
		}
		lines = append(lines, drawn...)
	}
	if l.last != nil {
		if l.height() < height {
			lines = append(lines, nil)
		}
		lines = append(lines, l.last)
	}
	return lines
}

// fit is the lines of the largest form of the report that leaves the last line
// of a window for the prompt. Height 0 is any.
func (s *screen) fit(height int) []line {
	blocks := s.blocks()
	if height <= 0 {
		return newLayout(blocks, rankingRows, nil).lines(0)
	}
	height--
	var l *layout
	for _, f := range forms(blocks) {
		var last line
		if left := sectionsOf(blocks[f.blocks:]); f.missed && len(left) > 0 {
			last = s.notShown(left)
		}
		if l = newLayout(blocks[:f.blocks], f.rows, last); l.height() <= height {
			l.grow(height)
			break
		}
	}
	return l.lines(height)
}

// form is how many blocks are shown, and how many rows their tables have at
// least.
type form struct {
	blocks, rows int
	missed       bool // what is not shown is missed
}

// forms lists the forms of a report, the largest first. Rankings of less than
// three rows say little; of what fails one row is better than none.
func forms(blocks []block) []form {
	needed := len(blocks)
	if i := slices.IndexFunc(blocks, func(b block) bool { return b.extra }); i >= 0 {
		needed = i
	}
	list := []form{{len(blocks), 5, false}, {needed, 5, false}, {needed, 3, false}}
	for n := needed - 1; n > 0; n-- {
		list = append(list, form{n, 3, true})
		if !blocks[n-1].ranking {
			list = append(list, form{n, 2, true}, form{n, 1, true})
		}
	}
	return list
}

// sectionsOf lists the sections of blocks.
func sectionsOf(blocks []block) []string {
	var names []string
	for _, b := range blocks {
		names = append(names, b.sections...)
	}
	return names
}

func (s *screen) notShown(names []string) line {
	return words(s.pick(
		"not shown: "+strings.Join(names, ", ")+"; --section all",
		Plural(int64(len(names)), "section")+" not shown; --section all",
		Count(int64(len(names)))+" more; --section all",
	), dim)
}
