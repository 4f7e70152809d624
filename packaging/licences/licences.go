// Package licences keeps the files with the licences of all that is in a program
// and is not ours. Releases have them with them, as the licences ask.
package licences

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// file is the name of the list, beside the main package of its program.
const file = "THIRD_PARTY_LICENSES"

// released are the systems that there are releases for.
var released = []string{"linux", "darwin", "windows", "freebsd"}

// Check compares the list of the program whose main package is in the working
// folder with the modules that it is linked from for any system, Go itself, and
// what lies in the repository with a licence of its own. With update it writes
// the list first. It runs the go command, which has to know the modules.
func Check(program, repository string, update bool) error {
	want, err := list(program, repository)
	if err != nil {
		return err
	}
	if update {
		if err := os.WriteFile(file, want, 0o666); err != nil {
			return err
		}
	}
	got, err := os.ReadFile(file)
	if err == nil && !bytes.Equal(got, want) {
		err = fmt.Errorf("%s of %s is not what the modules say; run: make licences", file, program)
	}
	return err
}

// list returns the file as it should be.
func list(program, repository string) ([]byte, error) {
	root, err := goCommand("", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	modules, err := modules()
	if err != nil {
		return nil, err
	}
	own, err := ownLicences(os.DirFS(repository))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s contains the work of others, under the licences below. The database of time\nzones, which comes with Go, is in the public domain.\n", program)
	if err := add(&out, "Go, its standard library and runtime", filepath.Join(root, "LICENSE")); err != nil {
		return nil, err
	}
	for _, module := range modules {
		name, folder, _ := strings.Cut(module, "\t")
		files, err := licencesIn(folder)
		if err != nil {
			return nil, err
		}
		if err := add(&out, name, files...); err != nil {
			return nil, err
		}
	}
	for _, name := range own {
		if err := add(&out, name, filepath.Join(repository, filepath.FromSlash(name))); err != nil {
			return nil, err
		}
	}
	return out.Bytes(), nil
}

// add writes what something is under, which has to be one file or more.
func add(out *bytes.Buffer, what string, files ...string) error {
	if len(files) == 0 {
		return fmt.Errorf("%s has no licence", what)
	}
	fmt.Fprintf(out, "\n%s\n%s\n", strings.Repeat("=", 80), what)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		text = bytes.TrimRight(bytes.ReplaceAll(text, []byte("\r"), nil), "\n")
		fmt.Fprintf(out, "%s\n\n%s\n", strings.Repeat("-", 80), text)
	}
	return nil
}

// modules returns what the program is linked from, ours left out: path, version
// and, behind a tab, the folder.
func modules() ([]string, error) {
	var list []string
	for _, system := range released {
		text, err := goCommand(system, "list", "-pgo=off", "-deps", "-f", `{{with .Module}}{{if not (or .Main .Replace)}}{{.Path}} {{.Version}}{{"\t"}}{{.Dir}}{{end}}{{end}}`, ".")
		if err != nil {
			return nil, err
		}
		list = append(list, strings.Split(text, "\n")...)
	}
	slices.Sort(list)
	list = slices.Compact(list)
	return slices.DeleteFunc(list, func(line string) bool { return line == "" }), nil
}

// goCommand returns what the go command prints for a system, this one if it is "".
func goCommand(system string, args ...string) (string, error) {
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
	var messages bytes.Buffer
	cmd.Stderr = &messages
	output, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w\n%s", args[0], err, messages.Bytes())
	}
	return strings.TrimSpace(string(output)), nil
}

// licencesIn returns what a folder has of licences and notices.
func licencesIn(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		if isLicence(e.Name()) && !e.IsDir() {
			files = append(files, filepath.Join(folder, e.Name()))
		}
	}
	return files, nil
}

func isLicence(name string) bool {
	name = strings.ToUpper(name)
	return !strings.HasSuffix(name, ".GO") && slices.ContainsFunc([]string{"LICENSE", "LICENCE", "COPYING", "NOTICE", "PATENTS"}, func(word string) bool {
		return strings.HasPrefix(name, word) || strings.HasSuffix(name, "."+word) // uPlot.LICENSE
	})
}

// ownLicences returns the licences that lie in the repository beside what they
// are for.
func ownLicences(repository fs.FS) ([]string, error) {
	var files []string
	err := fs.WalkDir(repository, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		if err == nil && !d.IsDir() && strings.Contains(name, "/") && isLicence(d.Name()) {
			files = append(files, name)
		}
		return err
	})
	return files, err
}
