package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// lineAccount is what became of lines, as the JSON of a report says it.
type lineAccount struct {
	Total, Parsed, Filtered, Blank, Directive, Incomplete int64
	Rejected                                              map[string]int64
}

// sum adds up all kinds of lines.
func (l *lineAccount) sum() int64 {
	n := l.Parsed + l.Filtered + l.Blank + l.Directive + l.Incomplete
	for _, rejected := range l.Rejected {
		n += rejected
	}
	return n
}

// accounted is the command "accounted [FILE...]": each FILE, else stdout of the
// last command, is the JSON of a report in which every line is accounted for,
// over the whole and in each input. With "!" it is not.
func accounted(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) == 0 {
		args = []string{"stdout"}
	}
	for _, arg := range args {
		names := []string{arg}
		if strings.Contains(arg, "*") {
			var err error
			names, err = filepath.Glob(ts.MkAbs(arg))
			ts.Check(err)
		}
		if len(names) == 0 {
			ts.Fatalf("%s: no such file", arg)
		}
		for _, name := range names {
			err := checkAccount([]byte(ts.ReadFile(name)))
			if err == nil && neg {
				ts.Fatalf("%s: every line is accounted for", name)
			}
			if err != nil && !neg {
				ts.Fatalf("%s: %v", name, err)
			}
		}
	}
}

// checkAccount returns what is wrong with the account of lines in a report.
func checkAccount(report []byte) error {
	var r struct {
		Meta struct {
			Lines lineAccount
			Files []struct {
				Name  string
				Lines lineAccount
			}
		}
	}
	if err := json.Unmarshal(report, &r); err != nil {
		return err
	}
	total := int64(0)
	for _, f := range r.Meta.Files {
		if f.Lines.sum() != f.Lines.Total {
			return fmt.Errorf("%s: the lines do not add up: %+v", f.Name, f.Lines)
		}
		total += f.Lines.Total
	}
	if lines := r.Meta.Lines; lines.sum() != lines.Total || total != lines.Total || len(r.Meta.Files) == 0 {
		return fmt.Errorf("the lines do not add up: %+v; in all files: %d", lines, total)
	}
	return nil
}
