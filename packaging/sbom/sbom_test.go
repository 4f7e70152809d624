package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
)

func TestDescribe(t *testing.T) {
	info := &debug.BuildInfo{
		GoVersion: "go1.26.0",
		Main:      debug.Module{Path: "wf", Version: "v0.1.0"},
		Deps: []*debug.Module{
			{Path: "example.com/a", Version: "v1.2.3", Sum: "h1:abc="},
			{Path: "example.com/b", Version: "v1.0.0", Replace: &debug.Module{Path: "example.com/c", Version: "v2.0.0"}},
		},
		Settings: []debug.BuildSetting{{Key: "GOOS", Value: "linux"}, {Key: "-compiler", Value: "gc"}, {Key: "vcs.revision", Value: "0123"}},
	}
	got := describe("wf.exe", info, [sha256.Size]byte{})
	check := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %s, want %s", what, got, want)
		}
	}
	var names, settings []string
	for _, c := range got.Components {
		names = append(names, c.PURL)
	}
	for _, p := range got.Metadata.Component.Properties {
		settings = append(settings, p.Name+"="+p.Value)
	}
	check("name", got.Metadata.Component.Name+" "+got.Metadata.Component.Version, "wf.exe v0.1.0")
	check("components", strings.Join(names, " "), "pkg:golang/std@1.26.0 pkg:golang/example.com/a@v1.2.3 pkg:golang/example.com/c@v2.0.0")
	check("settings", strings.Join(settings, " "), "build:GOOS=linux build:vcs.revision=0123")
	if on := got.Dependencies[0].On; len(on) != 3 || on[1] != got.Components[1].Ref {
		t.Errorf("depends on %q", on)
	}
}

// A program describes itself, twice in the same words; what is no program of
// Go has no document.
func TestWrite(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "bom.json")
	var before []byte
	for range 2 {
		if err := write(program, file); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if before != nil && string(text) != string(before) {
			t.Error("two documents of a program differ")
		}
		before = text
	}
	var d document
	if err := json.Unmarshal(before, &d); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(content)
	if got := d.Metadata.Component.Hashes[0].Content; got != hex.EncodeToString(sum[:]) {
		t.Errorf("hash %s", got)
	}
	if write(file, file+"2") == nil || write(file+"3", file+"2") == nil {
		t.Error("a document of what is no program")
	}
}
