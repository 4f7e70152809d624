package cli

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"wf/internal/memory"
	"wf/internal/pipeline"
	"wf/internal/report"
	"wf/internal/spill"
)

// Bytes that a run holds besides its counts.
const (
	// ownMemory is that of the program itself: the runtime, samples for the
	// detection, the rows of an answer.
	ownMemory = 32 << 20

	// workerMemory is that of a worker, or of the stream that it reads: its
	// chunk, and the buffers that are filled ahead. Lines that do not fit into
	// them come on top, each in a buffer that was doubled until it held them.
	workerMemory = 2 << 20
)

// countMemory is the memory that a run counts in, and where counts go beyond it.
type countMemory struct {
	budget int64 // bytes
	spill  *spill.File
	before int64 // limit of Go's memory; negative if it was left alone
}

// countMemory prepares that of a run. The caller closes it.
func (a *app) countMemory() *countMemory {
	m := &countMemory{spill: spill.New(spill.Folders()...), before: debug.SetMemoryLimit(-1)}
	room := memory.Look("/")
	byUser := os.Getenv("GOMEMLIMIT") != ""
	if byUser {
		room = room.Within(m.before)
	}
	if a.inner {
		m.before = -1
	}
	if m.budget, _ = a.flags.memory(); m.budget == 0 {
		m.budget = room.Budget()
	} else if m.budget > room.Available {
		a.note("--max-memory %s is more than the %s that are available", a.flags.maxMemory, report.Size(room.Available))
	}
	if !byUser && !a.inner {
		debug.SetMemoryLimit(room.GoLimit(m.budget, a.flags.besides()))
	}
	return m
}

// pipeline is it as the pipeline wants it.
func (m *countMemory) pipeline() pipeline.Budget {
	return pipeline.Budget{Bytes: m.budget, Store: m.spill}
}

// close removes what was spilled, and gives Go's memory its former limit.
func (m *countMemory) close() {
	if m.before >= 0 {
		debug.SetMemoryLimit(m.before)
	}
	m.spill.Close() // what was written there is no longer of any use
}

// memory returns the budget of --max-memory, 0 if it is not given.
func (f *flags) memory() (int64, error) {
	if f.maxMemory == "" {
		return 0, nil
	}
	n, err := parseUnits(f.maxMemory, 1024)
	switch {
	case err != nil:
		return 0, errors.New("want a size such as 256M or 4G")
	case n < memory.Least:
		return 0, fmt.Errorf("counting takes at least %dM", memory.Least>>20)
	}
	return n, nil
}

// besides is how many bytes a run holds besides its counts.
func (f *flags) besides() int64 {
	maxLine, _ := parseSize(f.maxLine)
	return ownMemory + int64(f.cores())*(workerMemory+2*int64(maxLine))
}
