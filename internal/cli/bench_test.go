package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"wf/bench"
)

// TestMain makes the test binary the command wf as well.
func TestMain(m *testing.M) {
	if os.Args[0] == "wf" {
		os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// A rung that does not count what wf-1 counts is an error: on stderr, in the
// table, and in the exit code.
func TestBenchWrongAnswer(t *testing.T) {
	folder := t.TempDir()
	log := filepath.Join(folder, "access.log")
	if err := os.WriteFile(log, []byte("GET /ongoing/When/200x/2003/07/25/A HTTP\nGET /ongoing/When/200x/2003/07/25/B HTTP\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	liar := bench.Rung{Name: "wf-0", Strategy: "guesses", Args: func(log string, _ int) []string {
		return []string{"find", `(2003)`, log, "-n", "0"}
	}}
	files := make([]*os.File, 2)
	for i := range files {
		var err error
		if files[i], err = os.Create(filepath.Join(folder, string(rune('a'+i)))); err != nil {
			t.Fatal(err)
		}
		defer files[i].Close()
	}
	name := os.Args[0]
	os.Args[0] = "wf" // the name under which a program is started again
	defer func() { os.Args[0] = name }()

	a := newApp(nil, os.Stdin, files[0], files[1])
	newRoot(a)
	a.flags.runs, a.flags.warmup, a.flags.workers = 1, 0, 1
	if err := a.bench([]string{log}, append(bench.Rungs()[:2], liar)); err != nil {
		t.Fatal(err)
	}
	if a.code != exitIncomplete {
		t.Errorf("exit code %d", a.code)
	}
	stdout, _ := os.ReadFile(files[0].Name())
	stderr, _ := os.ReadFile(files[1].Name())
	if want := `(?m)\Awf-1\t.*\t-\tline.*\nwf-2\t.*\tsame\t.*\nwf-0\t.*\twrong\tguesses\n\z`; !regexp.MustCompile(want).Match(stdout) {
		t.Errorf("stdout %s", stdout)
	}
	if want := `wf: wf-0 does not count what wf-1 does: row 1 is "2\t2003\n"; want "1\t2003/07/25/A\n"`; !strings.Contains(string(stderr), want) {
		t.Errorf("stderr %s", stderr)
	}
}
