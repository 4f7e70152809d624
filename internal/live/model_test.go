package live

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"wf/internal/report"
)

// fake is a Subject whose answer is a heading and so many rows, each two side by
// side.
type fake struct {
	rows   int
	calls  []Want
	refuse error
	err    error
	panics bool
	newest bool
}

func (f *fake) Draw(w Want) (Frame, error) {
	f.calls = append(f.calls, w)
	if f.panics {
		panic("boom")
	}
	lines := []report.ScreenLine{{Text: "heading"}}
	for i := range f.rows {
		lines = append(lines, report.ScreenLine{
			Text: fmt.Sprintf("left %02d  right %02d", i, i),
			Rows: []report.ScreenRow{
				{Section: "left", Column: 0, Width: 7, Filter: fmt.Sprintf("left == %d", i)},
				{Section: "right", Column: 9, Width: 8, Filter: fmt.Sprintf("right == %d", i)},
			},
		})
	}
	frame := Frame{Lines: lines, Title: "following a.log", Facts: []string{"7 lines/s"}, Where: w.Where, Newest: f.newest, Sorts: true}
	frame.Refuse, f.refuse = f.refuse, nil
	return frame, f.err
}

// driven is a model without a terminal: its commands are run at once, but for
// those that wait.
type driven struct {
	*model
	t    *testing.T
	fake *fake
	quit tea.Msg
}

func drive(t *testing.T, f *fake, width, height int) *driven {
	d := &driven{model: &model{opt: Options{Subject: f, ASCII: true}, chosen: nothing}, t: t, fake: f}
	d.send(tea.WindowSizeMsg{Width: width, Height: height})
	return d
}

func (d *driven) send(msg tea.Msg) {
	d.t.Helper()
	_, cmd := d.Update(msg)
	for cmd != nil {
		asked := d.asking
		if !asked && d.ticking && d.quit == nil {
			switch msg.(type) {
			case drawn: // what is left is to wait
				return
			}
		}
		msg = cmd()
		switch msg.(type) {
		case tea.QuitMsg, tea.InterruptMsg, tea.SuspendMsg:
			d.quit = msg
			return
		}
		_, cmd = d.Update(msg)
	}
}

// press sends keys: single characters, or names in angle brackets.
func (d *driven) press(keys ...string) {
	d.t.Helper()
	codes := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft,
		"right": tea.KeyRight, "end": tea.KeyEnd, "home": tea.KeyHome, "pgdown": tea.KeyPgDown, "backspace": tea.KeyBackspace, "space": tea.KeySpace}
	for _, key := range keys {
		k := tea.Key{Code: []rune(key)[0], Text: key}
		if code, ok := codes[key]; ok {
			k = tea.Key{Code: code}
		}
		if letter, ok := strings.CutPrefix(key, "ctrl+"); ok {
			k = tea.Key{Code: []rune(letter)[0], Mod: tea.ModCtrl}
		}
		d.send(tea.KeyPressMsg(k))
	}
}

// text is the window as it is seen, the chosen row in brackets.
func (d *driven) text() []string {
	lines := d.lines()
	for i, l := range lines {
		l = strings.NewReplacer("\x1b[7m", "[", "\x1b[m", "]").Replace(l)
		lines[i] = strings.TrimRight(ansi.Strip(l), " ")
	}
	return lines
}

func (d *driven) last() Want { return d.fake.calls[len(d.fake.calls)-1] }

func TestKeysChooseRows(t *testing.T) {
	check := func(want string, keys ...string) {
		t.Helper()
		d := drive(t, &fake{rows: 5}, 80, 24)
		d.press(keys...)
		got := ""
		for _, l := range d.text() {
			if _, l, ok := strings.Cut(l, "["); ok {
				got, _, _ = strings.Cut(l, "]")
			}
		}
		if got != want {
			t.Errorf("%v: chosen is %q, want %q", keys, got, want)
		}
	}
	check("")
	check("left 00", "down")
	check("left 01", "down", "j")
	check("left 04", "up")
	check("left 03", "up", "k")
	check("left 00", "down", "k", "k")
	check("right 01", "down", "l", "down")
	check("left 01", "down", "right", "down", "h")
	check("left 04", "down", "end")
	check("left 00", "end", "home")
	check("left 04", "down", "pgdown")
	check("", "down", "esc")
	check("left 00", "right")
}

