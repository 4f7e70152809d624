package report

import (
	"bufio"
	"io"
	"slices"
	"strings"

	"wf/aggregate"
)

const (
	pipedWidth = 80  // of the report where there is no terminal: people mail it
	wideFrom   = 80  // columns from which dates have weekdays and words are whole
	bothFrom   = 90  // columns from which FAILING has room for first and last
	pairsFrom  = 100 // columns from which rankings stand side by side
)

// WriteSummary draws the bare report from the raw tables that answer the
// questions of Summary, each of which it reads once. On a terminal (o.Height)
// it fits the window: tables get fewer rows, then the last blocks are left out,
// and named. Otherwise, and where o.Sections says what to draw, it is whole.
func WriteSummary(w io.Writer, r *aggregate.Report, o Options) error {
	b := bufio.NewWriterSize(w, bufferSize)
	if err := writeSummary(newPage(b, o), r, o); err != nil {
		return err
	}
	return b.Flush()
}

func writeSummary(p *page, r *aggregate.Report, o Options) error {
	s, err := gather(r)
	if err != nil {
		return err
	}
	if o.Width <= 0 {
		o.Width = pipedWidth
	}
	p.width = o.Width
	height := o.Height
	if o.Sections != nil {
		height = 0
	}
	for _, l := range newScreen(s, o).fit(height) {
		p.line(l)
	}
	return nil
}

// screen draws a summary for one width.
type screen struct {
	*summary
	width    int
	ascii    bool
	mark     string
	calendar calendar
	sections []string // those to draw; nil is all of them
}

// draws reports whether a section is among those to draw.
func (s *screen) draws(section string) bool {
	return s.sections == nil || slices.Contains(s.sections, section)
}

// block is a part of the screen with a blank line around it.
type block struct {
	sections []string
	extra    bool // shown where there is room, and not missed where there is none
	lines    func(rows int) []line
}

func newScreen(s *summary, o Options) *screen {
	from, until := s.timeline.span()
	return &screen{
		summary: s, width: o.Width, ascii: o.ASCII, mark: o.mark(),
		calendar: newCalendar(from, until), sections: o.Sections,
	}
}

// fit is the lines of the largest form of the report that leaves the last line
// of a window for the prompt. Height 0 is any.
func (s *screen) fit(height int) []line {
	blocks := s.blocks()
	whole := len(blocks)
	needed := slices.IndexFunc(blocks, func(b block) bool { return b.extra })
	if needed < 0 {
		needed = whole
	}
	forms := []struct{ blocks, rows int }{{whole, 10}, {whole, 5}, {needed, 5}, {needed, 3}}
	for n := needed - 1; n > 1; n-- {
		forms = append(forms, struct{ blocks, rows int }{n, 3})
	}
	var lines []line
	for _, f := range forms {
		lines = draw(blocks[:f.blocks], f.rows)
		if f.blocks < needed {
			lines = append(lines, nil, s.notShown(blocks[f.blocks:]))
		}
		if height <= 0 || len(lines) < height {
			break
		}
	}
	return lines
}

// draw is the lines of the blocks with at most so many rows in each table.
func draw(blocks []block, rows int) []line {
	var lines []line
	for i, b := range blocks {
		if i > 0 {
			lines = append(lines, nil)
		}
		lines = append(lines, b.lines(rows)...)
	}
	return lines
}

func (s *screen) notShown(blocks []block) line {
	var names []string
	for _, b := range blocks {
		names = append(names, b.sections...)
	}
	text := s.pick("not shown: "+strings.Join(names, ", ")+"; --section all", Plural(int64(len(names)), "section")+" not shown; --section all")
	return words(text, dim)
}

// pick is the first of the texts that fits in the width, else the last.
func (s *screen) pick(texts ...string) string {
	for _, t := range texts {
		if textWidth(t) <= s.width {
			return t
		}
	}
	return texts[len(texts)-1]
}

// blocks lists what there is to say, in the order of the questions: what was
// read, is it up, since when, what and who; then the traffic.
func (s *screen) blocks() []block {
	fixed := func(lines []line) func(int) []line { return func(int) []line { return lines } }
	list := []block{{lines: fixed(s.header())}}
	add := func(section string, there bool, lines func(rows int) []line) {
		if there && s.draws(section) {
			list = append(list, block{sections: []string{section}, lines: lines})
		}
	}
	timed := len(s.timeline.ticks) > 0
	add("totals", true, fixed(s.totalLines()))
	add("time", timed, func(int) []line { return newChart(s.summary, s.width, s.ascii).lines(s.width, s.ascii) })
	add("worst", timed && s.timeline.status, s.worstLines)
	add("failing", len(s.failing.rows) > 0, s.failingLines)
	for _, pair := range s.pairs() {
		list = append(list, s.rankingBlocks(pair, pair[0] == "referrers")...)
	}
	if lines := s.lacking(list); len(lines) > 0 {
		list = append(list, block{lines: fixed(lines)})
	}
	return list
}

// lacking names the sections that were asked for and are in none of the blocks.
// Who asks for all of them wants what there is.
func (s *screen) lacking(blocks []block) []line {
	var lines []line
	all := true
	for _, name := range SectionNames() {
		if !s.draws(name) {
			all = false
		} else if !slices.ContainsFunc(blocks, func(b block) bool { return slices.Contains(b.sections, name) }) {
			lines = append(lines, words(name+": nothing to show", plain))
		}
	}
	if all {
		return nil
	}
	return lines
}

// pairs are the rankings that stand side by side where there is room; "" is
// none.
func (s *screen) pairs() [][2]string {
	if s.width >= pairsFrom && s.ranked("slow") != nil {
		return [][2]string{{"slow", "paths"}, {"clients", "agents"}, {"notfound", ""}, {"referrers", "vhosts"}}
	}
	return [][2]string{{"slow", ""}, {"clients", "agents"}, {"paths", "notfound"}, {"referrers", "vhosts"}}
}

// ranked is the ranking of that name, nil if there is nothing of it to draw.
func (s *screen) ranked(name string) *section {
	i := slices.IndexFunc(s.rankings, func(r section) bool { return r.name == name && len(r.rows) > 0 })
	if i < 0 || !s.draws(name) {
		return nil
	}
	return &s.rankings[i]
}

// rankingBlocks is one block of two rankings side by side, or one for each.
func (s *screen) rankingBlocks(names [2]string, extra bool) []block {
	var found []*section
	for _, name := range names {
		if r := s.ranked(name); r != nil {
			found = append(found, r)
		}
	}
	if len(found) == 2 && s.width >= pairsFrom {
		left := s.width * 51 / 100
		return []block{{sections: names[:], extra: extra, lines: func(rows int) []line {
			return beside(s.rankingLines(found[0], rows, left), s.rankingLines(found[1], rows, s.width-left-gap), left+gap)
		}}}
	}
	var list []block
	for _, r := range found {
		list = append(list, block{sections: []string{r.name}, extra: extra, lines: func(rows int) []line {
			return s.rankingLines(r, rows, s.width)
		}})
	}
	return list
}

// beside puts right at a column, beside left.
func beside(left, right []line, column int) []line {
	var lines []line
	for i := range max(len(left), len(right)) {
		var l line
		if i < len(left) {
			l = left[i].trim()
		}
		if i < len(right) {
			l = append(l.pad(column), right[i]...)
		}
		lines = append(lines, l)
	}
	return lines
}
