package report

import (
	"bufio"
	"io"
	"slices"

	"wf/aggregate"
)

const (
	pipedWidth = 80  // of the report where there is no terminal: people mail it
	wideFrom   = 80  // columns from which dates have weekdays and words are whole
	apartFrom  = 100 // columns from which status and path have columns of their own
	pairsFrom  = 100 // columns from which two rankings stand side by side,
	threesFrom = 160 // and three of them, and WORST beside FAILING
)

// WriteSummary draws the bare report from the raw tables that answer the
// questions of Summary, each of which it reads once. On a terminal (o.Height)
// it fits the window: tables get fewer rows, then the last blocks are left out,
// and named; what room there is then goes to rows. Otherwise, and where o.Sections says what to draw, it is whole.
func WriteSummary(w io.Writer, r *aggregate.Report, o Options) error {
	b := bufio.NewWriterSize(w, bufferSize)
	if err := writeSummary(newPage(b, o), r, o); err != nil {
		return err
	}
	return b.Flush()
}

func writeSummary(p *page, r *aggregate.Report, o Options) error {
	s, err := gather(r, rankingRows)
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
	ranking  bool // of the traffic
	lines    func(rows int) []line
}

func newScreen(s *summary, o Options) *screen {
	from, until := s.timeline.span()
	return &screen{
		summary: s, width: o.Width, ascii: o.ASCII, mark: o.mark(),
		calendar: newCalendar(from, until), sections: o.Sections,
	}
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
// read, is it up, what fails, since when and for whom, when else; then the
// traffic.
func (s *screen) blocks() []block {
	list := []block{fixed("", s.header())}
	if s.draws("totals") {
		list = append(list, fixed("totals", s.totalLines()))
	}
	timed := len(s.timeline.ticks) > 0
	var bad []part
	if len(s.failing.rows) > 0 && s.draws("failing") {
		bad = append(bad, part{"failing", s.failingLines})
	}
	if timed && s.timeline.status && s.draws("worst") {
		bad = append(bad, part{"worst", s.worstLines})
	}
	list = append(list, s.troubleBlocks(bad)...)
	if timed && s.draws("time") {
		list = append(list, fixed("time", newChart(s.summary, s.width, s.ascii).lines(s.width, s.ascii)))
	}
	list = append(list, s.shelfBlocks(s.shelves())...)
	if lines := s.lacking(list); len(lines) > 0 {
		list = append(list, fixed("", lines))
	}
	return list
}

// fixed is a block without rows to choose the number of; its section may be "".
func fixed(section string, lines []line) block {
	b := block{lines: func(int) []line { return lines }}
	if section != "" {
		b.sections = []string{section}
	}
	return b
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

// ranked is the ranking of that name, nil if there is nothing of it to draw.
func (s *screen) ranked(name string) *section {
	i := slices.IndexFunc(s.rankings, func(r section) bool { return r.name == name && len(r.rows) > 0 })
	if i < 0 || !s.draws(name) {
		return nil
	}
	return &s.rankings[i]
}
