package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

// Save counts as "wf ARGS..." does, a command that counts with the files that it
// reads, and returns what it counted as a saved partial, dealt out by key to so
// many shards: all of them merged come to the whole. What it would say on
// standard error is in messages. There are no signals, no terminal and no
// standard input. Many may run at once; --max-memory in args is for one of them.
func Save(args []string, shards int) (files [][]byte, messages string, err error) {
	a, err := newInnerApp(args)
	if err != nil {
		return nil, "", err
	}
	buffers := make([]bytes.Buffer, shards)
	for i := range buffers {
		a.shards = append(a.shards, &buffers[i])
	}
	err = a.runInside()
	for i := range buffers {
		files = append(files, buffers[i].Bytes())
	}
	return files, a.stderr.held.String(), err
}

// Merge puts saved partials together as "wf merge ARGS..." does, without names of
// files, and returns what that writes to standard output, such as a saved
// partial for the arguments -o and wfp. All else is as for Save; code is the exit
// code of an answer that is not complete or was tested.
func Merge(files [][]byte, args []string) (answer []byte, code int, messages string, err error) {
	a, err := newInnerApp(append([]string{"merge"}, args...))
	if err != nil {
		return nil, exitFailed, "", err
	}
	var all []io.Reader
	for _, file := range files {
		all = append(all, bytes.NewReader(file))
	}
	a.saved = io.MultiReader(all...)
	err = a.runInside()
	return a.stdout.held.Bytes(), a.code, a.stderr.held.String(), err
}

// newInnerApp readies a run inside of another program, which keeps what it
// writes.
func newInnerApp(args []string) (*app, error) {
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	s := &signals{temps: make(map[string]bool), inner: true}
	s.stdout = &outlet{file: null, signals: s, held: new(bytes.Buffer)}
	s.stderr = &outlet{file: null, signals: s, held: new(bytes.Buffer)}
	return &app{stdin: null, stdout: s.stdout, stderr: s.stderr, signals: s, args: args, inner: true}, nil
}

// runInside runs the command inside of another program. The error is what keeps
// it from an answer.
func (a *app) runInside() (err error) {
	defer a.stdin.Close() // it is the null device
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("internal error, please report: %v\n%s", v, debug.Stack())
		}
	}()
	root := newRoot(a)
	offerUsedFlags(root, a.args)
	root.SetArgs(a.args)
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	if err := root.Execute(); err != errSilent {
		return err
	}
	return errors.New("no input could be read")
}
