package cli

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
)

// mostFilled is how many rows of no records the command puts in at most.
const mostFilled = 10_000

// fillGaps puts rows without records into those of a timeline: for each step
// between the first and the last, and whatever the other keys are somewhere.
func (q *question) fillGaps(rows map[string]*plainRow) {
	var first, last time.Time
	others := map[string][]plainCell{}
	for _, row := range rows {
		at, err := time.Parse("2006-01-02T15:04:05", row.key[0].text)
		if err != nil {
			panic(err)
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
		if at.After(last) {
			last = at
		}
		others[fmt.Sprint(row.key[1:])] = row.key[1:]
	}
	step := plainDuration(q.step)
	if len(rows) == 0 || (int(last.Sub(first)/step)+1)*len(others)-len(rows) > mostFilled {
		return
	}
	for at := first; !at.After(last); at = at.Add(step) {
		for _, other := range others {
			key := append([]plainCell{{at.Format("2006-01-02T15:04:05"), true}}, other...)
			if name := fmt.Sprint(key); rows[name] == nil {
				rows[name] = &plainRow{key: key, values: map[string]plainValue{}}
			}
		}
	}
}

// timeline draws a question in the order of time.
func (d drawing) timeline() *question {
	q := d.question()
	steps := []string{"5m", "15m", "1h", "6h", "1d", "1w"}
	q.step = steps[d.IntN(len(steps))]
	by := [][]string{nil, {"class"}, {"method"}, {"class", "method"}, {"weekday"}, {"ext"}}
	q.keys = append([]string{"time/" + q.step}, by[d.IntN(len(by))]...)
	q.limit = 0
	q.sort, q.having = "", nil
	switch d.IntN(6) {
	case 0:
		q.sort = nameOf(q.metrics[0])
	case 1:
		q.having = d.havingMetric(q)
	}
	return q
}

// TestRandomTimelines compares timelines, with the steps in which nothing was
// asked for.
func TestRandomTimelines(t *testing.T) {
	lines, most := 3000, 12
	switch {
	case testing.Short() || raceDetector:
		lines, most = 800, 5
	case os.Getenv("CI") != "":
		lines, most = 10_000, 24
	}
	d, path := busyDrawing(t, 3, lines)
	gaps := 0
	for range most {
		q := d.timeline()
		args := append(q.args(), "-f", busyFormat, path)
		table := tables(t, append(args, "-j", "2")...)[0]
		if err := q.compare(&table, d.records); err != nil {
			t.Errorf("wf %s: %v", quotedWords(args), err)
		}
		rows, _ := q.group(d.records)
		for _, row := range rows {
			if len(row.records) == 0 {
				gaps++
			}
		}
		sameForWorkers(t, args, table)
	}
	if gaps < 5*most {
		t.Errorf("only %d rows without records in %d timelines", gaps, most)
	}
}

// TestTimelineThatFits compares a timeline of no given step with that of the
// step it chose.
func TestTimelineThatFits(t *testing.T) {
	d, path := busyDrawing(t, 10, 2000)
	for range 8 {
		since := d.some().time.Format(time.RFC3339)
		args := []string{"-m", "count,rate,p95_duration,distinct_path", "--since", since, "-f", busyFormat, path}
		fitting := tables(t, append([]string{"timeline"}, args...)...)[0]
		_, step, _ := strings.Cut(fitting.Columns[0], "/")
		given := tables(t, append([]string{"timeline", step}, args...)...)[0]
		if fitting.Name = given.Name; fmt.Sprint(fitting) != fmt.Sprint(given) {
			t.Errorf("since %s: timeline says something else than timeline %s", since, step)
		}
		if fitting.Total > 60 || fitting.Total != len(fitting.Rows) {
			t.Errorf("since %s: %d rows, %d shown", since, fitting.Total, len(fitting.Rows))
		}
	}
}

// busyDrawing draws questions about a log that it writes.
func busyDrawing(t *testing.T, seed uint64, lines int) (d drawing, path string) {
	t.Helper()
	log := busyLog(t, lines)
	records, _ := plainLog(t, log, 1)
	source := rand.New(rand.NewPCG(seed, 28))
	return drawing{conditions{source, records, true}, timedKeys(), []string{"bytes", "duration"}}, logFile(t, log)
}

// timedKeys are the keys of questions about a log with durations.
func timedKeys() []string {
	return append(strings.Fields(combinedKeys), "duration/100ms", "duration/5ms", "duration")
}

// combinedKeys are the keys of questions about any log.
const combinedKeys = "path uri method status class client agent referrer_host ext query proto " +
	"hour weekday date time/5m time/1d time/1w client/24 client/12 bytes/10k bytes/1KiB"
