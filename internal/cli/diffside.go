package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"wf/aggregate"
	"wf/internal/pipeline"
	"wf/internal/remote"
	"wf/internal/report"
	"wf/internal/wfp"
)

// side is one of two that are compared.
type side struct {
	name     string // as it was typed
	files    []string
	selected *selection
	run      *run              // of logs, else nil
	saved    *merging          // of saved partials, else nil
	specs    []*aggregate.Spec // of all that is saved
	question int               // of them is compared
	spec     *aggregate.Spec   // of it
	counts   *aggregate.Counts
	account  *wfp.Account
}

// expandSide returns the files that an argument names: one, those of a folder, or
// those of a pattern, in the order of their names. What does not exist is returned
// as it is, for the error that every command has.
func expandSide(arg string) ([]string, error) {
	if remote.Is(arg) {
		return []string{arg}, nil
	}
	info, err := os.Stat(arg)
	if err == nil && info.IsDir() {
		return filesIn(arg)
	}
	if exists(arg) {
		return []string{arg}, nil
	}
	names, err := filepath.Glob(arg)
	if err != nil {
		return nil, fmt.Errorf("%s: no file, and no pattern of files: %w", report.Escape(arg), err)
	}
	if len(names) == 0 {
		return []string{arg}, nil
	}
	return names, nil
}

// filesIn returns the files of a folder, without those of its folders and those
// that are hidden.
func filesIn(folder string) (names []string, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("%s: cannot read: %w", report.Escape(folder), bare(err))
	}
	for _, e := range entries {
		if !e.IsDir() && e.Name()[0] != '.' {
			names = append(names, filepath.Join(folder, e.Name()))
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s: there is no file in it", report.Escape(folder))
	}
	return names, nil
}

// name takes the sides that two arguments name.
func (d *differ) name(args []string) error {
	if args[0] == "-" && args[1] == "-" {
		return errors.New("both sides are standard input, which can be read once")
	}
	for i, arg := range args {
		files, err := expandSide(arg)
		if err != nil {
			return err
		}
		if files, err = d.near(files); err != nil {
			return err
		}
		d.sides[i] = &side{name: d.shown(args[i : i+1])[0], files: files}
		if d.sides[i].selected, err = d.selection(); err != nil {
			return err
		}
		if slices.ContainsFunc(files, isSaved) {
			d.sides[i].saved = &merging{names: files, stdin: d.stdin, begun: d.begun}
		}
	}
	if a, b := d.sides[0], d.sides[1]; (a.saved == nil) != (b.saved == nil) {
		log, saved := a, b
		if a.saved != nil {
			log, saved = b, a
		}
		return fmt.Errorf("%s is saved counts and %s is a log; save what is asked of it too: wf top route -m count,count_5xx,p95_duration -o FILE.wfp", report.Escape(saved.name), report.Escape(log.name))
	}
	return nil
}

// isSaved reports whether a file is a saved partial, by its name.
func isSaved(name string) bool { return filepath.Ext(name) == "."+wfp.Ending }

// count counts both sides, one after the other. It returns the exit code of a
// signal that ended it, or exitOK.
func (d *differ) count() (interrupted int, err error) {
	rejects, err := d.rejectsOf()
	if err != nil {
		return exitOK, err
	}
	for i, s := range d.sides {
		if i > 0 && rejects != nil {
			rejects.keep = pipeline.NewRejects(rejects.out)
		}
		if s.saved != nil {
			err = d.load(s)
		} else {
			interrupted, err = d.countLogs(s, rejects)
		}
		if err != nil || interrupted != exitOK {
			break
		}
		d.account.Files = append(d.account.Files, s.account.Files...)
		d.account.Errors = append(d.account.Errors, s.account.Errors...)
		d.account.Span.Merge(&s.account.Span.Span)
	}
	return interrupted, rejects.close(err)
}

// rejectsOf makes the file of --rejects, which may be no input of either side.
func (d *differ) rejectsOf() (*rejectFile, error) {
	for _, s := range d.sides {
		if s.run == nil || d.flags.rejects == "" {
			continue
		}
		if err := d.spare(s.run.inputs, d.flags.rejects); err != nil {
			return nil, err
		}
	}
	return d.rejectFile(nil)
}

// countLogs counts the logs of a side.
func (d *differ) countLogs(s *side, rejects *rejectFile) (interrupted int, err error) {
	s.run.memory = d.memory
	var result *pipeline.Result
	var counts []*aggregate.Counts
	interrupted, err = d.watch(s.run.inputs, func() (err error) {
		if err = d.prepare(s.run, s.selected); err != nil {
			return err
		}
		cfg := d.counting(s.run, rejects)
		cfg.Budget = d.half()
		result, counts, err = pipeline.Count(cfg, s.run.specs)
		return err
	})
	if err != nil || interrupted != exitOK {
		return interrupted, err
	}
	s.counts = counts[0]
	d.noteProblems(s.run.inputs)
	s.account = d.accountOf(s.run.inputs, result)
	if lines, _ := result.Lines(); lines.Parsed == 0 {
		meta := metaOf(s.account)
		d.note("%s has no records", plainName(s.name))
		d.noteEmpty(s.run.inputs, s.selected, &meta)
	}
	return exitOK, nil
}

// half is the memory that one side may be counted in: both are held at once.
func (d *differ) half() pipeline.Budget {
	return pipeline.Budget{Bytes: d.memory.budget / 2, Store: d.memory.spill}
}
