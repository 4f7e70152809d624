package aggregate

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// memoryStore is a Store that keeps all in memory, and fails from the operation
// with a number on, if that is not 0.
type memoryStore struct {
	mu         sync.Mutex
	bytes      []byte
	operations int
	fails      int
}

var errStore = errors.New("no space left on device")

func (s *memoryStore) operate() error {
	if s.operations++; s.fails > 0 && s.operations >= s.fails {
		return errStore
	}
	return nil
}

func (s *memoryStore) Append(p []byte) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := int64(len(s.bytes))
	s.bytes = append(s.bytes, p...)
	return at, s.operate()
}

func (s *memoryStore) ReadAt(p []byte, at int64) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.operate(); err != nil {
		return 0, err
	}
	n := copy(p, s.bytes[at:])
	if n < len(p) {
		return n, io.ErrUnexpectedEOF
	}
	return n, nil
}

// tight is a Memory that is full at once, with tables that are full at so many
// bytes.
func tight(store Store, tables int) *Memory {
	return &Memory{limit: 1, store: store, tables: tables, floor: 4 * tables, bits: fewParts}
}

func (m *Memory) tune(p *Partial) {
	p.memory, p.budget, p.aside.floor = m, m.tables, m.floor
}

// storedQuestion is a question and ways to look at its answer.
type storedQuestion struct {
	keys       []string
	metrics    []string
	views      []View
	conditions []string
	gaps       bool
}

var storedQuestions = []storedQuestion{
	{
		keys:       []string{"path"},
		metrics:    []string{"count", "sum_bytes", "avg_bytes", "min_bytes", "max_bytes", "stddev_bytes", "first", "last", "share", "rate", "count_5xx", "distinct_client", "distinct_agent", "p50_bytes", "p99_bytes"},
		views:      []View{{}, {Limit: 3}, {Limit: 7, Sort: "path"}, {Sort: "p99_bytes", Reverse: true, Limit: 20}, {Having: "count > 3 and sum_bytes > 1000", Sort: "distinct_client"}},
		conditions: []string{"count > 5", "count > 100000", "sum_bytes > 70000 or path == '/p5'", "sum_bytes > 90000000000"},
	},
	{
		keys:       []string{"client", "agent"},
		metrics:    []string{"count", "distinct_path", "visitors", "p95_bytes"},
		views:      []View{{}, {Limit: 1}, {Sort: "agent", Limit: 50}},
		conditions: []string{"distinct_path >= 2"},
	},
	{
		keys:       []string{TimeAuto, "client"},
		metrics:    []string{"count", "distinct_agent", "p50_bytes", "rate"},
		views:      []View{{}, {Limit: 5, Sort: "time"}},
		conditions: []string{"count >= 2"},
	},
	{
		keys:       []string{TimeFit, "agent"},
		metrics:    []string{"count", "distinct_client", "sum_bytes"},
		views:      []View{{Sort: "time", Gaps: true}, {Sort: "time", Gaps: true, Limit: 9, Reverse: true}, {Sort: "time", Gaps: true, Having: "count < 5"}},
		conditions: []string{"count == 0", "count > 1"},
		gaps:       true,
	},
	{
		keys:    []string{"path", "status"},
		metrics: []string{"count", "sum_bytes", "distinct_client", "max_bytes"},
		views:   []View{{Pivot: "status", Limit: 4}, {Pivot: "path", Limit: 3}, {Pivot: "path"}},
	},
	{
		metrics: []string{"count", "distinct_client", "visitors", "p50_bytes", "sum_bytes"},
		views:   []View{{}},
	},
}

