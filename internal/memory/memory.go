// Package memory finds out how much memory a process may take: what the system
// can spare, and what the limits of its control groups leave.
//
//	room := memory.Look("/")
//	budget := room.Budget()
//	debug.SetMemoryLimit(room.GoLimit(budget, besides))
//
// It reads a few files of /proc and /sys, which takes a fifth of a millisecond,
// and keeps nothing. A library for these files is not used: of those that were
// looked at, one has the limits without what is left of them, and another costs
// every start of the program half a millisecond.
package memory

import (
	"math"
	"path/filepath"
	"strconv"
	"strings"
)

// Sizes in bytes.
const (
	// Least is the smallest budget to count in: what the tables of a worker
	// take as long as they stay in a core's cache. With less, more time would
	// go into the disk than into counting.
	Least = 16 << 20

	// unknown is what is taken for available where the system does not say:
	// half of it does no harm on any machine that has logs of some size.
	unknown = 2 << 30
)

// Unlimited is in the place of a number of bytes that nothing bounds.
const Unlimited = math.MaxInt64

// Room is what a process has, in bytes.
type Room struct {
	// Available can be taken now without anything being swapped out or killed.
	Available int64

	// Limit is what the process may have at all, together with all others in
	// the control groups that it is in.
	Limit int64
}

// Look reads the room of this process from the files below root, which is "/"
// but in tests. What cannot be read is Unlimited: other systems than Linux have
// none of the files.
func Look(root string) Room {
	proc := filepath.Join(root, "proc")
	room := Room{available(proc), Unlimited}
	for _, group := range groups(proc, root) {
		limit, used := group.read()
		room.Limit = min(room.Limit, limit)
		room.Available = min(room.Available, max(limit-used, 0))
	}
	return room
}

// available returns what the system can spare.
// See https://man7.org/linux/man-pages/man5/proc_meminfo.5.html.
func available(proc string) int64 {
	for line := range linesOf(filepath.Join(proc, "meminfo")) {
		if value, ok := strings.CutPrefix(line, "MemAvailable:"); ok {
			value = strings.TrimSpace(strings.TrimSuffix(value, "kB"))
			if n, err := strconv.ParseUint(value, 10, 54); err == nil { // 54 bits of kB are 64 of bytes
				return clamp(n << 10)
			}
		}
	}
	return Unlimited
}

// Within returns the room of a process that takes no more than limit.
func (r Room) Within(limit int64) Room {
	return Room{min(r.Available, limit), min(r.Limit, limit)}
}

// Budget is how much of the room to count in: half of it, which leaves the
// other half to what comes after the counting, and to all other processes.
func (r Room) Budget() int64 {
	if r.Available == Unlimited {
		return unknown / 2
	}
	return max(r.Available/2, Least)
}

// GoLimit is the limit of Go's memory for a process that counts in budget bytes
// and holds so many others besides. A quarter of the budget is for the
// collector: without it, it would run all the time once the budget is used. No
// more than nine tenths of r.Limit: what the kernel keeps for the process
// counts against that too.
func (r Room) GoLimit(budget, besides int64) int64 {
	want := Unlimited - budget
	if want > budget/4+besides {
		want = budget/4 + besides
	}
	return min(budget+want, r.Limit-r.Limit/10)
}

// clamp returns n as a signed number.
func clamp(n uint64) int64 { return int64(min(n, Unlimited)) }
