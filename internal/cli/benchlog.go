package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"wf/bench/gen"
	"wf/chunker"
	"wf/internal/report"
)

// madeLines is the length of the log that is measured when none is named:
// 259 MB, which every rung counts in less than a second on a core of today.
const madeLines = 1_000_000

// madeName is the command that makes the same log.
const madeName = "wf bench gen --lines 1M"

// benchInput opens the file to be measured, if one is named. It is read again
// and again, and by all rungs as it is, so it must be a plain file.
func benchInput(files []string) (*inputs, error) {
	in := &inputs{source: chunker.Open(files, chunker.Options{Workers: 1})}
	for _, input := range in.source.Inputs() {
		if err := measurable(input); err != nil {
			in.source.Close()
			return nil, fmt.Errorf("%s: %w", report.Escape(inputName(input)), bare(err))
		}
	}
	return in, nil
}

// measurable returns why bench cannot measure an input, or nil.
func measurable(input *chunker.Input) error {
	if err := input.Err(); err != nil {
		return err
	}
	if kind := input.Compression(); kind != "" {
		return fmt.Errorf("is compressed (%s); bench measures plain files", kind)
	}
	info, err := os.Stat(input.Name())
	if _, plain := input.Size(); plain || err == nil && info.Mode().IsRegular() && info.Size() == 0 {
		return nil
	}
	return errors.New("bench reads a file again and again, so it must be a plain one")
}

// makeLog makes a log in folder and returns its name.
func makeLog(ctx context.Context, folder string) (string, error) {
	name := filepath.Join(folder, "access.log")
	f, err := os.Create(name)
	if err == nil {
		err = gen.Generate(untilDone{ctx, f}, gen.Options{Lines: madeLines, Seed: 1})
		if closeErr := f.Close(); err == nil {
			err = closeErr
		}
	}
	if err != nil {
		return "", fmt.Errorf("cannot make a log to measure: %w", err)
	}
	return name, nil
}

// untilDone is a file that takes nothing any more when its context has ended.
type untilDone struct {
	ctx  context.Context
	file *os.File
}

func (u untilDone) Write(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.file.Write(p)
}
