package main_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// module is the import path of the root.
const module = "wf"

// arrows says which rooms each room may import; "." is the root. What is not
// listed may not be imported, and a room that is not listed may not exist.
var arrows = map[string][]string{
	".":                 {"internal/cli"},
	"internal/cli":      {"internal/pipeline", "internal/wfp", "internal/query", "internal/report", "internal/live", "internal/expr", "internal/moment", "internal/memory", "internal/spill", "aggregate", "parser", "chunker", "bench", "bench/gen", "bench/sweep", "bench/timing", "internal/parquet", "internal/remote", "internal/state", "internal/diff"},
	"internal/pipeline": {"chunker", "parser", "aggregate", "internal/parallel", "internal/moment"},
	"internal/query":    {"parser", "aggregate", "internal/expr", "internal/moment"},
	"internal/diff":     {"aggregate", "parser", "internal/expr"},
	"internal/expr":     {"parser", "internal/moment"},
	"internal/moment":   {"parser"},
	"internal/report":   {"aggregate", "parser"},
	"internal/live":     {"internal/report"},
	"internal/wfp":      {"aggregate", "parser"},
	"internal/parallel": {},
	"internal/memory":   {},
	"internal/parquet":  {},
	"internal/remote":   {},
	"internal/spill":    {},
	"internal/state":    {},
	"aggregate":         {"parser", "internal/parallel", "internal/expr"},
	"chunker":           {},
	"parser":            {},
	"bench":             {"bench/timing", "internal/parallel"},
	"bench/gen":         {"internal/parallel"},
	"bench/sweep":       {"bench/timing"},
	"bench/timing":      {},

	"bench/peers/regexp": {"chunker", "internal/parallel"},
	"packaging/licences": {},
	"packaging/sbom":     {},
	"beam":               {"internal/cli", "internal/report"}, // a module of its own
}

// commands are the rooms that know flags and end the process.
var commands = []string{".", "internal/cli", "bench/peers/regexp", "packaging/sbom", "beam"}

// TestArrows keeps the rooms apart. It reads the imports of every source file
// rather than asking the go command, which would leave out the files of other
// operating systems.
func TestArrows(t *testing.T) {
	found, rooms, err := violations(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	if rooms < 3 {
		t.Errorf("only %d rooms found", rooms)
	}
	for _, v := range found {
		t.Error(v)
	}
}

// violations returns what in the source files of a module, tests left out,
// breaks the rules above, in the order of their paths, and in how many rooms
// it looked.
func violations(root fs.FS) (list []string, rooms int, err error) {
	seen := map[string]bool{}
	err = fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
			return fs.SkipDir
		case d.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		source, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		seen[path.Dir(name)] = true
		list = append(list, fileViolations(name, file)...)
		return nil
	})
	return list, len(seen), err
}

// fileViolations returns what in one file breaks the rules.
func fileViolations(name string, file *ast.File) (list []string) {
	room := path.Dir(name)
	allowed, known := arrows[room]
	if !known {
		return []string{fmt.Sprintf("%s: room %s has no arrows in arch_test.go", name, room)}
	}
	isCommand := slices.Contains(commands, room)
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			panic("bug: an import that is no string: " + spec.Path.Value)
		}
		ours, isOurs := strings.CutPrefix(imported, module+"/")
		switch {
		case isOurs && !slices.Contains(allowed, ours), imported == module:
			list = append(list, fmt.Sprintf("%s: %s may not import %s", name, room, imported))
		case strings.HasPrefix(imported, "github.com/spf13/") && room != "internal/cli",
			imported == "flag" && !isCommand:
			list = append(list, fmt.Sprintf("%s: only the command line may import %s", name, imported))
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch used := qualified(n); used {
		case "os.Exit", "syscall.Exit", "log.Fatal", "log.Fatalf", "log.Fatalln":
			if !isCommand {
				list = append(list, fmt.Sprintf("%s: only the command line may end the process: %s", name, used))
			}
		case "aggregate.Partial":
			if room == "internal/report" {
				list = append(list, fmt.Sprintf("%s: a report is written from a Report, not from a Partial", name))
			}
		}
		return true
	})
	return list
}

// qualified returns "package.Name" if n is one, else "".
func qualified(n ast.Node) string {
	if selector, ok := n.(*ast.SelectorExpr); ok {
		if from, ok := selector.X.(*ast.Ident); ok {
			return from.Name + "." + selector.Sel.Name
		}
	}
	return ""
}

// The checker itself has to see each kind of violation, and nothing else.
func TestViolations(t *testing.T) {
	check := func(name, source string, want ...string) {
		t.Helper()
		got, _, err := violations(fstest.MapFS{name: {Data: []byte(source)}})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q\ngot  %q\nwant %q", name, source, got, want)
		}
	}
	check("parser/a.go", `package parser; import "wf/aggregate"`, "parser/a.go: parser may not import wf/aggregate")
	check("chunker/a.go", `package chunker; import "wf/parser"`, "chunker/a.go: chunker may not import wf/parser")
	check("internal/report/a.go", `package report; import "wf/internal/query"`, "internal/report/a.go: internal/report may not import wf/internal/query")
	check("aggregate/a_windows.go", `package aggregate; import _ "wf/internal/pipeline"`, "aggregate/a_windows.go: aggregate may not import wf/internal/pipeline")
	check("main.go", `package main; import "wf/parser"`, "main.go: . may not import wf/parser")
	check("internal/util/a.go", `package util`, "internal/util/a.go: room internal/util has no arrows in arch_test.go")
	check("internal/query/a.go", `package query; import "flag"`, "internal/query/a.go: only the command line may import flag")
	check("bench/gen/a.go", `package gen; import "github.com/spf13/cobra"`, "bench/gen/a.go: only the command line may import github.com/spf13/cobra")
	check("parser/a.go", `package parser; import "os"; func f() { os.Exit(1) }`, "parser/a.go: only the command line may end the process: os.Exit")
	check("parser/a.go", `package parser; import "log"; var fail = log.Fatalf`, "parser/a.go: only the command line may end the process: log.Fatalf")
	check("internal/report/a.go", `package report; import "wf/aggregate"; func f(*aggregate.Partial) {}`, "internal/report/a.go: a report is written from a Report, not from a Partial")

	check("aggregate/a.go", `package aggregate; import ("wf/parser"; "os"; "strings")`)
	check("internal/cli/a.go", `package cli; import ("github.com/spf13/cobra"; "os"; "wf/bench"); func f() { os.Exit(2) }`)
	check("parser/a_test.go", `package parser; import "wf/aggregate"`)
	check("parser/testdata/a.go", `package a; import "wf/aggregate"`)
	check("main.go", `package main; import ("os"; "wf/internal/cli"); func main() { os.Exit(cli.Main()) }`)
}
