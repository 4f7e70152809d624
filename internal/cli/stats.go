package cli

import (
	"fmt"

	"wf/aggregate"
	"wf/internal/pipeline"
	"wf/internal/report"
)

// printStats says on stderr how the run went.
func (a *app) printStats(sought []pipeline.Sought, meta *aggregate.Meta, how *report.Run) {
	l := meta.Lines
	a.message("%s, %s lines (%s parsed, %s filtered, %s blank, %s directive, %s incomplete, %s rejected), %s",
		report.Plural(int64(len(meta.Files)), "file"), report.Count(l.Total), report.Count(l.Parsed), report.Count(l.Filtered), report.Count(l.Blank),
		report.Count(l.Directive), report.Count(l.Incomplete), report.Count(l.Rejected.Total()), report.Size(meta.Bytes))
	a.message("%.3f s, %.2f GB/s, %s lines/s, %s, io %s, %s memory",
		how.Seconds, how.GBPerSecond, report.Count(int64(float64(l.Total)/how.Seconds)), report.Plural(int64(how.Workers), "worker"), how.IO, report.Size(how.PeakMemory))
	for _, line := range seekLines(sought) {
		a.message("%s", line)
	}
}

// printSpilled says on stderr how much of the counts went to disk, if any did.
func (a *app) printSpilled(m *countMemory) {
	if size := m.spill.Size(); size > 0 {
		a.message("spilled %s to %s, counting in %s", report.Size(size), m.spill.Dir(), report.Size(m.budget))
	}
}

// seekLines say what came of the search for a range of time, for all inputs of
// which the same came together.
func seekLines(sought []pipeline.Sought) []string {
	type outcome struct {
		narrowed bool
		why      string
	}
	var order []outcome
	files, skipped := map[outcome]int64{}, map[outcome]int64{}
	for _, s := range sought {
		o := outcome{s.Narrowed, s.Why}
		if o.why == "" {
			continue // left out
		}
		if files[o] == 0 {
			order = append(order, o)
		}
		files[o]++
		skipped[o] += s.Skipped
	}
	var lines []string
	for _, o := range order {
		text := "seek: " + report.Plural(files[o], "file") + " " + o.why
		if o.narrowed {
			text += ": " + report.Size(skipped[o]) + " passed over"
		} else {
			text += ": read whole"
		}
		lines = append(lines, text)
	}
	return lines
}

func percent(part, whole int64) string {
	return fmt.Sprintf("%.0f%%", 100*float64(part)/float64(whole))
}
