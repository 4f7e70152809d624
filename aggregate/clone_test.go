package aggregate

import (
	"bytes"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"wf/parser"
)

// cloneQuestions are passQuestions and some with everything that a Partial can
// hold.
var cloneQuestions = append(slices.Clone(passQuestions),
	Question{Name: "sketches", Keys: []string{"class"}, Metrics: []string{"distinct_bytes", "distinct_time", "p90_bytes"}},
	Question{Name: "steps", Keys: []string{TimeFit, "status"}, Metrics: []string{"count", "distinct_bytes", "p50_bytes"}},
	Question{Name: "many", Metrics: []string{"distinct_bytes", "p99_bytes"}},
)

// TestClonesAnswerForThePrefix copies the counts of some workers at random
// moments: the copies answer as a run over what was counted until then, merging
// them does the originals no harm, and what is counted later the copies none.
func TestClonesAnswerForThePrefix(t *testing.T) {
	lists := map[string][]request{
		"few": requests(900, 20, 3), "many keys": requests(1500, 1400, 4), "sketches": requests(7000, 6, 7),
		"steps": sparse(300, 3*time.Hour, 5), "none": nil,
	}
	if testing.Short() { // what runs side by side is the same for all
		lists = map[string][]request{"many keys": requests(500, 480, 4)}
	}
	for name, list := range lists {
		for _, tables := range []int{tableBudget, 20_000} {
			store := new(memoryStore)
			memory := tight(store, tables)
			if tables == tableBudget {
				memory = nil
			}
			clonePrefixes(t, name, list, 2, memory)
			if memory != nil && len(list) > 0 && len(store.bytes) == 0 {
				t.Errorf("%s: nothing went to the Store", name)
			}
		}
	}
}

func clonePrefixes(t *testing.T, name string, list []request, workers int, memory *Memory) {
	t.Helper()
	set := parser.NewFieldSet()
	var specs []*Spec
	for _, q := range cloneQuestions {
		spec, err := Compile(q, set)
		if err != nil {
			t.Fatal(err)
		}
		specs = append(specs, spec)
	}
	format, _ := parser.LookupFormat("combined")
	parse, record, pass := format.Compile(set), parser.NewRecord(set), NewPass(specs)
	tallies := make([]*Tally, workers)
	for w := range tallies {
		tallies[w] = NewTally(pass, memory)
	}
	draw := rand.New(rand.NewPCG(uint64(len(list)), 3))
	var first []*Counts // of copies taken early and shown late
	counted := 0
	for from := 0; from < len(list); {
		to := min(from+1+draw.IntN(len(list)/3), len(list))
		tally := tallies[draw.IntN(workers)]
		record.Reset("access.log")
		for _, one := range list[from:to] {
			parse.Parse([]byte(one.line()), record)
			tally.Add(record)
		}
		tally.Flush()
		if from = to; first == nil {
			first, counted = mergeClones(tallies, memory), to
		} else if draw.IntN(8) == 0 {
			compareClones(t, name, mergeClones(tallies, memory), list[:to])
		}
	}
	compareClones(t, name+", early", first, list[:counted])
	compareClones(t, name+", all", mergeClones(tallies, memory), list)
	var originals []*Counts
	for i := range specs {
		originals = append(originals, Merge(partialsOf(tallies, i), workers))
	}
	compareClones(t, name+", originals", originals, list)
}

// partialsOf returns the Partials of all workers for Spec i.
func partialsOf(tallies []*Tally, i int) (list []*Partial) {
	for _, tally := range tallies {
		list = append(list, tally.Partials()[i])
	}
	return list
}

// mergeClones copies all Partials and merges the copies.
func mergeClones(tallies []*Tally, memory *Memory) (counts []*Counts) {
	fork := memory.Fork()
	for i := range cloneQuestions {
		var clones []*Partial
		for _, p := range partialsOf(tallies, i) {
			clones = append(clones, p.Clone(fork))
		}
		counts = append(counts, Merge(clones, 2))
	}
	return counts
}

// compareClones compares counts with those of a list that is counted at once.
func compareClones(t *testing.T, name string, counts []*Counts, list []request) {
	t.Helper()
	for i, q := range cloneQuestions {
		if counts == nil {
			return // no moment came
		}
		want := count(t, q, list, 1, 1)
		if counts[i].filtered != want.filtered {
			t.Errorf("%s, %s: %d filtered, want %d", name, q.Name, counts[i].filtered, want.filtered)
		}
		if got, want := show(t, counts[i], View{}), show(t, want, View{}); got != want {
			t.Fatalf("%s, %s of %d requests:\n%s", name, q.Name, len(list), firstDifference(got, want))
		}
	}
}

func TestDiscardGivesMemoryBack(t *testing.T) {
	memory := &Memory{limit: 1 << 30, store: new(memoryStore), tables: 2000, floor: 8000, bits: fewParts}
	for _, q := range cloneQuestions {
		for _, p := range fill(t, q, requests(2000, 1900, 8), 2, 1, memory.tune) {
			p.Discard()
		}
	}
	if held := memory.held.Load(); held != 0 {
		t.Errorf("%d bytes are held by nobody", held)
	}
}

func TestOverlayReadsBoth(t *testing.T) {
	under := new(memoryStore)
	at, _ := under.Append([]byte("under"))
	o := &overlay{store: under}
	pieces := [][]byte{[]byte("a"), {}, []byte("bcd"), {}, bytes.Repeat([]byte("x"), 1000)}
	var places []int64
	for _, p := range pieces {
		place, err := o.Append(p)
		if err != nil {
			t.Fatal(err)
		}
		places = append(places, place)
		clear(p) // it keeps a copy
	}
	for i, want := range []string{"a", "", "bcd", "", string(bytes.Repeat([]byte("x"), 1000))} {
		for from := range len(want) {
			got := make([]byte, len(want)-from)
			if n, err := o.ReadAt(got, places[i]+int64(from)); n < len(got) || err != nil || string(got) != want[from:] {
				t.Fatalf("piece %d from %d: %q, %v", i, from, got, err)
			}
		}
	}
	got := make([]byte, 5)
	if _, err := o.ReadAt(got, at); err != nil || string(got) != "under" || len(under.bytes) != 5 {
		t.Errorf("%q, %v; %d bytes below", got, err, len(under.bytes))
	}
	if _, err := o.ReadAt(got, places[4]+998); err != io.ErrUnexpectedEOF {
		t.Errorf("behind the end: %v", err)
	}
}