func TestEnterNarrowsAndEscWidens(t *testing.T) {
	f := &fake{rows: 5}
	d := drive(t, f, 80, 24)
	d.press("down", "down", "enter")
	if got := f.calls[1]; !slices.Equal(got.Where, []string{"left == 1"}) || got.Still {
		t.Errorf("asked for %+v", got)
	}
	d.press("down", "right", "enter")
	if got := d.last().Where; !slices.Equal(got, []string{"left == 1", "right == 0"}) {
		t.Errorf("asked for %q", got)
	}
	if text := strings.Join(d.text(), "\n"); !strings.Contains(text, "where left == 1 and right == 0") {
		t.Errorf("the filter is not shown:\n%s", text)
	}
	d.press("esc")
	d.press("backspace")
	if got := d.last().Where; len(got) != 0 {
		t.Errorf("asked for %q", got)
	}
	calls := len(f.calls)
	d.press("esc")
	if len(f.calls) != calls {
		t.Error("esc asks for something though nothing is to be taken back")
	}
	d.press("enter")
	if text := d.text()[1]; !strings.Contains(text, "choose a row") {
		t.Errorf("enter without a row says %q", text)
	}
}

func TestRefusedCondition(t *testing.T) {
	f := &fake{rows: 3}
	d := drive(t, f, 80, 24)
	f.refuse = errors.New("it\x1b[2J cannot be")
	d.press("down", "enter")
	if text := d.text()[1]; text != `it\x1b[2J cannot be   where left == 0` && text != `it\x1b[2J cannot be` {
		t.Errorf("it says %q", text)
	}
	d.send(tick{})
	if got := d.last().Where; len(got) != 0 {
		t.Errorf("asked for %q", got)
	}
}

func TestPauseOrderAndHelp(t *testing.T) {
	f := &fake{rows: 3}
	d := drive(t, f, 80, 24)
	d.press("space")
	d.send(tick{})
	if !d.last().Still || !strings.Contains(d.text()[0], "paused") {
		t.Errorf("paused, it asks for %+v and shows %q", d.last(), d.text()[0])
	}
	d.press("p")
	if d.last().Still || strings.Contains(d.text()[0], "paused") {
		t.Errorf("going on, it asks for %+v", d.last())
	}
	d.press("s", "s", "r")
	if w := d.last(); w.Order != 2 || !w.Reverse {
		t.Errorf("asked for %+v", w)
	}
	d.press("s")
	if w := d.last(); w.Order != 3 || w.Reverse {
		t.Errorf("asked for %+v", w)
	}
	d.press("?")
	if text := strings.Join(d.text(), "\n"); !strings.Contains(text, "any key goes back") || strings.Contains(text, "heading") {
		t.Errorf("the help is\n%s", text)
	}
	d.press("s")
	if text := strings.Join(d.text(), "\n"); !strings.Contains(text, "heading") || d.last().Order != 3 {
		t.Errorf("behind the help is\n%s", text)
	}
}

func TestKeysThatEnd(t *testing.T) {
	check := func(want tea.Msg, keys ...string) {
		t.Helper()
		d := drive(t, &fake{rows: 3}, 80, 24)
		if d.press(keys...); d.quit != want {
			t.Errorf("%v: got %T, want %T", keys, d.quit, want)
		}
	}
	check(tea.QuitMsg{}, "q")
	check(tea.QuitMsg{}, "?", "q")
	check(tea.InterruptMsg{}, "ctrl+c")
	check(tea.SuspendMsg{}, "ctrl+z")
	check(nil, "x", "1", "Q")
}

func TestFailuresEndTheView(t *testing.T) {
	broken := errors.New("broken")
	if d := drive(t, &fake{err: broken}, 80, 24); d.err != broken || d.quit == nil {
		t.Errorf("error %v, quit %v", d.err, d.quit)
	}
	if d := drive(t, &fake{panics: true}, 80, 24); d.quit == nil || !strings.HasPrefix(fmt.Sprint(d.panicked), "boom\n\n") {
		t.Errorf("panicked %v, quit %v", d.panicked, d.quit)
	}
}

