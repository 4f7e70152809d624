package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// paperEnv is the environment of the commands in the papers, with the PATH
// that TestMain has set.
func paperEnv(folder string) []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + folder, "TMPDIR=" + folder, "LANG=C.UTF-8", "GORACE=" + os.Getenv("GORACE")}
}

// Every command of a paper prints what is written there.
func TestReadme(t *testing.T)  { runPaper(t, "README.md", 30) }
func TestGuide(t *testing.T)   { runPaper(t, "GUIDE.md", 20) }
func TestCluster(t *testing.T) { runPaper(t, "docs/cluster.md", 4) }
func TestState(t *testing.T)   { runPaper(t, "docs/state.md", 4) }

// runPaper runs every command in the blocks of a paper that are marked as
// console, and compares what it prints with what is written below it. The
// commands run one after another in one folder that holds the logs of
// testdata/logs. There are at least so many of them.
func runPaper(t *testing.T, paper string, least int) {
	t.Helper()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no sh")
	}
	folder := t.TempDir()
	if err := copyLogs(folder); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(paper)
	if err != nil {
		t.Fatal(err)
	}
	var written strings.Builder
	commands := 0
	for i, part := range strings.Split(string(text), "```") {
		if i > 0 {
			written.WriteString("```")
		}
		body, isConsole := strings.CutPrefix(part, "console\n")
		if i%2 == 0 || !isConsole {
			written.WriteString(part)
			continue
		}
		written.WriteString("console\n")
		for _, example := range examples(t, body) {
			got := example.run(t, folder)
			commands++
			if got != example.output && !*update {
				t.Errorf("$ %s\nprints:\n%s\n%s:\n%s", example.command, got, paper, example.output)
			}
			written.WriteString("$ " + example.command + "\n" + got)
		}
	}
	if commands < least {
		t.Errorf("only %d commands found in %s", commands, paper)
	}
	if *update && written.String() != string(text) {
		if err := os.WriteFile(paper, []byte(written.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// example is a command and what is written below it.
type example struct{ command, output string }

// examples cuts a block into commands, each behind "$ ", and their output.
func examples(t *testing.T, block string) []example {
	t.Helper()
	var list []example
	for line := range strings.Lines(block) {
		command, isCommand := strings.CutPrefix(line, "$ ")
		switch {
		case isCommand:
			list = append(list, example{command: strings.TrimSuffix(command, "\n")})
		case len(list) == 0:
			t.Fatalf("output without a command: %q", line)
		default:
			list[len(list)-1].output += line
		}
	}
	return list
}

// foreign finds the programs of others in a command that not every machine has.
var foreign = regexp.MustCompile(`\b(jq|sqlite3|duckdb)\b`)

// run returns what the command prints, and its exit code where that is not 0;
// what is written, if a program that it needs is not there.
func (e example) run(t *testing.T, folder string) string {
	for _, program := range foreign.FindAllString(e.command, -1) {
		if _, err := exec.LookPath(program); err != nil {
			t.Logf("no %s: not run: %s", program, e.command)
			return e.output
		}
	}
	cmd := exec.Command("sh", "-c", e.command)
	cmd.Dir, cmd.Env = folder, paperEnv(folder)
	output, err := cmd.CombinedOutput()
	text := string(output)
	if err != nil {
		text += "[" + err.Error() + "]\n"
	}
	return text
}

// What the README says to a machine with nothing but Go runs from the root.
func TestReadmeFirstCommand(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	first := regexp.MustCompile(`(?m)^go run \. (\S+)$`).FindSubmatch(text)
	if first == nil {
		t.Fatal("README.md has no line that begins with go run .")
	}
	got, err := exec.Command("go", "run", ".", string(first[1])).Output()
	if err != nil {
		t.Fatal(err)
	}
	want, err := exec.Command("wf", string(first[1])).Output()
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("go run prints:\n%s\nwf prints:\n%s", got, want)
	}
}

// Every format, and everything around lines, that wf knows is in the README.
func TestReadmeNamesFormats(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	listed, err := exec.Command("wf", "formats").Output()
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`(?m)^([a-z0-9_]+)  `).FindAllSubmatch(listed, -1)
	for _, name := range names {
		if !strings.Contains(string(text), "`"+string(name[1])+"`") {
			t.Errorf("README.md does not name %s", name[1])
		}
	}
	if len(names) < 30 {
		t.Errorf("only %d names found", len(names))
	}
}

// Every file and folder that the papers name in backquotes is there.
func TestPapersNameWhatExists(t *testing.T) {
	path := regexp.MustCompile("`((?:aggregate|bench|chunker|internal|parser|testdata)/[A-Za-z0-9_./*-]*|[a-z_]+\\.go)`")
	for _, paper := range []string{"README.md", "GUIDE.md", "ARCHITECTURE.md", "CONTRIBUTING.md"} {
		text, err := os.ReadFile(paper)
		if err != nil {
			t.Fatal(err)
		}
		named := path.FindAllSubmatch(text, -1)
		for _, match := range named {
			if found, _ := filepath.Glob(string(match[1])); len(found) == 0 {
				t.Errorf("%s names %s, which does not exist", paper, match[1])
			}
		}
		if len(named) == 0 {
			t.Errorf("%s names no file", paper)
		}
	}
}

// Every link from a paper to another, or to a section, leads there. Pictures
// are made by hand, so that one may be missing in a tree.
func TestPapersLink(t *testing.T) {
	link := regexp.MustCompile(`[^!]\[[^\]]*\]\(([^)#:]*)(#[^)]*)?\)`)
	for _, paper := range []string{"README.md", "GUIDE.md", "ARCHITECTURE.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md",
		"docs/cluster.md", "docs/beam.md", "docs/state.md", "docs/wfp.md"} {
		text, err := os.ReadFile(paper)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range link.FindAllSubmatch(text, -1) {
			target, section := filepath.Join(filepath.Dir(paper), string(match[1])), strings.TrimPrefix(string(match[2]), "#")
			if len(match[1]) == 0 {
				target = paper
			}
			there, err := os.ReadFile(target)
			if err != nil {
				t.Errorf("%s links to %s, which does not exist", paper, target)
			} else if section != "" && !hasSection(string(there), section) {
				t.Errorf("%s links to %s, which has no section %s", paper, target, section)
			}
		}
	}
}

// hasSection reports whether a paper has a heading that is linked to by name.
func hasSection(text, name string) bool {
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(text, -1) {
		anchor := regexp.MustCompile(`[^a-z0-9 -]`).ReplaceAllString(strings.ToLower(heading[1]), "")
		if strings.ReplaceAll(anchor, " ", "-") == name {
			return true
		}
	}
	return false
}
