package cli

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

const (
	// patience is how long a signal lets output go on: long enough for any
	// answer that is on its way, short enough for who waits for the prompt.
	patience = time.Second

	// oneSignal is how long signals count as one. timeout(1) sends two, to the
	// program and to its group; nobody presses a key twice so quickly.
	oneSignal = 100 * time.Millisecond
)

// signals is what signals do to a run of the program.
//
// The first one ends the reading, and what was read is answered. One that comes
// when all was read changes nothing, unless the answer takes longer to write
// than patience; nor may the reader of an answer stand still for longer. Then,
// and where nothing is read for an answer, and with the second signal wherever
// it comes, the program ends at once: temporary files are removed, the terminal
// is put in order, and the signal ends the process, as its parent may want to
// know.
//
// Its methods may be called by any goroutine.
type signals struct {
	stdout, stderr *outlet
	came           chan os.Signal

	mu      sync.Mutex
	stop    func()          // ends the reading; nil while nothing is read for an answer
	first   os.Signal       // the signal that called it
	at      time.Time       // when it came
	pouring time.Time       // since when output is written that has no other end; zero: it is not
	outlets []*outlet       // what is written to while it is read
	temps   map[string]bool // files and folders to remove if the program ends at once
	shown   bool            // a line on the terminal, which is to be erased
	colored bool            // the answer on the terminal has colors
	inner   bool            // of a run inside of another program, whose signals are not its own
	restore func() string   // puts a terminal in order that a view has; nil without one
}

// catchSignals takes the signals that would end the program from now on, to its
// very end: one that comes behind a whole answer must not make it look like half
// of one. SIGHUP stays ignored where it is: nohup(1) wants that.
func catchSignals(stdout, stderr *os.File) *signals {
	s := &signals{came: make(chan os.Signal, 8), temps: make(map[string]bool)}
	s.stdout = &outlet{file: stdout, signals: s, standard: true}
	s.stderr = &outlet{file: stderr, signals: s, standard: true}
	s.outlets = []*outlet{s.stdout, s.stderr}
	signal.Notify(s.came, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) {
		signal.Notify(s.came, syscall.SIGHUP)
	}
	go s.answer()
	return s
}

// answer does what each signal asks for.
func (s *signals) answer() {
	for sig := range s.came {
		switch {
		case sig == syscall.SIGPIPE: // the write that it comes from tells what to do
		case !s.take(sig):
			s.end(sig)
		}
	}
}

// take reports whether the program goes on after a signal.
func (s *signals) take(sig os.Signal) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.first != nil {
		return time.Since(s.at) < oneSignal
	}
	if s.stop == nil {
		return false
	}
	s.first, s.at = sig, time.Now()
	go s.stop() // it may have to wait
	go s.bear(sig)
	return true
}

// bear ends the program when its output takes longer than patience after sig.
func (s *signals) bear(sig os.Signal) {
	for !s.tried() {
		time.Sleep(patience / 20)
	}
	s.message("interrupted; the answer is cut off")
	s.end(sig)
}

// tried reports whether patience has come to its end.
func (s *signals) tried() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.pouring.IsZero() && s.pouring.Before(s.at) {
		return time.Since(s.at) > patience
	}
	for _, o := range s.outlets {
		if since := o.since.Load(); since != 0 && time.Since(time.Unix(0, since)) > patience {
			return true
		}
	}
	return false
}

// reading makes the first signal call stop, from another goroutine; nil makes it
// end the program.
func (s *signals) reading(stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stop = stop
}

// interrupted returns the exit code of the signal that ended the reading, or
// exitOK.
func (s *signals) interrupted() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return exitCode(s.first)
}

// pours says that from now on output is written that a signal cuts off, if it
// does not come to its end in time. Where reading goes on meanwhile, a signal
// ends that as well.
func (s *signals) pours() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pouring = time.Now()
}

// watches adds a writer that must not stand still after a signal.
func (s *signals) watches(o *outlet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outlets = append(s.outlets, o)
}

// temporary calls make, which makes the file or folder path; one that was made
// is removed if the program ends at once.
func (s *signals) temporary(path string, make func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.temps) == 0 && !s.inner {
		signal.Notify(s.came, syscall.SIGPIPE) // or a closed pipe would end the program before anything is removed
	}
	err := make()
	if err == nil {
		s.temps[path] = true
	}
	return err
}

// settled calls settle, after which path is no temporary file any more.
func (s *signals) settled(path string, settle func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.temps, path)
	return settle()
}

// shows notes whether there is a line on the terminal that is to be erased.
func (s *signals) shows(line bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shown = line
}

// colors notes that colors are written to a terminal.
func (s *signals) colors() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.colored = true
}

// draws notes how a terminal is put in order while a view has it, and what is to
// be written to it then; nil is that none has.
func (s *signals) draws(restore func() string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.restore = restore
}

// message prints a line on stderr, unless that would have to be waited for.
func (s *signals) message(text string) { s.stderr.try("wf: " + text + "\n") }

// end ends the program at once, as sig does.
func (s *signals) end(sig os.Signal) {
	s.clear()
	die(sig)
}

// clear removes what is temporary and puts the terminal in order. It keeps the
// lock: nothing is made or becomes a file any more.
func (s *signals) clear() {
	s.mu.Lock()
	for path := range s.temps {
		os.RemoveAll(path) // it can only be left there
	}
	if s.restore != nil {
		s.stdout.try(s.restore())
	}
	if s.shown {
		s.stderr.try(eraseLine)
	}
	if s.colored {
		s.stdout.try("\x1b[0m")
	}
}

// exitCode is the exit code of a program that sig ended, as a shell tells it; of
// none exitOK.
func exitCode(sig os.Signal) int {
	if number, ok := sig.(syscall.Signal); ok {
		return 128 + int(number)
	}
	return exitOK
}
