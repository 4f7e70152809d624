package expr

import (
	"testing"

	"wf/parser"
)

// record returns a record of a line of the combined format for the fields of
// set, to which conditions were added.
func record(t testing.TB, set *parser.FieldSet, line string) *parser.Record {
	t.Helper()
	format, _ := parser.LookupFormat("combined")
	r := parser.NewRecord(set)
	if format.Compile(set).Parse([]byte(line), r) != parser.Parsed {
		t.Fatalf("%q is not parsed", line)
	}
	return r
}

// costly are conditions of each kind.
var costly = []struct{ name, condition string }{
	{"status", `status >= 500`},
	{"class", `class in ["4xx", "5xx"]`},
	{"three", `status >= 400 and path startsWith "/blog" and not (agent contains "bot")`},
	{"bytes", `bytes > 10000`},
	{"path", `path == "/blog/Chair.php"`},
	{"prefix", `path startsWith "/blog"`},
	{"clients", `client in ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "203.0.113.5"]`},
	{"cidr", `cidr(client, ["10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/12", "fd00::/8"])`},
	{"ending", `path matches "\.php$"`},
	{"matches", `path matches "/[a-z]+/[A-Z]\w+\.php$"`},
	{"lower", `lower(agent) contains "googlebot"`},
	{"hour", `hour in 9..17 and weekday < "Sat"`},
}

func BenchmarkKeep(b *testing.B) {
	for _, c := range costly {
		b.Run(c.name, func(b *testing.B) {
			set := parser.NewFieldSet()
			f, err := NewFilter(c.condition, set)
			if err != nil {
				b.Fatal(err)
			}
			r := record(b, set, combinedLine)
			b.ReportAllocs()
			for b.Loop() {
				f.Keep(r)
			}
		})
	}
	b.Run("read the status", func(b *testing.B) {
		set := parser.NewFieldSet()
		slot, _ := set.Add("status")
		r := record(b, set, combinedLine)
		for b.Loop() {
			r.Bytes(slot)
		}
	})
}

func TestNoAllocations(t *testing.T) {
	for _, c := range costly {
		if raceEnabled && c.name == "lower" {
			continue // sync.Pool drops at random what it is given
		}
		set := parser.NewFieldSet()
		f, err := NewFilter(c.condition, set)
		if err != nil {
			t.Fatal(err)
		}
		r := record(t, set, combinedLine)
		if n := testing.AllocsPerRun(100, func() { f.Keep(r) }); n != 0 {
			t.Errorf("%s: %v allocations", c.condition, n)
		}
	}
}
