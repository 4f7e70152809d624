package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"wf/bench/gen"
)

// The five reports of Wide Finder 2, as wf is asked for them and as a script
// that follows the definition of the contest.
const (
	contestReports = "bench/widefinder2.reports"
	contestScript  = "bench/widefinder2.awk"
)

// contestLists are the names of the reports in their order, and how a row of
// each is printed.
var contestLists = []struct{ name, key, number, format string }{
	{"URIs by hit", "uri", "count", " %10.0f"},
	{"URIs by bytes", "uri", "sum_bytes", " %9.1fM"},
	{"404s", "uri", "count", " %10.0f"},
	{"client addresses", "client", "count", " %10.0f"},
	{"referrers", "referrer", "count", " %10.0f"},
}

// sameSplit is a line that white space and quotes split alike: the request has
// three words, and neither user nor referrer has a space. All others are odd.
var sameSplit = regexp.MustCompile(`^[^\s"\x00]+ \S+ [^\s"]+ \[[^]\s]+ [^]\s]+\] "[A-Z]+ \S+ HTTP/\S+" \d{3} (?:\d+|-) "(?:[^"\\\s]|\\\S)*" "(?:[^"\\]|\\.)*"\r?$`)

// contestRow is a row of one of the reports.
type contestRow struct {
	number int64
	key    string
}

// TestWideFinder2 compares the reports with those of the script: the text that
// the contest asked for, and all rows. Lines that the two split differently
// are left out here; TestWideFinder2Splits says what becomes of them.
func TestWideFinder2(t *testing.T) {
	needAwk(t)
	check := func(name string, log []byte, leastOdd, leastRows int) {
		t.Run(name, func(t *testing.T) {
			plain, odd := splitAlike(log)
			if odd < leastOdd {
				t.Errorf("%d lines are split differently; want %d at least", odd, leastOdd)
			}
			path := writeFile(t, "access.log", plain)
			if got, want := contestText(wfReports(t, contestReports, path)), awk(t, path); got != want {
				t.Errorf("ten rows each:\n got %s\nwant %s", got, want)
			}
			reports := writeFile(t, "all.reports", bytes.ReplaceAll(readFile(t, contestReports), []byte("-n 10"), []byte("-n 0")))
			got, want := wfReports(t, reports, path), awkReports(t, path)
			rows := 0
			for i, list := range contestLists {
				rows += len(got[i])
				if !slices.Equal(got[i], want[i]) {
					t.Errorf("%s: %s", list.name, firstDifference(got[i], want[i]))
				}
			}
			if rows < leastRows {
				t.Errorf("%d rows; want %d at least", rows, leastRows)
			}
		})
	}
	lines := 20_000
	if testing.Short() {
		lines = 4_000
	}
	check("contest", contestLog(lines), lines/40, lines/20)
	var b bytes.Buffer
	if err := gen.Generate(&b, gen.Options{Lines: lines, Seed: 2, Nasty: 0.1}); err != nil {
		t.Fatal(err)
	}
	check("generated", b.Bytes(), lines/40, lines/20)
	if testing.Short() {
		return
	}
	if log := wordpressLog(t); log != nil {
		if os.Getenv("CI") == "" {
			log = log[:1+bytes.LastIndexByte(log[:len(log)/5], '\n')]
		}
		check("wordpress", log, 0, 1000)
	}
}

