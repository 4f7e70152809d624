package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/runtime/graphx"
	pipepb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/pipeline_v1"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/options/jobopts"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/universal/extworker"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/universal/runnerlib"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/vet"
	"google.golang.org/protobuf/proto"
)

// runPrism runs a pipeline on the Prism of this process. Its worker is this
// process as well, or as many others as there are shares of the parts.
//
// Beam's own way to Prism, beam.Run, knows one worker, wants a program to send to
// it where it is a process of its own, and leaves an empty file in the temporary
// folder with each run.
func runPrism(ctx context.Context, p *beam.Pipeline, processes int) error {
	if *jobopts.Strict {
		if _, err := vet.Execute(ctx, p); err != nil {
			return err
		}
	}
	environment, stop, err := prismEnvironment(ctx, processes)
	if err != nil {
		return err
	}
	defer stop()
	edges, _, err := p.Build()
	if err != nil {
		return err
	}
	model, err := graphx.Marshal(edges, &graphx.Options{Environment: environment})
	if err != nil {
		return err
	}
	deal(model, processes)
	endpoint, err := servePrism(ctx)
	if err != nil {
		return err
	}
	_, err = runnerlib.Execute(ctx, model, endpoint, &runnerlib.JobOptions{
		Name:        jobopts.GetJobName(),
		Experiments: jobopts.GetExperiments(),
		Worker:      os.DevNull, // is what is sent to the workers, which have the program
	}, false)
	return err
}

// servePrism starts Prism in this process, until it ends, and returns the
// address of its job service.
func servePrism(ctx context.Context) (endpoint string, err error) {
	l, err := net.Listen("tcp", "localhost:0") // Prism does not tell which port it took
	if err != nil {
		return "", err
	}
	port := l.Addr().(*net.TCPAddr).Port
	if err := l.Close(); err != nil {
		return "", err
	}
	_, err = prism.CreateJobServer(ctx, prism.Options{Port: port})
	return fmt.Sprintf("localhost:%d", port), err
}

// prismEnvironment says where the steps of a pipeline run: in this process, or
// in so many others. stop ends what serves it.
func prismEnvironment(ctx context.Context, processes int) (environment *pipepb.Environment, stop func(), err error) {
	if processes > 0 {
		config, err := processConfig(processes)
		if err != nil {
			return nil, nil, err
		}
		environment, err = graphx.CreateEnvironment(ctx, graphx.URNEnvProcess, func(context.Context) string { return config })
		return environment, func() {}, err
	}
	worker, err := extworker.StartLoopback(ctx, 0)
	if err != nil {
		return nil, nil, err
	}
	environment, err = graphx.CreateEnvironment(ctx, graphx.URNEnvExternal, worker.EnvironmentConfig)
	return environment, func() { worker.Stop(ctx) }, err
}

// processConfig is the value of --environment_config that makes this program a
// worker, with its part of the cores.
func processConfig(processes int) (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	cores := max(runtime.GOMAXPROCS(0)/processes, 1)
	config, err := json.Marshal(map[string]any{
		"command": self,
		"env":     map[string]string{"GOMAXPROCS": strconv.Itoa(cores)},
	})
	return string(config), err
}

// deal gives the steps of every share but the first an environment of their own:
// Prism starts one worker for each environment of a pipeline, of which Beam's Go
// SDK makes but one, called "go".
func deal(model *pipepb.Pipeline, shares int) {
	const first = "go"
	c := model.GetComponents()
	for i := 1; i < shares; i++ {
		id := fmt.Sprintf("%s-%d", first, i)
		own := proto.Clone(c.Environments[first]).(*pipepb.Environment)
		own.Dependencies = nil // there is nothing to send
		c.Environments[id] = own
		for _, t := range c.GetTransforms() {
			if t.EnvironmentId != "" && strings.HasPrefix(t.UniqueName, shareName(i)+"/") {
				t.EnvironmentId = id
			}
		}
	}
}
