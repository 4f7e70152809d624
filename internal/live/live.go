// Package live shows an answer on a terminal while it goes on changing.
//
// The recipe:
//
//	v := live.New(live.Options{Subject: s, Keys: tty, Screen: out, Size: out, Every: time.Second})
//	restore := v.Restore // for whoever has to end the program meanwhile
//	interrupted, err := v.Run(ended)
//
// A View asks its Subject for the answer again and again, laid out for the window
// as it is then, and puts a line above it that says what is followed and one
// below it that names the keys. What people do with keys is kept here and told to the
// Subject with each question: which order they want, what they look into.
//
// The View knows nothing of logs. It takes no signals but those about the size
// of the window and about going on after a stop.
package live

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"golang.org/x/term"

	"wf/internal/report"
)

// A Subject is what a View shows.
type Subject interface {
	// Draw lays the answer out as it is wanted. It is called by one goroutine
	// at a time, and may take its time: keys are taken meanwhile. An error
	// ends the View.
	Draw(w Want) (Frame, error)
}

// Want is how the answer is wanted.
type Want struct {
	Width, Height int      // room for the answer, in columns and lines
	Still         bool     // the answer of the last call, though there may be a newer one
	Order         int      // how often the next order was asked for
	Reverse       bool     // the other way round
	Where         []string // conditions of rows that were chosen, all of which are to hold
}

// Frame is an answer as it is shown.
type Frame struct {
	Lines  []report.ScreenLine
	Title  string   // what is followed
	Facts  []string // more about it, the most important first
	Where  []string // the conditions in force, those that were not chosen first
	Event  string   // what happened last to what is followed, "" if nothing did
	Refuse error    // why the last condition that was chosen is not in force
	Newest bool     // of more lines than there is room for the last ones are wanted
	Sorts  bool     // Order and Reverse change something
}

// Options say what a View shows and where.
type Options struct {
	Subject Subject
	Keys    *os.File      // a terminal that keys come from; nil is none
	Screen  io.Writer     // where to draw
	Size    *os.File      // the terminal behind Screen
	Every   time.Duration // how often to look for a newer answer
	ASCII   bool          // nothing but ASCII in what the View says itself
	Color   bool          // SGR sequences for more than the chosen row
}

// A View is an answer on a terminal.
type View struct {
	opt      Options
	program  *tea.Program
	stopKeys func()
	before   []terminalState
}

// terminalState is what a terminal was set to.
type terminalState struct {
	fd    int
	state *term.State
}

// frames is how often a second the screen is brought up to date at most. That
// costs little, but it is done by the clock, whether there is anything or not.
const frames = 20

// New returns a View that Run shows.
func New(opt Options) *View {
	v := &View{opt: opt, stopKeys: func() {}}
	for _, f := range []*os.File{opt.Keys, opt.Size} {
		if f == nil {
			continue
		}
		if state, err := term.GetState(int(f.Fd())); err == nil {
			v.before = append(v.before, terminalState{int(f.Fd()), state})
		}
	}
	var keys io.Reader
	if opt.Keys != nil {
		keys, v.stopKeys = newKeyReader(opt.Keys)
	}
	v.program = tea.NewProgram(&model{opt: opt, chosen: nothing},
		tea.WithInput(keys),
		tea.WithOutput(window{opt.Screen, opt.Size}),
		tea.WithoutSignalHandler(),
		tea.WithoutCatchPanics(), // they end the program as all others do, once the terminal is in order
		tea.WithColorProfile(colorprofile.ANSI),
		tea.WithFPS(frames))
	return v
}

// Run shows the answer until somebody quits, ended is closed or something
// fails. interrupted says that it was by Ctrl-C.
func (v *View) Run(ended <-chan struct{}) (interrupted bool, err error) {
	whole := false
	defer func() {
		if !whole { // a panic
			_, _ = io.WriteString(v.opt.Screen, v.Restore())
		}
	}()
	over := make(chan struct{})
	defer close(over)
	go func() {
		select {
		case <-ended:
			v.program.Quit()
		case <-over:
		}
	}()
	defer onResume(func() { v.program.Send(resumed{}) })()
	last, err := v.program.Run()
	whole = true
	v.stopKeys()
	v.discardInput()
	if m, ok := last.(*model); ok {
		if m.panicked != nil {
			panic(m.panicked)
		}
		if m.err != nil {
			return false, m.err
		}
	}
	if errors.Is(err, tea.ErrInterrupted) {
		return true, nil
	}
	return false, err
}

// normalScreen brings a terminal back from all that the View may have set: it
// ends a pending attribute, the kitty and the xterm forms of keys and the marks
// around what is pasted, leaves the other screen and shows the cursor.
const normalScreen = "\x1b[0m\x1b[<u\x1b[>4m\x1b[?2004l\x1b[?2026l\x1b[?1049l\x1b[?25h"

// Restore puts the terminal in order, from any goroutine and without waiting
// for the View, whose program is to end at once. It returns what is still to be
// written to the terminal.
func (v *View) Restore() string {
	for _, s := range v.before {
		_ = term.Restore(s.fd, s.state) // it may be gone
	}
	return normalScreen
}

// window is a terminal to draw on.
type window struct {
	io.Writer
	size *os.File
}

func (w window) Fd() uintptr { return w.size.Fd() }

// Read is there because bubbletea takes for a terminal only what has it.
func (w window) Read(p []byte) (int, error) { return w.size.Read(p) }

// Close does nothing: the terminal is not the View's.
func (w window) Close() error { return nil }

// caught is a panic of a Subject, for the goroutine that shows the View.
type caught struct{ value any }

// catch turns a panic into a value that keeps its stack.
func catch(v any) caught { return caught{fmt.Sprintf("%v\n\n%s", v, debug.Stack())} }

// OpenKeys opens the terminal of the session, to read keys from.
func OpenKeys() (*os.File, error) {
	keys, _, err := tea.OpenTTY()
	if err != nil {
		return nil, fmt.Errorf("cannot read keys: %w", err)
	}
	return keys, nil
}
