package aggregate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"wf/parser"
)

// passQuestions are questions that share work in a Pass in every way there is:
// with and without keys, with conditions on the status and on more, different
// values that other questions feed and that none does, keys that find their
// own step.
var passQuestions = []Question{
	{Name: "totals", Metrics: []string{"count", "count_5xx", "count_404", "sum_bytes", "min_bytes", "stddev_bytes", "distinct_client", "distinct_agent", "visitors", "first", "last", "rate"}},
	{Name: "people", Metrics: []string{"visitors", "distinct_path", "p50_bytes", "count(status >= 500)"}},
	{Name: "clients", Keys: []string{"client"}, Metrics: []string{"count", "count_4xx", "count_5xx", "sum_bytes"}},
	{Name: "agents", Keys: []string{"agent"}, Metrics: []string{"count", "distinct_client", "visitors", "rate"}},
	{Name: "paths", Keys: []string{"path"}, Metrics: []string{"count", "avg_bytes", "max_bytes", "p95_bytes", "first", "last"}},
	{Name: "referrers", Keys: []string{"referrer"}, Metrics: []string{"count", "share"}},
	{Name: "time", Keys: []string{TimeAuto}, Metrics: []string{"count", "count_4xx", "distinct_client", "p50_bytes"}},
	{Name: "times", Metrics: []string{"distinct_time"}},
	{Name: "fit", Keys: []string{TimeFit}, Metrics: []string{"count", "rate"}},
	{Name: "clock", Keys: []string{"time"}, Metrics: []string{"count"}},
	{Name: "minutes", Keys: []string{"time/5m", "status"}, Metrics: []string{"count", "visitors"}},
	{Name: "class", Keys: []string{"class"}, Metrics: []string{"count"}},
	{Name: "5xx", Metrics: []string{"count", "distinct_client", "visitors", "first", "last"}, Where: "status in 500..599"},
	{Name: "failing", Keys: []string{"status", "path"}, Metrics: []string{"count", "distinct_client", "rate"}, Where: "status in 400..499 and status != 404"},
	{Name: "worst", Keys: []string{TimeAuto, "client"}, Metrics: []string{"count"}, Where: "status >= 500"},
	{Name: "notfound", Keys: []string{"path"}, Metrics: []string{"count", "distinct_client"}, Where: "status == 404"},
	{Name: "answered", Keys: []string{"client"}, Metrics: []string{"count"}, Where: `class == "2xx"`},
	{Name: "large", Keys: []string{"client"}, Metrics: []string{"count", "share"}, Where: "bytes > 50000"},
}

// passCounts counts the requests for all questions in one pass, dealing chunks
// of lines out to workers at random.
func passCounts(t testing.TB, questions []Question, list []request, workers int, seed uint64, budget int) []*Counts {
	t.Helper()
	var counts []*Counts
	for _, partials := range passPartials(t, questions, list, workers, seed, budget) {
		counts = append(counts, Merge(partials, workers))
	}
	return counts
}

// passPartials is passCounts without the merge: the Partials of each question.
func passPartials(t testing.TB, questions []Question, list []request, workers int, seed uint64, budget int) [][]*Partial {
	t.Helper()
	set := parser.NewFieldSet()
	var specs []*Spec
	for _, q := range questions {
		spec, err := Compile(q, set)
		if err != nil {
			t.Fatalf("%s: %v", q.Name, err)
		}
		specs = append(specs, spec)
	}
	format, _ := parser.LookupFormat("combined")
	parse := format.Compile(set)
	pass := NewPass(specs)
	tallies, records := make([]*Tally, workers), make([]*parser.Record, workers)
	partials := make([][]*Partial, len(specs))
	for w := range tallies {
		tallies[w], records[w] = NewTally(pass, nil), parser.NewRecord(set)
		for i, p := range tallies[w].Partials() {
			p.budget = budget
			partials[i] = append(partials[i], p)
		}
	}
	draw := rand.New(rand.NewPCG(seed, 2))
	for len(list) > 0 {
		n, w := min(len(list), 1+draw.IntN(1000)), draw.IntN(workers)
		records[w].Reset("access.log")
		for _, one := range list[:n] {
			if parse.Parse([]byte(one.line()), records[w]) != parser.Parsed {
				t.Fatalf("rejected: %q", one.line())
			}
			tallies[w].Add(records[w])
		}
		tallies[w].Flush()
		list = list[n:]
	}
	return partials
}

