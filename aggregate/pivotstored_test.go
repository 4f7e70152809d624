package aggregate

import "testing"

// TestPivotsInBatchesAreTheSame makes pivots whose cells are dealt out to any
// number of batches, at one time and at several.
func TestPivotsInBatchesAreTheSame(t *testing.T) {
	q := storedQuestion{keys: []string{"path", "status"}, metrics: []string{"count", "sum_bytes", "distinct_client", "max_bytes"}}
	list := requests(900, 400, 19)
	for _, v := range []View{{Pivot: "status"}, {Pivot: "path"}, {Pivot: "status", Sort: "path", Limit: 100}} {
		want := showTable(t, countStored(t, q, v, list, func(*Partial) {}), v)
		for _, limit := range []int64{1, 300, 20_000, 100_000, 1 << 30} {
			m := tight(new(memoryStore), 2000)
			parts := countStored(t, q, v, list, m.tune)
			m.limit = limit
			table, err := Show(parts, v, 2)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for range table.Rows {
				if n++; n == 3 {
					break
				}
			}
			if got := showTable(t, parts, v); got != want {
				t.Errorf("%+v, %d bytes: %s", v, limit, firstDifference(got, want))
			}
		}
	}
}

// TestAPivotGoesThroughTheStoreOnce counts what is read for all rows of a pivot,
// which takes many batches.
func TestAPivotGoesThroughTheStoreOnce(t *testing.T) {
	q := storedQuestion{keys: []string{"client", "status"}, metrics: []string{"count"}}
	list := requests(3000, 1000, 19)
	m := tight(new(memoryStore), 2000)
	v := View{Pivot: "status"}
	parts := countStored(t, q, v, list, m.tune)
	m.limit = 300_000
	table, err := Show(parts, v, 2)
	if err != nil {
		t.Fatal(err)
	}
	once := 0
	for _, r := range parts[1].stored.runs {
		for _, e := range r.parts {
			if e.size > 0 {
				once++
			}
		}
	}
	store := m.store.(*memoryStore)
	store.operations = 0
	rows, appended := 0, len(store.bytes)
	for range table.Rows {
		rows++
	}
	if len(store.bytes) == appended {
		t.Error("all was one batch")
	}
	if store.operations < once || store.operations >= 2*once {
		t.Errorf("%d rows took %d operations, to go through the Store once takes %d", rows, store.operations, once)
	}
}
