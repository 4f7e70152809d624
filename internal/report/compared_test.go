package report

import (
	"strings"
	"testing"

	"wf/aggregate"
	"wf/parser"
)

// On a narrow terminal the times of a side stand in a line of their own.
func TestComparedSidesFit(t *testing.T) {
	stamp := parser.Stamp{Nanos: 1772442000e9, Valid: true}
	r := &aggregate.Report{Meta: aggregate.Meta{Complete: true, Compared: &aggregate.Comparison{Alpha: 0.01, SignificantP: -1}}}
	for i, name := range []string{"before 2026-03-03 09:10", "b.log"} {
		r.Meta.Compared.Sides[i] = aggregate.ComparedSide{Name: name, Requests: 5, Seconds: 60, First: stamp, Last: stamp}
	}
	brief := &aggregate.Table{Rows: func(func([]aggregate.Value) bool) {}}
	var narrow, wide strings.Builder
	if err := WriteCompared(&narrow, "table", r, brief, Options{Width: 60}); err != nil {
		t.Fatal(err)
	}
	if err := WriteCompared(&wide, "table", r, brief, Options{}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(narrow.String()) {
		if strings.Contains(line, "…") && !strings.Contains(line, "test") {
			t.Errorf("cut: %q", line)
		}
	}
	if got := strings.Join(strings.Fields(narrow.String()), " "); !strings.HasPrefix(got, strings.Join(strings.Fields(SideLines(r.Meta.Compared)[0]), " ")) {
		t.Errorf("got %q", got)
	}
	if !strings.HasPrefix(wide.String(), SideLines(r.Meta.Compared)[0]+"\n") {
		t.Errorf("got %q", wide.String())
	}
}
