package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"wf/chunker"
	"wf/internal/remote"
	"wf/internal/report"
	"wf/internal/state"
	"wf/internal/wfp"
)

// remembered is the state of --state: what was counted so far, and how far the
// logs were read. It is a saved partial with State in its header. One run has it
// at a time. It changes only by becoming another file, so that whatever ends a
// run leaves the one before or the one behind it.
type remembered struct {
	path   string // as the user typed it
	final  string // the file, links followed
	lock   *state.Lock
	file   *os.File    // nil the first time
	saved  *wfp.Reader // of file, behind the header; nil the first time
	header *wfp.Header // nil the first time
	logs   *state.Logs
	now    time.Time

	kept *kept // of --keep, nil without it

	findings []state.Finding // by input; without a File for those that cannot be read
	passed   []bool          // by input: it has nothing new
	changed  bool            // something is worth saving
	doubtful bool            // what was counted in this run is not to be saved
}

// checkState refuses what does not go with --state.
func (a *app) checkState(outputs []output, files []string) error {
	if a.flags.state == "" {
		if a.flags.given("keep") {
			return errors.New("--keep keeps counts beside those of --state; name them too: --state FILE")
		}
		return nil
	}
	for _, c := range []struct {
		is   bool
		text string
	}{
		{len(files) == 0 || slices.Contains(files, "-"), "--state remembers how far files were read, which a pipe cannot tell; name the files"},
		{slices.ContainsFunc(files, remote.Is), "--state knows files by what the disk says of them, which a server does not; fetch the log, or count it without --state"},
		{a.flags.follow, "--state is for runs that end, -F goes on; one of them is enough"},
		{a.given("range"), "--state knows itself what is new; leave --range out"},
		{a.flags.last != "", "--state counts each line once, and --last drops them again; leave --last out"},
		{a.flags.rejects != "", "--state reads only what is new, so --rejects would keep only some of them; run wf without --state for them"},
		{hasKind(outputs, wfp.Ending), "the FILE of --state is a saved partial already; copy it, or: wf merge FILE -o OTHER.wfp"},
	} {
		if c.is {
			return errors.New(c.text)
		}
	}
	return nil
}

// openState takes the state of --state, nil without it, until the run ends.
func (a *app) openState() error {
	path := a.flags.state
	if path == "" {
		return nil
	}
	s := &remembered{path: path, final: path, logs: &state.Logs{}, now: time.Now(), changed: true}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		s.final = target
	}
	var err error
	if s.lock, err = state.Acquire(s.final); err != nil {
		return s.blame(err)
	}
	a.state, a.saves = s, true
	s.sweep()
	if err := s.open(); err != nil {
		return s.blame(err)
	}
	if err := a.openKept(s); err != nil {
		return s.blame(err)
	}
	return nil
}

// sweep removes what runs left there that were killed. Nobody else writes there:
// it has the lock.
func (s *remembered) sweep() {
	entries, err := os.ReadDir(filepath.Dir(s.final))
	if err != nil {
		return // what is wrong with the folder shows when the state is written
	}
	for _, e := range entries {
		rest, ok := strings.CutPrefix(e.Name(), filepath.Base(s.final)+".")
		chance, ok2 := strings.CutSuffix(rest, ".tmp")
		if ok && ok2 && len(chance) == 8 && strings.Trim(chance, "0123456789abcdef") == "" {
			os.Remove(filepath.Join(filepath.Dir(s.final), e.Name()))
		}
	}
}

// open reads what the state says of itself.
func (s *remembered) open() (err error) {
	s.file, err = os.Open(s.final)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.file = nil
		return nil
	case err != nil:
		return bare(err)
	}
	s.saved = wfp.NewReader(s.file)
	if s.header, err = s.saved.Next(); err != nil {
		return err
	}
	if s.header.State == nil {
		return errors.New("is a saved partial that remembers no logs; use another --state FILE")
	}
	s.logs, err = state.Decode(s.header.State)
	s.changed = false
	return err
}

// close gives the state back. The lock goes last.
func (s *remembered) close() {
	if s == nil {
		return
	}
	if s.saved != nil {
		s.saved.Close()
	}
	if s.file != nil {
		s.file.Close()
	}
	s.lock.Release()
}

// resume makes the inputs of a run go on where the runs before ended. It closes
// inputs of which that cannot be done.
func (a *app) resume(in *inputs) (err error) {
	s := a.state
	if s == nil {
		return nil
	}
	defer func() {
		if err != nil {
			in.source.Close()
		}
	}()
	if s.header != nil {
		in.known, in.own = s.header.Known, s.header.Fields
	}
	if err := a.spare(in, s.final); err != nil {
		return err
	}
	inputs := in.source.Inputs()
	s.findings, s.passed = make([]state.Finding, len(inputs)), make([]bool, len(inputs))
	var files []*state.File
	var at []int // the input of each
	for i, input := range inputs {
		if input.Piped() {
			return fmt.Errorf("%s: --state remembers how far files were read, which a pipe cannot tell", inputName(input))
		}
		if input.Err() == nil {
			files, at = append(files, fileOf(input)), append(at, i)
		}
	}
	for i, f := range s.logs.Recognise(files) {
		s.findings[at[i]], s.passed[at[i]] = f, !f.News()
		if err := s.resume(inputs[at[i]], &s.findings[at[i]]); err != nil {
			return fmt.Errorf("%s: %w", inputName(inputs[at[i]]), err)
		}
		a.noteFound(&s.findings[at[i]])
	}
	return nil
}

// fileOf is an input as it is recognised.
func fileOf(input *chunker.Input) *state.File {
	f := state.NewFile(input.Name(), input.Info(), input.Compression() != "")
	f.Text = func() ([]byte, error) { return input.Beginning(state.HeadBytes) }
	f.Open = func() (state.Opened, error) {
		if peek := input.Peek(); peek != nil {
			return peek, nil
		}
		return nil, errors.New("cannot be read, or is another file now")
	}
	return f
}

// resume makes an input go on where f says.
func (s *remembered) resume(input *chunker.Input, f *state.Finding) error {
	if !f.News() {
		if s.logs.See(f, s.now) {
			s.changed = true
		}
		input.Skip()
		return nil
	}
	s.changed = true
	return input.Resume(f.From, f.To, f.Holds)
}

// noteFound says what a user should know of a log before it is read.
func (a *app) noteFound(f *state.Finding) {
	if f.Failed != nil {
		a.message("%s: %v; the next run reads it", f.File.Name, f.Failed)
		a.incomplete()
	}
	if f.Note != "" {
		a.note("%s: %s", f.File.Name, f.Note)
	}
	if f.Waits && (f.Log == nil || f.News()) {
		a.note("%s: its last line waits for its end", f.File.Name)
	}
}

// passes reports whether there is nothing new in an input.
func (s *remembered) passes(input int) bool { return s != nil && s.passed[input] }

// checkAsked returns an error if a run asks something else than the state.
func (s *remembered) checkAsked(h *wfp.Header) error {
	if s.header == nil {
		return nil
	}
	if old, now := s.header.Differs(h); old != now {
		return fmt.Errorf("%s %s, and this run %s; use another --state FILE", report.Escape(s.path), old, now)
	}
	return nil
}
