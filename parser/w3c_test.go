package parser

import (
	"bytes"
	"strings"
	"testing"
)

// TestW3CColumns has the column of a time in all its places.
func TestW3CColumns(t *testing.T) {
	check := func(log, names, want string) {
		t.Helper()
		lines := bytes.Split([]byte(log), []byte{'\n'})
		f := w3cFormat.Fit(lines)
		set := NewFieldSet(f.Own()...)
		var slots []int
		for _, name := range strings.Fields(names) {
			slot, err := set.Add(name)
			if err != nil {
				t.Fatal(err)
			}
			slots = append(slots, slot)
		}
		got := "rejected"
		parseAll(f, set, lines, func(r *Record, _ []byte, outcome Outcome) {
			if outcome != Parsed {
				return
			}
			var values []string
			for _, slot := range slots {
				text := "-"
				if value := r.Bytes(slot); value != nil {
					text = string(AppendText(nil, set.Field(slot).Kind, value))
				}
				values = append(values, text)
			}
			got = strings.Join(values, " ")
		})
		if got != want {
			t.Errorf("%q: %s, want %s", log, got, want)
		}
	}
	check("#Fields: date time c-ip sc-status\n2026-03-01 09:00:00 ::1 200", "time client status", "2026-03-01T09:00:00 ::1 200")
	check("#Fields: date c-ip time sc-status\n2026-03-01 ::1 09:00:00 200", "time log.date log.time status", "2026-03-01T09:00:00 2026-03-01 09:00:00 200")
	check("#Fields: time date sc-status\n09:00:00 2026-03-01 200", "time hour status", "2026-03-01T09:00:00 09 200")
	check("#Date: 2026-03-01 08:00:00\n#Fields: time sc-status\n09:00:00 200", "time status", "2026-03-01T09:00:00 200")
	check("#Fields: time sc-status\n09:00:00 200", "time status", "- 200")
	check("#Fields: time time sc-status\n09:00:00 x 200", "time status", "- 200")
	check("#Fields: cs-uri-stem cs-uri-query sc-status\n/a b=1 200", "uri path query", "/a?b=1 /a b=1")
	check("#Fields: cs-host cs(Host) sc-status\na b 200", "vhost cs_host", "a b")
	check("#Fields: File status sc-status\na b 200", "log.file log.status status", "a b 200")
	check("#Fields: cs(Cookie) sc-status\na+b 200", "cs_cookie log.cs_cookie_ log.cs_cookie", "a b a+b a+b")
	check("#Fields:\n200", "status", "rejected")
	check("200", "status", "rejected")
}

// FuzzW3C holds for any directives and lines: that a line is taken whatever is
// asked for, and that values lie in it or are as long as their kind says.
func FuzzW3C(f *testing.F) {
	f.Add("#Fields: date time c-ip cs-uri-stem sc-status time-taken", "#Date: 2026-03-01 10:00:00", "2026-03-01 10:00:00 ::1 /a 200 17")
	f.Add("#Fields: time c-ip sc-status", "#Date: 2026-03-01", "10:00:00 ::1 200")
	f.Add("#Fields: date x-edge-location time cs(User-Agent) x-forwarded-for", "#Date:", "2026-03-01\tFRA\t10:00:00\ta%2520b\t%3A")
	f.Add(cloudFrontFields, "", cloudFront.Sample)
	f.Add("File status client/24 log.time extra1", "", "a b c d e")
	names := []string{"time", "hour", "path", "uri", "query", "status", "bytes", "duration", "agent", "forwarded", "log.time", "client/24"}
	f.Fuzz(func(t *testing.T, fields, date, line string) {
		lines := [][]byte{[]byte(date), []byte("#Fields: " + fields), []byte(line)}
		format := w3cFormat.Fit(lines)
		all := NewFieldSet(format.Own()...)
		for _, name := range names {
			if _, err := all.Add(name); err != nil {
				t.Fatal(err)
			}
		}
		var want []Outcome
		parseAll(format, NewFieldSet(), lines, func(_ *Record, _ []byte, outcome Outcome) { want = append(want, outcome) })
		parseAll(format, all, lines, func(r *Record, line []byte, outcome Outcome) {
			if outcome != want[0] {
				t.Fatalf("%q: outcome %d with fields, %d without", line, outcome, want[0])
			}
			want = want[1:]
			if outcome != Parsed {
				return
			}
			r.Instant()
			for slot := range all.Len() {
				if value := r.Bytes(slot); value != nil && all.Field(slot).Kind == Clock && len(value) != 8 {
					t.Fatalf("%q: %s is %q", line, all.Field(slot).Name, value)
				}
				r.Integer(slot)
				r.Decimal(slot)
			}
		})
	})
}
