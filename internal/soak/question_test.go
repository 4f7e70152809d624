package soak

import (
	"fmt"
	"slices"
	"strings"
)

// question is one that is asked of the command.
type question struct {
	words   []string // all but the files and what may differ between runs
	split   bool     // the answer is the same for a log in several files
	piped   bool     // a pipe has an answer
	limited bool     // reading may end before the end of the log
	counts  bool     // it has use for a budget of memory
}

// question draws a question about the logs of the round.
func (r *round) question() question {
	q := question{split: true, piped: true, counts: true}
	switch r.IntN(10) {
	case 0:
		q.words = r.summary()
	case 1:
		q.words = r.reports()
	case 2, 3:
		q.words = append([]string{"timeline"}, r.timeline()...)
	case 4:
		q.words = append([]string{"find"}, r.find()...)
	case 5, 6:
		q.words, q.counts = append([]string{"print"}, r.print()...), false
		q.limited = slices.Contains(q.words, "-n")
	default:
		q.words = append([]string{"top"}, r.top()...)
	}
	r.choose(&q)
	switch q.words[0] {
	case "print":
	case "top", "timeline", "find":
		q.words = append(q.words, r.output()...)
	default: // several tables
		q.words = append(q.words, "-o", of(r.draw, "table", "json", "ndjson", "md"))
	}
	for _, w := range q.words {
		if strings.Contains(w, "file") || strings.Contains(w, "json") || w == "-s" && q.words[0] == "print" {
			q.split = false
		}
	}
	if q.words[0] != "top" && q.words[0] != "print" && q.words[0] != "timeline" {
		q.split = false // the summary names files, and find knows no format
	}
	return q
}

// choose adds which lines are asked about, and how they are read.
func (r *round) choose(q *question) {
	for range of(r.draw, 0, 0, 1, 1, 2) {
		q.words = append(q.words, "-w", r.condition())
	}
	switch r.IntN(12) {
	case 0:
		q.words = append(q.words, "--since", r.moment())
	case 1:
		q.words = append(q.words, "--until", r.moment())
	case 2:
		q.words = append(q.words, "--since", "2026-03-01", "--until", r.moment())
	case 3:
		q.words, q.piped = append(q.words, "--last", of(r.draw, "5m", "1h", "1d", "7d")), false
	}
	switch r.IntN(8) {
	case 0:
		q.words = append(q.words, "--utc")
	case 1:
		q.words = append(q.words, "--tz", of(r.draw, "Europe/Berlin", "America/New_York", "+05:30"))
	}
	if r.chance(4) {
		q.words = append(q.words, "--max-line", fmt.Sprint(of(r.draw, r.size(1, 1000), r.size(100, 5000), r.size(1000, 3_000_000))))
	}
	if r.chance(10) {
		q.words = append(q.words, "--route", of(r.draw, "/:section/*", "/blog/:year/:month", "/*"))
	}
	if r.chance(8) {
		q.words = append(q.words, "-q")
	}
	if q.limited {
		return // what is behind the last line that is printed is not read
	}
	switch r.IntN(8) {
	case 0:
		q.words = append(q.words, "--strict")
	case 1:
		q.words = append(q.words, "--max-rejects", of(r.draw, "0", "1%", "100%", "5"))
	}
}

// output draws how the answer is written.
func (r *round) output() []string {
	return of(r.draw, nil, nil, []string{"-o", "table"}, []string{"-o", "tsv", "--header"}, []string{"--csv"},
		[]string{"-o", "csv", "--no-header"}, []string{"--json"}, []string{"-o", "ndjson"}, []string{"-o", "md"})
}

// top draws what stands behind top.
func (r *round) top() []string {
	return append([]string{r.keys(of(r.draw, 1, 1, 2, 3, 4))}, r.asking()...)
}

// timeline draws what stands behind timeline.
func (r *round) timeline() (words []string) {
	if !r.chance(4) {
		words = append(words, of(r.draw, "1s", "10s", "1m", "5m", "1h", "6h", "1d", "1w"))
	}
	by := strings.Split(r.keys(of(r.draw, 1, 1, 2)), ",")
	by = slices.DeleteFunc(by, func(key string) bool { return strings.HasPrefix(key, "time") })
	if len(by) > 0 && r.chance(2) {
		words = append(words, "--by", strings.Join(by, ","))
	}
	return append(words, r.asking()...)
}