// TestWideFinder2Splits shows the lines that white space and quotes split
// differently, where wf is right and the contest's rule is not.
func TestWideFinder2Splits(t *testing.T) {
	needAwk(t)
	const (
		head  = `192.0.2.1 - - [15/Oct/2003:10:00:00 -0700] `
		title = "/ongoing/When/200x/2003/10/15/A-Title"
		get   = head + `"GET ` + title + ` HTTP/1.1" 200 5 `
		hit   = "URIs by hit 1 " + title + "\nURIs by bytes 5 " + title + "\nclient addresses 1 192.0.2.1\n"
	)
	check := func(why, line, script, ours string) {
		t.Helper()
		path := writeFile(t, "access.log", []byte(line+"\n"))
		if got := contestRows(awkReports(t, path)); got != script {
			t.Errorf("%s: the script says\n%swant\n%s", why, got, script)
		}
		if got := contestRows(wfReports(t, contestReports, path)); got != ours {
			t.Errorf("%s: wf says\n%swant\n%s", why, got, ours)
		}
	}
	check("split alike", get+`"http://a.example/" "UA"`, hit+"referrers 1 http://a.example/\n", hit+"referrers 1 http://a.example/\n")
	check("a quote with a backslash is part of the referrer", get+`"http://a.example/\"b\"" "UA"`,
		hit+`referrers 1 http://a.example/\"b\"`+"\n", hit+`referrers 1 http://a.example/\"b\"`+"\n")
	check("a referrer is cut at its space", get+`"http://a.example/?q=wide finder" "UA"`,
		hit+"referrers 1 http://a.example/?q=wide\n", hit+"referrers 1 http://a.example/?q=wide finder\n")
	check("an empty referrer is one", get+`"" "UA"`, hit+"referrers 1 \n", hit+"referrers 1 \n")
	check("a referrer that is missing", head+`"GET `+title+` HTTP/1.1" 200 5`, hit+"referrers 1 \n", hit)
	check("a target with a space moves what is behind it", head+`"GET /a page HTTP/1.1" 404 5 "-" "UA"`,
		"", "404s 1 /a page\n")
	check("a target with a space is no article", head+`"GET `+title+` 2 HTTP/1.1" 200 5 "-" "UA"`,
		"", "URIs by bytes 5 "+title+" 2\n")
	check("a request without a protocol moves what is behind it", head+`"GET /old" 404 5 "-" "UA"`,
		"", "404s 1 /old\n")
	check("then the bytes stand where the status does", head+`"GET /old" 200 404 "-" "UA"`,
		`404s 1 /old"`+"\n", "URIs by bytes 404 /old\n")
	check("a user with a space moves all", `192.0.2.1 - Jane Doe [15/Oct/2003:10:00:00 -0700] "GET /a HTTP/1.1" 404 5 "-" "UA"`,
		"", "404s 1 /a\n")
	check("spaces before the target", head+`"GET  /a HTTP/1.1" 404 5 "-" "UA"`, "404s 1 /a\n", "404s 1  /a\n")
	check("a line that is cut off", head+`"POST /a HTTP/1.1" 404 5 "-" "UA"`+"\n"+head+`"GET /a HTTP/1.1" 404`, "404s 1 /a\n", "")
}

func needAwk(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("awk"); err != nil {
		t.Skip(err)
	}
}

// splitAlike returns the lines of log that white space and quotes split alike,
// and how many others there are.
func splitAlike(log []byte) (plain []byte, odd int) {
	for line := range bytes.Lines(log) {
		if sameSplit.Match(bytes.TrimSuffix(line, []byte("\n"))) {
			plain = append(plain, line...)
		} else {
			odd++
		}
	}
	return plain, odd
}

// contestLog returns a log as the contest's was, with all that its rules tell
// apart.
func contestLog(lines int) []byte {
	r := rand.New(rand.NewPCG(2008, 2))
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	few := func(n int) int { return r.IntN(1 + r.IntN(n)) } // the lesser the more often
	var b bytes.Buffer
	for i := range lines {
		title := fmt.Sprintf("/ongoing/When/200x/2003/%02d/15/%s-%d", 1+few(12), pick("Title", "XML", "A", "wide+finder"), few(30))
		uri := pick(title, title, title, title, title+".png", title+"?x=1", "/ongoing/When/200x/2003/10/", "/ongoing/",
			fmt.Sprintf("/missing/%d", few(100)), "/a/"+title, strings.Replace(title, "200x", "2003", 1))
		referrer := pick("-", "-", "http://www.tbray.org/ongoing/"+pick("", "When/", "?a=b"), "http://www.tbray.org/tmp/", "http://wwwXtbray.org/ongoing/",
			"https://www.tbray.org/ongoing/", "http://tbray.org/ongoing/", fmt.Sprintf("http://search.example/?q=%d", few(500)), `http://a.example/\"b\"`)
		request := pick("GET", "GET", "GET", "GET", "GET", "POST", "HEAD", "OPTIONS") + " " + uri + " HTTP/1." + pick("0", "1")
		switch r.IntN(100) {
		case 0:
			request = "GET " + uri
		case 1:
			request = "GET " + uri + " and more HTTP/1.1"
		case 2:
			request = "-"
		case 3:
			referrer = "http://search.example/?q=wide finder"
		case 4:
			referrer = ""
		case 5:
			request = `GET /q?s=\"quoted\" HTTP/1.1`
		}
		status := pick("200", "200", "200", "200", "304", "304", "404", "404", "206", "301", "500")
		size := pick("-", "0", strconv.Itoa(r.IntN(100_000)), strconv.Itoa(r.IntN(100_000)))
		fmt.Fprintf(&b, `10.0.%d.%d - %s [15/Oct/2003:%02d:%02d:00 -0700] "%s" %s %s "%s" "Mozilla/5.0 (X11; \"U\")"`+"\n",
			few(4), few(250), pick("-", "-", "-", "tim"), i*24/lines, r.IntN(60), request, status, size, referrer)
	}
	return b.Bytes()
}

