package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"time"

	"wf/aggregate"
	"wf/bench"
	"wf/bench/timing"
	"wf/internal/report"
)

// benchReport makes tables of what was measured: the figures of each rung, the
// machine they are from, and every single run.
func benchReport(plan bench.Plan, result *bench.Result, complete bool) *aggregate.Report {
	lines := aggregate.Lines{Total: result.Lines, Parsed: result.Matches, Filtered: result.Lines - result.Matches}
	return &aggregate.Report{
		Meta: aggregate.Meta{
			Version:  version,
			Files:    []aggregate.File{{Name: plan.Log, Format: "text", Lines: lines, Bytes: result.Bytes}},
			Lines:    lines,
			Bytes:    result.Bytes,
			Complete: complete,
		},
		Tables: []*aggregate.Table{rungTable(result), machineTable(plan, result, complete), runTable(result)},
	}
}

// rungTable has a row a rung. Figures without a measurement are absent.
func rungTable(result *bench.Result) *aggregate.Table {
	first := result.Rows[0].Wall.Median()
	var rows [][]aggregate.Value
	for i, r := range result.Rows {
		wall := r.Wall.Median()
		alone := aggregate.Value{}
		if r.Workers > 1 {
			alone = quotient(r.Single.Median().Seconds(), wall)
		}
		answer := "same"
		if r.Wrong != "" {
			answer = "wrong"
		} else if i == 0 {
			answer = "-"
		}
		rows = append(rows, []aggregate.Value{
			textValue(r.Rung.Name),
			intValue(int64(r.Workers)),
			secondsValue(wall), secondsValue(r.Wall.Min()), secondsValue(r.Wall.Max()),
			quotient(float64(result.Bytes)/1e9, wall),
			wholeQuotient(result.Lines, wall),
			quotient(first.Seconds(), wall), alone,
			textValue(answer),
			textValue(r.Rung.Strategy),
		})
	}
	return benchTable("bench", rows,
		textColumn("rung"), intColumn("workers"),
		secondsColumn("wall"), secondsColumn("min"), secondsColumn("max"),
		ratioColumn("GB/s"), intColumn("lines/s"), ratioColumn("x_wf1"), ratioColumn("x_alone"),
		textColumn("answer"), textColumn("strategy"))
}

// runTable has a row a run, in the order of the runs of each rung.
func runTable(result *bench.Result) *aggregate.Table {
	var rows [][]aggregate.Value
	add := func(name string, workers int, times timing.Times) {
		for i, wall := range times {
			rows = append(rows, []aggregate.Value{textValue(name), intValue(int64(workers)), intValue(int64(i + 1)), secondsValue(wall)})
		}
	}
	for _, r := range result.Rows {
		add(r.Rung.Name, 1, r.Single)
		if r.Workers > 1 {
			add(r.Rung.Name, r.Workers, r.Wall)
		}
	}
	return benchTable("runs", rows, textColumn("rung"), intColumn("workers"), intColumn("run"), secondsColumn("wall"))
}

// machineTable says what a figure depends on.
func machineTable(plan bench.Plan, result *bench.Result, complete bool) *aggregate.Table {
	runs := fmt.Sprintf("%d of each, in turn; wall is their median", plan.Runs)
	if !complete {
		runs = "up to " + runs
	}
	cache := fmt.Sprintf("warm, after %s", report.Plural(int64(plan.Warmup), "round"))
	if plan.Cold {
		cache = "cold, emptied before each run"
	}
	facts := [][2]string{
		{"cpu", cpuName()},
		{"cores", fmt.Sprint(runtime.GOMAXPROCS(0))},
		{"system", runtime.GOOS + "/" + runtime.GOARCH},
		{"go", runtime.Version()},
		{"wf", version},
		{"log", fmt.Sprintf("%s: %s lines, %s, %s of them articles, %s different", plan.Log, report.Count(result.Lines), report.Size(result.Bytes), report.Count(result.Matches), report.Count(result.Keys))},
		{"cache", cache},
		{"runs", runs},
	}
	var rows [][]aggregate.Value
	for _, f := range facts {
		rows = append(rows, []aggregate.Value{textValue(f[0]), textValue(f[1])})
	}
	return benchTable("machine", rows, textColumn("name"), textColumn("value"))
}

