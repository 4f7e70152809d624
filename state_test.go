package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestStateIsOneRun has logs grow by pieces that are cut anywhere, with a run
// behind each, and compares the last answer with that of one run over all.
func TestStateIsOneRun(t *testing.T) {
	folder := t.TempDir()
	if err := copyLogs(folder); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		log     string
		command []string
	}{
		{"access.log", []string{"-o", "json"}},
		{"access.log", []string{"top", "path", "-m", "count,sum_bytes,p95_bytes,distinct_client,first,last,rate", "-n", "0", "-o", "json"}},
		{"access.log", []string{"top", "status", "--pivot", "method", "-w", "bytes > 100", "-o", "json"}},
		{"access.log", []string{"timeline", "-m", "count,p50_bytes", "-o", "json"}},
		{"access.log", []string{"find", "GET (/[a-z]*)", "-o", "json"}},
		{"access.log", []string{"top", "path", "--since", "2026-03-01 08:00", "-o", "json"}},
		{"w3c.log", []string{"top", "path,status", "-n", "0", "-o", "json"}},
		{"json.log", []string{"top", "path", "-m", "count,p90_duration", "-n", "0", "-o", "json"}},
		{"caddy.log", []string{"-o", "json", "-w", "status >= 200"}},
		{"nasty.log", []string{"top", "path", "-n", "0", "-o", "json"}},
		{"error.log", []string{"find", "(client)", "-n", "0", "-o", "json"}},
		{"timed.log", []string{"timeline", "1m", "--by", "status", "-m", "count,p99_duration", "-o", "json"}},
	} {
		if _, err := os.Stat(filepath.Join(folder, c.log)); err != nil {
			t.Errorf("there is no %s", c.log)
			continue
		}
		t.Run(fmt.Sprint(c.command, c.log), func(t *testing.T) {
			t.Parallel()
			stateIsOneRun(t, filepath.Join(folder, c.log), c.command)
		})
	}
}

func stateIsOneRun(t *testing.T, log string, command []string) {
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	text = text[:bytes.LastIndexByte(text, '\n')+1] // a line without an end would wait for it
	grown := filepath.Join(t.TempDir(), "access.log")
	var got stateAnswer
	for at := 0; at < len(text); {
		at = min(len(text), at+1+rand.IntN(len(text)))
		if err := os.WriteFile(grown, text[:at], 0o600); err != nil {
			t.Fatal(err)
		}
		got = stateRun(t, append(command, "--state", grown+".wfp", grown))
	}
	want := stateRun(t, append(command, grown))
	if !bytes.Equal(got.answer, want.answer) || got.code != want.code {
		t.Errorf("with a state, exit %d: %s\n%s\nin one run, exit %d: %s\n%s", got.code, got.stderr, got.answer, want.code, want.stderr, want.answer)
	}
}

// stateAnswer is what a run says. One over logs that have no line yet which tells
// their format fails.
type stateAnswer struct {
	answer, stderr []byte
	code           int
}

func stateRun(t *testing.T, args []string) stateAnswer {
	t.Helper()
	cmd := exec.Command("wf", args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	text, err := cmd.Output()
	if cmd.ProcessState == nil {
		t.Fatalf("%q: %v", args, err)
	}
	return stateAnswer{text, stderr.Bytes(), cmd.ProcessState.ExitCode()}
}
