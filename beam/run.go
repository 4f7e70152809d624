package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/log"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/options/jobopts"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners"

	"wf/internal/cli"
	"wf/internal/report"
)

// Exit codes that are not those of wf merge, which shows the answer.
const (
	exitOK        = 0
	exitFailed    = 2
	exitInterrupt = 130
)

// options is what stands before the words of wf, next to Beam's own flags.
type options struct {
	folder    string
	shards    int
	size      string
	processes int
	verbose   bool
	version   bool
}

// bind puts the options among Beam's flags, which are of the whole program.
func (o *options) bind(set *flag.FlagSet) {
	set.StringVar(&o.folder, "folder", "", "")
	set.IntVar(&o.shards, "shards", 0, "")
	set.StringVar(&o.size, "size", "256M", "")
	set.IntVar(&o.processes, "processes", 0, "")
	set.BoolVar(&o.verbose, "verbose", false, "")
	set.BoolVar(&o.version, "version", false, "")
}

// run is wf-beam with the arguments of a user. It returns the exit code.
func run(ctx context.Context, args []string) int {
	o := new(options)
	o.bind(flag.CommandLine)
	flag.CommandLine.Init("wf-beam", flag.ContinueOnError)
	flag.CommandLine.SetOutput(io.Discard)
	flag.CommandLine.Usage = func() {}
	switch err := flag.CommandLine.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Print(help())
		return exitOK
	case err != nil:
		return fail(fmt.Errorf("%w; flags of wf stand behind --; see: wf-beam --help", err))
	case o.version:
		fmt.Println("wf-beam, with Apache Beam " + core.SdkVersion)
		return cli.Main([]string{"--version"}, os.Stdin, os.Stdout, os.Stderr)
	}
	beam.Init() // a worker works now, and does not come back
	o.quieten()
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	code, err := o.answer(ctx, flag.Args())
	switch {
	case ctx.Err() != nil:
		return exitInterrupt
	case err != nil:
		return fail(err)
	}
	return code
}

// quieten makes Beam tell no more than what went wrong. What goes wrong on Prism
// comes back as an error, and what it logs besides is that it ends its workers.
func (o *options) quieten() {
	switch {
	case o.verbose:
	case onPrism():
		slog.SetDefault(slog.New(slog.DiscardHandler))
	default:
		log.SetupLogging("warn", "text")
	}
}

// fail says why there is no answer.
func fail(err error) int {
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintln(os.Stderr, "wf-beam: "+report.Escape(strings.TrimSpace(line)))
	}
	return exitFailed
}

// answer counts as the words of wf say, and shows what that comes to. It returns
// the exit code.
func (o *options) answer(ctx context.Context, words []string) (code int, err error) {
	if len(words) == 0 {
		return exitFailed, errors.New("what is to be counted? wf-beam -- top path access.log; see: wf-beam --help")
	}
	if err := o.check(); err != nil {
		return exitFailed, err
	}
	job, messages, err := cli.Divide(words, o.size)
	fmt.Fprint(os.Stderr, messages)
	if err != nil {
		return exitFailed, err
	}
	pl := &plan{count: job.Count, parts: job.Parts, shards: o.shards, folder: o.folder, processes: o.processes}
	if err := reachable(pl.parts, pl.folder); err != nil {
		return exitFailed, err
	}
	if pl.folder == "" {
		if pl.folder, err = os.MkdirTemp("", "wf-beam-"); err != nil {
			return exitFailed, err
		}
		defer os.RemoveAll(pl.folder)
	}
	switch err := o.execute(ctx, pl.build()); {
	case err != nil:
		return exitFailed, o.cause(err)
	case *jobopts.Async:
		return exitOK, nil
	}
	return show(ctx, pl, job.Show)
}

// reachable returns an error if another machine would look for a file elsewhere.
func reachable(parts []cli.Part, folder string) error {
	if onPrism() {
		return nil
	}
	names := []string{folder}
	for _, p := range parts {
		names = append(names, p.File)
	}
	for _, name := range names {
		if !filepath.IsAbs(name) && !strings.Contains(name, "://") {
			return fmt.Errorf("%s: workers elsewhere want its whole path", name)
		}
	}
	return nil
}

// cause is what a step of the pipeline had to say, without all that Beam says of
// where it was, unless the user wants that.
func (o *options) cause(err error) error {
	const step = "DoFn["
	text := err.Error()
	i := strings.LastIndex(text, step)
	if i < 0 || o.verbose {
		return err
	}
	_, own, found := strings.Cut(text[i:], " failed:\n")
	if !found {
		return err
	}
	return errors.New(own)
}

// onPrism reports whether the runner is the one that is part of this program.
func onPrism() bool {
	return (*runners.Runner == "" || *runners.Runner == "prism" || *runners.Runner == "PrismRunner") && *jobopts.Endpoint == ""
}

// check finds what is wrong with the options, and sets those of Beam's that the
// user left out.
func (o *options) check() error {
	switch {
	case o.processes > 0 && !onPrism():
		return errors.New("--processes is for Prism, which is part of this program; other runners have --parallelism")
	case o.folder == "" && !onPrism():
		return errors.New("--folder: where may the workers leave what they have counted? A folder that all of them and this machine see, or gs://BUCKET/FOLDER or s3://BUCKET/FOLDER")
	case o.folder == "" && *jobopts.Async:
		return errors.New("--async: name the --folder that the answer is left in; wf merge shows it")
	case o.shards < 0 || o.processes < 0:
		return errors.New("--shards and --processes are numbers of 1 or more")
	}
	if o.shards == 0 && onPrism() {
		o.shards = 1
	} else if o.shards == 0 {
		o.shards = 16
	}
	if *runners.Runner == "" {
		*runners.Runner = "prism"
	}
	if self, err := os.Executable(); err == nil && *jobopts.WorkerBinary == "" {
		*jobopts.WorkerBinary = self // or Beam compiles the program's source, which is not here
	}
	return nil
}

// execute runs the pipeline to its end.
func (o *options) execute(ctx context.Context, p *beam.Pipeline) error {
	if onPrism() {
		return runPrism(ctx, p, o.processes)
	}
	_, err := beam.Run(ctx, *runners.Runner, p)
	return err
}

// show merges what the pipeline left, as wf merge does, with the words that say
// how and where to. It returns the exit code.
func show(ctx context.Context, pl *plan, words []string) (code int, err error) {
	files, discard, err := pl.local(ctx)
	if err != nil {
		return exitFailed, err
	}
	defer discard()
	args := append(words[:len(words):len(words)], "--")
	return cli.Main(append(args, files...), os.Stdin, os.Stdout, os.Stderr), nil
}
