package live

import (
	"cmp"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"wf/internal/report"
)

const (
	bold    = "1"
	dim     = "2"
	reverse = "7"
	gap     = "   " // between what stands in a line
)

// least is how many lines are left to the answer in the lowest window.
const least = 3

// View is tea.Model's.
func (m *model) View() tea.View {
	v := tea.NewView(strings.Join(m.lines(), "\n"))
	v.AltScreen = true
	return v
}

// lines are those of the whole window.
func (m *model) lines() []string {
	if m.width <= 0 || m.height <= 0 {
		return nil
	}
	above, answer := m.above(), m.answer()
	if m.help {
		answer = helpLines()
	}
	room := m.room()
	lines := append(above, answer[:min(len(answer), room)]...)
	for len(lines) < len(above)+room {
		lines = append(lines, "")
	}
	if len(lines) < m.height {
		lines = append(lines, m.paint(dim, m.keys()))
	}
	return lines[:min(len(lines), m.height)]
}

// room is how many lines there are for the answer.
func (m *model) room() int { return max(m.height-len(m.above())-1, min(least, m.height)) }

// above are the lines above the answer: what is followed, and below that the
// filter and what has happened, if there is anything to say.
func (m *model) above() []string {
	first := []string{cmp.Or(m.frame.Title, "following")}
	if m.paused {
		first = append(first, "paused")
	}
	if m.asking && !m.drawn || m.again {
		first = append(first, "counting")
	}
	lines := []string{m.paint(bold, m.joined(append(first, m.frame.Facts...)))}
	var second []string
	if m.notice != "" {
		second = append(second, m.notice)
	}
	if len(m.frame.Where) > 0 {
		second = append(second, "where "+strings.Join(m.frame.Where, " and "))
	}
	if m.frame.Event != "" {
		second = append(second, m.frame.Event)
	}
	if len(second) > 0 {
		lines = append(lines, m.joined(second))
	}
	return lines
}

// joined puts texts beside each other, as many as fit, the first one in any
// case. What stands in them may come from a log.
func (m *model) joined(texts []string) string {
	line := report.Escape(texts[0])
	for _, text := range texts[1:] {
		if longer := line + gap + report.Escape(text); ansi.StringWidth(longer) <= m.width {
			line = longer
		}
	}
	return report.Cut(line, m.width, report.Options{ASCII: m.opt.ASCII})
}

// keys are the keys that do something, the most important first.
func (m *model) keys() string {
	texts := []string{"q quit"}
	if m.opt.Keys == nil {
		return ""
	}
	arrows := "↑↓ choose"
	if m.opt.ASCII {
		arrows = "j k choose"
	}
	pause := "space pause"
	if m.paused {
		pause = "space go on"
	}
	if _, chosen := m.chosen.row(m.frame.Lines); chosen {
		texts = append(texts, "enter look into it", "esc back", arrows, pause)
	} else {
		texts = append(texts, pause, arrows)
		if len(m.where) > 0 {
			texts = append(texts, "esc back")
		}
	}
	texts = append(texts, "? keys") // which says the rest, where there is no room
	if m.frame.Sorts {
		texts = append(texts, "s sort", "r reverse")
	}
	return m.joined(texts)
}

// helpLines say what all keys do.
func helpLines() []string {
	return []string{
		"",
		"  q            quit; the answer stays on the screen",
		"  space, p     pause: it goes on counting, and what is shown stays as it is",
		"  arrows       choose a row; also h j k l, page up and down, home, end",
		"  enter        look into the row: count only what is in it, from the start",
		"  esc          take that back; also backspace",
		"  s            the next order of a table",
		"  r            the other way round",
		"  Ctrl-C       quit with exit code 130",
		"  Ctrl-Z       stop; fg goes on",
		"",
		"  any key goes back",
	}
}

// answer are the lines of the answer that there is room for, with the row that
// is chosen. What stands above the first row stays where it is.
func (m *model) answer() []string {
	lines := m.frame.Lines
	head, from := m.window()
	var shown []string
	for i := range lines {
		if i >= head && i < from {
			continue
		}
		text := lines[i].Text
		if row, ok := m.chosen.row(lines); ok && i == m.chosen.line {
			text = highlight(text, row)
		}
		shown = append(shown, text)
	}
	return shown
}

// window is how many lines stay at the top, and the first one of those below
// them that are shown.
func (m *model) window() (head, from int) {
	lines, room := m.frame.Lines, m.room()
	if len(lines) <= room {
		return 0, 0
	}
	for head < len(lines) && len(lines[head].Rows) == 0 {
		head++
	}
	if head > room/2 {
		head = 0
	}
	body := room - head
	last := len(lines) - body // the first line of the last ones
	_, chosen := m.chosen.row(lines)
	switch {
	case !chosen && m.frame.Newest:
		m.top = last
	case !chosen:
		m.top = head
	case m.chosen.line < m.top:
		m.top = m.chosen.line
	case m.chosen.line >= m.top+body:
		m.top = m.chosen.line - body + 1
	}
	m.top = min(max(m.top, head), last)
	return head, m.top
}

// highlight shows a row of a line in reverse, without its own colors.
func highlight(text string, row report.ScreenRow) string {
	until := row.Column + row.Width
	middle := ansi.Strip(ansi.Cut(text, row.Column, until))
	middle += strings.Repeat(" ", max(row.Width-ansi.StringWidth(middle), 0))
	return ansi.Cut(text, 0, row.Column) + sgr(reverse) + middle + sgr("") + ansi.Cut(text, until, max(ansi.StringWidth(text), until))
}

// paint shows text in a way of our own, if colors may be used.
func (m *model) paint(how, text string) string {
	if !m.opt.Color || text == "" {
		return text
	}
	return sgr(how) + text + sgr("")
}

func sgr(code string) string { return "\x1b[" + code + "m" }
