package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/apache/beam/sdks/v2/go/container/tools"
	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/util/grpcx"
)

// A start is what a runner tells the program that it starts as a worker, where
// --environment_type is PROCESS.
type start struct {
	id        string
	provision string // the address where all else is asked
	logging   string
	control   string
}

// startOf reads the arguments of a runner that starts a worker. It is false for
// those of a user.
func startOf(args []string) (start, bool) {
	var s start
	set := flag.NewFlagSet("worker", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.StringVar(&s.id, "id", "", "")
	set.StringVar(&s.provision, "provision_endpoint", "", "")
	set.StringVar(&s.logging, "logging_endpoint", "", "")
	set.StringVar(&s.control, "control_endpoint", "", "")
	set.String("artifact_endpoint", "", "")
	set.String("semi_persist_dir", "", "")
	if set.Parse(args) != nil || s.provision == "" {
		return s, false
	}
	s.id = strings.Trim(s.id, "'") // Prism quotes it for a shell that is not there
	return s, true
}

// boot is what the boot program of Beam's containers does, without a container:
// it asks the runner where to connect, and this process becomes the worker. It
// fetches nothing, for the program is here already. It returns the exit code, if
// it returns at all.
func boot(ctx context.Context, s start) int {
	args, err := s.workerArgs(ctx)
	if err == nil {
		grpcx.Dial = names(s.id).dial
		go endWithParent()
		os.Stdout = nil // Beam's worker prints there, and under Prism it is where the answer goes
		err = flag.CommandLine.Parse(args)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "wf-beam: cannot start worker %s: %v\n", s.id, err)
		return exitFailed
	}
	beam.Init() // works until the runner is done
	return exitOK
}

// workerArgs are the arguments of Beam's worker mode.
func (s start) workerArgs(ctx context.Context) ([]string, error) {
	info, err := tools.ProvisionInfo(grpcx.WriteWorkerID(ctx, s.id), s.provision)
	if err != nil {
		return nil, err
	}
	options, err := tools.ProtoToJSON(info.GetPipelineOptions())
	if err != nil {
		return nil, err
	}
	os.Setenv("RUNNER_CAPABILITIES", strings.Join(info.GetRunnerCapabilities(), " "))
	if url := info.GetStatusEndpoint().GetUrl(); url != "" {
		os.Setenv("STATUS_ENDPOINT", url)
	}
	return []string{
		"--worker",
		"--id=" + s.id,
		"--logging_endpoint=" + cmp.Or(info.GetLoggingEndpoint().GetUrl(), s.logging),
		"--control_endpoint=" + cmp.Or(info.GetControlEndpoint().GetUrl(), s.control),
		"--options=" + options,
	}, nil
}

// endWithParent ends the process when the one that started it is gone, for
// Beam's worker waits for ever when nobody talks to it any more.
func endWithParent() {
	for parent := os.Getppid(); os.Getppid() == parent; {
		time.Sleep(time.Second)
	}
	os.Exit(exitFailed)
}
