package wfp

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"wf/aggregate"
)

// logOf is a log of lines of ten bytes, some of which are rejected, read whole.
func logOf(lines int64, rejected func(line int64) bool) File {
	return readOf(lines, 0, 10*lines, rejected)
}

// readOf is what is said of its bytes from lo to hi.
func readOf(lines, lo, hi int64, rejected func(line int64) bool) File {
	f := File{Name: "a.log", Format: "combined", Head: "1", Size: 10 * lines, Ended: hi == 10*lines}
	part := Part{From: lo, To: hi}
	for line := range lines {
		at := 10 * line
		if at < lo || at >= hi {
			continue
		}
		part.Lines++
		f.Lines.Total++
		f.Bytes += 10
		if rejected(line) {
			f.Lines.Rejected.Format++
			if f.Reject == nil {
				f.Reject = &Reject{Offset: at, Line: part.Lines, Why: "bad", Text: "x"}
			}
		} else {
			f.Lines.Parsed++
		}
	}
	f.Parts = []Part{part}
	return f
}

// TestSumOfRanges cuts a log anywhere and adds the accounts of its ranges up in
// any order and any steps: it is the account of the whole log, with the number
// of the first line that was rejected.
func TestSumOfRanges(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		lines := 1 + random.Int64N(30)
		bad := random.Int64N(lines)
		rejected := func(line int64) bool { return line >= bad && line%3 == bad%3 }
		var list []*Account
		for lo := int64(0); lo < 10*lines; {
			hi := min(lo+1+random.Int64N(60), 10*lines)
			list = append(list, &Account{Files: []File{readOf(lines, lo, hi, rejected)}})
			lo = hi
		}
		for len(list) > 1 {
			random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			n := 2 + random.IntN(len(list)-1)
			sum, err := Sum(list[:n])
			if err != nil {
				t.Fatal(err)
			}
			list = append(list[n:], sum)
		}
		sum, err := Sum(list)
		if err != nil {
			t.Fatal(err)
		}
		want := logOf(lines, rejected)
		if !reflect.DeepEqual(sum.Files, []File{want}) {
			t.Fatalf("%+v %+v\nwant %+v %+v", sum.Files, sum.Files[0].Reject, want, want.Reject)
		}
		if line := sum.Files[0].LineOf(sum.Files[0].Reject); line != bad+1 {
			t.Fatalf("the first rejected line is %d, want %d", line, bad+1)
		}
	}
}

// TestTwice finds bytes that two accounts have, wherever they stand.
func TestTwice(t *testing.T) {
	none := func(int64) bool { return false }
	part := func(lo, hi int64) *Account { return &Account{Files: []File{readOf(100, lo, hi, none)}} }
	check := func(want bool, accounts ...*Account) {
		t.Helper()
		var twice *TwiceError
		if _, err := Sum(accounts); errors.As(err, &twice) != want {
			t.Errorf("error is %v", err)
		}
	}
	check(false, part(0, 100), part(100, 200))
	check(true, part(0, 101), part(100, 200))
	check(true, part(0, 1000), part(500, 510), part(600, 610))
	check(true, part(0, 1000), part(0, 1000))
	check(false, part(500, 600), part(0, 500))
	other := part(0, 1000)
	other.Files[0].Head = "2"
	check(false, part(0, 1000), other)
	unknown := part(0, 1000)
	unknown.Files[0].Head, unknown.Files[0].Parts = "", nil
	check(false, unknown, unknown)
}

// TestProblems keeps the first read error of the parts of a log, and each other
// problem once, however many there are and in whatever order they come.
func TestProblems(t *testing.T) {
	none := func(int64) bool { return false }
	part := func(lo, hi int64, problems ...Problem) *Account {
		f := readOf(100, lo, hi, none)
		f.Problems = problems
		return &Account{Files: []File{f}}
	}
	var many []Problem
	for i := range 50_000 {
		many = append(many, Problem{Text: Text(fmt.Sprint("problem ", i))})
	}
	list := []*Account{
		part(0, 10, Problem{"late", 90}, Problem{"odd", 0}), part(10, 20, many...), part(20, 30, Problem{"early", 70}, Problem{"odd", 0}), part(30, 40, many...),
	}
	for range 4 {
		list = append(list[1:], list[0])
		sum, err := Sum(list)
		if err != nil {
			t.Fatal(err)
		}
		got := sum.Files[0].Problems
		if len(got) != len(many)+2 || got[len(got)-1] != (Problem{"early", 70}) {
			t.Errorf("%d problems, the last is %v", len(got), got[len(got)-1])
		}
	}
}

// TestGaps names what nobody has read.
func TestGaps(t *testing.T) {
	none := func(int64) bool { return false }
	check := func(f File, want ...Gap) {
		t.Helper()
		if got := f.Gaps(); !reflect.DeepEqual(got, want) {
			t.Errorf("gaps %v, want %v", got, want)
		}
	}
	check(readOf(10, 0, 100, none))
	check(readOf(10, 20, 100, none), Gap{0, 20})
	check(readOf(10, 0, 90, none), Gap{90, 100})
	f := readOf(10, 20, 30, none)
	f.add(&File{Parts: []Part{{50, 100, 5}}, Size: 100, Ended: true})
	check(f, Gap{0, 20}, Gap{30, 50})
	check(File{Lines: aggregate.Lines{Total: 1}})
}
