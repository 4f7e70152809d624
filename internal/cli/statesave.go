package cli

import (
	"fmt"
	"os"
	"path/filepath"

	"wf/internal/report"
	"wf/internal/state"
	"wf/internal/wfp"
)

// recall adds what the state has counted to what a run has, and remembers how far
// that went.
func (a *app) recall(r *run) error {
	s := a.state
	s.advance(r.inputs)
	if r.interrupted != exitOK || !r.source.Exhausted() {
		s.doubtful = true
	}
	if s.doubtful && s.changed {
		a.message("%s stays as it was; the next run counts what is new again", s.path)
		a.incomplete()
	}
	account := s.account(r.inputs, r.account)
	if s.header != nil {
		for i := range r.specs {
			body, err := s.saved.Body()
			if err == nil {
				err = s.saved.Why(r.tallied.Partial(i).Load(body))
			}
			if err != nil {
				return s.blame(err)
			}
		}
		if err := s.saved.End(); err != nil {
			return s.blame(err)
		}
		sum, err := wfp.Sum([]*wfp.Account{&s.header.Account, account})
		if err != nil {
			return s.blame(err)
		}
		account = sum
	}
	r.account = account
	if s.changed && !s.doubtful {
		r.state = s
	}
	return nil
}

// blame says that an error is about the state.
func (s *remembered) blame(err error) error { return fmt.Errorf("%s: %w", report.Escape(s.path), err) }

// advance remembers how far the inputs were read. Of a compressed one with a
// problem that is exact as well; a plain one may lack lines anywhere.
func (s *remembered) advance(in *inputs) {
	problems := make(map[int]string)
	for _, p := range in.source.Problems() {
		if !p.Note {
			problems[p.Input] = p.Err.Error()
		}
	}
	for i := range s.findings {
		f := &s.findings[i]
		if f.File == nil || s.passes(i) || in.left[i] != "" {
			continue
		}
		text := problems[i]
		reached, ok := in.source.Inputs()[i].Reached()
		switch {
		case !ok: // nothing of it was read
		case text != "" && !f.File.Packed, !s.logs.Advance(f, reached, text, s.now):
			s.doubtful = true
		}
	}
	if s.logs.Forget(s.now, state.Keep) {
		s.changed = true
	}
}

// account is that of a run as it is added to the one of the state, by the names
// of files alone: logs change theirs.
func (s *remembered) account(in *inputs, run *wfp.Account) *wfp.Account {
	account := *run
	account.Files = nil
	for i, f := range run.Files {
		found := &s.findings[i]
		if s.passes(i) {
			if log := found.Log; log != nil && log.Damage != "" {
				f.Problems = append(f.Problems, wfp.Problem{Text: f.Name + ": " + wfp.Text(log.Damage)})
			} else {
				continue
			}
		}
		f.Head, f.Parts, f.Size, f.Ended = "", nil, 0, true
		if f.Reject != nil && found.From > 0 {
			first := *f.Reject
			first.Line = 0
			f.Reject = &first
		}
		account.Files = append(account.Files, f)
	}
	return &account
}

// formerName is the name in an account of all logs together that are no longer
// remembered, where they are many.
const formerName = "former logs"

// lasting is an account as it is saved. What was wrong with the files of this run
// is not remembered: the next one meets it again, or it is mended. Where more
// than most names come together, those of logs that are no longer remembered
// become one.
func (s *remembered) lasting(acc *wfp.Account, most int) (*wfp.Account, error) {
	lasting := &wfp.Account{Span: acc.Span}
	for _, f := range acc.Files {
		f.Problems, f.Left = nil, ""
		if f.Lines.Total > 0 {
			lasting.Files = append(lasting.Files, f)
		}
	}
	if len(lasting.Files) <= most {
		return lasting, nil
	}
	names := s.logs.Names()
	for i := range lasting.Files {
		if f := &lasting.Files[i]; !names[string(f.Name)] {
			f.Name = formerName
		}
	}
	return wfp.Sum([]*wfp.Account{lasting})
}

// saveState merges what was counted, and makes it the state.
func (a *app) saveState(o *outcome) (err error) {
	s, h := o.state, *o.header
	account, err := s.lasting(o.account, state.MaxLogs)
	if err != nil {
		return s.blame(err)
	}
	h.Account = *account
	if h.State, err = s.logs.Encode(); err != nil {
		return err
	}
	if err := a.writeKept(o); err != nil {
		return err
	}
	if h.Kept, err = s.kept.encode(); err != nil {
		return err
	}
	out, err := a.createOut(s.final)
	if err != nil {
		return err
	}
	defer out.discard()
	w, err := wfp.NewWriter(out, &h)
	if err == nil {
		o.counts, err = saveBodies(o.tallied, []*wfp.Writer{w}, a.flags.cores())
	}
	if err != nil {
		return fileError(s.path, err)
	}
	if err := out.commitForGood(); err != nil {
		return err
	}
	return s.kept.settle()
}

// commitForGood is commit for a file that must be there, as it is, whatever
// happens to the machine.
func (f *outFile) commitForGood() error {
	if err := f.Sync(); err != nil {
		return fileError(f.path, err)
	}
	if err := f.commit(); err != nil || f.final == "" {
		return err
	}
	syncFolder(filepath.Dir(f.final))
	return nil
}

// syncFolder makes the names in a folder be there whatever happens to the
// machine, where the system can do that.
func syncFolder(path string) {
	folder, err := os.Open(path)
	if err != nil {
		return // some systems do not open folders; the files are there
	}
	defer folder.Close()
	folder.Sync() // nor do all of them take this
}
