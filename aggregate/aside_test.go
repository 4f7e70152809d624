package aggregate

import (
	"slices"
	"testing"
)

// TestTablesSetAside counts with tables that are full after a few keys, which
// are set aside, compacted and merged, and compares with tables that never are.
func TestTablesSetAside(t *testing.T) {
	metrics := []string{"count", "sum_bytes", "min_bytes", "last", "distinct_client", "distinct_agent", "p50_bytes", "p95_bytes", "stddev_bytes"}
	for _, keys := range []int{20, 3000} {
		list := requests(6000, keys, 31)
		if testing.Short() {
			list = list[:2000]
		}
		for _, k := range keysOfRequests {
			q := Question{Keys: k.names, Metrics: metrics}
			want := show(t, count(t, q, list, 1, 1), View{})
			for _, budget := range []int{1, 20_000, 100_000} {
				for _, workers := range []int{1, 3} {
					c := countBy(t, q, list, workers, 5, func(p *Partial) { p.budget, p.aside.floor = budget, 4*budget })
					if got := show(t, c, View{}); got != want {
						t.Fatalf("%v, budget %d, %d workers: %s", k.names, budget, workers, firstDifference(got, want))
					}
				}
			}
		}
	}
}

// TestTimeAutoSetAside changes the step when tables have been set aside.
func TestTimeAutoSetAside(t *testing.T) {
	list := requests(6000, 90, 23)
	slices.SortFunc(list, byInstant(1))
	q := Question{Keys: []string{TimeAuto, "client"}, Metrics: []string{"count"}}
	if one := fill(t, q, list, 1, 1, func(*Partial) {})[0]; one.step.field != "time/1m" {
		t.Errorf("the step is that of %s before the merge", one.step.field)
	}
	want := show(t, count(t, q, list, 1, 1), View{})
	for _, workers := range []int{1, 3} {
		c := countBy(t, q, list, workers, 5, func(p *Partial) { p.budget, p.aside.floor = 30_000, 100_000 })
		if got := show(t, c, View{}); got != want {
			t.Fatalf("%d workers: %s", workers, firstDifference(got, want))
		}
	}
}

// TestMemoryFollowsTheKeys counts the same keys again and again.
func TestMemoryFollowsTheKeys(t *testing.T) {
	list := requests(3000, 100_000, 37)
	var most, keep int
	q := Question{Keys: []string{"path"}, Metrics: []string{"count", "distinct_agent", "p95_bytes"}}
	for _, rounds := range []int{5, 60} {
		var p *Partial
		countBy(t, q, slices.Concat(slices.Repeat([][]request{list}, rounds)...), 1, 1, func(one *Partial) {
			one.budget, one.aside.floor = 100_000, 200_000
			p = one
		})
		if most = p.aside.bytes; keep == 0 {
			keep = most
		}
	}
	if most > 6*keep || most == 0 { // twice twice as much may wait until compacting is tried again
		t.Errorf("%d bytes are kept after twelve times the records, %d before", most, keep)
	}
}

// TestDifferentKeysAreNotCompacted checks that tables without common keys are
// left as they are: compacting them would gain nothing.
func TestDifferentKeysAreNotCompacted(t *testing.T) {
	list := requests(20_000, 20_000, 41)
	var p *Partial
	countBy(t, Question{Keys: []string{"client", "bytes", "time"}, Metrics: []string{"count"}}, list, 1, 1, func(one *Partial) {
		one.budget, one.aside.floor = 200_000, 300_000
		p = one
	})
	if n := len(p.aside.list); n < 2 {
		t.Errorf("%d tables are left", n)
	}
}

// TestWhatIsSetAsideIsCounted has tables that take more once they are parted,
// and samples that do once counters are written down as words.
func TestWhatIsSetAsideIsCounted(t *testing.T) {
	for _, q := range []Question{
		{Keys: []string{"client"}, Metrics: []string{"count", "distinct_path"}},
		{Keys: []string{"status"}, Metrics: []string{"p50_bytes"}},
	} {
		for _, p := range fill(t, q, requests(9000, 3000, 41), 2, 1, func(p *Partial) { p.budget = 20_000 }) {
			real := 0
			for i := range p.aside.list {
				real += p.aside.list[i].bytes()
			}
			if len(p.aside.list) == 0 || p.aside.bytes < real {
				t.Errorf("%v: %d tables of %d bytes are counted as %d", q.Keys, len(p.aside.list), real, p.aside.bytes)
			}
		}
	}
}
