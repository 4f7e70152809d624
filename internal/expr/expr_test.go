package expr

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"wf/parser"
)

func TestNamesAndCalls(t *testing.T) {
	e, err := Parse(`p95_duration > 0.5 and count >= 100 and count( status in [500, ")"] ) > 5 or share(a.b == "x") < count or len(path) > count(status in [500, ")"])`)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := e.Names(), []string{"p95_duration", "count", "path"}; !slices.Equal(got, want) {
		t.Error(got)
	}
	want := []Call{{"count", `status in [500, ")"]`}, {"share", `a.b == "x"`}}
	if got := e.Calls(); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got := e.Calls()[1].Text(); got != `share(a.b == "x")` {
		t.Error(got)
	}
}

// row is what a table has.
type row struct {
	count   int64
	average float64
	share   float64
	path    []byte
	step    parser.Stamp
}

// rows is the Env of conditions on them.
type rows struct{}

func (rows) Lookup(name string) (Operand[row], error) {
	switch name {
	case "count":
		return Operand[row]{Kind: Number, Scale: 1, Slot: -1, Whole: func(r *row) (int64, bool) { return r.count, true }}, nil
	case "share_count":
		return rows{}.Lookup("count")
	case "average", "share_5xx":
		return Operand[row]{Kind: Number, Slot: -1, Float: func(r *row) (float64, bool) { return r.average, true }}, nil
	case "path":
		return Operand[row]{Kind: Either, Slot: -1, Text: func(r *row) []byte { return r.path }}, nil
	case "time":
		return Operand[row]{Kind: Time, Slot: -1, Stamp: func(r *row) parser.Stamp { return r.step }}, nil
	}
	return Operand[row]{}, fmt.Errorf("the rows have no %q", name)
}

func (rows) Call(c Call) (Operand[row], error) {
	if c.Function != "share" {
		return Operand[row]{}, errors.New("no " + c.Text())
	}
	return Operand[row]{Kind: Number, Slot: -1, Float: func(r *row) (float64, bool) { return r.share, true }}, nil
}

func TestRows(t *testing.T) {
	r := &row{count: 100, average: 0.1, share: 0.25, path: []byte("0404")}
	absent := &row{average: math.NaN()}
	check := func(condition string, want, wantAbsent bool) {
		t.Helper()
		e, err := Parse(condition)
		if err != nil {
			t.Fatal(err)
		}
		keep, err := Compile(e, Env[row](rows{}))
		if err != nil {
			t.Fatal(err)
		}
		if keep(r) != want || keep(absent) != wantAbsent {
			t.Errorf("%s: %v %v", condition, keep(r), keep(absent))
		}
	}
	check("count >= 100", true, false)
	check("count == 0", false, true)
	check("share_count > 5", true, false)
	check("average > 5 or share_5xx <= 1", true, false)
	check("average == 0.1", true, false)
	check("average != 0.1", false, true)
	check("average in [0.05..0.1, 3]", true, false)
	check("average not in [0.05..0.09, 3]", true, true)
	check("average < 0.1 or average > 0.1", false, false)
	check("average == nil", false, true)
	check("average <= count", true, false)
	check("average != count", true, true)
	check("share(status >= 500) >= 0.25", true, false)
	check("count > share(x == 1)", true, false)
	check("path == 404", true, false)
	check(`path == "404"`, false, false)
	check(`path != 404.5`, true, true)
	check("path > count", true, false)
	check("path != count", true, true)
	check("time == nil", true, true)
	check("time == time", false, false)
	check("time != time", true, true)
}

func TestErrorsOfAnEnv(t *testing.T) {
	check := func(condition, want string) {
		t.Helper()
		e, err := Parse(condition)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = Compile(e, Env[row](rows{})); err == nil || err.Error() != want {
			t.Errorf("got\n%v\nwant\n%s", err, want)
		}
	}
	check("count > 5 and hits > 5", "the rows have no \"hits\"\n  count > 5 and hits > 5\n                ^")
	check("share_5xx > 12.5", "shares are between 0 and 1: write 0.125\n  share_5xx > 12.5\n              ^")
	check("share(x == 1) in [0.5, 0.9..1.1]", "shares are between 0 and 1: write 0.011\n  share(x == 1) in [0.5, 0.9..1.1]\n                              ^")
	check("500 < share_5xx", "shares are between 0 and 1\n  500 < share_5xx\n  ^")
	check(`path == "-"`, "\"-\" stands for what is absent; write path == nil\n  path == \"-\"\n          ^")
	check("count(status == 5) > 5", "no count(status == 5)\n  count(status == 5) > 5\n  ^")
}

// TestTimes compares with package time.
func TestTimes(t *testing.T) {
	check := func(condition string, want bool) {
		t.Helper()
		if got := keeps(t, condition, combinedLine); got != want {
			t.Errorf("%s: %v", condition, got)
		}
	}
	at := time.Date(2026, 3, 2, 10, 4, 34, 0, time.UTC)
	for _, shift := range []time.Duration{-time.Hour, -time.Second, 0, time.Second, time.Hour} {
		for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "02/Jan/2006:15:04:05 -0700"} {
			text := fmt.Sprintf(" %q", at.Add(shift).In(time.UTC).Format(layout))
			check("time >="+text, shift <= 0)
			check("time <"+text, shift > 0)
			check("time =="+text, shift == 0)
			check("time !="+text, shift != 0)
			check(text+" < time", shift < 0)
		}
	}
	check(`time/5m == "2026-03-02 10:00"`, true)
	check(`time/1d == "2026-03-02"`, true)
	if _, err := NewFilter(`time > "garbage"`, parser.NewFieldSet()); err == nil {
		t.Error("garbage is a time")
	}
}

// TestZone reads times without an offset as those of the zone of the set.
func TestZone(t *testing.T) {
	zone := time.FixedZone("", 3600)
	set := parser.NewFieldSet()
	set.In(zone)
	f, err := NewFilter(`time == "2026-03-02 11:04:34" and time < "2026-03-02 11:04:35"`, set)
	if err != nil {
		t.Fatal(err)
	}
	if !f.Keep(record(t, set, combinedLine)) {
		t.Error("a time without an offset is not of the zone")
	}
}