// comparePass compares each question of a pass with the same one alone.
func comparePass(t *testing.T, questions []Question, list []request, workers int, seed uint64, budget int) {
	t.Helper()
	for i, got := range passCounts(t, questions, list, workers, seed, budget) {
		q := questions[i]
		want := count(t, q, list, 1, seed)
		if got.filtered != want.filtered {
			t.Errorf("%s: %d filtered, alone %d", q.Name, got.filtered, want.filtered)
		}
		if got, want := show(t, got, View{}), show(t, want, View{}); got != want {
			t.Errorf("%s, %d workers, budget %d:\n%.2000s\nalone:\n%.2000s", q.Name, workers, budget, got, want)
		}
	}
}

func TestPassIsEachQuestionAlone(t *testing.T) {
	for _, c := range []struct {
		requests, keys, workers, budget int
	}{
		{0, 1, 2, tableBudget}, {1, 1, 1, tableBudget}, {700, 3, 1, tableBudget}, {3000, 200, 3, tableBudget},
		{3000, 200, 2, 8 << 10}, {12000, 11000, 2, tableBudget}, {12000, 11000, 1, tableBudget}, // a table that is split
	} {
		list := requests(c.requests, c.keys, uint64(c.requests))
		if c.requests > 5000 { // more than requests draws
			for i := range list {
				list[i].client = fmt.Sprintf("10.%d.%d.7", i%211, i%97)
			}
		}
		comparePass(t, passQuestions, list, c.workers, 7, c.budget)
	}
}

// TestPassOfSome leaves questions out: what they fed is then counted otherwise.
func TestPassOfSome(t *testing.T) {
	list := requests(600, 30, 5)
	for out := range passQuestions {
		comparePass(t, slices.Delete(slices.Clone(passQuestions), out, out+1), list, 2, uint64(out), tableBudget)
	}
	slices.SortFunc(list, func(a, b request) int { return a.at.Compare(b.at) })
	comparePass(t, passQuestions, list, 2, 1, tableBudget)
}

// TestPassOfTwo has all pairs of questions, in both orders: nothing is shared
// but what the two share.
func TestPassOfTwo(t *testing.T) {
	list := requests(300, 12, 9)
	for i, first := range passQuestions {
		for k, second := range passQuestions {
			if i != k && (!testing.Short() || (i+k)%4 == 0) {
				comparePass(t, []Question{first, second}, list, 1, 9, tableBudget)
			}
		}
	}
}

// TestPassOfDays has clients that come again on other days, and chunks that
// begin with the time that the one before ended with.
func TestPassOfDays(t *testing.T) {
	list := requests(4000, 5, 11)
	for i := range list {
		list[i].at = list[0].at.AddDate(0, 0, i/997)
		list[i].agent = "curl/8"
	}
	comparePass(t, passQuestions, list, 1, 11, tableBudget)
}

// TestPassOfManyValues counts more different clients than are counted exactly.
func TestPassOfManyValues(t *testing.T) {
	if testing.Short() {
		t.Skip("a million records")
	}
	set := parser.NewFieldSet()
	totals, _ := Compile(passQuestions[0], set)
	clients, _ := Compile(passQuestions[2], set)
	agents, _ := Compile(passQuestions[3], set)
	pass := NewPass([]*Spec{totals, clients, agents})
	tally, alone := NewTally(pass, nil), NewPartial(totals, nil)
	format, _ := parser.LookupFormat("combined")
	parse, record := format.Compile(set), parser.NewRecord(set)
	for i := range distinctRows + 1000 {
		if i%1000 == 0 {
			tally.Flush()
			alone.Flush()
			record.Reset("")
		}
		line := fmt.Appendf(nil, `h%d - - [01/Mar/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "a"`, i)
		if parse.Parse(line, record) != parser.Parsed {
			t.Fatal("rejected")
		}
		tally.Add(record)
		alone.Add(record)
	}
	tally.Flush()
	got, want := Merge(tally.Partials()[:1], 1), Merge([]*Partial{alone}, 1)
	if got, want := show(t, got, View{}), show(t, want, View{}); got != want {
		t.Errorf("%s alone:\n%s", got, want)
	}
	if !slices.Equal(got.approx, want.approx) {
		t.Errorf("estimates %v, alone %v", got.approx, want.approx)
	}
}

