package aggregate

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestAnswersWithoutAnErrorAreWhole lets operations of the Store fail and looks
// at all that is asked of counts in the way the command does: what does not
// come with an error is the answer of counts in memory.
func TestAnswersWithoutAnErrorAreWhole(t *testing.T) {
	lists := map[bool][]request{false: requests(700, 300, 11), true: sparse(300, 3*time.Hour, 5)}
	for _, q := range storedQuestions {
		if q.keys == nil {
			continue
		}
		for i := range max(len(q.views), len(q.conditions)) {
			want, _, err := answerStored(t, q, i, lists[q.gaps], nil)
			if err != nil {
				t.Fatal(err)
			}
			for fails := 1; ; fails += 1 + fails/3 {
				store := &memoryStore{fails: fails}
				got, what, err := answerStored(t, q, i, lists[q.gaps], tight(store, 20_000))
				if err == nil && got != want {
					t.Fatalf("%v, %s: operation %d failed without an error: %s", q.keys, what, fails, firstDifference(got, want))
				}
				if err != nil && !errors.Is(err, errStore) {
					t.Fatalf("%v, %s: %v", q.keys, what, err)
				}
				if store.operations < fails {
					break // nothing failed any more
				}
			}
		}
	}
}

// answerStored writes down one of the tables of q and one of its verdicts, each
// of counts of its own, and says what it did last.
func answerStored(t *testing.T, q storedQuestion, i int, list []request, m *Memory) (answer, what string, err error) {
	t.Helper()
	tune := func(p *Partial) {
		if m != nil {
			m.tune(p)
		}
	}
	var b strings.Builder
	if i < len(q.views) {
		what = fmt.Sprintf("%+v", q.views[i])
		if err := writeStored(t, &b, q, q.views[i], list, tune); err != nil {
			return "", what, err
		}
	}
	if i < len(q.conditions) {
		what = q.conditions[i]
		c := countBy(t, Question{Keys: q.keys, Metrics: q.metrics}, list, 2, 5, tune)
		verdict, err := c.Test(what, q.gaps, 2)
		if err != nil {
			return "", what, err
		}
		fmt.Fprintf(&b, "%+v\n", *verdict)
	}
	return b.String(), what, nil
}

// writeStored writes down a table of q.
func writeStored(t *testing.T, b *strings.Builder, q storedQuestion, v View, list []request, tune func(*Partial)) error {
	t.Helper()
	parts := countStored(t, q, v, list, tune)
	table, err := Show(parts, v, 2)
	if err != nil {
		return err
	}
	for row := range table.Rows {
		fmt.Fprintln(b, showRow(row))
	}
	fmt.Fprintln(b, table.Total, table.Unfilled, table.Columns, showRow(table.Totals))
	return errOf(parts)
}

// TestRowsThatCannotBeReadAreAnError has a Store that fails once the table is
// made and its rows are read. With gaps filled these are in memory as well by
// then, but not what was ranked.
func TestRowsThatCannotBeReadAreAnError(t *testing.T) {
	lists := map[bool][]request{false: requests(700, 300, 11), true: sparse(300, 3*time.Hour, 5)}
	failed := map[bool]int{}
	for _, q := range storedQuestions {
		for _, v := range q.views {
			store := new(memoryStore)
			parts := countStored(t, q, v, lists[q.gaps], tight(store, 20_000).tune)
			table, err := Show(parts, v, 2)
			if err != nil {
				t.Fatal(err)
			}
			store.fails = store.operations + 1
			for range table.Rows {
			}
			if store.operations < store.fails {
				continue
			}
			failed[v.Gaps]++
			if !errors.Is(errOf(parts), errStore) {
				t.Errorf("%v, %+v: rows that could not be read are no error", q.keys, v)
			}
		}
	}
	if len(failed) != 2 {
		t.Errorf("nothing was read: %v", failed)
	}
}

// countStored counts what a view of q takes.
func countStored(t *testing.T, q storedQuestion, v View, list []request, tune func(*Partial)) (parts []*Counts) {
	t.Helper()
	questions, err := Parts(Question{Keys: q.keys, Metrics: q.metrics}, v)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range questions {
		parts = append(parts, countBy(t, q, list, 2, 5, tune))
	}
	return parts
}

// errOf is the error of any of them.
func errOf(parts []*Counts) (err error) {
	for _, c := range parts {
		err = cmp.Or(err, c.Err())
	}
	return err
}
