package aggregate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wf/parser"
)

// request is a line of a log, by its values: what the tests count a second
// time, with maps and slices, to compare.
type request struct {
	client, path, agent string // agent: "-" is absent
	status, bytes       int    // bytes: -1 is absent
	at                  time.Time
}

func (q request) line() string {
	size := "-"
	if q.bytes >= 0 {
		size = strconv.Itoa(q.bytes)
	}
	return fmt.Sprintf(`%s - - [%s] "GET %s HTTP/1.1" %d %s "-" "%s"`, q.client,
		q.at.Format("02/Jan/2006:15:04:05 -0700"), q.path, q.status, size, q.agent)
}

// requests draws n requests, with nasty values and few enough different ones
// that most keys come more than once.
func requests(n, keys int, seed uint64) []request {
	r := rand.New(rand.NewPCG(seed, 1))
	agents := []string{"-", "", "curl/8", "a\x00b", "\x00", "\x01", "\x01\x02", "é", "\xff", "A", "Mozilla/5.0 (X11)"}
	statuses := []int{200, 200, 200, 304, 404, 403, 500, 503, 301}
	zones := []*time.Location{time.UTC, time.FixedZone("", -5*3600), time.FixedZone("", 5400)}
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	list := make([]request, n)
	for i := range list {
		k := r.IntN(keys)
		list[i] = request{
			client: fmt.Sprintf("10.0.%d.%d", k%7, k%251),
			path:   "/p" + strconv.Itoa(k*k%keys),
			agent:  agents[r.IntN(len(agents))],
			status: statuses[r.IntN(len(statuses))],
			bytes:  r.IntN(100_000) - 1,
			at:     start.Add(time.Duration(r.IntN(7200*(1+k%3))) * time.Second).In(zones[r.IntN(len(zones))]),
		}
	}
	return list
}

// count runs q over the requests with as many workers as given, dealing
// chunks of lines out at random, and returns the counts.
func count(t testing.TB, q Question, list []request, workers int, seed uint64) *Counts {
	t.Helper()
	return countBy(t, q, list, workers, seed, func(*Partial) {})
}

// countBy is count with Partials that tune has changed.
func countBy(t testing.TB, q Question, list []request, workers int, seed uint64, tune func(*Partial)) *Counts {
	t.Helper()
	return Merge(fill(t, q, list, workers, seed, tune), workers)
}

// fill returns the Partials of a count, in any order.
func fill(t testing.TB, q Question, list []request, workers int, seed uint64, tune func(*Partial)) []*Partial {
	t.Helper()
	return fillIn(t, q, nil, list, workers, seed, tune)
}

// fillIn is fill with all times in one zone, or nil.
func fillIn(t testing.TB, q Question, zone *time.Location, list []request, workers int, seed uint64, tune func(*Partial)) []*Partial {
	t.Helper()
	set := parser.NewFieldSet()
	set.In(zone)
	spec, err := Compile(q, set)
	if err != nil {
		t.Fatal(err)
	}
	return fillSpec(t, spec, set, list, workers, seed, tune)
}

// fillSpec is fill for a Spec of a set.
func fillSpec(t testing.TB, spec *Spec, set *parser.FieldSet, list []request, workers int, seed uint64, tune func(*Partial)) []*Partial {
	t.Helper()
	format, _ := parser.LookupFormat("combined")
	p := format.Compile(set)
	partials := make([]*Partial, workers)
	records := make([]*parser.Record, workers)
	for i := range partials {
		partials[i], records[i] = NewPartial(spec, nil), parser.NewRecord(set)
		tune(partials[i])
	}
	r := rand.New(rand.NewPCG(seed, 2))
	for len(list) > 0 {
		n := min(len(list), 1+r.IntN(1000))
		w := r.IntN(workers)
		records[w].Reset("access.log")
		for _, one := range list[:n] {
			if p.Parse([]byte(one.line()), records[w]) != parser.Parsed {
				t.Fatalf("rejected: %q", one.line())
			}
			partials[w].Add(records[w])
		}
		partials[w].Flush()
		list = list[n:]
	}
	r.Shuffle(workers, func(i, j int) { partials[i], partials[j] = partials[j], partials[i] })
	return partials
}

