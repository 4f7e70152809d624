package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// inOrder returns an error if a may not stand before b.
func (q *question) inOrder(a, b *plainRow, shownA, shownB map[string]json.RawMessage, kept []*plainRecord) error {
	order, sure := q.compareRows(a, b, shownA, shownB, kept)
	if sure {
		order = cmp.Or(order, compareTies(q.keys, a.key, b.key))
	}
	if order > 0 || sure && order == 0 {
		return fmt.Errorf("%s stands before %s", shownA, shownB)
	}
	return nil
}

// compareRows returns the order of two rows by what the question ranks by, and
// whether it is sure: of fractions that are nearly equal it cannot be.
func (q *question) compareRows(a, b *plainRow, shownA, shownB map[string]json.RawMessage, kept []*plainRecord) (order int, sure bool) {
	name := q.order()
	if at := slices.Index(q.keys, name); at >= 0 {
		return compareKeys(name, a.key[at], b.key[at], q.reverse), true
	}
	metric := name
	if at := slices.IndexFunc(q.metrics, func(m string) bool { return nameOf(m) == name }); at >= 0 {
		metric = q.metrics[at]
	}
	x, y := q.value(metric, a, kept), q.value(metric, b, kept)
	if !x.there || !y.there {
		return absentLast(x.there, y.there), true
	}
	p, r := x.exact, y.exact
	sure = true
	if x.kind == estimated || x.many || y.many { // they are ranked by the estimates
		if shownA[name] == nil {
			return 0, false // which a pivot does not show
		}
		p, _ = new(big.Rat).SetString(string(shownA[name]))
		r, _ = new(big.Rat).SetString(string(shownB[name]))
		sure = p.Cmp(r) != 0
	}
	if x.kind == divided && (p.Cmp(r) != 0 || rooted(metric)) {
		off := new(big.Rat).Sub(p, r)
		if off.Abs(off).Cmp(new(big.Rat).Mul(new(big.Rat).Abs(p), big.NewRat(1, 1e9))) <= 0 {
			return 0, false
		}
	}
	if order = r.Cmp(p); q.reverse {
		order = -order
	}
	return order, sure
}

// rooted reports whether a fraction is a root. Equal ones may differ in their
// last digit then; those that are divided once may not.
func rooted(metric string) bool { return strings.HasPrefix(metric, "stddev_") }

func absentLast(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// compareKeys ranks by a key: numbers by their value, all else as it is
// written, what is absent last in either direction.
func compareKeys(name string, a, b plainCell, reverse bool) int {
	if !a.there || !b.there {
		return absentLast(a.there, b.there)
	}
	order := compareCell(name, a, b)
	field, _, _ := strings.Cut(name, "/")
	if slices.Contains([]string{"bytes", "duration", "status", "hour"}, field) {
		x, _ := new(big.Rat).SetString(a.text)
		y, _ := new(big.Rat).SetString(b.text)
		order = x.Cmp(y)
	}
	if reverse {
		return -order
	}
	return order
}

// compareTies settles ties: what is absent comes first, then the order of
// texts, of weekdays that of the week.
func compareTies(keys []string, a, b []plainCell) int {
	for i, name := range keys {
		order := -absentLast(a[i].there, b[i].there)
		if order = cmp.Or(order, compareCell(name, a[i], b[i])); order != 0 {
			return order
		}
	}
	return 0
}

func compareCell(name string, a, b plainCell) int {
	if name == "weekday" {
		return cmp.Compare(slices.Index(weekdays, a.text), slices.Index(weekdays, b.text))
	}
	return cmp.Compare(a.text, b.text)
}

var weekdays = []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}
