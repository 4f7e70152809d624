package chunker

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestFollowFaultAtEveryOperation lets each operation of a followed run fail in
// turn: no line comes twice or torn, what is lost is said, and of what comes
// when the history was read nothing is lost but by what fails for ever.
func TestFollowFaultAtEveryOperation(t *testing.T) {
	for how := range 3 {
		t.Run(fmt.Sprint(how), func(t *testing.T) {
			t.Parallel()
			at := int64(1)
			for ; followFault(t, how, at) >= at; at++ {
				if t.Failed() {
					t.Fatalf("operation %d failed", at)
				}
			}
			if at < 50 {
				t.Errorf("there are only %d operations", at)
			}
		})
	}
}

// followFault follows a log that grows, is rotated and truncated, by a machine
// whose operation at fails, and returns how many operations there were.
func followFault(t *testing.T, how int, at int64) int64 {
	t.Helper()
	history := logText(60)
	system := failing{machine{}, how, at, new(atomic.Int64)}
	s := step(t, history, Options{Window: 1000, system: system, linger: time.Nanosecond})
	s.look()
	read := system.done.Load() // operations for the history
	var later []string
	for i, event := range []func(){
		func() {},
		func() { rename(t, s.name, s.name+".1") },
		func() {
			if err := os.Truncate(s.name, 0); err != nil {
				t.Fatal(err)
			}
		},
		func() {
			if err := os.Remove(s.name); err != nil {
				t.Fatal(err)
			}
			s.look()
		},
	} {
		event()
		line := strings.Repeat("later ", i+1) + "\n"
		add(t, s.name, line)
		later = append(later, line)
		for range 3 { // what failed once is tried again
			s.look()
		}
	}
	s.checkFault(t, history, later, how != forever && at > read)
	s.source.Stop()
	s.done.Wait()
	return system.done.Load()
}

// checkFault checks what was handed out, of which nothing of later may be
// missing if it is said to be all.
func (s *stepper) checkFault(t *testing.T, history []byte, later []string, all bool) {
	t.Helper()
	missing := make(map[string]int)
	for _, line := range append(slices.Collect(strings.Lines(string(history))), later...) {
		missing[line]++
	}
	for _, c := range s.chunks {
		for line := range bytes.Lines(c.Data) {
			if missing[string(line)]--; missing[string(line)] < 0 && !c.Cut {
				t.Errorf("%q comes twice, or is none", line)
			}
		}
	}
	lost := 0
	for _, n := range missing {
		lost += max(n, 0)
	}
	said := slices.ContainsFunc(s.source.Problems(), func(p Problem) bool { return !p.Note })
	if lost > 0 && (!said || all) {
		t.Errorf("%d lines are lost; problems are %v", lost, s.source.Problems())
	}
}
