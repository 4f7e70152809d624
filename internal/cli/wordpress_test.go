package cli

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// wordpress is a real log of 206,860 lines that is not part of the project.
const wordpress = "../../../shared/data/wordpress-2016-combined.log.gz"

// wf runs the program and returns what it wrote and its exit code.
func wf(t testing.TB, stdin string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	in, err := os.Open(cmp.Or(stdin, os.DevNull))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	dir := t.TempDir()
	out, errs := create(t, dir, "stdout"), create(t, dir, "stderr")
	code = Main(args, in, out, errs)
	return contents(t, out), contents(t, errs), code
}

func create(t testing.TB, dir, name string) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func contents(t testing.TB, f *os.File) string {
	t.Helper()
	text, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// forms writes the log in dir plain, and compressed, and returns the paths.
func forms(t *testing.T, dir string) (plain, zst string, text []byte) {
	t.Helper()
	f, err := os.Open(wordpress)
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	r, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	if text, err = io.ReadAll(r); err != nil {
		t.Fatal(err)
	}
	plain, zst = filepath.Join(dir, "access.log"), filepath.Join(dir, "access.log.zst")
	w, _ := zstd.NewWriter(nil)
	for path, data := range map[string][]byte{plain: text, zst: w.EncodeAll(text, nil)} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return plain, zst, text
}

// TestCountsEqualAwk compares all rows with those of awk or sed, sort and uniq.
func TestCountsEqualAwk(t *testing.T) {
	for _, tool := range []string{"awk", "sed", "sort", "uniq", "sh"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(err)
		}
	}
	plain, _, _ := forms(t, t.TempDir())
	check := func(extract string, args ...string) {
		t.Helper()
		script := fmt.Sprintf(`%s '%s' | LC_ALL=C sort | uniq -c | awk '{n = $1; sub(/^ *[0-9]+ /, ""); print n "\t" $0}' | LC_ALL=C sort -t "`+"\t"+`" -k1,1nr -k2`, extract, plain)
		want, err := exec.Command("sh", "-c", script).Output()
		if err != nil {
			t.Fatal(err)
		}
		got, _, code := wf(t, "", append(args, "-n", "0", plain)...)
		if code != 0 || got != string(want) || got == "" {
			t.Errorf("wf %s: exit %d, %d bytes; %s says %d bytes", strings.Join(args, " "), code, len(got), extract, len(want))
		}
	}
	check(`awk '{print $1}'`, "top", "client")
	check(`awk '{print $9}'`, "top", "status")
	check(`awk '{print $7}'`, "top", "uri")
	check(`awk '{sub(/\?.*/, "", $7); print $7}'`, "top", "path")
	check(`awk '{print $9 "\t" substr($6, 2)}'`, "top", "status,method")
	check(`sed -nE 's/^.*GET (\/20[0-9][0-9]\/[^ .]+) .*$/\1/p'`, "find", `GET (/20\d\d/[^ .]+) `)
}

// TestSameBytesHoweverRead reads the log in every form and way.
func TestSameBytesHoweverRead(t *testing.T) {
	plain, zst, text := forms(t, t.TempDir())
	commands := [][]string{
		{"top", "path", "-n", "0", "-m", "count,sum_bytes,distinct_client,visitors,first,last,rate"},
		{"find", `GET (/20\d\d/[^ .]+) `, "-n", "0"},
		{"top", "agent,class", "-n", "50", "-o", "csv"},
		{"print", "--fields", "time,client,status,bytes,path"},
	}
	counts := []string{"1", "2", "3", "4", "5", "6", "7", "8"}
	if testing.Short() {
		commands, counts = commands[:1], []string{"2", "8"}
	}
	for _, command := range commands {
		want, _, code := wf(t, "", append(command, "--sequential", plain)...)
		if code != 0 || want == "" {
			t.Fatalf("%v: exit %d", command, code)
		}
		check := func(stdin string, args ...string) {
			t.Helper()
			if got, _, code := wf(t, stdin, append(command[:len(command):len(command)], args...)...); got != want || code != 0 {
				t.Errorf("%v %v: exit %d, %d bytes, which differ from the %d of --sequential", command, args, code, len(got), len(want))
			}
		}
		for _, workers := range counts {
			check("", "-j", workers, plain)
		}
		check("", zst)
		check(plain)
		if testing.Short() {
			continue
		}
		check("", "--io", "read", plain)
		check("", "--io", "mmap", plain)
		check("", wordpress)
		check("", "--sequential", wordpress)
		check(zst, "-")
		check(wordpress, "-j", "3")
	}
	raw, _, code := wf(t, "", "print", "-j", "4", plain)
	if code != 0 || raw != string(text) {
		t.Errorf("print: exit %d, %d bytes of %d", code, len(raw), len(text))
	}
	got, _, _ := wf(t, "", "--json", plain)
	if lines := bytes.Count(text, []byte("\n")); !strings.Contains(got, fmt.Sprintf(`"lines":{"total":%d,"parsed":%d,"filtered":0`, lines, lines)) {
		t.Errorf("the report does not count %d lines: %.300s", lines, got)
	}
}