// wordpressLog returns a real log that is not part of the project, nil if it is
// not there.
func wordpressLog(t *testing.T) []byte {
	t.Helper()
	f, err := os.Open("../shared/data/wordpress-2016-combined.log.gz")
	if err != nil {
		return nil
	}
	defer f.Close()
	r, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	log, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// awk runs the script over the log.
func awk(t *testing.T, log string, args ...string) string {
	t.Helper()
	cmd := exec.Command("awk", append(args, "-f", contestScript, log)...)
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	return output(t, cmd)
}

// awkReports returns all rows of the script's reports. Rows of no bytes are
// left out: those of targets that had only not changed wf does not count.
func awkReports(t *testing.T, log string) [][]contestRow {
	t.Helper()
	lists := make([][]contestRow, len(contestLists))
	for line := range strings.Lines(awk(t, log, "-v", "all=1")) {
		cells := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 3)
		n, err := strconv.ParseInt(cells[1], 10, 64)
		if err != nil {
			t.Fatalf("%v in %q", err, line)
		}
		for i, list := range contestLists {
			if list.name == cells[0] && n > 0 {
				lists[i] = append(lists[i], contestRow{n, cells[2]})
			}
		}
	}
	for _, rows := range lists {
		slices.SortFunc(rows, func(a, b contestRow) int {
			return cmp.Or(cmp.Compare(b.number, a.number), cmp.Compare(a.key, b.key))
		})
	}
	return lists
}

// wfReports returns the rows of the reports in the order in which wf has them.
func wfReports(t *testing.T, reports, log string) [][]contestRow {
	t.Helper()
	var answer struct {
		Tables []struct{ Rows []map[string]any }
	}
	text := output(t, exec.Command("wf", "-f", "combined", "--json", "--max-rejects", "100%", "--report", "@"+reports, log))
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&answer); err != nil {
		t.Fatal(err)
	}
	if len(answer.Tables) != len(contestLists) {
		t.Fatalf("%d tables", len(answer.Tables))
	}
	lists := make([][]contestRow, len(contestLists))
	for i, list := range contestLists {
		for _, row := range answer.Tables[i].Rows {
			number, _ := row[list.number].(json.Number) // absent where no bytes were sent
			if n, _ := number.Int64(); n > 0 {
				lists[i] = append(lists[i], contestRow{n, jsonKey(t, row, list.key)})
			}
		}
	}
	return lists
}

// jsonKey returns the bytes of a key.
func jsonKey(t *testing.T, row map[string]any, name string) string {
	t.Helper()
	if encoded, ok := row[name+"_base64"].(string); ok {
		key, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			t.Fatal(err)
		}
		return string(key)
	}
	key, ok := row[name].(string)
	if !ok {
		t.Errorf("a row without %s: %v", name, row)
	}
	return key
}

// contestText prints the reports as the contest asked for them.
func contestText(lists [][]contestRow) string {
	var b strings.Builder
	for i, list := range contestLists {
		fmt.Fprintf(&b, "Top %s:\n", list.name)
		for _, row := range lists[i] {
			number, key := float64(row.number), row.key
			if list.number == "sum_bytes" {
				number /= 1024 * 1024
			}
			if len(key) > 60 {
				key = key[:60] + "..."
			}
			fmt.Fprintf(&b, list.format+": %s\n", number, key)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// contestRows prints the rows of the reports, one a line.
func contestRows(lists [][]contestRow) string {
	var b strings.Builder
	for i, list := range contestLists {
		for _, row := range lists[i] {
			fmt.Fprintf(&b, "%s %d %s\n", list.name, row.number, row.key)
		}
	}
	return b.String()
}

// firstDifference says where two lists of rows begin to differ.
func firstDifference(got, want []contestRow) string {
	i := 0
	for i < min(len(got), len(want)) && got[i] == want[i] {
		i++
	}
	return fmt.Sprintf("%d rows of %d; from row %d on\n got %v\nwant %v", len(got), len(want), i+1,
		got[i:min(i+3, len(got))], want[i:min(i+3, len(want))])
}

// output runs a command that must end well and write no errors.
func output(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %v: %s", cmd.Args, err, &errs)
	}
	return out.String()
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func writeFile(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