// cpuName is the model of the processor, "-" where the system does not say.
func cpuName() string {
	info, _ := os.ReadFile("/proc/cpuinfo") // on Linux
	for line := range bytes.Lines(info) {
		if name, value, ok := bytes.Cut(line, []byte(":")); ok && string(bytes.TrimSpace(name)) == "model name" {
			return string(bytes.TrimSpace(value))
		}
	}
	return "-"
}

// writeBench writes what was measured: for people and for tools that take one
// table the figures, for documents the machine as well, for JSON everything.
func writeBench(w io.Writer, kind string, r *aggregate.Report, o report.Options) error {
	shown := *r
	switch kind {
	case "json", "ndjson":
	case "md":
		shown.Tables = r.Tables[:2]
	case "html":
		shown.Tables = []*aggregate.Table{forScreen(r.Tables[0]), r.Tables[1]}
	case "table":
		shown.Tables = []*aggregate.Table{forScreen(r.Tables[0])}
	default:
		shown.Tables = r.Tables[:1]
	}
	return report.Write(w, kind, &shown, o)
}

// forScreen is the table of rungs with its columns by weight, for a terminal has
// no room for all of them: first the range goes, after the words about the rung.
// The bars, if there is room for them, are those of the times.
func forScreen(t *aggregate.Table) *aggregate.Table {
	var from []int
	for _, name := range []string{"rung", "workers", "wall", "GB/s", "lines/s", "x_wf1", "x_alone", "min", "max", "answer", "strategy"} {
		from = append(from, slices.IndexFunc(t.Columns, func(c aggregate.Column) bool { return c.Name == name }))
	}
	columns := ordered(t.Columns, from)
	for i := range columns {
		switch columns[i].Name {
		case "workers":
			columns[i].Key = true
		case "strategy":
			columns[i].Key = false // a key would be cut, and measures be left out for it
		}
	}
	var rows [][]aggregate.Value
	for row := range t.Rows {
		rows = append(rows, ordered(row, from))
	}
	return benchTable(t.Name, rows, columns...)
}

// ordered returns the elements of list at these indexes.
func ordered[E any](list []E, from []int) []E {
	var taken []E
	for _, i := range from {
		taken = append(taken, list[i])
	}
	return taken
}

func benchTable(name string, rows [][]aggregate.Value, columns ...aggregate.Column) *aggregate.Table {
	return &aggregate.Table{Name: name, Columns: columns, Total: int64(len(rows)), Totals: make([]aggregate.Value, len(columns)), Rows: slices.Values(rows)}
}

func textColumn(name string) aggregate.Column {
	return aggregate.Column{Name: name, Key: true, Kind: aggregate.Text}
}

func intColumn(name string) aggregate.Column {
	return aggregate.Column{Name: name, Kind: aggregate.Integer}
}

func ratioColumn(name string) aggregate.Column {
	return aggregate.Column{Name: name, Kind: aggregate.Ratio}
}

func secondsColumn(name string) aggregate.Column {
	return aggregate.Column{Name: name, Kind: aggregate.Ratio, Unit: aggregate.Seconds}
}

func textValue(text string) aggregate.Value {
	return aggregate.Value{Kind: aggregate.Text, Bytes: []byte(text)}
}

func intValue(n int64) aggregate.Value {
	return aggregate.Value{Kind: aggregate.Integer, Int: aggregate.Int(n)}
}

// secondsValue is absent without a measurement.
func secondsValue(d time.Duration) aggregate.Value {
	if d == 0 {
		return aggregate.Value{}
	}
	return aggregate.Value{Kind: aggregate.Ratio, Float: d.Seconds()}
}

// quotient is x a second of wall or, x being seconds, how many times as fast. It
// is absent where nothing was measured, or nothing of it.
func quotient(x float64, wall time.Duration) aggregate.Value {
	if x == 0 || wall == 0 {
		return aggregate.Value{}
	}
	return aggregate.Value{Kind: aggregate.Ratio, Float: x / wall.Seconds()}
}

func wholeQuotient(n int64, wall time.Duration) aggregate.Value {
	if n == 0 || wall == 0 {
		return aggregate.Value{}
	}
	return intValue(int64(float64(n)/wall.Seconds() + 0.5))
}
