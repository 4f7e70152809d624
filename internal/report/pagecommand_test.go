package report

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestShellQuote has a shell read words back.
func TestShellQuote(t *testing.T) {
	words := append(hostile(), "=ls", "~", "a b", "$HOME", "`id`", "!!", "it's", "*", "#", "a;b")
	words = slices.DeleteFunc(words, func(w string) bool { return strings.Contains(w, "\x00") }) // no argument can have it
	var line []string
	for _, w := range words {
		line = append(line, shellQuote(w))
	}
	safe(t, "the words", strings.Join(line, " "), "")
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	out, err := exec.Command(bash, "-c", `printf '%s\0' `+strings.Join(line, " ")).Output()
	if got := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00"); err != nil || !slices.Equal(got, words) {
		t.Errorf("%v, got\n%q\nwant\n%q", err, got, words)
	}
}

func TestOrigin(t *testing.T) {
	check := func(o *Origin, want string, words ...string) {
		t.Helper()
		if got := o.asks(words...); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
	o := &Origin{Words: []string{"wf", "top", "path"}, Select: []string{"-w", "status >= 500"}, Files: []string{"a b.log", "-x.log", "-"}}
	check(o, "wf top path -w 'status >= 500' 'a b.log' ./-x.log -")
	check(o, "wf top status -w 'status >= 500' 'a b.log' ./-x.log -", "wf", "top", "status")
	check(&Origin{Words: []string{"wf"}, Files: slices.Repeat([]string{"a"}, 1000)}, "wf FILE...")
	check(&Origin{Words: []string{"wf", "find", "=ls", "a=b", "~"}}, "wf find '=ls' a=b '~'") // zsh looks =ls up, and all shells ~
	check(nil, "")
	check(&Origin{Words: []string{"wf", strings.Repeat("x", 1<<20)}}, "")
}
