package report

import (
	"encoding/csv"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"
)

// formulas are texts that spreadsheets run, whatever is before the sign.
var formulas = []string{
	"=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠SUM(A1)", "\ufeff=1", "=", "+", "@", "--", `="a"`, "=HYPERLINK(\"http://a.example\")",
	"=cmd|' /C calc'!A0", "@a,b", "=1\n2", "-", "a=1", " =1", "\xff=1", "'=1", "",
}

// TestFormulas reads CSV with package csv, and with Python's where it is there:
// no cell of a text begins as a formula does, and there are as many cells as
// columns.
func TestFormulas(t *testing.T) {
	header := false
	for _, o := range []Options{{}, {Terminal: true}, {Header: &header}} {
		text := written(t, "csv", handMade(formulas), o)
		if begin, _ := utf8.DecodeRuneInString(text); begin == '\ufeff' {
			t.Error("a byte order mark begins the file")
		}
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		checkFormulas(t, rows)
		python, err := exec.LookPath("python3")
		if err != nil {
			continue
		}
		cmd := exec.Command(python, "-c", "import csv, json, sys; print(json.dumps(list(csv.reader(sys.stdin))))")
		cmd.Stdin = strings.NewReader(text)
		cmd.Env = []string{"PYTHONIOENCODING=utf-8", "LC_ALL=C.UTF-8"}
		out, err := cmd.Output()
		if err != nil {
			t.Log("python3: ", err)
			continue
		}
		var read [][]string
		if err := json.Unmarshal(out, &read); err != nil || len(read) != len(rows) {
			t.Fatalf("Python reads %d rows of %d: %v", len(read), len(rows), err)
		}
		checkFormulas(t, read)
	}
}

func checkFormulas(t *testing.T, rows [][]string) {
	t.Helper()
	for _, row := range rows {
		if len(row) != 10 {
			t.Errorf("%d cells in %q", len(row), row)
			continue
		}
		for _, cell := range []string{row[0], row[9]} {
			if begin, _ := utf8.DecodeRuneInString(cell); strings.ContainsRune("=+-@\t\r\n＝＋－＠\ufeff", begin) && cell != "-" && cell != "" {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	}
}
