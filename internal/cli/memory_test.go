package cli

import (
	"math"
	"runtime/debug"
	"testing"

	"wf/internal/memory"
)

// The collector gets a limit with the budget, unless the user gave it one, and
// the former one back.
func TestMemoryLimitOfARun(t *testing.T) {
	const mib = 1 << 20
	before := debug.SetMemoryLimit(math.MaxInt64)
	defer debug.SetMemoryLimit(before)
	check := func(maxMemory string, budget, limit int64) {
		t.Helper()
		a := &app{flags: flags{maxMemory: maxMemory, maxLine: "1M", workers: 2, quiet: true}}
		former := debug.SetMemoryLimit(-1)
		m := a.countMemory()
		if got := debug.SetMemoryLimit(-1); m.budget != budget || got != limit {
			t.Errorf("%q: budget %d and limit %d, want %d and %d", maxMemory, m.budget, got, budget, limit)
		}
		m.close()
		if got := debug.SetMemoryLimit(-1); got != former {
			t.Errorf("%q: limit %d after the run, %d before", maxMemory, got, former)
		}
	}
	room := memory.Look("/")
	t.Setenv("GOMEMLIMIT", "")
	check("64M", 64*mib, room.GoLimit(64*mib, 40*mib))
	check("256M", 256*mib, room.GoLimit(256*mib, 40*mib))

	t.Setenv("GOMEMLIMIT", "40MiB")
	debug.SetMemoryLimit(40 * mib) // as the runtime does at its start
	check("64M", 64*mib, 40*mib)
	check("", 20*mib, 40*mib)
}
