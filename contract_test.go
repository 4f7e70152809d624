package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// contract is what wf promises for bad input and bad luck, and where each promise
// is proved: by scripts of testdata/script, by tests as package:name.
var contract = []struct{ what, proofs string }{
	{"file missing or no permission, others fine", "file-missing"},
	{"nothing readable", "file-missing"},
	{"one file of several without a known format", "one-file-of-several"},
	{"directory", "directory"},
	{"empty file, or nothing left after the filter", "empty-file where time-range"},
	{"wrong format", "wrong-format"},
	{"bad lines, up to the limit and more", "bad-lines"},
	{"line over --max-line", "line-over-max-line chunker:TestMonster"},
	{"NULs at a line's start", "nuls-at-a-lines-start chunker:TestHole chunker:TestSparse chunker:TestLinesBehindAHoleAreSampled"},
	{"invalid UTF-8, escape sequences, TLS bytes or an empty request, 8 KiB URLs", "invalid-utf8 nasty .:TestHostileTextOnATerminal .:TestHostileBytesInJSON"},
	{"CRLF, missing last newline, byte order mark", "crlf"},
	{"UTF-16, CR-only", "utf16-and-cr-only"},
	{"file shrank or was rewritten while read", "shrinking chunker:TestTruncate chunker:TestShrunk chunker:TestShrunkBefore .:TestTruncatedAtAnyMoment"},
	{"file grew", "file-grew chunker:TestGrown"},
	{"read error", "read-error chunker:TestReadErrors .:TestUnreadableAmongReadable .:TestReadErrorThroughAMapping"},
	{"compressed file cut short", "compressed-file-cut-short compressed-gzip compressed-zstd compressed-bzip2 compressed-xz"},
	{"compressed file corrupt, bad checksum", "compressed-file-corrupt"},
	{"trailing garbage, trailing zeros", "trailing-garbage"},
	{"several gzip members, zstd frames, skippable frames, empty members", "several-members"},
	{"zstd window over 128 MiB, xz dictionary", "zstd-window-over-128-mib chunker:TestXZDictionary"},
	{"a bomb", "bomb chunker:TestXZDictionary"},
	{"a log and its compressed form together", "log-and-its-compressed-form"},
	{"same file twice", "same-file-twice"},
	{"/proc, FIFO, socket, device, <(zcat x.gz)", "special-files"},
	{"too many distinct keys for --max-memory", "max-memory .:TestBiggerThanMemory internal/spill:TestNothingStaysBehindAKilledProcess"},
	{"temp folder full", "internal/spill:TestFullDisk internal/spill:TestUnusableFolder"},
	{"output cannot be written", "output-cannot-be-written output-file .:TestEveryOutputToAFullDisk .:TestFullDiskKeepsTheOldFile"},
	{"reader closed the pipe", "reader-closed-the-pipe"},
	{"interrupt, SIGTERM", "interrupted .:TestInterruptedAtAnyMoment .:TestEndAtOnceLeavesNothing"},
	{"bad flag, field, expression, regexp", "usage-flag usage-field usage-command usage-output mistyped where find"},
	{"a bug", "internal/cli:TestBug internal/pipeline:TestPanicSaysWhichLine chunker:TestPanicOfAStreamReachesAWorker"},
	{"every line is accounted for", "every-line-is-accounted-for internal/pipeline:TestEveryLineIsAccountedFor"},
}

// TestEveryPromiseHasAProof looks for the proofs of the contract.
func TestEveryPromiseHasAProof(t *testing.T) {
	for _, row := range contract {
		if row.proofs == "" {
			t.Errorf("%s: not proved", row.what)
		}
		for proof := range strings.FieldsSeq(row.proofs) {
			room, test, ok := strings.Cut(proof, ":")
			if !ok {
				if _, err := os.Stat(filepath.Join("testdata", "script", proof+".txtar")); err != nil {
					t.Errorf("%s: %v", row.what, err)
				}
				continue
			}
			if !hasTest(t, room, test) {
				t.Errorf("%s: no %s in %s", row.what, test, room)
			}
		}
	}
}

// hasTest reports whether the package in the folder room has a test of that
// name.
func hasTest(t *testing.T, room, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(room, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	test := regexp.MustCompile(`(?m)^func ` + name + `\(t \*testing\.T\)`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if test.Match(text) {
			return true
		}
	}
	return false
}
