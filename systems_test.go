package main

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestSystems checks the types of everything, tests included, as the compiler
// would for other systems. To compile all of it takes a minute and a half for
// each of them, this takes some seconds; .ci/run cross compiles the program.
func TestSystems(t *testing.T) {
	if testing.Short() {
		t.Skip("reads the sources of all packages, for each system")
	}
	for _, system := range []string{"windows/amd64", "darwin/arm64", "freebsd/amd64", "linux/arm64"} {
		t.Run(system, func(t *testing.T) {
			t.Parallel()
			checkTypes(t, system)
		})
	}
}

// source is a package as go list describes it: of ours with its tests, or one
// that these need.
type source struct {
	ImportPath, Dir, Name string
	GoFiles               []string
	ImportMap             map[string]string
	Module                *struct{ Main bool }
}

// checkTypes reports the errors of types in our packages.
func checkTypes(t *testing.T, system string) {
	goos, goarch, _ := strings.Cut(system, "/")
	cmd := exec.Command("go", "list", "-pgo=off", "-deps", "-test", "-json=ImportPath,Dir,Name,GoFiles,ImportMap,Module", "./...")
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Skip(err)
	}
	checked := map[string]*types.Package{"unsafe": types.Unsafe}
	ours := 0
	for decoder := json.NewDecoder(out); ; {
		var s source
		err := decoder.Decode(&s)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if s.ImportPath == "unsafe" || strings.HasSuffix(s.ImportPath, ".test") {
			continue
		}
		if s.Module != nil && s.Module.Main {
			ours++
		}
		checked[s.ImportPath] = s.check(t, checked, types.SizesFor("gc", goarch))
	}
	if err := cmd.Wait(); err != nil || ours < 20 {
		t.Errorf("%d packages of ours, %v", ours, err)
	}
}

// check returns the package with its types. Those of others are taken for
// right, and their functions are not looked into.
func (s *source) check(t *testing.T, checked map[string]*types.Package, sizes types.Sizes) *types.Package {
	own := s.Module != nil && s.Module.Main
	files := token.NewFileSet()
	var parsed []*ast.File
	for _, name := range s.GoFiles {
		if !filepath.IsAbs(name) {
			name = filepath.Join(s.Dir, name)
		}
		file, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, file)
	}
	config := types.Config{
		Sizes:            sizes,
		IgnoreFuncBodies: !own,
		Importer: importerFunc(func(path string) (*types.Package, error) {
			if mapped, ok := s.ImportMap[path]; ok {
				path = mapped
			}
			if p := checked[path]; p != nil {
				return p, nil
			}
			return nil, errors.New("not listed: " + path)
		}),
		Error: func(err error) {
			if own {
				t.Error(err)
			}
		},
	}
	path, _, _ := strings.Cut(s.ImportPath, " ") // of "wf/parser [wf/parser.test]"
	p, _ := config.Check(path, files, parsed, nil)
	return p
}

// importerFunc is a types.Importer.
type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }
