package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"wf/bench/gen"
)

// The answers about generated logs of several formats are compared with those of
// programs that others wrote: what awk, jq and wc make of the lines.

// differentialLines is how many lines the logs have: what DIFFERENTIAL says, or
// 200,000 where the environment has CI, which takes 20 s with two cores.
func differentialLines(t testing.TB) int {
	t.Helper()
	if text := os.Getenv("DIFFERENTIAL"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatalf("DIFFERENTIAL: %v", err)
		}
		return n
	}
	if os.Getenv("CI") != "" && !testing.Short() && !raceDetector {
		return 200_000
	}
	return 5_000
}

// extractions take the lines of a format apart with awk or jq: client, uri,
// status, bytes and hour of each, with tabs between.
var extractions = []struct{ format, tool, program string }{
	{"combined", "awk", `{ print $1, $7, $9, $10, substr($4, 14, 2) }`},
	{"common", "awk", `{ print $1, $7, $9, $10, substr($4, 14, 2) }`},
	{"vhost_combined", "awk", `{ print $2, $8, $10, $11, substr($5, 14, 2) }`},
	{"elb", "awk", `{ sub(/:[0-9]*$/, "", $3); print $3, $13, $8, $11, substr($1, 12, 2) }`},
	{"w3c", "awk", `!/^#/ { print $9, $5 ($6 == "-" ? "" : "?" $6), $12, "-", substr($2, 1, 2) }`},
	{"ltsv", "awk", `{
		n = split($0, parts, "\t")
		for (i = 1; i <= n; i++) { at = index(parts[i], ":"); v[substr(parts[i], 1, at - 1)] = substr(parts[i], at + 1) }
		split(v["req"], request, " ")
		print v["host"], request[2], v["status"], v["size"], substr(v["time"], 13, 2)
	}`},
	{"json", "jq", `[.remote_addr, .request_uri, .status, .body_bytes_sent, .time_iso8601[11:13]] | @tsv`},
	{"caddy", "jq", `[.request.client_ip, .request.uri, .status, .size, (.ts | strftime("%H"))] | @tsv`},
}

// countings are questions, and what awk answers of the lines taken apart. Their
// rows are compared in any order.
var countings = []struct {
	question []string
	program  string
}{
	{[]string{"top", "status", "-m", "count,sum_bytes,max_bytes"},
		`{ n[$3]++ } $4 != "-" { s[$3] += $4; if ($4 + 0 >= m[$3]) m[$3] = $4 + 0 }
		END { for (k in n) if (k in s) printf "%d\t%.0f\t%d\t%s\n", n[k], s[k], m[k], k; else print n[k] "\t-\t-\t" k }`},
	{[]string{"top", "uri", "-w", "status >= 400"}, `$3 >= 400 { n[$2]++ } END { for (k in n) print n[k] "\t" k }`},
	{[]string{"top", "client", "-m", "count,count_404", "--having", "count > 1"},
		`{ n[$1]++; e[$1] += $3 == 404 } END { for (k in n) if (n[k] > 1) print n[k] "\t" e[k] + 0 "\t" k }`},
	{[]string{"top", "path", "-w", `uri contains "?"`, "-m", "count,distinct_status"},
		`i = index($2, "?") { p = substr($2, 1, i - 1); sub(/^https?:\/\/[^\/]*/, "", p); n[p]++; d[p] += !seen[p, $3]++ } END { for (k in n) print n[k] "\t" d[k] "\t" k }`},
	{[]string{"top", "hour,class"}, `{ n[$5 "\t" substr($3, 1, 1) "xx"]++ } END { for (k in n) { split(k, p, "\t"); print p[1] "\t" n[k] "\t" p[2] } }`},
	{[]string{"top", "client/24", "-w", "not (status in 200..399) and client startsWith '10.1'"},
		`substr($1, 1, 4) == "10.1" && ($3 < 200 || $3 > 399) { split($1, p, "."); n[p[1] "." p[2] "." p[3] ".0/24"]++ } END { for (k in n) print n[k] "\t" k }`},
}

// stdoutOf runs a program and returns what it writes.
func stdoutOf(t testing.TB, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v: %s", name, err, &errs)
	}
	return out
}

// need skips the test where a program is missing.
func need(t testing.TB, programs ...string) {
	t.Helper()
	for _, name := range programs {
		if _, err := exec.LookPath(name); err != nil {
			t.Skip(err)
		}
	}
}

// generated writes a log of the format and returns its path.
func generated(t testing.TB, format string, seed uint64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "access.log")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	err = gen.Generate(f, gen.Options{Lines: differentialLines(t), Format: format, Seed: seed, Paths: 3000, Clients: 9000})
	if closed := f.Close(); err != nil || closed != nil {
		t.Fatal(err, closed)
	}
	return path
}

// TestEveryFormatCountsAsAwk has two programs for each format: one that takes
// lines apart, and one that counts.
func TestEveryFormatCountsAsAwk(t *testing.T) {
	for i, e := range extractions {
		t.Run(e.format, func(t *testing.T) {
			t.Parallel()
			need(t, "awk", e.tool)
			log := generated(t, e.format, uint64(i+1))
			args := []string{"-v", "OFS=\t", e.program, log}
			if e.tool == "jq" {
				args = []string{"-r", e.program, log}
			}
			parts := filepath.Join(t.TempDir(), "parts")
			if err := os.WriteFile(parts, stdoutOf(t, e.tool, args...), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, c := range countings {
				if e.format == "w3c" && slices.Contains(c.question, "count,sum_bytes,max_bytes") {
					continue // has no bytes
				}
				want := sortedLines(string(stdoutOf(t, "awk", "-F", "\t", c.program, parts)))
				stdout, stderr, code := wf(t, "", append(slices.Clone(c.question), "-o", "tsv", "-n", "0", log)...)
				if got := sortedLines(stdout); code != 0 || stderr != "" || got != want || want == "" {
					t.Errorf("%q: exit %d, %s%s", c.question, code, stderr, firstDifference(got, want))
				}
			}
		})
	}
}

// sortedLines is text with its lines in order.
func sortedLines(text string) string {
	lines := strings.SplitAfter(text, "\n")
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// firstDifference tells where two texts differ.
func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("row %d of %d is %q; of %d it is %q", i, len(a), a[i], len(b), b[i])
		}
	}
	return fmt.Sprintf("%d rows, want %d", len(a), len(b))
}

// TestLinesEqualWC has every format, nasty lines, and no line end in the end.
func TestLinesEqualWC(t *testing.T) {
	need(t, "wc")
	for i, format := range gen.Formats() {
		if testing.Short() && i%5 > 0 {
			continue
		}
		var b bytes.Buffer
		if err := gen.Generate(&b, gen.Options{Lines: 300, Format: format, Seed: 9, Nasty: 0.3}); err != nil {
			t.Fatal(err)
		}
		path := logFile(t, append(b.Bytes(), "no end"...))
		want, err := strconv.Atoi(strings.Fields(string(stdoutOf(t, "wc", "-l", path)))[0])
		if err != nil {
			t.Fatal(err)
		}
		if format == "combined-extra" {
			format = busyFormat
		}
		stdout, stderr, code := wf(t, "", "timeline", "1d", "--json", "--max-rejects=100%", "-f", strings.TrimPrefix(strings.TrimPrefix(format, "envoy_"), "traefik_"), path)
		if want := fmt.Sprintf(`"lines":{"total":%d,`, want+1); code != 0 || !strings.Contains(stdout, want) {
			t.Errorf("%s: exit %d, %s, want %s in %.500s", format, code, stderr, want, stdout)
		}
	}
}

// TestCompressedEqualsPlain compresses logs with the tools that users have: the
// whole report is the same, byte for byte, but for the name of the log.
func TestCompressedEqualsPlain(t *testing.T) {
	for i, tool := range []string{"gzip", "zstd", "xz", "bzip2"} {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			need(t, tool)
			log := generated(t, extractions[2*i].format, 77)
			want, stderr, code := wf(t, "", "--json", log)
			if code != 0 {
				t.Fatalf("exit %d: %s", code, stderr)
			}
			packed := log + "." + tool
			if err := os.WriteFile(packed, stdoutOf(t, tool, "-1", "-c", log), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, workers := range []string{"1", "3"} {
				got, stderr, code := wf(t, "", "--json", "-j", workers, packed)
				if got = strings.ReplaceAll(got, packed, log); code != 0 || got != want {
					t.Errorf("-j %s: exit %d, %s%s", workers, code, stderr, firstDifference(got, want))
				}
			}
		})
	}
}

// readingCSV prints rows of CSV as lines of JSON.
const readingCSV = `
import csv, json, sys
for row in csv.reader(open(sys.argv[1], newline="", encoding="utf-8"), strict=True):
    print(json.dumps(row))
`

// TestPythonReadsCSV compares what Python's reader finds in CSV with the JSON of
// the same question. Agents have commas, and nasty lines all else.
func TestPythonReadsCSV(t *testing.T) {
	need(t, "python3")
	path := logFile(t, corpus(t, 64<<10))
	args := []string{"top", "agent,uri,referrer", "-m", "count,sum_bytes", "-n", "0", "--max-rejects=100%", "-f", "combined", path}
	csv, stderr, code := wf(t, "", append(args, "-o", "csv")...)
	if code != 0 {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	file := filepath.Join(t.TempDir(), "rows.csv")
	if err := os.WriteFile(file, []byte(csv), 0o600); err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSpace(string(stdoutOf(t, "python3", "-c", readingCSV, file))), "\n")[1:]
	var answer struct{ Tables []shownTable }
	stdout, _, _ := wf(t, "", append(args, "--json")...)
	if err := json.Unmarshal([]byte(stdout), &answer); err != nil || len(answer.Tables[0].Rows) != len(rows) {
		t.Fatalf("%v: %d rows of CSV, %d of JSON", err, len(rows), len(answer.Tables[0].Rows))
	}
	for i, text := range rows {
		var cells []string
		if err := json.Unmarshal([]byte(text), &cells); err != nil {
			t.Fatal(err)
		}
		shown := answer.Tables[0].Rows[i]
		want := []string{string(shown["count"]), string(shown["sum_bytes"])}
		for _, name := range []string{"agent", "uri", "referrer"} {
			cell, err := cellOf(shown, name)
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, inCSV(cell))
		}
		if !slices.Equal(cells, want) {
			t.Fatalf("row %d: Python reads %q, want %q", i, cells, want)
		}
	}
}

// inCSV is what a reader of CSV finds of a key: control characters and what is
// no UTF-8 escaped, formulas behind a quote.
func inCSV(cell plainCell) string {
	var b strings.Builder
	if text := cell.text; cell.there && text != "" && text != "-" && strings.Contains("=+-@\t\r", text[:1]) {
		b.WriteByte('\'')
	}
	for i, r := range cell.text {
		if invalid := r == '\ufffd' && !strings.HasPrefix(cell.text[i:], "\ufffd"); invalid || r < ' ' || 0x7f <= r && r < 0xa0 {
			size := len(string(r))
			if invalid {
				size = 1
			}
			for _, c := range []byte(cell.text[i : i+size]) {
				fmt.Fprintf(&b, `\x%02x`, c)
			}
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