// TestWindows draws in windows of all small sizes: no line is too long, there
// are no more than fit, and what is chosen is among them.
func TestWindows(t *testing.T) {
	for width := 1; width < 90; width += 11 {
		for height := 1; height < 30; height += 1 + height/8 {
			for _, newest := range []bool{false, true} {
				d := drive(t, &fake{rows: 20, newest: newest}, width, height)
				for step := range 25 {
					lines := d.lines()
					if len(lines) > height {
						t.Fatalf("%dx%d: %d lines", width, height, len(lines))
					}
					for i, l := range lines {
						if i == 0 || strings.HasPrefix(l, "q ") {
							if w := ansi.StringWidth(l); w > width {
								t.Fatalf("%dx%d: %q is %d wide", width, height, l, w)
							}
						}
					}
					if text := strings.Join(lines, "\n"); step > 0 && height >= 6 && !strings.Contains(text, "\x1b[7m") {
						t.Fatalf("%dx%d: the row of step %d is not shown:\n%s", width, height, step, text)
					}
					d.press("down")
				}
			}
		}
	}
	d := drive(t, &fake{rows: 20, newest: true}, 80, 8)
	if text := d.text(); text[1] != "heading" || text[6] != "left 19  right 19" {
		t.Errorf("the newest rows are not shown:\n%s", strings.Join(text, "\n"))
	}
}

// TestFirstChoiceIsSeen presses the first key where more rows are than are
// shown: it chooses one of those, and nothing moves.
func TestFirstChoiceIsSeen(t *testing.T) {
	check := func(newest bool, key, want string) {
		t.Helper()
		d := drive(t, &fake{rows: 20, newest: newest}, 80, 8)
		before := d.text()
		d.press(key)
		row, _ := d.chosen.row(d.frame.Lines)
		if row.Filter != want {
			t.Errorf("newest %v, %s: chosen is %+v, want %s", newest, key, row, want)
		}
		if after := d.text(); strings.NewReplacer("[", "", "]", "").Replace(after[2]) != before[2] {
			t.Errorf("newest %v, %s: moved from\n%s\nto\n%s", newest, key, strings.Join(before, "\n"), strings.Join(after, "\n"))
		}
	}
	check(false, "down", "left == 0")
	check(false, "up", "left == 4")
	check(true, "down", "left == 15")
	check(true, "right", "left == 15")
	check(true, "up", "left == 19")
}

// TestKeysLine wants the key that explains all others where not all have room.
func TestKeysLine(t *testing.T) {
	d := drive(t, &fake{rows: 5}, 80, 24)
	d.opt.Keys = os.Stdin
	for range 2 {
		if line := d.text()[23]; !strings.Contains(line, "? keys") {
			t.Errorf("keys are %q", line)
		}
		d.press("down")
	}
}

// TestChoiceStays moves rows below the choice.
func TestChoiceStays(t *testing.T) {
	f := &fake{rows: 5}
	d := drive(t, f, 80, 24)
	d.press("down", "down", "down")
	f.rows = 3
	d.send(tick{})
	if row, ok := d.chosen.row(d.frame.Lines); !ok || row.Filter != "left == 2" {
		t.Errorf("chosen is %+v", row)
	}
	f.rows = 1
	d.send(tick{})
	if row, ok := d.chosen.row(d.frame.Lines); !ok || row.Filter != "left == 0" {
		t.Errorf("chosen is %+v", row)
	}
	f.rows = 0
	d.send(tick{})
	if d.chosen != nothing {
		t.Errorf("chosen is %+v", d.chosen)
	}
}

func TestHighlight(t *testing.T) {
	check := func(text string, column, width int, want string) {
		t.Helper()
		if got := highlight(text, report.ScreenRow{Column: column, Width: width}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	check("abc", 0, 3, "\x1b[7mabc\x1b[m")
	check("ab cd", 3, 4, "ab \x1b[7mcd  \x1b[m")
	check("a \x1b[2mb\x1b[0m c", 2, 1, "a \x1b[2m\x1b[0m\x1b[7mb\x1b[m\x1b[2m\x1b[0m c")
	check("日本 x", 0, 4, "\x1b[7m日本\x1b[m x")
	check("", 2, 2, "\x1b[7m  \x1b[m")
}
