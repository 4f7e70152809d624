package browser

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/kballard/go-shellquote"
)

// TestCommands runs the command that stands below each table: it counts what the
// table shows.
func TestCommands(t *testing.T) {
	p := open(t, report(t, timed), desktop)
	commands := eval[map[string]string](p, `Object.fromEntries(Array.from(document.querySelectorAll("table[data-name]"), (t) => [t.dataset.name, t.closest("details, section").querySelector("code.command")?.textContent ?? ""]))`)
	ran := 0
	for _, g := range p.grids() {
		if commands[g.Name] == "" {
			t.Logf("%s has no command", g.Name)
			continue
		}
		words, err := shellquote.Split(commands[g.Name])
		if err != nil || len(words) < 2 || words[0] != "wf" {
			t.Errorf("%s: %q: %v", g.Name, commands[g.Name], err)
			continue
		}
		ran++
		var answer struct {
			Tables []struct{ Rows []map[string]any }
		}
		if err := json.Unmarshal([]byte(wf(t, append(words[1:], "-o", "json")...)), &answer); err != nil || len(answer.Tables) != 1 {
			t.Errorf("%s: %q gives %d tables: %v", g.Name, commands[g.Name], len(answer.Tables), err)
			continue
		}
		if g.Name == "heat" {
			continue // which shows the rows in another form
		}
		metric := "count"
		if g.Name == "worst" {
			metric = "distinct_client"
		}
		var want []float64
		for _, row := range answer.Tables[0].Rows {
			n, _ := row[metric].(float64)
			want = append(want, n)
		}
		if got := g.numbers(metric); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
			t.Errorf("%s has %v; %q has %v", g.Name, got, commands[g.Name], want)
		}
	}
	if ran < 5 {
		t.Errorf("only %d tables have commands", ran)
	}
}

// numbers returns those of a column, or of the first one if there is none of
// that name, the smallest first.
func (g grid) numbers(name string) (numbers []float64) {
	column := slices.Index(g.Columns, name)
	for _, r := range g.Rows {
		n, _ := r.Cells[max(column, 0)].number()
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	return numbers
}
