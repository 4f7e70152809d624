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
		plural(len(meta.Files), "file"), thousands(l.Total), thousands(l.Parsed), thousands(l.Filtered), thousands(l.Blank),
		thousands(l.Directive), thousands(l.Incomplete), thousands(l.Rejected.Total()), human(meta.Bytes))
	a.message("%.3f s, %.2f GB/s, %s lines/s, %s, io %s, %s memory",
		how.Seconds, how.GBPerSecond, thousands(int64(float64(l.Total)/how.Seconds)), plural(how.Workers, "worker"), how.IO, human(how.PeakMemory))
}

// plural writes n of the things that word names.
func plural(n int, word string) string {
	if n != 1 {
		word += "s"
	}
	return thousands(int64(n)) + " " + word
}

// thousands writes n with separators.
func thousands(n int64) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// human writes a number of bytes in decimal units.
func human(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	value, units := float64(n)/1000, "kMGTPE"
	for value >= 999.95 && len(units) > 1 {
		value, units = value/1000, units[1:]
	}
	return fmt.Sprintf("%.1f %cB", value, units[0])
}

func percent(part, whole int64) string {
	return fmt.Sprintf("%.0f%%", 100*float64(part)/float64(whole))
}
