package report

// part is a table that may stand beside others.
type part struct {
	section string
	lines   func(rows, width int) []line
}

// between is how many columns are blank between tables side by side.
const between = 3

// shelves are the rankings that stand side by side where there is room, from
// the top.
func (s *screen) shelves() [][]string {
	slow := s.ranked("slow") != nil
	switch {
	case s.width >= threesFrom && slow:
		return [][]string{{"slow", "paths", "notfound"}, {"clients", "agents", "referrers"}, {"vhosts"}}
	case s.width >= threesFrom:
		return [][]string{{"clients", "agents", "referrers"}, {"paths", "notfound", "vhosts"}}
	case s.width >= pairsFrom && slow:
		return [][]string{{"slow", "paths"}, {"clients", "agents"}, {"notfound"}, {"referrers", "vhosts"}}
	case s.width >= pairsFrom:
		return [][]string{{"clients", "agents"}, {"paths", "notfound"}, {"referrers", "vhosts"}}
	}
	return [][]string{{"slow"}, {"clients"}, {"agents"}, {"paths"}, {"notfound"}, {"referrers"}, {"vhosts"}}
}

// shelfBlocks is a block for each shelf that has anything on it. Of pairs those
// below each other are equally wide, so that they begin in the same columns.
func (s *screen) shelfBlocks(shelves [][]string) []block {
	var filled [][]part
	for _, shelf := range shelves {
		var parts []part
		for _, name := range shelf {
			if r := s.ranked(name); r != nil {
				parts = append(parts, part{name, func(rows, width int) []line { return s.rankingLines(r, rows, width) }})
			}
		}
		filled = append(filled, parts)
	}
	widths := s.shareWidth(filled)
	var list []block
	for _, parts := range filled {
		if len(parts) == 0 {
			continue
		}
		if s.width >= threesFrom {
			widths = s.shareWidth([][]part{parts})
		}
		extra := parts[0].section == "referrers" || parts[0].section == "vhosts"
		list = append(list, s.shelfBlock(parts, widths, extra))
	}
	return list
}

func (s *screen) shelfBlock(parts []part, widths []int, extra bool) block {
	b := block{extra: extra, ranking: true, lines: func(rows int) []line { return s.beside(parts, rows, widths) }}
	for _, p := range parts {
		b.sections = append(b.sections, p.section)
	}
	return b
}

// troubleBlocks puts what fails and when it was worst side by side where there
// is room, else below each other.
func (s *screen) troubleBlocks(parts []part) []block {
	if len(parts) == 2 && s.width >= threesFrom {
		b := s.shelfBlock(parts, s.shareWidth([][]part{parts}), false)
		b.ranking = false
		return []block{b}
	}
	var list []block
	for _, p := range parts {
		b := s.shelfBlock([]part{p}, nil, false)
		b.ranking = false
		list = append(list, b)
	}
	return list
}

// shareWidth divides the width of the screen among the tables of shelves, by
// their place in them: what one does not need is for the others, and clients
// are cut last.
func (s *screen) shareWidth(shelves [][]part) []int {
	var widths, least []int
	for _, parts := range shelves {
		for i, p := range parts {
			if i == len(widths) {
				widths, least = append(widths, 0), append(least, 0)
			}
			needs := 0
			for _, l := range p.lines(rankingRows, s.width) {
				needs = max(needs, l.trim().width())
			}
			widths[i] = max(widths[i], needs)
			if p.section == "clients" {
				least[i] = min(needs, s.width*57/100)
			}
		}
	}
	over := between * (len(widths) - 1)
	for _, w := range widths {
		over += w
	}
	for over -= s.width; over > 0; over-- {
		widest := -1
		for i, w := range widths {
			if w > least[i] && (widest < 0 || w > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
	}
	return widths
}

// beside draws parts side by side, in columns of those widths; the last one has
// what is left of the screen.
func (s *screen) beside(parts []part, rows int, widths []int) []line {
	var lines []line
	begin := 0
	for i, p := range parts {
		width := s.width - begin
		if i < len(parts)-1 {
			width = widths[i]
		}
		for j, l := range p.lines(rows, width) {
			if j == len(lines) {
				lines = append(lines, nil)
			}
			lines[j] = append(lines[j].trim().pad(begin), l...)
		}
		begin += width + between
	}
	return lines
}
