package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"wf/aggregate"
	"wf/internal/pipeline"
	"wf/internal/report"
	"wf/internal/wfp"
)

// rejectFile is the file of --rejects; nil without it.
type rejectFile struct {
	file *os.File
	out  *outlet // it
	keep *pipeline.Rejects
}

// rejectFile makes the file of --rejects.
func (a *app) rejectFile(in *inputs) (*rejectFile, error) {
	path := a.flags.rejects
	if path == "" {
		return nil, nil
	}
	if err := a.spare(in, path); err != nil {
		return nil, err
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, fileError(path, err)
	}
	out := &outlet{file: f, signals: a.signals}
	a.signals.watches(out)
	return &rejectFile{f, out, pipeline.NewRejects(out)}, nil
}

// again empties the file, of inputs that are read anew.
func (f *rejectFile) again() error {
	if f == nil {
		return nil
	}
	if _, err := f.file.Seek(0, io.SeekStart); err != nil {
		return fileError(f.file.Name(), err)
	}
	f.keep = pipeline.NewRejects(f.out)
	return fileError(f.file.Name(), f.file.Truncate(0))
}

func (f *rejectFile) lines() *pipeline.Rejects {
	if f == nil {
		return nil
	}
	return f.keep
}

// close ends the file after a run that returned err, and returns what is wrong
// with either.
func (f *rejectFile) close(err error) error {
	if f == nil {
		return err
	}
	closeErr := f.file.Close()
	var reject *pipeline.RejectError
	if errors.As(err, &reject) {
		return fileError(f.file.Name(), reject.Err)
	}
	if err == nil {
		return fileError(f.file.Name(), closeErr)
	}
	return err
}

// reportRejects says how many lines do not parse. Where that is judged it shows
// the first of them when there are too many, and settles the exit code. A part
// that is saved is not judged: only all of them together tell, unless the user
// says so.
func (a *app) reportRejects(acc *wfp.Account, meta *aggregate.Meta, judged bool) {
	lines := meta.Lines
	n := lines.Rejected.Total()
	if n == 0 {
		return
	}
	limit, _ := a.flags.rejectLimit(lines.Total)
	text := fmt.Sprintf("%s of %s lines rejected (%s)", report.Count(n), report.Count(lines.Total), reasons(lines.Rejected.Format, lines.Rejected.TooLong))
	if i := slices.IndexFunc(acc.Files, func(f wfp.File) bool { return f.Lines.Rejected.TooLong > 0 }); i >= 0 {
		text += fmt.Sprintf("; the first too long one at byte %d of %s", acc.Files[i].TooLongAt, acc.Files[i].Name)
	}
	if a.flags.rejects == "" && !a.merges && !acc.Raw() {
		text += "; --rejects FILE keeps them"
	}
	if n <= limit || !judged {
		a.note("%s", text)
		return
	}
	a.message("%s", text)
	a.showReject(acc)
	reason := "more than --max-rejects " + a.flags.maxRejects
	if a.flags.strict {
		reason = "--strict allows none"
		a.message("%s", reason)
	} else {
		a.message("%s; --max-rejects 100%% accepts any number", reason)
	}
	meta.Errors = append(meta.Errors, fmt.Sprintf("%s of %s lines rejected; %s", report.Count(n), report.Count(lines.Total), reason))
	a.incomplete()
}

// showReject shows the first line that was rejected.
func (a *app) showReject(acc *wfp.Account) {
	for i := range acc.Files {
		f := &acc.Files[i]
		r := f.Reject
		if r == nil {
			continue
		}
		place := fmt.Sprintf("byte %d", r.Offset)
		if line := f.LineOf(r); line > 0 {
			place = fmt.Sprintf("line %d", line)
		}
		a.message("the first: %s %s: %s: %s", f.Name, place, r.Why, r.Text)
		return
	}
}

func reasons(format, tooLong int64) string {
	switch {
	case tooLong == 0:
		return report.Count(format) + " format"
	case format == 0:
		return report.Count(tooLong) + " too long"
	}
	return report.Count(format) + " format, " + report.Count(tooLong) + " too long"
}

// excerpt is the beginning of a line for a message.
func excerpt(line []byte) string {
	const most = 120
	if len(line) > most {
		return report.Escape(string(line[:most])) + "..."
	}
	return report.Escape(string(line))
}
