package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOtherPages opens what else comes as a page: answers to one question, logs
// that hold little or nothing, and pages that are not whole.
func TestOtherPages(t *testing.T) {
	t.Parallel()
	needBrowser(t)
	folder := t.TempDir()
	line := "192.0.2.1 - - [01/Mar/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"agent\"\n"
	for name, text := range map[string]string{
		"empty.log": "", "one.log": line, "torn.log": strings.Repeat(line, 20) + "no line of a log\n", "untimed.log": "\"GET / HTTP/1.1\" 200\n\"GET /a HTTP/1.1\" 404\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	log := func(name string) string { return filepath.Join(folder, name) }
	for name, test := range map[string]struct {
		args []string
		want string // what there must be in the page
		none string // and what not
	}{
		"top":      {[]string{"top", "path,status", "-m", "count,share,p95_duration", "-n", "30", timed}, "table[data-name] tbody tr:nth-child(30)", ".banner"},
		"pivot":    {[]string{"top", "path", "--pivot", "class", "-n", "5", timed}, "table[data-name] thead th:nth-child(4)", ".banner"},
		"timeline": {[]string{"timeline", "1h", timed}, "table[data-name] tbody tr:nth-child(36)", ".banner"},
		"reports":  {[]string{"--report", "top path", "--report", "top client", timed}, "section:nth-of-type(2) table[data-name]", ".banner"},
		"empty":    {[]string{"-f", "combined", log("empty.log")}, "#read", "figure.chart"},
		"one":      {[]string{"-f", "combined", log("one.log")}, "#paths", "figure.chart"},
		"torn":     {[]string{"-f", "combined", "--max-rejects", "100%", log("torn.log")}, "#read", ".banner.partial"},
		"untimed":  {[]string{"-f", `"$request" $status`, log("untimed.log")}, "#paths, #statuses", "figure.chart"},
		"partial":  {[]string{shop, log("missing.log")}, ".banner.partial", ".banner.approximate"},
	} {
		t.Run(name, func(t *testing.T) {
			page := log(name + ".html")
			if _, err := run(t, append([]string{"-o", page}, test.args...)...); (err != nil) != (name == "partial") {
				t.Fatal(err)
			}
			p := open(t, page, desktop)
			p.checkLayout()
			if found := eval[[]int](p, fmt.Sprintf(`[%q, %q].map((s) => document.querySelectorAll(s).length)`, test.want, test.none)); found[0] == 0 || found[1] > 0 {
				t.Errorf("%d of %s, %d of %s", found[0], test.want, found[1], test.none)
			}
			p.see("other-"+name, "html")
		})
	}
}
