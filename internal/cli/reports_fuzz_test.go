package cli

import (
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/kballard/go-shellquote"

	"wf/internal/query"
)

// FuzzReportLine types a question behind --report, its words quoted as a shell
// wants them: it comes to what the same words come to as the command's own.
func FuzzReportLine(f *testing.F) {
	f.Add("path", "count,sum_bytes", "status >= 500", "count > 1", 20, true)
	f.Add("method, status", `x=share(path == "a b")`, `path contains 'it''s'`, "", 0, false)
	f.Add("#", "-m", "--", "\\", -1, true)
	f.Add("\n", "\t", "\"", "$(x)", 1, false)
	f.Fuzz(func(t *testing.T, keys, metrics, where, having string, limit int, reverse bool) {
		if strings.HasPrefix(keys, "-") || where == "" || metrics == "" {
			return // a flag, or a value that is missing, which is said elsewhere
		}
		words := []string{"top", keys, "-m", metrics, "-w", where, "--having=" + having, "-n", strconv.Itoa(limit)}
		if reverse {
			words = append(words, "-r")
		}
		text := shellquote.Join(words...)
		got, err := parseReport(text)
		want, plain := query.Top(keys, query.Words{Metrics: metrics, Where: []string{where}, Having: having, Limit: limit, Reverse: reverse})
		if err != nil {
			if limit >= 0 && having != "" && plain == nil {
				t.Fatalf("%s: %v", text, err)
			}
			return
		}
		want.Question.Name = text
		if plain != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s is %+v, want %+v, %v", text, got, want, plain)
		}
	})
}
