package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/gcs"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/local"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/s3"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
)

func init() {
	register.DoFn3x1[context.Context, int, Partial, error](&writeFn{})
}

// writeFn writes the .wfp of a shard. Whoever writes it again, because a runner
// tries things twice, writes the same bytes.
type writeFn struct {
	Folder string
	Shards int
}

func (f *writeFn) ProcessElement(ctx context.Context, shard int, p Partial) error {
	name := shardFile(f.Folder, shard, f.Shards)
	fs, err := filesystem.New(ctx, name)
	if err != nil {
		return err
	}
	defer fs.Close()
	return filesystem.Write(ctx, fs, name, p.saved)
}

// shardFile names the .wfp of a shard in a folder, which may be one of an object
// store.
func shardFile(folder string, shard, shards int) string {
	return fmt.Sprintf("%s/shard-%05d-of-%05d.wfp", strings.TrimSuffix(folder, "/"), shard, shards)
}

// local returns the files that the pipeline left, on this machine: those of an
// object store are fetched. discard removes what was fetched.
func (pl *plan) local(ctx context.Context) (files []string, discard func(), err error) {
	for shard := range pl.shards {
		files = append(files, shardFile(pl.folder, shard, pl.shards))
	}
	if !strings.Contains(pl.folder, "://") {
		return files, func() {}, nil
	}
	folder, err := os.MkdirTemp("", "wf-beam-")
	if err != nil {
		return nil, nil, err
	}
	discard = func() { os.RemoveAll(folder) }
	for i, name := range files {
		files[i] = filepath.Join(folder, filepath.Base(name))
		if err := fetch(ctx, name, files[i]); err != nil {
			discard()
			return nil, nil, err
		}
	}
	return files, discard, nil
}

// fetch copies a file of an object store to this machine.
func fetch(ctx context.Context, name, path string) error {
	fs, err := filesystem.New(ctx, name)
	if err != nil {
		return err
	}
	defer fs.Close()
	from, err := fs.OpenRead(ctx, name)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer from.Close()
	to, err := os.Create(path)
	if err != nil {
		return err
	}
	if _, err := io.Copy(to, from); err != nil {
		to.Close()
		return fmt.Errorf("%s: %w", name, err)
	}
	return to.Close()
}
