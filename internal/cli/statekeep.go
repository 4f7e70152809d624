package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"time"

	"wf/internal/moment"
	"wf/internal/pipeline"
	"wf/internal/state"
	"wf/internal/wfp"
)

// kept is what --keep keeps beside a state: counts of days and hours, each in a
// saved partial in the folder FILE.d. The state lists them. What a run has
// counted goes to files of other names there; the state that lists them is the
// commit, and then they get their names. Whatever ends a run, the next one puts
// right what it left.
type kept struct {
	path    string // of the folder, as the user would type it
	folder  string
	periods *state.Periods
	counted *pipeline.Periods // by this run

	since, until int64 // hours that the answer is of
	ranged       bool  // it is of some
}

// keepDays is how many days --keep keeps, 0 without it.
func (f *flags) keepDays() (int64, error) {
	if f.keep == "" {
		return 0, nil
	}
	d, err := moment.ParseDuration(f.keep)
	if err != nil {
		return 0, fmt.Errorf("--keep: %w", err)
	}
	const day = 24 * time.Hour
	if d < day || d > state.MaxKeep*day {
		return 0, fmt.Errorf("--keep %s: want 1d to %dd", f.keep, state.MaxKeep)
	}
	return int64((d + day - 1) / day), nil
}

// keeps and ranged report whether there is --keep, and whether the answer is of
// some of what is kept.
func (s *remembered) keeps() bool  { return s != nil && s.kept != nil }
func (s *remembered) ranged() bool { return s.keeps() && s.kept.ranged }

// openKept begins to keep what --keep is to keep beside a state.
func (a *app) openKept(s *remembered) error {
	days, err := a.flags.keepDays()
	if err != nil {
		return err
	}
	began := s.header != nil
	switch had := began && s.header.Kept != nil; {
	case days == 0 && had:
		return errors.New("keeps hours and days as well, which would lack what this run reads; give --keep D")
	case days == 0:
		return nil
	case began && !had:
		return errors.New("was begun without --keep; use another --state FILE")
	}
	var section []byte
	if began {
		section = s.header.Kept
	}
	k := &kept{path: s.path + ".d", folder: s.final + ".d"}
	if k.periods, err = state.DecodePeriods(section); err != nil {
		return err
	}
	if err := k.recover(); err != nil {
		return err
	}
	zone, err := a.flags.zone()
	if err != nil {
		return err
	}
	if zone == nil {
		zone = time.UTC // what lines show is near it
	}
	k.periods.Begin(s.now.In(zone), days)
	s.changed = s.changed || k.periods.Due()
	s.kept = k
	return nil
}

// recover gives the files that the state lists their names, and removes others
// that were kept once or were to be.
func (k *kept) recover() error {
	entries, err := os.ReadDir(k.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", k.path, bare(err))
	}
	for _, e := range entries {
		p, written, ok := state.PeriodOf(e.Name())
		if !ok {
			continue
		}
		have, listed := k.periods.Has(p.Name)
		at := filepath.Join(k.folder, e.Name())
		switch {
		case written && listed && have.Run == p.Run:
			err = os.Rename(at, filepath.Join(k.folder, p.File()))
		case written || !listed:
			err = os.Remove(at)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Join(k.path, e.Name()), bare(err))
		}
	}
	return nil
}

// choose takes up which of what is kept the answer is to be of.
func (k *kept) choose(in *inputs, selected *selection) (err error) {
	if k == nil {
		return nil
	}
	if !in.have("time") && !in.empty {
		return errors.New("--keep goes by the time of lines, which these logs do not have")
	}
	k.since, k.until = math.MinInt64, math.MaxInt64
	k.ranged = selected.kept.Bounded()
	for _, bound := range []struct {
		flag string
		at   moment.Moment
		to   *int64
	}{{"since", selected.kept.Since, &k.since}, {"until", selected.kept.Until, &k.until}} {
		if !bound.at.Valid() {
			continue
		}
		shown, ok := bound.at.Shown(selected.zone)
		switch {
		case !ok && selected.zone == nil:
			err = errors.New("hours are kept as the clocks of the lines show them; write it without an offset, such as 2026-03-01T10:00, or keep them with --tz")
		case !ok:
			err = errors.New("clocks were set back at that time, and what they showed twice is kept together; take an hour more or less")
		default:
			*bound.to, err = k.periods.Cut(shown)
		}
		if err != nil {
			return fmt.Errorf("--%s %s: %w", bound.flag, bound.at, err)
		}
	}
	return nil
}

// encode is what the state says of what is kept.
func (k *kept) encode() ([]byte, error) {
	if k == nil {
		return nil, nil
	}
	return k.periods.Encode()
}

