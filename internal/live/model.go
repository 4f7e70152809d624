package live

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/term"
)

// model is the state of a View, by the rules of bubbletea: Update changes it
// with each message, and View draws it.
type model struct {
	opt           Options
	width, height int
	frame         Frame
	drawn         bool // there is a frame

	stopped bool // by Ctrl-Z
	paused  bool
	help    bool
	order   int
	reverse bool
	where   []string
	chosen  choice
	top     int    // the first line shown of those that move, if a row is chosen
	notice  string // what a key could not do, until the next one

	asking   bool // the Subject is at work
	again    bool // it is to draw again when it is done
	ticking  bool // a tick is under way
	err      error
	panicked any
}

// Messages besides those of bubbletea.
type (
	tick    struct{}
	resumed struct{} // the program was stopped and goes on
	drawn   struct {
		frame Frame
		err   error
	}
)

// Init is tea.Model's. The first size of the window makes the first frame.
func (m *model) Init() tea.Cmd { return nil }

// Update is tea.Model's.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		return m, m.ask(true)
	case tick:
		m.ticking = false
		return m, m.ask(m.paused)
	case drawn:
		return m, m.take(msg)
	case caught:
		m.panicked = msg.value
		return m, tea.Quit
	case tea.KeyPressMsg:
		return m, m.key(msg.String())
	case resumed:
		return m, m.resume()
	case tea.ResumeMsg:
		m.stopped = false
	}
	return m, nil
}

// resume brings the terminal back from what was done to it while the program
// was stopped from outside. After Ctrl-Z bubbletea does that.
func (m *model) resume() tea.Cmd {
	if m.stopped {
		return nil
	}
	if m.opt.Keys != nil {
		_, _ = term.MakeRaw(int(m.opt.Keys.Fd())) // what it was before is known
	}
	return tea.ClearScreen
}

// ask makes the Subject draw; still is without a newer answer. While it is at
// work it is asked once more when it is done.
func (m *model) ask(still bool) tea.Cmd {
	if m.width <= 0 || m.height <= 0 {
		return nil
	}
	if m.asking {
		m.again = true
		return nil
	}
	m.asking = true
	w := Want{
		Width: m.width, Height: m.room(), Still: still && m.drawn,
		Order: m.order, Reverse: m.reverse, Where: slices.Clone(m.where),
	}
	subject := m.opt.Subject
	return func() (msg tea.Msg) {
		defer func() {
			if v := recover(); v != nil {
				msg = catch(v)
			}
		}()
		frame, err := subject.Draw(w)
		return drawn{frame, err}
	}
}

// take shows what the Subject has drawn, and looks for more after a while.
func (m *model) take(d drawn) tea.Cmd {
	m.asking = false
	if m.err = d.err; m.err != nil {
		return tea.Quit
	}
	room := m.room()
	m.frame, m.drawn = d.frame, true
	if d.frame.Refuse != nil && len(m.where) > 0 {
		m.notice = d.frame.Refuse.Error()
		m.where = m.where[:len(m.where)-1]
	}
	m.chosen.find(m.frame.Lines)
	if m.again || m.room() != room {
		m.again = false
		return m.ask(true)
	}
	if m.ticking {
		return nil
	}
	m.ticking = true
	return tea.Tick(m.opt.Every, func(time.Time) tea.Msg { return tick{} })
}

// key does what a key is for.
func (m *model) key(name string) tea.Cmd {
	m.notice = ""
	if m.help && name != "q" && name != "ctrl+c" {
		m.help = false
		return nil
	}
	switch name {
	case "q":
		return tea.Quit
	case "ctrl+c":
		return tea.Interrupt
	case "ctrl+z":
		m.stopped = true
		return tea.Suspend
	case "space", "p":
		m.paused = !m.paused
		return m.ask(m.paused)
	case "?":
		m.help = true
	case "s", "r":
		return m.sort(name)
	case "enter":
		return m.narrow()
	case "esc", "backspace":
		return m.widen()
	default:
		m.choose(name)
	}
	return nil
}

// sort asks for the next order, or the same the other way round.
func (m *model) sort(key string) tea.Cmd {
	if !m.frame.Sorts {
		m.notice = key + " is for tables"
		return nil
	}
	if key == "s" {
		m.order++
		m.reverse = false
	} else {
		m.reverse = !m.reverse
	}
	return m.ask(true)
}

// narrow adds the condition of the chosen row.
func (m *model) narrow() tea.Cmd {
	row, ok := m.chosen.row(m.frame.Lines)
	switch {
	case !ok:
		m.notice = "choose a row first, with the arrows"
		return nil
	case row.Filter == "":
		m.notice = "this row is no condition on records"
		return nil
	case slices.Contains(m.frame.Where, row.Filter):
		m.notice = "that is the filter already"
		return nil
	}
	m.where = append(m.where, row.Filter)
	m.chosen = nothing
	m.paused = false
	return m.ask(false)
}

// widen takes back what narrow did last, or the choice of a row.
func (m *model) widen() tea.Cmd {
	if m.chosen != nothing {
		m.chosen = nothing
		return nil
	}
	if len(m.where) == 0 {
		return nil
	}
	m.where = m.where[:len(m.where)-1]
	m.paused = false
	return m.ask(false)
}

// choose moves the choice by a key, if it is one for that.
func (m *model) choose(name string) {
	page := max(m.room()-2, 1)
	switch name {
	case "up", "k":
		m.move(-1)
	case "down", "j":
		m.move(1)
	case "left", "h":
		m.side(-1)
	case "right", "l":
		m.side(1)
	case "pgup":
		m.move(-page)
	case "pgdown":
		m.move(page)
	case "home", "g":
		m.move(-len(m.frame.Lines))
	case "end", "G":
		m.move(len(m.frame.Lines))
	}
}

// move moves the choice by so many lines with rows.
func (m *model) move(by int) {
	head, from := m.window()
	m.chosen.move(m.frame.Lines, by, from, from+m.room()-head)
}

// side chooses the row beside, or the first one if none is chosen.
func (m *model) side(by int) {
	if _, chosen := m.chosen.row(m.frame.Lines); !chosen {
		m.move(1)
		return
	}
	m.chosen.side(m.frame.Lines, by)
}
