package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"wf/chunker"
	"wf/internal/pipeline"
	"wf/parser"
)

// TestBug has a command with a bug in it: nothing is printed but a message that
// says where, exit code 2, and the stack only for those who ask for it.
func TestBug(t *testing.T) {
	log := filepath.Join(t.TempDir(), "odd\x1b[31m\nname.log")
	text := strings.Repeat("line\n", 10) + "panic\x1b]0;title\a\n" + strings.Repeat("line\n", 10)
	if err := os.WriteFile(log, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	message := `^wf: internal error, please report: ".*odd\\x1b\[31m\\nname\.log", byte 50: bug: panic\\x1b\]0;title\\x07\n`
	for _, workers := range []string{"1", "3"} {
		t.Setenv("WF_DEBUG", "")
		code, stdout, stderr := runBuggy(t, "sabotage", "-j", workers, log)
		if want := regexp.MustCompile(message + `wf: WF_DEBUG=1 shows where\n$`); code != exitFailed || stdout != "" || !want.MatchString(stderr) {
			t.Errorf("-j %s: exit code %d, stdout %q, stderr:\n%s", workers, code, stdout, stderr)
		}
		t.Setenv("WF_DEBUG", "1")
		code, stdout, stderr = runBuggy(t, "sabotage", "-j", workers, log)
		if want := regexp.MustCompile(message + `(?s:.*)cli\.buggy\.Parse`); code != exitFailed || stdout != "" || !want.MatchString(stderr) {
			t.Errorf("WF_DEBUG=1 -j %s: exit code %d, stdout %q, stderr:\n%s", workers, code, stdout, stderr)
		}
		if strings.ContainsAny(stderr, "\x1b\a\t") {
			t.Errorf("WF_DEBUG=1 -j %s: control characters in\n%q", workers, stderr)
		}
	}
}

// buggy is a parser with a bug.
type buggy struct{}

func (buggy) Parse(line []byte, _ *parser.Record) parser.Outcome {
	if strings.HasPrefix(string(line), "panic") {
		panic("bug: " + string(line))
	}
	return parser.Rejected
}

// runBuggy runs wf with one more command, sabotage, which reads files with a
// buggy parser. It returns the exit code and what was written.
func runBuggy(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var files [2]*os.File
	for i := range files {
		f, err := os.Create(filepath.Join(t.TempDir(), "out"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		files[i] = f
	}
	a := newApp(args, os.Stdin, files[0], files[1])
	root := newRoot(a)
	sabotage := &cobra.Command{Use: "sabotage"}
	a.runs(sabotage, findCommand, func(_ *cobra.Command, names []string) error {
		set := parser.NewFieldSet()
		in := &inputs{source: chunker.Open(names, a.flags.reading(a))}
		defer in.source.Close()
		cfg := a.config(in, set, []parser.Parser{buggy{}})
		_, _, err := pipeline.Count(cfg, nil)
		return err
	})
	root.AddCommand(sabotage)
	code = a.execute(root)
	var written [2]string
	for i, f := range files {
		text, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		written[i] = string(text)
	}
	return code, written[0], written[1]
}