// showStored prints all that q asks of a list.
func showStored(t *testing.T, q storedQuestion, list []request, workers int, tune func(*Partial)) string {
	t.Helper()
	var b strings.Builder
	question := Question{Keys: q.keys, Metrics: q.metrics}
	for _, v := range q.views {
		questions, err := Parts(question, v)
		if err != nil {
			t.Fatal(err)
		}
		var parts []*Counts
		for _, q := range questions {
			parts = append(parts, countBy(t, q, list, workers, 5, tune))
		}
		for range 2 { // reading a table twice is the same again
			fmt.Fprintf(&b, "%+v\n%s", v, showTable(t, parts, v))
		}
		table, _ := Show(parts, v, 2)
		fmt.Fprintln(&b, table.Total, table.Unfilled)
		for _, c := range table.Columns {
			fmt.Fprintln(&b, c.Name, c.Approx)
		}
		showFound(&b, table)
	}
	for _, condition := range q.conditions {
		verdict, err := countBy(t, question, list, workers, 5, tune).Test(condition, q.gaps, 2)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s: %+v\n", condition, *verdict)
	}
	return b.String()
}

// showFound looks the keys of every third row up.
func showFound(b *strings.Builder, table *Table) {
	n := 0
	for row := range table.Rows {
		if n++; n%3 != 0 {
			continue
		}
		var key []Value
		for i, c := range table.Columns {
			if c.Key {
				key = append(key, row[i])
			}
		}
		found, ok := table.Find(key...)
		fmt.Fprintln(b, ok, showRow(found))
	}
}

// TestStoredCountsAreTheSame compares the answers of counts that went to the
// Store with those of counts in memory.
func TestStoredCountsAreTheSame(t *testing.T) {
	lists := [][]request{requests(800, 40, 3), requests(500, 500, 4), sparse(400, 3*time.Hour, 5)}
	tablesOf := map[int]int{1: 20_000, 3: 2000} // by workers
	if testing.Short() {
		lists = lists[1:2]
		delete(tablesOf, 1)
	}
	for _, list := range lists {
		slices.SortFunc(list, byInstant(1))
		for _, q := range storedQuestions {
			want := showStored(t, q, list, 1, func(*Partial) {})
			for workers, tables := range tablesOf {
				store := new(memoryStore)
				got := showStored(t, q, list, workers, tight(store, tables).tune)
				if got != want {
					t.Fatalf("%v, %d workers, tables of %d: %s", q.keys, workers, tables, firstDifference(got, want))
				}
				if tables == 2000 && len(store.bytes) == 0 {
					t.Fatalf("%v: nothing went to the Store", q.keys)
				}
			}
		}
	}
}

// TestStoredSketchesAreTheSame has rows with more different values than a row
// counts exactly, some of them once the runs are merged.
func TestStoredSketchesAreTheSame(t *testing.T) {
	list := requests(12_000, 6, 7)
	q := storedQuestion{keys: []string{"client"}, metrics: []string{"distinct_time", "distinct_bytes", "count"}, views: []View{{}}}
	want := showStored(t, q, list, 1, func(*Partial) {})
	if !strings.Contains(want, "distinct_bytes true") {
		t.Fatal("no row has that many values")
	}
	for workers, tables := range map[int]int{1: 200_000, 2: 20_000} {
		if got := showStored(t, q, list, workers, tight(new(memoryStore), tables).tune); got != want {
			t.Errorf("tables of %d: %s", tables, firstDifference(got, want))
		}
	}
}

// TestStoredStepsAreTheSame counts with Partials that went to the Store with
// different steps: the first runs have seen an hour, the last a month.
func TestStoredStepsAreTheSame(t *testing.T) {
	list := requests(3000, 300, 9)
	for i := range list {
		if i >= len(list)/2 {
			list[i].at = list[i].at.Add(time.Duration(i%30) * 24 * time.Hour)
		}
	}
	q := Question{Keys: []string{TimeFit, "client"}, Metrics: []string{"count", "distinct_path", "p50_bytes", "last"}}
	want := show(t, count(t, q, list, 1, 1), View{})
	var steps []string
	m := tight(new(memoryStore), 3000)
	partials := fill(t, q, list, 2, 3, m.tune)
	for _, p := range partials {
		for _, r := range p.runs {
			steps = append(steps, r.step.field)
		}
	}
	if slices.Sort(steps); len(slices.Compact(steps)) < 2 {
		t.Fatalf("the runs have the steps %v", steps)
	}
	if got := show(t, Merge(partials, 2), View{}); got != want {
		t.Error(firstDifference(got, want))
	}
}

