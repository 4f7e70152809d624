// Package cli is the command line of wf: it turns arguments into a
// pipeline.Config, runs it, and gives the answer to package report. It is the
// only room that knows flags, terminals, signals and exit codes.
package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"wf/internal/remote"
	"wf/internal/report"
)

// Exit codes.
const (
	exitOK         = 0
	exitIncomplete = 1 // a report was printed, but something is missing or doubtful
	exitFailed     = 2 // no usable report
	exitFailIf     = 3 // --fail-if held
	exitInterrupt  = 130
	exitTerminated = 143
)

// app is one run of the program.
type app struct {
	stdin          *os.File
	stdout, stderr *outlet
	signals        *signals
	args           []string
	flags          flags
	remote         *remote.Client // of inputs that a server has; nil without them
	relay          *relay         // of standard input where several read it one after the other, else nil
	command        string         // that runs: "wf", "top"
	words          []string       // its arguments without the flags
	question       []string       // those before the files
	origin         *report.Origin // of the answer, once it is known what is read
	division       *division      // of a command that is to be taken apart, else nil
	shards         []io.Writer    // what is counted is saved there, and has no answer; nil as a rule
	saved          io.Reader      // what is merged, instead of files; nil as a rule
	inner          bool           // it runs inside of another program
	saves          bool           // what is counted is saved
	onlySaves      bool           // the answer goes nowhere but into saved partials
	lacks          []string       // fields of the question that these inputs lack, then
	state          *remembered    // of --state, nil without it
	merges         bool           // it is that of logs which others have read
	code           int            // the exit code so far, of a run without an error
}

// newApp readies a run of the program, which takes its signals from now on.
func newApp(args []string, stdin, stdout, stderr *os.File) *app {
	s := catchSignals(stdout, stderr)
	return &app{stdin: stdin, stdout: s.stdout, stderr: s.stderr, signals: s, args: args}
}

// Main runs wf with the arguments behind the program's name and returns the
// exit code.
func Main(args []string, stdin, stdout, stderr *os.File) int {
	a := newApp(args, stdin, stdout, stderr)
	return a.execute(newRoot(a))
}

// execute runs the command of root that the arguments name, and returns the
// exit code.
func (a *app) execute(root *cobra.Command) (code int) {
	defer func() {
		if v := recover(); v != nil {
			code = a.internalError(v)
		}
	}()
	offerUsedFlags(root, a.args)
	root.SetArgs(a.args)
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	defer func() { a.state.close() }()
	if err := root.Execute(); err != nil {
		return a.fail(outputError(err)) // cobra writes the version itself
	}
	return a.code
}

// incomplete notes that the answer is not the whole one.
func (a *app) incomplete() { a.code = max(a.code, exitIncomplete) }

// message prints a line on stderr. What stands in it may come from a log.
func (a *app) message(format string, args ...any) {
	fmt.Fprintf(a.stderr, "wf: %s\n", report.Escape(fmt.Sprintf(format, args...)))
}

// note prints a line on stderr unless -q is given.
func (a *app) note(format string, args ...any) {
	if !a.flags.quiet {
		a.message(format, args...)
	}
}

// errSilent ends the program with exitFailed after the message was printed.
var errSilent = errors.New("failed")

// writeError is an answer that could not be written.
type writeError struct{ err error }

func (e *writeError) Error() string { return "cannot write: " + bare(e.err).Error() }

// bare returns the reason of the operating system without the operation and
// path around it.
func bare(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// fail prints why there is no answer and returns the exit code.
func (a *app) fail(err error) int {
	if err != errSilent {
		for line := range strings.Lines(err.Error()) {
			fmt.Fprintln(a.stderr, "wf: "+report.Escape(strings.TrimRight(line, "\n")))
		}
	}
	return exitFailed
}

// internalError reports a panic. That of another goroutine, or of a line that was
// worked on, comes with the stack behind its first line.
func (a *app) internalError(v any) int {
	text := strings.TrimPrefix(fmt.Sprint(v), "panic: ")
	first, _, _ := strings.Cut(text, "\n")
	a.message("internal error, please report: %s", first)
	if os.Getenv("WF_DEBUG") == "" {
		a.message("WF_DEBUG=1 shows where")
		return exitFailed
	}
	for line := range strings.Lines(text + "\n\n" + string(debug.Stack())) {
		line = strings.ReplaceAll(strings.TrimRight(line, "\n"), "\t", "    ")
		fmt.Fprintln(a.stderr, report.Escape(line)) // it may have the text of a log in it
	}
	return exitFailed
}
