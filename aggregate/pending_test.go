package aggregate

import (
	"testing"

	"wf/parser"
)

// TestRowOfAnotherKeyWithTheSameTag has a key for whose tag the table holds the
// row of another one.
func TestRowOfAnotherKeyWithTheSameTag(t *testing.T) {
	spec, err := Compile(Question{Keys: []string{"path"}, Metrics: []string{"count"}}, parser.NewFieldSet())
	if err != nil {
		t.Fatal(err)
	}
	p := NewPartial(spec, nil)
	p.table.split()
	const hash = 7 << 32
	p.table.add(tag(hash), []byte("/one"))
	for range 2 { // the second time it has a row
		k := pendingKey{hash: hash, key: []byte("/two"), row: p.table.part(tag(hash)).candidate(tag(hash))}
		if got := rowKey(p.rowOf(&k), p.table.width); string(got) != "/two" {
			t.Errorf("the row of %q", got)
		}
	}
	if p.table.rows != 2 {
		t.Errorf("%d rows", p.table.rows)
	}
}
