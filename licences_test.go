package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// licences is the file with the licences of all that is in the program and is
// not ours. Releases have it with them, as the licences ask.
const licences = "THIRD_PARTY_LICENSES"

// released are the systems that there are releases for.
var released = []string{"linux", "darwin", "windows", "freebsd"}

// TestLicences compares the file with the modules that the program has for any
// system, Go itself, and what lies in the repository with a licence of its own.
func TestLicences(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go command")
	}
	want := licencesOfAll(t)
	if *update {
		if err := os.WriteFile(licences, want, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(licences)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the modules say; run: make licences", licences)
	}
}

// licencesOfAll returns the file as it should be.
func licencesOfAll(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	out.WriteString("wf contains the work of others, under the licences below. The database of time\nzones, which comes with Go, is in the public domain.\n")
	add := func(what string, files ...string) {
		fmt.Fprintf(&out, "\n%s\n%s\n", strings.Repeat("=", 80), what)
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text = bytes.TrimRight(bytes.ReplaceAll(text, []byte("\r"), nil), "\n")
			fmt.Fprintf(&out, "%s\n\n%s\n", strings.Repeat("-", 80), text)
		}
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	add("Go, its standard library and runtime", filepath.Join(strings.TrimSpace(string(root)), "LICENSE"))
	for _, module := range modules(t) {
		name, folder, _ := strings.Cut(module, "\t")
		files := licenceFiles(t, folder)
		if len(files) == 0 {
			t.Fatalf("%s has no licence", name)
		}
		add(name, files...)
	}
	for _, file := range ownLicences(t) {
		add(file, filepath.FromSlash(file))
	}
	return out.Bytes()
}

// modules returns what the program is linked from: path, version and, behind a
// tab, the folder.
func modules(t *testing.T) []string {
	t.Helper()
	var list []string
	for _, system := range released {
		cmd := exec.Command("go", "list", "-deps", "-f", `{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{"\t"}}{{.Dir}}{{end}}{{end}}`, ".")
		cmd.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
		output, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, strings.Split(strings.TrimSpace(string(output)), "\n")...)
	}
	slices.Sort(list)
	list = slices.Compact(list)
	return slices.DeleteFunc(list, func(line string) bool { return line == "" })
}

// licenceFiles returns what a folder has of licences and notices.
func licenceFiles(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, e := range entries {
		if isLicence(e.Name()) && !e.IsDir() {
			files = append(files, filepath.Join(folder, e.Name()))
		}
	}
	return files
}

func isLicence(name string) bool {
	name = strings.ToUpper(name)
	return slices.ContainsFunc([]string{"LICENSE", "LICENCE", "COPYING", "NOTICE", "PATENTS"}, func(word string) bool {
		return strings.HasPrefix(name, word) || strings.HasSuffix(name, "."+word) // uPlot.LICENSE
	})
}

// ownLicences returns the licences that lie in the repository beside what they
// are for.
func ownLicences(t *testing.T) []string {
	t.Helper()
	var files []string
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		if err == nil && !d.IsDir() && strings.Contains(name, "/") && isLicence(d.Name()) {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
