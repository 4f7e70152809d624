package aggregate

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"wf/parser"
)

// sided counts requests for both sides of a pair.
func sided(t *testing.T, keys []string, lists [2][]request, workers int, tune [2]func(*Partial)) (counts [2]*Counts) {
	t.Helper()
	q := Question{Keys: keys, Metrics: []string{"count", "count_5xx", "p50_bytes", "p95_bytes"}}
	var other *Spec
	for i, list := range lists {
		set := parser.NewFieldSet()
		if i == 1 {
			set.Add("agent") // slots differ
		}
		spec, err := CompileSide(q, set, other)
		if err != nil {
			t.Fatal(err)
		}
		other = spec
		counts[i] = Merge(fillSpec(t, spec, set, list, workers, uint64(i), tune[i]), workers)
	}
	return counts
}

// showPair prints all that a Pair has.
func showPair(p *Pair) string {
	var b strings.Builder
	for side := range 2 {
		if p.Has(side) {
			fmt.Fprintf(&b, " %s %s %s", showValue(p.Value(side, 0)), showValue(p.Value(side, 1)), showValue(p.Value(side, 2)))
		} else {
			b.WriteString(" nothing")
		}
	}
	for _, metric := range []int{2, 3} {
		above, of := p.Above(metric)
		fmt.Fprintf(&b, " %d of %d", above, of)
	}
	return b.String()
}

// plainPair is showPair by maps and sorting.
func plainPair(groups [2][]request) string {
	var b strings.Builder
	var numbers [2][]int64
	for side, g := range groups {
		if len(g) == 0 {
			b.WriteString(" nothing")
			continue
		}
		numbers[side] = numbersOf(g)
		errors := len(filter(g, func(r request) bool { return r.status >= 500 }))
		fmt.Fprintf(&b, " %d %d %s", len(g), errors, percentileOf(g, 5, 10))
	}
	all := slices.Sorted(slices.Values(slices.Concat(numbers[0], numbers[1])))
	for _, percent := range []int{50, 95} {
		var above, of [2]int64
		for side := range numbers {
			of[side] = int64(len(numbers[side]))
			for _, n := range numbers[side] {
				if plainMiddle(n) > plainMiddle(all[(len(all)*percent+99)/100-1]) {
					above[side]++
				}
			}
		}
		fmt.Fprintf(&b, " %d of %d", above, of)
	}
	return b.String()
}

func TestPairsEqualThePlainOnes(t *testing.T) {
	inMemory := func(*Partial) {}
	many := 18_000
	if testing.Short() {
		many = 3000
	}
	for _, keys := range [][]string{{"path"}, {"client", "path"}, {}} {
		for _, n := range [][2]int{{300, 200}, {0, 100}, {100, 0}, {0, 0}, {300, many}} {
			lists := [2][]request{requests(n[0], max(1, n[0]/2), 1), requests(n[1], max(1, n[1]*3/4), 2)}
			want := map[string][2][]request{}
			for side, list := range lists {
				for _, r := range list {
					key := ""
					for _, k := range keys {
						key += " " + map[string]string{"path": r.path, "client": r.client}[k]
					}
					groups := want[key]
					groups[side] = append(groups[side], r)
					want[key] = groups
				}
			}
			for _, tune := range [][2]func(*Partial){
				{inMemory, inMemory},
				{tight(&memoryStore{}, 4<<10).tune, inMemory},
				{tight(&memoryStore{}, 4<<10).tune, tight(&memoryStore{}, 4<<10).tune},
			} {
				checkPairs(t, sided(t, keys, lists, 2, tune), want, lists)
			}
		}
	}
}

// checkPairs holds the pairs of two counts, and that of their totals, against
// groups of requests.
func checkPairs(t *testing.T, counts [2]*Counts, want map[string][2][]request, all [2][]request) {
	t.Helper()
	spec := counts[0].Spec()
	if len(all[0]) > 0 && len(all[1]) > 0 {
		if got, want := showPair(PairTotals(counts[0], counts[1])), plainPair(all); got != want {
			t.Errorf("totals: got %s, want %s", got, want)
		}
	}
	if len(spec.keys) == 0 {
		return
	}
	var mu sync.Mutex
	got := map[string]string{}
	err := Pairs(counts[0], counts[1], 2, func(p *Pair) error {
		mu.Lock()
		defer mu.Unlock()
		key := ""
		for _, v := range spec.KeyValues(nil, p.Key()) {
			key += " " + string(v.Bytes)
		}
		if got[key] != "" {
			t.Errorf("%s comes twice", key)
		}
		got[key] = showPair(p)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for key := range maps.Keys(want) {
		if plain := plainPair(want[key]); got[key] != plain {
			t.Fatalf("%s: got %s, want %s", key, got[key], plain)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %d keys, want %d", len(got), len(want))
	}
}

func TestPairsOfABrokenStore(t *testing.T) {
	lists := [2][]request{requests(5000, 900, 1), requests(5000, 900, 2)}
	for fails := 1; fails < 400; fails += 31 {
		store := &memoryStore{fails: fails}
		counts := sided(t, []string{"path"}, lists, 1, [2]func(*Partial){tight(store, 4<<10).tune, tight(&memoryStore{}, 4<<10).tune})
		err := Pairs(counts[0], counts[1], 2, func(*Pair) error { return nil })
		if err == nil && store.operations >= fails {
			t.Errorf("operation %d failed, and nobody was told", fails)
		}
	}
}

func TestSidesOfDifferentKinds(t *testing.T) {
	q := Question{Keys: []string{"tenant"}, Metrics: []string{"count"}}
	own := func(kind parser.Kind) *parser.FieldSet {
		return parser.NewFieldSet(parser.Field{Name: "tenant", Kind: kind})
	}
	first, err := CompileSide(q, own(parser.Text), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := CompileSide(q, own(parser.Text), first); err != nil {
		t.Error(err)
	}
	if _, err := CompileSide(q, own(parser.Clock), first); err == nil {
		t.Error("a text stands beside a time")
	}
}
