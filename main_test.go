package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what the commands print into the scripts and the papers")

// TestMain makes the test binary the command wf as well: the tests find it in
// PATH under that name.
func TestMain(m *testing.M) {
	if strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe") == "wf" {
		main()
	}
	os.Exit(withCommand(m))
}

// withCommand runs the tests with wf in PATH.
func withCommand(m *testing.M) int {
	bin, err := os.MkdirTemp("", "wf-test")
	if err == nil {
		defer os.RemoveAll(bin)
		err = installCommand(bin)
	}
	if err == nil {
		err = os.Setenv("PATH", bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "cannot make the command wf:", err)
		return 1
	}
	return m.Run()
}

// installCommand puts the test binary into a folder as wf: a link where there
// are links.
func installCommand(bin string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if runtime.GOOS != "windows" {
		return os.Symlink(self, filepath.Join(bin, "wf"))
	}
	binary, err := os.ReadFile(self)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(bin, "wf.exe"), binary, 0o755)
}

// copyLogs copies the logs of testdata/logs to a folder, and the configuration
// beside them, so that commands name them as users do.
func copyLogs(folder string) error {
	logs, err := filepath.Glob(filepath.Join("testdata", "logs", "*.log"))
	if err != nil {
		return err
	}
	if len(logs) == 0 {
		return fmt.Errorf("no logs in testdata/logs")
	}
	for _, log := range append(logs, filepath.Join("testdata", "logs", "nginx.conf")) {
		text, err := os.ReadFile(log)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, filepath.Base(log)), text, 0o666); err != nil {
			return err
		}
	}
	return nil
}
