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
	commands := eval[map[string]string](p, `Object.fromEntries(Array.from(document.querySelectorAll("table[data-name]"), (t) => [t.dataset.name, t.closest("section").querySelector("code.command")?.textContent ?? ""]))`)
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
		rows := answer.Tables[0].Rows
		if len(rows) != len(g.Rows) {
			t.Errorf("%s has %d rows; %q gives %d", g.Name, len(g.Rows), commands[g.Name], len(rows))
			continue
		}
		count := slices.Index(g.Columns, "count")
		for i, row := range rows {
			if count < 0 || row["count"] == nil {
				break
			}
			if shown, _ := g.Rows[i].Cells[count].number(); shown != row["count"] {
				t.Errorf("%s: row %d has %v; %q gives %v", g.Name, i, shown, commands[g.Name], row["count"])
			}
		}
	}
	if ran < 5 {
		t.Errorf("only %d tables have commands", ran)
	}
}
