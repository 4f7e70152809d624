package soak

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// answer is what a run of the command came to.
type answer struct {
	command        string // as for a shell
	stdout, stderr []byte
	code           int
	rejects        []byte
}

// way is how the command is run.
type way struct {
	dir   string   // of the round, in which it runs
	names []string // of its files
	stdin []byte   // for the name "-"
	words []string // how it is to work
	fifos bool     // the names are fed through FIFOs
}

// compareCommand asks the question in several ways.
func (r *round) compareCommand(q question, f *forms) error {
	if f.format != "" && r.chance(2) {
		q.words = append(q.words, "-f", f.format)
	} else {
		f = &forms{names: f.names, small: f.small}
	}
	rejects := !q.limited && r.chance(3)
	plain := way{dir: "plain", names: f.names, words: []string{"--sequential"}}
	want, err := r.ask(q, plain, rejects)
	if err != nil {
		return err
	}
	if want.code == 2 {
		r.failed++
	}
	for range 1 + r.IntN(2) {
		if err := r.compareWay(q, want, way{dir: "plain", names: f.names, words: r.working(q)}, rejects); err != nil {
			return err
		}
	}
	if !r.chance(2) {
		return nil
	}
	if err := r.comparePacked(q, f, want, rejects); err != nil {
		return err
	}
	if want.code == 2 || f.format == "" || f.keyed {
		return nil // a sample of another part of the log may tell something else
	}
	if err := r.comparePiped(q, f, want, rejects); err != nil {
		return err
	}
	return r.compareParts(q, f, want)
}

// comparePacked compares with the same logs compressed.
func (r *round) comparePacked(q question, f *forms, want *answer, rejects bool) error {
	if !f.small && f.format == "" || f.keyed {
		var err error
		if want, err = r.ask(q, way{dir: "packed", names: f.names, words: []string{"--sequential"}}, rejects); err != nil {
			return err
		}
	}
	return r.compareWay(q, want, way{dir: "packed", names: f.names, words: r.working(q)}, rejects)
}

// comparePiped compares with the same logs through FIFOs, or standard input.
func (r *round) comparePiped(q question, f *forms, want *answer, rejects bool) (err error) {
	if !q.piped {
		return nil
	}
	if haveFIFOs && r.chance(2) {
		return r.compareWay(q, want, way{dir: "fifo", names: f.names, words: r.working(q), fifos: true}, rejects)
	}
	if len(f.names) > 1 {
		return nil
	}
	input := way{dir: "plain", names: []string{"-"}, stdin: r.logs[0].text, words: []string{"--sequential"}}
	if want, err = r.ask(q, input, rejects); err != nil {
		return err
	}
	input.words = r.working(q)
	return r.compareWay(q, want, input, rejects)
}

// compareParts compares with the same lines in other files, or the files in
// another order: the answer is the same, what is said of the files is not.
func (r *round) compareParts(q question, f *forms, want *answer) error {
	if !q.split || q.limited {
		return nil
	}
	other := way{dir: "parts", names: f.parts, words: r.working(q)}
	if q.words[0] != "print" && r.chance(2) {
		other.names = some(r.draw, len(f.parts), f.parts)
	}
	got, err := r.ask(q, other, false)
	if err != nil || bytes.Contains(got.stderr, []byte("not one line matches")) {
		return err
	}
	if !bytes.Equal(got.stdout, want.stdout) || got.code != want.code {
		return differ(want, got)
	}
	return nil
}

// working draws how the command is to work.
func (r *round) working(q question) []string {
	words := []string{"-j", fmt.Sprint(r.size(1, 64)), "--io", of(r.draw, "auto", "mmap", "read")}
	if least := leastMemory(); q.counts && least > 0 && r.chance(2) {
		words = append(words, "--max-memory", fmt.Sprintf("%dk", r.size(least, 256<<10)))
	}
	if slices.ContainsFunc(q.words, func(w string) bool { return w == "--since" || w == "--until" || w == "--last" }) && r.chance(2) {
		words = append(words, "--seek", "off")
	}
	if r.chance(10) {
		words = append(words, "--sequential")
	}
	return words
}

// leastMemory is the least that --max-memory takes, in KiB: a power of two, or
// 0 if the command does not know it.
var leastMemory = sync.OnceValue(func() int {
	if help, _ := run(".", nil, "top", "--help"); !bytes.Contains(help.stdout, []byte("--max-memory")) {
		return 0
	}
	for least := 1; least <= 1<<20; least *= 2 {
		// Of a name that is no file, nothing is said before the flags are right.
		got, _ := run(".", nil, "top", "path", "--max-memory", fmt.Sprintf("%dk", least), "no such file")
		if bytes.Contains(got.stderr, []byte("no input could be read")) {
			return least
		}
	}
	return 0
})