// show prints the rows of a view, a line each.
func show(t testing.TB, c *Counts, v View) string {
	t.Helper()
	table, err := c.Table(v, 3)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for row := range table.Rows {
		for i, value := range row {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(showValue(value))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func showValue(v Value) string {
	switch v.Kind {
	case Absent:
		return "-"
	case Text:
		return strconv.Quote(string(v.Bytes))
	case Integer:
		return string(v.Int.Append(nil))
	case Decimal:
		return string(v.Int.AppendDecimal(nil))
	case Ratio:
		return strconv.FormatFloat(v.Float, 'g', 12, 64)
	case Instant:
		return time.Unix(0, v.Stamp.Nanos).In(time.FixedZone("", int(v.Stamp.Offset))).Format(time.RFC3339)
	case Clock:
		nanos, _ := v.Int.Int64()
		return time.Unix(0, nanos).UTC().Format("2006-01-02T15:04:05")
	}
	return string(v.Int.Append(nil))
}

// group is a row of the plain count.
type group struct {
	key  string // as show prints it, its values separated by spaces
	sort string // orders rows of the same count
	list []request
}

// groups is the plain twin of a table: requests grouped by key, the largest
// group first.
func groups(list []request, key func(request) (shown, sort string)) []group {
	byKey := map[string]*group{}
	for _, r := range list {
		shown, order := key(r)
		if byKey[shown] == nil {
			byKey[shown] = &group{key: shown, sort: order}
		}
		byKey[shown].list = append(byKey[shown].list, r)
	}
	var all []group
	for _, g := range byKey {
		all = append(all, *g)
	}
	slices.SortFunc(all, func(a, b group) int {
		if len(a.list) != len(b.list) {
			return len(b.list) - len(a.list)
		}
		return strings.Compare(a.sort, b.sort)
	})
	return all
}

// measures are the metrics of the tests, computed plainly.
var measures = map[string]func(g, all []request) string{
	"count": func(g, _ []request) string { return strconv.Itoa(len(g)) },
	"share": func(g, all []request) string { return ratio(len(g), len(all)) },
	"count_5xx": func(g, _ []request) string {
		return strconv.Itoa(len(filter(g, func(r request) bool { return r.status/100 == 5 })))
	},
	"share_404": func(g, _ []request) string {
		return ratio(len(filter(g, func(r request) bool { return r.status == 404 })), len(g))
	},
	"failing=share(status >= 500)": func(g, _ []request) string {
		return ratio(len(filter(g, func(r request) bool { return r.status >= 500 })), len(g))
	},
	`count(agent == "" or bytes == nil)`: func(g, _ []request) string {
		return strconv.Itoa(len(filter(g, func(r request) bool { return r.agent == "" || r.bytes < 0 })))
	},
	`count_slash=count(path == "/p1" and status != 200)`: func(g, _ []request) string {
		return strconv.Itoa(len(filter(g, func(r request) bool { return r.path == "/p1" && r.status != 200 })))
	},
	"sum_bytes":    func(g, _ []request) string { n, s, _, _ := bytesOf(g); return orAbsent(n, strconv.Itoa(s)) },
	"avg_bytes":    func(g, _ []request) string { n, s, _, _ := bytesOf(g); return ratio(s, n) },
	"min_bytes":    func(g, _ []request) string { n, _, least, _ := bytesOf(g); return orAbsent(n, strconv.Itoa(least)) },
	"max_bytes":    func(g, _ []request) string { n, _, _, most := bytesOf(g); return orAbsent(n, strconv.Itoa(most)) },
	"p50_bytes":    func(g, _ []request) string { return percentileOf(g, 50, 100) },
	"p05_bytes":    func(g, _ []request) string { return percentileOf(g, 5, 100) },
	"p999_bytes":   func(g, _ []request) string { return percentileOf(g, 999, 1000) },
	"stddev_bytes": deviationOf,
	"first": func(g, _ []request) string {
		return slices.MinFunc(g, byInstant(1)).at.Format(time.RFC3339)
	},
	"last": func(g, _ []request) string {
		return slices.MinFunc(g, byInstant(-1)).at.Format(time.RFC3339)
	},
	"rate": func(g, all []request) string {
		return strconv.FormatFloat(float64(len(g))/(spanOf(all).Seconds()+1), 'g', 12, 64)
	},
	"distinct_client": func(g, _ []request) string { return different(g, func(r request) string { return r.client }) },
	"distinct_agent": func(g, _ []request) string {
		return different(filter(g, func(r request) bool { return r.agent != "-" }), func(r request) string { return r.agent })
	},
	"visitors": func(g, _ []request) string {
		return different(g, func(r request) string { return r.client + "|" + r.agent + "|" + r.at.Format("2006-01-02") })
	},
}

// spanOf is the time from the first to the last request; asked for each row of
// a table, it remembers.
func spanOf(all []request) time.Duration {
	if lastSpan.n != len(all) || lastSpan.of != &all[0] {
		lastSpan.span = slices.MinFunc(all, byInstant(-1)).at.Sub(slices.MinFunc(all, byInstant(1)).at)
		lastSpan.n, lastSpan.of = len(all), &all[0]
	}
	return lastSpan.span
}

var lastSpan struct {
	of   *request
	n    int
	span time.Duration
}

// byInstant orders by time, or against it; of the same instant the smaller
// offset is first.
func byInstant(sign int) func(a, b request) int {
	return func(a, b request) int {
		if c := a.at.Compare(b.at); c != 0 {
			return sign * c
		}
		_, x := a.at.Zone()
		_, y := b.at.Zone()
		return x - y
	}
}

func filter(g []request, keep func(request) bool) []request {
	var kept []request
	for _, r := range g {
		if keep(r) {
			kept = append(kept, r)
		}
	}
	return kept
}

func bytesOf(g []request) (n, sum, least, most int) {
	for _, r := range g {
		if r.bytes < 0 {
			continue
		}
		if n == 0 {
			least, most = r.bytes, r.bytes
		}
		n, sum, least, most = n+1, sum+r.bytes, min(least, r.bytes), max(most, r.bytes)
	}
	return n, sum, least, most
}

func different(g []request, value func(request) string) string {
	seen := map[string]bool{}
	for _, r := range g {
		seen[value(r)] = true
	}
	return strconv.Itoa(len(seen))
}

func ratio(a, b int) string {
	if b == 0 {
		return "-"
	}
	return strconv.FormatFloat(float64(a)/float64(b), 'g', 12, 64)
}

func orAbsent(n int, text string) string {
	if n == 0 {
		return "-"
	}
	return text
}
