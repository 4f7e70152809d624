package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// version is the release. It stands here, and not in the flags of a build, so
// that whoever builds a commit, with a tool for releases or without, builds the
// same program.
const version = "0.1.0"

// versionText is what --version prints: the release in a line of its own, for
// scripts, and what a report of a bug needs to know besides.
func versionText() string {
	info, _ := debug.ReadBuildInfo()
	return version + "\n" + buildText(info)
}

// buildText says what the program was built from, by what and for what. A
// build of an archive, or by go test, knows no commit; info may be nil.
func buildText(info *debug.BuildInfo) string {
	known := map[string]string{}
	if info != nil {
		for _, s := range info.Settings {
			known[s.Key] = s.Value
		}
	}
	var parts []string
	if commit := known["vcs.revision"]; commit != "" {
		date, _, _ := strings.Cut(known["vcs.time"], "T")
		parts = append(parts, "commit "+commit[:min(12, len(commit))]+" of "+date)
		if known["vcs.modified"] == "true" {
			parts = append(parts, "changed since")
		}
	}
	parts = append(parts, runtime.Version(), fmt.Sprintf("%s/%s", runtime.GOOS, runtime.GOARCH))
	return strings.Join(parts, ", ")
}
