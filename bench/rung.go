package bench

import (
	"os"
	"os/exec"
	"strconv"
)

// Rung is one way to count.
type Rung struct {
	Name     string
	Strategy string // in a few words
	Parallel bool   // it takes workers

	// Count counts in this process, and in those that it starts.
	Count func(o Options) (Counts, error)

	// Args are the words behind the program's name that make it print all
	// counts of a log, as tab-separated values.
	Args func(log string, workers int) []string
}

// Rungs returns the progression in its order. The first one is what the others
// are compared with.
func Rungs() []Rung {
	list := []Rung{
		{Name: "wf-1", Strategy: "line by line, the regexp on every line", Count: wf1},
		{Name: "wf-2", Strategy: "wf-1 behind a test for the literal", Count: wf2},
		{Name: "wf-3", Strategy: "the regexp over chunks of 1 MiB", Count: wf3},
		{Name: "wf-4", Strategy: "wf-3 in goroutines, chunks from a queue", Count: wf4, Parallel: true},
		{Name: "wf-4-processing", Strategy: "wf-3 in processes, results to a queue", Count: wf4processing, Parallel: true},
		{Name: "pwf-4", Strategy: "the same, chunks by the number of processes", Count: pwf4, Parallel: true},
		{Name: "wf-5", Strategy: "wf-4 with a process a worker", Count: wf5, Parallel: true},
		{Name: "wf-6", Strategy: "wf-5 on mapped ranges of 50 MB", Count: wf6, Parallel: true},
		{Name: "wf-7", Strategy: "wf find", Count: wf7, Parallel: true, Args: findArgs},
	}
	for i := range list {
		if list[i].Args == nil {
			list[i].Args = runArgs(list[i].Name)
		}
	}
	return list
}

// runArgs are the words for all rungs but the one that is a command already.
func runArgs(name string) func(log string, workers int) []string {
	return func(log string, workers int) []string {
		return []string{"bench", "run", "-n", "0", "-o", "tsv", "-j", strconv.Itoa(workers), "--", name, log}
	}
}

// Options says what a rung counts and with what.
type Options struct {
	Log     string // a plain file
	Workers int    // at least 1; rungs that are not Parallel have no use for it
	Chunk   int64  // bytes of a chunk; 0 is what the rung is known for
	Program Program
}

// Program is the program that is started again.
type Program struct {
	Path string   // its file
	Name string   // its zeroth argument
	Env  []string // for its environment, besides what is there
}

// command returns the program with these arguments.
func (p Program) command(args ...string) *exec.Cmd {
	cmd := exec.Command(p.Path, args...)
	cmd.Args[0] = p.Name
	cmd.Env = append(os.Environ(), p.Env...)
	return cmd
}
