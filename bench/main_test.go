package bench_test

import (
	"os"
	"testing"

	"wf/bench"
	"wf/internal/cli"
)

// TestMain makes the test binary the command wf as well, which rungs start
// again.
func TestMain(m *testing.M) {
	if os.Args[0] == "wf" {
		os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// self is the test binary as wf.
func self(t testing.TB) bench.Program {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return bench.Program{Path: path, Name: "wf"}
}