// summary draws a report of one screen.
func (r *round) summary() []string {
	if r.chance(2) {
		return []string{"--section", "all"}
	}
	return []string{"--section", strings.Join(some(r.draw, 1+r.IntN(4), strings.Fields("totals time worst failing slow clients agents paths notfound referrers vhosts")), ",")}
}

// reports draws several questions at once.
func (r *round) reports() (words []string) {
	for range 1 + r.IntN(5) {
		q := append([]string{"top"}, r.top()...)
		if r.chance(3) {
			q = append([]string{"timeline"}, r.timeline()...)
		}
		for i, w := range q {
			q[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
		words = append(words, "--report", strings.Join(q, " "))
	}
	return words
}

// find draws what stands behind find.
func (r *round) find() []string {
	pattern := of(r.draw, `GET /([^ ?]*)`, `" (\d\d\d) `, `(?i)bot`, `^(\S+) `, `(\d+)$`, `([a-z]+)=([^&" ]*)`,
		`/(?P<dir>[^/ "]+)/(?P<rest>\S*)`, `\b(POST|PUT|DELETE)\b.* (?P<status>[45]\d\d)\b`, `.`, `(a|b)+c?`)
	words := []string{pattern, "-n", fmt.Sprint(of(r.draw, 0, 1, 10, 100))}
	if r.chance(3) {
		words = append(words, "-r")
	}
	return words
}

// print draws what stands behind print.
func (r *round) print() (words []string) {
	if r.chance(2) {
		words = append(words, "--fields", r.keys(1+r.IntN(4)))
	}
	if r.chance(3) {
		words = append(words, "-s", "time")
	}
	if r.chance(4) {
		words = append(words, "-n", fmt.Sprint(r.size(1, 1000)))
	}
	return words
}

// asking draws the flags of a question that counts.
func (r *round) asking() (words []string) {
	metrics := []string{r.metric()}
	for range r.IntN(4) {
		if m := r.metric(); !slices.Contains(metrics, m) {
			metrics = append(metrics, m)
		}
	}
	words = append(words, "-m", strings.Join(metrics, ","), "-n", fmt.Sprint(of(r.draw, 0, 1, 10, 1000)))
	if r.chance(3) {
		words = append(words, "-s", of(r.draw, r.metric(), metrics[0]))
	}
	if r.chance(4) {
		words = append(words, "-r")
	}
	if r.chance(4) {
		words = append(words, "--having", fmt.Sprintf("%s %s %d", of(r.draw, "count", "sum_bytes"), of(r.draw, ">=", "<", "!="), r.size(1, 1000)))
	}
	if r.chance(8) {
		words = append(words, "--fail-if", fmt.Sprintf("count > %d", r.size(1, 1000)))
	}
	if r.chance(8) {
		words = append(words, "--pivot", of(r.draw, "class", "method", "status", "hour"))
	}
	return words
}

// metric draws what to measure.
func (r *round) metric() string {
	number := of(r.draw, "bytes", "bytes", "duration", "status")
	if !slices.Contains(r.fields(), number) {
		number = "bytes"
	}
	return of(r.draw, "count", "count", "share", "rate", "first", "last", "visitors",
		"distinct_client", "distinct_path", "distinct_"+of(r.draw, append(r.fields(), "path")...), "count_5xx", "share_404",
		"sum_"+number, "avg_"+number, "min_"+number, "max_"+number, "stddev_"+number,
		"p50_"+number, "p95_"+number, "p999_"+number)
}

// keys draws n keys of all kinds, with commas between them.
func (r *round) keys(n int) string {
	parts := append(r.fields(), "file")
	for _, made := range []struct{ from, keys string }{
		{"time", "time/1m time/1h time/1d hour weekday date"}, {"client", "client client/24 client/12 origin"}, {"bytes", "bytes/10k bytes/log"},
		{"status", "class status"}, {"uri", "path ext route"}, {"path", "path ext route"}, {"referrer", "referrer_host"}, {"agent", "bot"},
		{"duration", "duration/100ms duration/log"},
	} {
		if slices.Contains(r.fields(), made.from) {
			parts = append(parts, strings.Fields(made.keys)...)
		}
	}
	slices.Sort(parts)
	return strings.Join(some(r.draw, n, slices.Compact(parts)), ",")
}
