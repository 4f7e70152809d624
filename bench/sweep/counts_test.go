package sweep

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestCounts(t *testing.T) {
	check := func(text string, want ...int) {
		t.Helper()
		got, err := Counts(text, 1024)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
	}
	check("1..4", 1, 2, 3, 4)
	check("1,2,4,8", 1, 2, 4, 8)
	check("1..64x2", 1, 2, 4, 8, 16, 32, 64)
	check("1..6x2", 1, 2, 4, 6)
	check("3..100x3", 3, 9, 27, 81, 100)
	check("1..2,8", 1, 2, 8)
	check("8, 1..3 ,2", 1, 2, 3, 8)
	check("1..1,2..2x2", 1, 2)
	check("1023,1024", 1023, 1024)

	checkErr := func(text, want string) {
		t.Helper()
		got, err := Counts(text, 1024)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, %v; want %s", text, got, err, want)
		}
	}
	checkErr("", `"" is no number of workers from 1 to 1024; numbers of workers are such as 1..8`)
	checkErr("1..", `"" is no number`)
	checkErr("..8", `"" is no number`)
	checkErr("0..8", `"0" is no number`)
	checkErr("1..1025", `"1025" is no number`)
	checkErr("1..99999999999999999999", `"99999999999999999999" is no number`)
	checkErr("-1..8", `"-1" is no number`)
	checkErr("+1..8", `"+1" is no number`)
	checkErr("1-8", `"1-8" is no number`)
	checkErr("1...8", `".8" is no number`)
	checkErr("1..8/2", `"8/2" is no number`)
	checkErr("8..1", `"8..1" goes down: 1..8`)
	checkErr("1..8x", `"1..8x": behind the x`)
	checkErr("1..8x1", `"1..8x1": behind the x`)
	checkErr("1..8x2x2", `"1..8x2x2": behind the x`)
	checkErr("8", `"8" is one number of workers and a sweep compares them: try 1..8`)
	checkErr("1", `"1" is one number of workers and a sweep compares them: try 1..2`)
	checkErr("2..2", `"2..2" is one number`)
}

func FuzzCounts(f *testing.F) {
	for _, seed := range []string{"1..8", "1,2,4", "1..64x2", "8..1", "1..8x0", "1..7x3,5", strings.Repeat("1..64,", 99) + "1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		list, err := Counts(text, 64)
		if err != nil {
			return
		}
		if len(list) < 2 || len(list) > 64 || list[0] < 1 || list[len(list)-1] > 64 {
			t.Errorf("%q: %v", text, list)
		}
		for i := range list[1:] {
			if list[i] >= list[i+1] {
				t.Errorf("%q: %v does not ascend", text, list)
			}
		}
		// Typed one by one they are the same.
		if again, err := Counts(join(list), 64); err != nil || !slices.Equal(again, list) {
			t.Errorf("%q: %v, then %v, %v", text, list, again, err)
		}
	})
}
