package cli

import (
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"testing"
)

func TestBuildText(t *testing.T) {
	machine := runtime.Version() + ", " + runtime.GOOS + "/" + runtime.GOARCH
	set := func(pairs ...string) *debug.BuildInfo {
		info := &debug.BuildInfo{}
		for i := 0; i < len(pairs); i += 2 {
			info.Settings = append(info.Settings, debug.BuildSetting{Key: pairs[i], Value: pairs[i+1]})
		}
		return info
	}
	check := func(want string, info *debug.BuildInfo) {
		t.Helper()
		if got := buildText(info); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	const commit, when = "0123456789abcdef0123456789abcdef01234567", "2026-03-01T10:00:00Z"
	check(machine, nil)
	check(machine, set("vcs.modified", "false"))
	check("commit 0123456789ab of 2026-03-01, "+machine, set("vcs.revision", commit, "vcs.time", when, "vcs.modified", "false"))
	check("commit 0123456789ab of 2026-03-01, changed since, "+machine, set("vcs.revision", commit, "vcs.time", when, "vcs.modified", "true"))
	check("commit 0123 of 2026-03-01, "+machine, set("vcs.revision", "0123", "vcs.time", when))
}

// The changelog begins with the release that wf says it is.
func TestVersionIsInChangelog(t *testing.T) {
	text, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	first := regexp.MustCompile(`(?m)^## \[([^\]]+)\]`).FindSubmatch(text)
	if first == nil || string(first[1]) != version {
		t.Errorf("CHANGELOG.md begins with release %q, wf is %s", first, version)
	}
}
