package cli

import (
	"testing"

	"wf/aggregate"
	"wf/internal/state"
	"wf/internal/wfp"
)

// TestLastingAccount has more names than an account is to have.
func TestLastingAccount(t *testing.T) {
	logs, err := state.Decode([]byte(`[{"name":"b","offset":1,"head":{"bytes":1},"tail":{"bytes":0},"size":1,"modified":0,"seen":0,"grew":0}]`))
	if err != nil {
		t.Fatal(err)
	}
	s := &remembered{logs: logs}
	acc := &wfp.Account{}
	for _, name := range []string{"a", "b", "c", "empty"} {
		f := wfp.File{Name: wfp.Text(name), Lines: aggregate.Lines{Total: 2, Parsed: 2}, Bytes: 7, Ended: true, Left: "left", Problems: []wfp.Problem{{Text: "problem"}}}
		if name == "empty" {
			f.Lines = aggregate.Lines{}
		}
		acc.Files = append(acc.Files, f)
	}
	for most, want := range map[int]string{3: "a:2 b:2 c:2 ", 2: "b:2 former logs:4 "} {
		lasting, err := s.lasting(acc, most)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, f := range lasting.Files {
			got += string(f.Name) + ":" + string('0'+rune(f.Lines.Total)) + " "
			if len(f.Problems) > 0 || f.Left != "" {
				t.Errorf("%s: what was wrong is remembered", f.Name)
			}
		}
		if got != want {
			t.Errorf("at most %d: %s, want %s", most, got, want)
		}
	}
	if len(acc.Files) != 4 || acc.Files[0].Left == "" {
		t.Error("the account of the run is changed")
	}
}