// TestPassOfOddStatuses counts by statuses that are not three digits, or absent.
func TestPassOfOddStatuses(t *testing.T) {
	format, err := parser.NewFormat(`$remote_addr [$time_local] "$request_uri" $status`)
	if err != nil {
		t.Fatal(err)
	}
	questions := []Question{
		{Metrics: []string{"count", "count_4xx", "count_099", "distinct_client"}},
		{Keys: []string{"status"}, Metrics: []string{"count", "count_404", "first"}},
		{Keys: []string{"status"}, Metrics: []string{"count"}, Where: "status != 404"},
		{Metrics: []string{"count"}, Where: "status == nil"},
		{Metrics: []string{"count"}, Where: "status < 200"},
	}
	set := parser.NewFieldSet(format.Own()...)
	var specs []*Spec
	var alone []*Partial
	for _, q := range questions {
		spec, err := Compile(q, set)
		if err != nil {
			t.Fatal(err)
		}
		specs, alone = append(specs, spec), append(alone, NewPartial(spec, nil))
	}
	tally := NewTally(NewPass(specs), nil)
	parse, record := format.Compile(set), parser.NewRecord(set)
	record.Reset("")
	for _, status := range []string{"404", "-", "000", "99", "099", "999", "1000", "1023", "499", "200", "-", "404", "0404", "99999999999999999999"} {
		line := fmt.Appendf(nil, `192.0.2.1 [02/Mar/2026:10:04:34 +0000] "/" %s`, status)
		if parse.Parse(line, record) != parser.Parsed {
			continue
		}
		tally.Add(record)
		for _, p := range alone {
			p.Add(record)
		}
	}
	tally.Flush()
	for i, p := range tally.Partials() {
		got, want := Merge([]*Partial{p}, 1), Merge([]*Partial{alone[i]}, 1)
		if g, w := show(t, got, View{}), show(t, want, View{}); g != w || got.filtered != want.filtered {
			t.Errorf("%v: %d filtered\n%s alone: %d\n%s", questions[i], got.filtered, g, want.filtered, w)
		}
	}
}

// FuzzPass draws requests and a choice of questions.
func FuzzPass(f *testing.F) {
	f.Add(uint64(1), uint32(0xFFFFFFFF), uint8(2), uint16(300), uint16(20), false)
	f.Add(uint64(2), uint32(0b1101), uint8(1), uint16(900), uint16(3), true)
	f.Add(uint64(3), uint32(0b101_0100_0001), uint8(3), uint16(600), uint16(500), true)
	f.Fuzz(func(t *testing.T, seed uint64, choice uint32, workers uint8, n, keys uint16, small bool) {
		var questions []Question
		for i, q := range passQuestions {
			if choice>>i&1 != 0 {
				questions = append(questions, q)
			}
		}
		budget := tableBudget
		if small {
			budget = 4 << 10
		}
		list := requests(int(n%2000), 1+int(keys%1000), seed)
		comparePass(t, questions, list, 1+int(workers%4), seed, budget)
	})
}

// TestTallyAllocatesNothingPerRecord has records of two days in turn, as the
// logs of servers in different zones do.
func TestTallyAllocatesNothingPerRecord(t *testing.T) {
	set := parser.NewFieldSet()
	var specs []*Spec
	for _, q := range passQuestions {
		spec, err := Compile(q, set)
		if err != nil {
			t.Fatalf("%s: %v", q.Name, err)
		}
		specs = append(specs, spec)
	}
	tally := NewTally(NewPass(specs), nil)
	format, _ := parser.LookupFormat("combined")
	parse, record := format.Compile(set), parser.NewRecord(set)
	record.Reset("")
	var lines [][]byte
	for i, one := range requests(200, 20, 3) {
		one.at = one.at.AddDate(0, 0, i%2)
		lines = append(lines, []byte(one.line()))
	}
	all := func() {
		for _, line := range lines {
			parse.Parse(line, record)
			tally.Add(record)
		}
		tally.Flush()
	}
	all() // makes the rows
	if n := testing.AllocsPerRun(20, all); n > 20 {
		t.Errorf("%v allocations for %d records", n, len(lines))
	}
}
