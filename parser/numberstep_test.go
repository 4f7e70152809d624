package parser

import (
	"math/big"
	"testing"
)

// TestNumberStep compares the steps of fields with what they are called, and
// checks that there are fields of those names.
func TestNumberStep(t *testing.T) {
	for _, c := range []struct {
		field string
		step  *big.Rat // nil for none
	}{
		{"bytes/1000", big.NewRat(1000, 1)},
		{"bytes/10k", big.NewRat(10_000, 1)},
		{"bytes/1Ki", big.NewRat(1024, 1)},
		{"bytes/2MiB", big.NewRat(2<<20, 1)},
		{"status/100", big.NewRat(100, 1)},
		{"hour/6", big.NewRat(6, 1)},
		{"duration/100ms", big.NewRat(1, 10)},
		{"duration/0.5", big.NewRat(1, 2)},
		{"upstream_duration/5m", big.NewRat(300, 1)},
		{"duration/log", nil}, {"time/5m", nil}, {"time/5", nil}, {"client/x", nil}, {"bytes", nil}, {"bytes/0", nil}, {"bytes/", nil}, {"", nil},
	} {
		nanos, ok := NumberStep(c.field)
		if ok != (c.step != nil) {
			t.Errorf("%s: %v", c.field, ok)
			continue
		}
		if step := big.NewRat(nanos, 1e9); ok && step.Cmp(c.step) != 0 {
			t.Errorf("%s: steps of %s; want %s", c.field, step, c.step)
		}
		if _, known := LookupField(c.field); ok && !known {
			t.Errorf("%s is no field", c.field)
		}
	}
}
