package timing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Command is a program with its arguments, run without a shell.
type Command struct {
	Path   string    // the program's file; "" looks for Args[0] in PATH
	Args   []string  // its name first
	Env    []string  // for its environment, besides what is there
	Dir    string    // where it runs; "" is here
	Stdout io.Writer // nil is the null device; an *os.File is handed over as it is, anything else costs a pipe
}

// Usage is what a run of a Command took.
type Usage struct {
	Wall, User, System time.Duration

	// PeakMemory is the largest resident set in bytes, mapped files included,
	// of the largest of its processes; 0 where the system does not say. On
	// Linux it is never less than what the calling process had at its peak,
	// for a process begins as a copy of its parent.
	PeakMemory int64
}

// killAfter is how long a program may go on after it was told to end, and its
// children may hold its output open after it has ended.
const killAfter = 2 * time.Second

// Run runs the program to its end, or until ctx ends. Its standard input is
// empty. An error has the last line of what it wrote to its standard error.
func (c Command) Run(ctx context.Context) (Usage, error) {
	cmd := exec.CommandContext(ctx, cmp.Or(c.Path, c.Args[0]), c.Args[1:]...)
	cmd.Args[0] = c.Args[0]
	cmd.Env = append(os.Environ(), c.Env...)
	cmd.Dir, cmd.Stdout, cmd.WaitDelay = c.Dir, c.Stdout, killAfter
	var said tail
	cmd.Stderr = &said
	begin := time.Now()
	err := cmd.Run()
	use := Usage{Wall: time.Since(begin)}
	if state := cmd.ProcessState; state != nil {
		use.User, use.System = state.UserTime(), state.SystemTime()
		use.PeakMemory = peakMemory(state)
	}
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return use, ctx.Err()
	case errors.As(err, &exit) && said.last() != "":
		return use, fmt.Errorf("%s: %w: %s", c.Args[0], err, said.last())
	case errors.As(err, &exit):
		return use, fmt.Errorf("%s: %w", c.Args[0], err)
	}
	return use, err // it names the program
}

// Null opens the null device for the output of programs. The caller closes it.
func Null() (*os.File, error) { return os.OpenFile(os.DevNull, os.O_WRONLY, 0) }

// tail keeps the end of what is written to it.
type tail struct{ text []byte }

// tailSize is how many bytes a tail keeps: a line that a person reads.
const tailSize = 1024

func (t *tail) Write(p []byte) (int, error) {
	t.text = append(t.text, p...)
	if extra := len(t.text) - tailSize; extra > 0 {
		t.text = append(t.text[:0], t.text[extra:]...)
	}
	return len(p), nil
}

// last returns the last line that is not empty.
func (t *tail) last() string {
	text := strings.TrimSpace(string(t.text))
	return strings.TrimSpace(text[strings.LastIndexByte(text, '\n')+1:])
}
