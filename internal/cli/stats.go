package cli

import (
	"fmt"

	"wf/aggregate"
	"wf/internal/report"
)

// printStats says on stderr how the run went.
func (a *app) printStats(meta *aggregate.Meta, how *report.Run) {
	l := meta.Lines
	a.message("%s, %s lines (%s parsed, %s filtered, %s blank, %s directive, %s incomplete, %s rejected), %s",
		report.Plural(int64(len(meta.Files)), "file"), report.Count(l.Total), report.Count(l.Parsed), report.Count(l.Filtered), report.Count(l.Blank),
		report.Count(l.Directive), report.Count(l.Incomplete), report.Count(l.Rejected.Total()), report.Size(meta.Bytes))
	a.message("%.3f s, %.2f GB/s, %s lines/s, %s, io %s, %s memory",
		how.Seconds, how.GBPerSecond, report.Count(int64(float64(l.Total)/how.Seconds)), report.Plural(int64(how.Workers), "worker"), how.IO, report.Size(how.PeakMemory))
}

func percent(part, whole int64) string {
	return fmt.Sprintf("%.0f%%", 100*float64(part)/float64(whole))
}
