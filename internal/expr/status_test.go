package expr

import (
	"fmt"
	"testing"

	"wf/parser"
)

// TestTabulated compares the table with the function that it stands for, for
// every code and for what is none of three digits.
func TestTabulated(t *testing.T) {
	texts := []string{"0", "7", "99", "1000", "2000", "0404", "99999999999999999999"}
	for code := range 1000 {
		texts = append(texts, fmt.Sprintf("%03d", code))
	}
	for _, condition := range []string{
		"status >= 500", "status == 404", "status != 404", "status not in [200, 301..302, 404.5]", "not (status < 400)", "status == nil", "nil != status",
		`class == "4xx"`, `class != "4xx"`, `class == nil`, `class in ["1xx", "9xx"] and status > 150`, `lower(class) startsWith "5" or len(class) != 3`,
		"status < 1e9", "0 <= status <= 99",
	} {
		set := parser.NewFieldSet()
		f, err := NewFilter(condition, set)
		if err != nil {
			t.Fatal(err)
		}
		e, _ := Parse(condition)
		plain, _ := Compile(e, Env[parser.Record](newRecords(set)))
		format, _ := parser.LookupFormat("combined")
		p := format.Compile(set)
		r := parser.NewRecord(set)
		for _, text := range texts {
			line := fmt.Sprintf(`192.0.2.1 - - [02/Mar/2026:10:04:34 +0000] "GET / HTTP/2.0" %s 14454 "-" "-"`, text)
			if p.Parse([]byte(line), r) == parser.Parsed && f.Keep(r) != plain(r) {
				t.Errorf("%s: %s: %v", condition, text, f.Keep(r))
			}
		}
	}
}

// TestTabulatedOfAbsent reads a status that is not there.
func TestTabulatedOfAbsent(t *testing.T) {
	format, err := parser.NewFormat(`$remote_addr [$time_local] "$upstream_addr" $status`)
	if err != nil {
		t.Fatal(err)
	}
	for condition, want := range map[string]bool{
		"status >= 500": false, "status != 500": true, "status == nil": true, "not (status == 500)": true, `class == nil`: true,
	} {
		set := parser.NewFieldSet(format.Own()...)
		f, err := NewFilter(condition, set)
		if err != nil {
			t.Fatal(err)
		}
		r := parser.NewRecord(set)
		r.Reset("")
		if got := f.Keep(r); got != want {
			t.Errorf("%s: %v", condition, got)
		}
	}
}
