package cli

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// question is one that both the command and the plain program are asked.
type question struct {
	keys    []string
	metrics []string
	where   []plainCondition // all of which must hold
	having  *rowCondition
	sort    string // a key or metric, also one that is not among them; "" is the first metric, of a timeline the time
	reverse bool
	limit   int
	step    string // of a timeline, whose first key it is; "" is no timeline
	pivot   string // a key whose values become columns, or ""

	of map[string]plainCondition // of the metrics that have one, by its text
}

// args are the words of the question.
func (q *question) args() []string {
	args := []string{"top", strings.Join(q.keys, ",")}
	if q.step != "" {
		args = []string{"timeline", q.step}
		if len(q.keys) > 1 {
			args = append(args, "--by", strings.Join(q.keys[1:], ","))
		}
	}
	args = append(args, "-m", strings.Join(q.metrics, ","), "-n", fmt.Sprint(q.limit))
	if q.pivot != "" {
		args = append(args, "--pivot", q.pivot)
	}
	for _, c := range q.where {
		args = append(args, "-w", c.text)
	}
	if q.having != nil {
		args = append(args, "--having", q.having.text)
	}
	if q.sort != "" {
		args = append(args, "-s", q.sort)
	}
	if q.reverse {
		args = append(args, "-r")
	}
	return args
}

// order is the metric or key that rows are ranked by.
func (q *question) order() string {
	if q.step != "" {
		return cmp.Or(q.sort, q.keys[0])
	}
	return cmp.Or(q.sort, nameOf(q.metrics[0]))
}

// shown are the metrics that the rows have: those that are asked for, and the
// one they are ranked by, unless a pivot would make columns of it.
func (q *question) shown() []string {
	if q.sort == "" || q.pivot != "" || slices.Contains(q.keys, q.sort) || slices.ContainsFunc(q.metrics, func(m string) bool { return nameOf(m) == q.sort }) {
		return q.metrics
	}
	return append(slices.Clone(q.metrics), q.sort)
}

// nameOf is the column of a metric: what stands before its equals sign.
func nameOf(metric string) string {
	if name, _, ok := strings.Cut(metric, "="); ok && !strings.Contains(name, "(") {
		return name
	}
	return metric
}

// plainRow is a row of the plain program.
type plainRow struct {
	key     []plainCell
	records []*plainRecord
	values  map[string]plainValue // by the names of metrics, as they are asked for
}

// plainCell is the value of a key.
type plainCell struct {
	text  string
	there bool
}

// rowCondition is a condition on rows. What it says is not sure where it is
// about an estimate.
type rowCondition struct {
	text  string
	holds func(value func(metric string) plainValue, key func(name string) plainCell) (holds, sure bool)
}

// group makes the rows of the question, by their keys as text.
func (q *question) group(records []plainRecord) (rows map[string]*plainRow, kept []*plainRecord) {
	rows = map[string]*plainRow{}
	for i := range records {
		r := &records[i]
		if slices.ContainsFunc(q.where, func(c plainCondition) bool { return !c.holds(r) }) {
			continue
		}
		kept = append(kept, r)
		key := make([]plainCell, len(q.keys))
		for i, name := range q.keys {
			key[i].text, key[i].there = r.field(name)
		}
		name := fmt.Sprint(key)
		if rows[name] == nil {
			rows[name] = &plainRow{key: key, values: map[string]plainValue{}}
		}
		rows[name].records = append(rows[name].records, r)
	}
	if q.step != "" && q.sort == "" && !slices.Contains(q.keys, "weekday") {
		q.fillGaps(rows)
	}
	return rows, kept
}

// TestRandomQuestions asks the command and a plain program the same questions,
// drawn at random, of a generated log and of a real one.
func TestRandomQuestions(t *testing.T) {
	lines, most, every := 3000, 40, 20
	switch {
	case testing.Short() || raceDetector:
		lines, most, every = 1500, 12, 100
	case os.Getenv("CI") != "":
		lines, every = 20_000, 3
	}
	t.Run("generated", func(t *testing.T) {
		d, path := busyDrawing(t, 1, lines)
		d.ask(t, most, path, "-f", busyFormat)
	})
	t.Run("wordpress", func(t *testing.T) {
		records, log := plainLog(t, wordpressText(t), every)
		d := drawing{conditions{rand.New(rand.NewPCG(2, 28)), records, false}, strings.Fields(combinedKeys), []string{"bytes"}}
		d.ask(t, most/4, logFile(t, log), "-f", "combined")
	})
	for _, name := range []string{"UTC", "America/New_York", "Asia/Kolkata"} {
		t.Run(name, func(t *testing.T) {
			zone, err := time.LoadLocation(name)
			if err != nil {
				t.Skip(err)
			}
			d, path := busyDrawing(t, 9, lines/4)
			for i := range d.records {
				d.records[i].time = d.records[i].time.In(zone)
			}
			d.keys = []string{"hour", "weekday", "date", "class"}
			d.ask(t, most/8, path, "-f", busyFormat, "--tz", name)
		})
	}
}

// ask asks n questions about the log, with some more words.
func (d drawing) ask(t *testing.T, n int, log string, more ...string) {
	rows := 0
	for range n {
		q := d.question()
		args := append(append(q.args(), more...), log)
		all := tables(t, append(args, "-n", "0", "-j", "2")...)
		if err := q.compare(&all[0], d.records); err != nil {
			t.Errorf("wf %s -n 0: %v", quotedWords(args), err)
		}
		rows += len(all[0].Rows)
		sameForWorkers(t, args, all[0])
	}
	if rows < 2*n {
		t.Errorf("%d questions have only %d rows together", n, rows)
	}
}

// fewer is n, or a third of it where tests have to be short.
func fewer(n int) int {
	if testing.Short() || raceDetector {
		return (n + 2) / 3
	}
	return n
}

// sameForWorkers checks that the bytes are the same for any number of workers,
// and the rows the first ones of all.
func sameForWorkers(t *testing.T, args []string, all shownTable) {
	t.Helper()
	want, _, _ := wf(t, "", append(args, "--json", "-j", "1")...)
	for _, workers := range []string{"2", "3", "8"} {
		if got, _, code := wf(t, "", append(args, "--json", "-j", workers)...); got != want || code != 0 {
			t.Errorf("wf %s: -j %s says something else than -j 1", quotedWords(args), workers)
		}
	}
	cut := tables(t, args...)[0]
	for i, row := range cut.Rows {
		if i >= len(all.Rows) || fmt.Sprint(row) != fmt.Sprint(all.Rows[i]) {
			t.Errorf("wf %s: row %d of the first is not that of all", quotedWords(args), i+1)
			return
		}
	}
	if cut.Total != all.Total {
		t.Errorf("wf %s: %d rows in all, without a limit %d", quotedWords(args), cut.Total, all.Total)
	}
}
