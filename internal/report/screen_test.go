package report

import (
	"strings"
	"testing"

	"wf/aggregate"
)

// TestSectionsLacking asks for sections that a log cannot fill.
func TestSectionsLacking(t *testing.T) {
	check := func(r *aggregate.Report, want string, sections ...string) {
		t.Helper()
		got := drawn(t, r, Options{Width: 80, Sections: sections})
		_, got, _ = strings.Cut(got, "\n\n") // without the header
		if got != want {
			t.Errorf("sections %q: got\n%swant\n%s", sections, got, want)
		}
	}
	const none = ": nothing to show\n"
	log := made().report("access.log", "time", "client", "path")
	check(log, "vhosts"+none, "vhosts")
	check(log, "worst"+none+"failing"+none+"notfound"+none, "notfound", "failing", "worst")
	empty := (&counter{}).report("empty.log", allFields()...)
	check(empty, "time"+none+"clients"+none, "clients", "time")
	check(empty, "worst"+none+"paths"+none, "paths", "worst")
	both := drawn(t, log, Options{Width: 80, Sections: []string{"clients", "agents"}})
	if !strings.Contains(both, "\nCLIENTS ") || !strings.HasSuffix(both, "\n\nagents"+none) {
		t.Errorf("one of two sections:\n%s", both)
	}
	for _, all := range []Options{{}, {Sections: SectionNames()}} {
		if text := drawn(t, log, all); strings.Contains(text, "nothing") {
			t.Errorf("the whole report misses sections:\n%s", text)
		}
	}
}
