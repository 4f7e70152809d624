package cli

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// fuzzedCommand is what FuzzCommand types: a command, its argument, and flags
// that are left out if they are empty.
type fuzzedCommand struct{ command, argument, metrics, sort, having, where, extra string }

// args are the words of the command line. Flags keep their values, whatever
// these look like.
func (c *fuzzedCommand) args(more ...string) []string {
	args := []string{c.command}
	for _, f := range [][2]string{{"--metrics=", c.metrics}, {"--sort=", c.sort}, {"--having=", c.having}, {"--where=", c.where}} {
		if f[1] != "" {
			args = append(args, f[0]+f[1])
		}
	}
	if c.extra != "" {
		flag := map[string]string{"top": "--pivot=", "timeline": "--by=", "find": "--fail-if="}[c.command]
		args = append(args, flag+c.extra)
	}
	return append(append(args, more...), "--", c.argument)
}

// FuzzCommand asks what anybody may type of a log with nasty lines. It is
// answered, by any number of workers alike and with every line accounted for,
// or refused: by a message that a terminal can show, and nothing else.
func FuzzCommand(f *testing.F) {
	for _, c := range [][7]string{
		{"top", "path", "count,sum_bytes", "path", "count > 1", "status >= 400", ""},
		{"top", "method,status", "p95_bytes,share", "", "", `path contains "/"`, "class"},
		{"top", "time/5m,client/24", "visitors,x=share(status == 404)", "x", "x > 0.1", "", ""},
		{"timeline", "1h30m", "count,rate", "", "", "", "class,agent"},
		{"timeline", "", "first,last", "count", "count == 0", "client in ['10.0.0.1']", ""},
		{"find", `GET (/[^ ?]*)(?P<query>\?\S*)?`, "count", "", "", "", "count > 5"},
		{"find", `(((`, "", "", "", "", "share > 1"},
		{"top", "pat", "cont", "-", "coun > 1", "status = 500 and", "path"},
		{"top", "", " ", "\x1b[2J", "\xff", "“", "\n"},
		{"top", "route,weekday,hour,ext,bot", "stddev_bytes,distinct_path,count_5xx,share_404", "", "", "hour == '10'", "date"},
	} {
		f.Add(slices.Index(fuzzedNames, c[0]), c[1], c[2], c[3], c[4], c[5], c[6])
	}
	log := logFile(f, corpus(f, 16<<10))
	f.Fuzz(func(t *testing.T, command int, argument, metrics, sort, having, where, extra string) {
		c := fuzzedCommand{fuzzedNames[uint(command)%uint(len(fuzzedNames))], argument, metrics, sort, having, where, extra}
		if len(argument)+len(metrics)+len(sort)+len(having)+len(where)+len(extra) > 300 || strings.Contains(argument, "\x00") {
			return
		}
		stdout, stderr, code := wf(t, "", append(c.args("--json", "-n", "0", "-j", "1", "--max-rejects=100%", "-f", "combined"), log)...)
		checkMessages(t, &c, stderr)
		if code != 0 && code != 3 {
			if code != 2 || stdout != "" || stderr == "" {
				t.Fatalf("%q: exit %d, %q, %q", c.args(), code, stdout, stderr)
			}
			return
		}
		checkAccount(t, &c, stdout)
		again, _, same := wf(t, "", append(c.args("--json", "-n", "0", "-j", "3", "--max-rejects=100%", "-f", "combined"), log)...)
		if again != stdout || same != code {
			t.Fatalf("%q: exit %d: %s\nby three workers %d: %s", c.args(), code, stdout, same, again)
		}
	})
}

// fuzzedNames are the commands that FuzzCommand types.
var fuzzedNames = []string{"top", "timeline", "find"}

// checkMessages wants lines that a terminal shows and does not obey.
func checkMessages(t *testing.T, c *fuzzedCommand, stderr string) {
	t.Helper()
	if strings.Contains(stderr, "internal error") || stderr != "" && (!strings.HasPrefix(stderr, "wf: ") || !strings.HasSuffix(stderr, "\n")) {
		t.Fatalf("%q says %q", c.args(), stderr)
	}
	if !utf8.ValidString(stderr) {
		t.Fatalf("%q says %q", c.args(), stderr)
	}
	for _, r := range stderr {
		if r != '\n' && !unicode.IsPrint(r) {
			t.Fatalf("%q says %q", c.args(), stderr)
		}
	}
}

// checkAccount adds up the lines of an answer.
func checkAccount(t *testing.T, c *fuzzedCommand, stdout string) {
	t.Helper()
	var answer struct {
		Meta struct {
			Lines struct {
				Total, Parsed, Filtered, Blank, Directive, Incomplete int
				Rejected                                              map[string]int
			}
		}
	}
	if err := json.Unmarshal([]byte(stdout), &answer); err != nil {
		t.Fatalf("%q: %v: %s", c.args(), err, stdout)
	}
	l := answer.Meta.Lines
	sum := l.Parsed + l.Filtered + l.Blank + l.Directive + l.Incomplete
	for _, n := range l.Rejected {
		sum += n
	}
	if sum != l.Total || sum == 0 {
		t.Fatalf("%q: %d of %+v", c.args(), sum, l)
	}
}