// files are those of some periods, which are to be as they were saved.
func (k *kept) files(periods []state.Period) (*merging, error) {
	m := &merging{}
	for _, p := range periods {
		at := filepath.Join(k.folder, p.File())
		info, err := os.Stat(at)
		if err == nil && info.Size() != p.Size {
			err = errors.New("is not the file that the state lists; begin another --state FILE")
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Join(k.path, p.File()), bare(err))
		}
		m.names = append(m.names, at)
	}
	if len(m.names) == 0 {
		return m, nil
	}
	return m, m.open()
}

// writeKept writes what was counted to new files, with what was kept of the same
// periods, and makes those the ones that the state lists.
func (a *app) writeKept(o *outcome) error {
	k := o.state.kept
	if k == nil {
		return nil
	}
	renewals := k.periods.Renewals(k.counted.Numbers())
	if len(renewals) == 0 {
		k.periods.Renew(nil)
		return nil
	}
	if err := os.Mkdir(k.folder, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return fileError(k.path, err)
	}
	numbers := make([]int64, len(renewals))
	for i := range renewals {
		numbers[i] = renewals[i].From()
	}
	err := k.counted.Each(a.flags.cores(), numbers, func(i int, of *pipeline.Period, t *pipeline.Tallied, workers int) (err error) {
		renewals[i].Size, err = k.write(o, &renewals[i], of, t, workers)
		return err
	})
	if err != nil {
		return err
	}
	syncFolder(k.folder)
	k.periods.Renew(renewals)
	return nil
}

// write writes the file of a period, and returns its size.
func (k *kept) write(o *outcome, r *state.Renewal, of *pipeline.Period, t *pipeline.Tallied, workers int) (int64, error) {
	old, err := k.files(r.Olds)
	if err != nil {
		return 0, err
	}
	defer old.close()
	h := *o.header
	h.Account = *o.state.periodAccount(of)
	accounts := []*wfp.Account{&h.Account}
	headers := []*wfp.Header{&h}
	if len(r.Olds) > 0 {
		if err := old.load(t, workers); err != nil {
			return 0, err
		}
		sum, err := old.account()
		if err != nil {
			return 0, err
		}
		accounts, headers = append(accounts, sum), append(headers, old.headers()...)
	}
	sum, err := wfp.Sum(accounts)
	if err == nil {
		sum, err = o.state.lasting(sum, state.MaxLogs)
	}
	if err != nil {
		return 0, err
	}
	joined := wfp.Join(headers, sum)
	joined.Version = version
	path := filepath.Join(k.path, r.Written())
	file, err := os.Create(filepath.Join(k.folder, r.Written()))
	if err != nil {
		return 0, fileError(path, err)
	}
	defer file.Close()
	w, err := wfp.NewWriter(file, joined)
	if err == nil {
		_, err = saveBodies(t, []*wfp.Writer{w}, workers)
	}
	if err == nil {
		err = file.Sync()
	}
	if err != nil {
		return 0, fileError(path, err)
	}
	info, err := file.Stat()
	if err != nil {
		return 0, fileError(path, err)
	}
	return info.Size(), nil
}

// periodAccount says which lines are in what was counted of a period.
func (s *remembered) periodAccount(of *pipeline.Period) *wfp.Account {
	account := &wfp.Account{Span: wfp.Span{Span: of.Span}}
	for input := range s.findings {
		f, ok := of.Files[input]
		if !ok {
			continue
		}
		account.Files = append(account.Files, wfp.File{
			Name: wfp.Text(s.findings[input].File.Name), Lines: f.Lines, Bytes: f.Bytes, Ended: true,
		})
	}
	return account
}

// settle gives the files that the state lists now their names, and removes those
// that it lists no more.
func (k *kept) settle() error {
	if k == nil {
		return nil
	}
	return k.recover()
}

// recallKept makes the answer one of the periods that were chosen. What was wrong
// with the logs of this run is told all the same.
func (a *app) recallKept(o *outcome) error {
	k := a.state.kept
	files, err := k.files(k.periods.Between(k.since, k.until))
	if err != nil {
		return err
	}
	defer files.close()
	t := pipeline.NewTallied(o.memory.pipeline(), a.flags.cores(), o.specs)
	if err := files.load(t, a.flags.cores()); err != nil {
		return err
	}
	if o.counts, err = t.Merge(a.flags.cores()); err != nil {
		return err
	}
	wrong := &wfp.Account{Errors: o.account.Errors}
	for _, f := range o.account.Files {
		if len(f.Problems) > 0 || f.Left != "" {
			wrong.Files = append(wrong.Files, wfp.File{Name: f.Name, Problems: f.Problems, Left: f.Left, Ended: true})
		}
	}
	sum, err := files.account()
	if err == nil {
		o.account, err = wfp.Sum([]*wfp.Account{sum, wrong})
	}
	return err
}