// compareWay compares an answer with that of another way. Where reading may end
// early, what was read beyond the answer is anybody's guess.
func (r *round) compareWay(q question, want *answer, other way, rejects bool) error {
	got, err := r.ask(q, other, rejects)
	if err != nil {
		return err
	}
	if !bytes.Equal(got.stdout, want.stdout) {
		return differ(want, got)
	}
	if !q.limited && (got.code != want.code || !bytes.Equal(got.rejects, want.rejects) || !bytes.Equal(said(got), said(want))) {
		return differ(want, got)
	}
	return nil
}

// varying is what is said of the budget itself, and of where a log begins and
// ends: that is what a sample says, and without a search for times the end is
// not known.
var varying = regexp.MustCompile(`(?m)^wf: --max-memory .*\n|; the log begins at \S+( and ends at \S+)?$`)

// said is what the command said on standard error of the logs.
func said(a *answer) []byte { return varying.ReplaceAll(a.stderr, nil) }

// differ returns what is different in the first place where two answers are.
func differ(want, got *answer) error {
	text := fmt.Sprintf("%s\n  says something else than\n%s\n", got.command, want.command)
	for _, part := range []struct {
		name      string
		want, got []byte
	}{
		{"standard output", want.stdout, got.stdout},
		{"exit code", fmt.Append(nil, want.code), fmt.Append(nil, got.code)},
		{"standard error", said(want), said(got)},
		{"rejects", want.rejects, got.rejects},
	} {
		if bytes.Equal(part.want, part.got) {
			continue
		}
		at := 0
		for at < min(len(part.want), len(part.got)) && part.want[at] == part.got[at] {
			at++
		}
		line := bytes.LastIndexByte(part.want[:at], '\n') + 1
		text += fmt.Sprintf("%s differs at byte %d of %d and %d:\n  want %.300q\n  got  %.300q\n", part.name, at, len(part.want), len(part.got), part.want[line:], part.got[line:])
	}
	return errors.New(text)
}

// ask runs the command.
func (r *round) ask(q question, w way, rejects bool) (*answer, error) {
	args := slices.Concat(q.words, w.words)
	path := r.place("tmp", "rejects")
	if rejects {
		args = append(args, "--rejects", path)
	}
	if w.fifos {
		for i, l := range r.logs {
			end, err := r.feed(r.place(w.dir, w.names[i]), l.text)
			if err != nil {
				return nil, err
			}
			defer end()
		}
	}
	r.runs++
	got, err := run(r.place(w.dir), w.stdin, append(args, w.names...)...)
	if err != nil {
		return nil, err
	}
	if rejects {
		got.rejects, _ = os.ReadFile(path) // none after an error
		os.Remove(path)
	}
	return got, nil
}

// patience is how long a run may take.
const patience = 2 * time.Minute

// run runs the command in a folder, with a pipe for standard input. The error
// tells of a crash, or of a run that does not end.
func run(dir string, stdin []byte, args ...string) (*answer, error) {
	self, err := command()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), asCommand+"=1", "TZ=UTC", "WF_DEBUG=1", "GORACE=atexit_sleep_ms=0", "TMPDIR="+filepath.Join(dir, "..", "tmp"))
	cmd.Cancel = func() error { return cmd.Process.Signal(stackSignal) }
	cmd.WaitDelay = 10 * time.Second
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(stdin), &stdout, &stderr
	err = cmd.Run()
	got := &answer{command: fmt.Sprintf("cd %s && wf %s", dir, quoted(args)), stdout: stdout.Bytes(), stderr: stderr.Bytes(), code: cmd.ProcessState.ExitCode()}
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("%s\n  does not end:\n%s", got.command, got.stderr)
	case err != nil && !errors.As(err, &exit):
		return nil, err
	case got.code < 0 || got.code > 3 || bytes.Contains(got.stderr, []byte("internal error")) || bytes.Contains(got.stderr, []byte("goroutine ")):
		return nil, fmt.Errorf("%s\n  crashed with code %d:\n%s", got.command, got.code, got.stderr)
	}
	return got, nil
}

// quoted writes arguments so that a shell takes them.
func quoted(args []string) string {
	var words []string
	for _, a := range args {
		words = append(words, "'"+strings.ReplaceAll(a, "'", `'\''`)+"'")
	}
	return strings.Join(words, " ")
}