// TestStoreFails lets each operation of the Store be the first to fail.
func TestStoreFails(t *testing.T) {
	list := requests(900, 300, 11)
	for _, q := range storedQuestions {
		if q.keys == nil {
			continue
		}
		for fails := 1; ; fails += 1 + fails/3 {
			store := &memoryStore{fails: fails}
			m := tight(store, 20_000)
			rows := 0
			err := askStored(t, q, list, m, &rows)
			if store.operations < fails {
				break // nothing failed any more
			}
			if !errors.Is(m.Err(), errStore) {
				t.Fatalf("%v: operation %d failed: %v", q.keys, fails, m.Err())
			}
			if err == nil && rows == 0 {
				t.Errorf("%v: operation %d failed, and a table without rows has no error", q.keys, fails)
			}
		}
	}
}

// askStored makes the first table of q and reads it.
func askStored(t *testing.T, q storedQuestion, list []request, m *Memory, rows *int) error {
	t.Helper()
	questions, err := Parts(Question{Keys: q.keys, Metrics: q.metrics}, q.views[0])
	if err != nil {
		t.Fatal(err)
	}
	var parts []*Counts
	for _, q := range questions {
		parts = append(parts, countBy(t, q, list, 2, 5, m.tune))
	}
	table, err := Show(parts, q.views[0], 2)
	if err != nil {
		return err
	}
	for range table.Rows {
		*rows++
	}
	for _, condition := range q.conditions {
		if _, err := parts[0].Test(condition, q.gaps, 2); err != nil {
			return err
		}
	}
	return m.Err()
}

// TestRowsAreBroughtIntoMemory brings rows from the Store up to a limit, which
// counts for rows in memory as well.
func TestRowsAreBroughtIntoMemory(t *testing.T) {
	list := requests(2000, 500, 13)
	q := Question{Keys: []string{"path"}, Metrics: []string{"count", "distinct_client"}}
	want := show(t, count(t, q, list, 1, 1), View{})
	for _, m := range []*Memory{nil, tight(new(memoryStore), 4000)} {
		c := countBy(t, q, list, 2, 1, func(p *Partial) {
			if m != nil {
				m.tune(p)
			}
		})
		rows := int64(strings.Count(want, "\n"))
		if c.bring(rows-1, 1<<40) || c.bring(1<<40, rows*16) {
			t.Error("more rows than allowed were brought")
		}
		if !c.bring(rows, 1<<40) || c.stored != nil {
			t.Error("rows as many as allowed were not brought")
		}
		if got := show(t, c, View{}); got != want {
			t.Error(firstDifference(got, want))
		}
	}
}

// TestMemoryIsGivenBack checks what is noted as held against what is.
func TestMemoryIsGivenBack(t *testing.T) {
	list := requests(8000, 8000, 17)
	m := NewMemory(16<<20, 2, new(memoryStore))
	q := Question{Keys: []string{"client", "bytes", "time"}, Metrics: []string{"count", "distinct_agent"}}
	held := 0
	for _, p := range fill(t, q, list, 2, 1, func(p *Partial) { p.memory, p.budget, p.aside.floor = m, 60_000, 100_000 }) {
		held += p.aside.bytes
		if p.held != p.aside.bytes || p.held == 0 {
			t.Errorf("%d bytes are set aside, %d are noted", p.aside.bytes, p.held)
		}
		p.spillAll()
	}
	if got := m.held.Load(); got != 0 || held == 0 {
		t.Errorf("%d bytes are held once all is written", got)
	}
}
