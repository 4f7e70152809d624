package parser

import (
	"bytes"
	"testing"
	"time"
)

// FuzzNewFormat shows that any text is a format or an error, soon; that what is
// a format parses any line without a panic, takes the same lines whatever is
// asked for, and explains the lines that it does not take.
func FuzzNewFormat(f *testing.F) {
	texts := []string{
		`$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"`,
		`%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" %D`,
		`%v:%p %h %{%d/%b/%Y %T}t.%{msec_frac}t %{ms}T "%r" %{cookie}n`,
		`log_format x escape=json '{"a":"$request","t":$msec}';`, `LogFormat "%h %>s" x`,
		`combined $request_time`, `syslog+cri+combined`, `json,combined`, `docker+(?P<path>/\S*) (?P<status>\d+)`,
		`(?P<a>(a|b)*)+(?P<b>\pL{1,3})`, `(?P<a>((((a*)*)*)*)*)$`, `(?<a>a{100}{100})`, `$`, `%`, `%%`, `$$`, `%{`, `${a}`, `"`, `x y`, `+`, `,`, ` `,
		"$a$b$c", "%h%h%h", "$time_local$time_iso8601$msec", "{\n$status}",
	}
	for _, text := range texts {
		for _, known := range Formats()[:3] {
			f.Add(text, []byte(known.Sample))
		}
	}
	for _, known := range Formats() {
		f.Add(known.Name, []byte(known.Sample))
		f.Add("syslog+"+known.Name, []byte("Mar  1 10:00:00 web1 x: "+known.Sample))
	}
	f.Fuzz(func(t *testing.T, text string, log []byte) {
		begin := time.Now()
		format, err := NewFormat(text)
		if err != nil {
			if err.Error() == "" {
				t.Fatalf("%q: an error without words", text)
			}
			return
		}
		lines := bytes.Split(log, []byte("\n"))
		format = format.Fit(lines)
		nothing, everything := NewFieldSet(), NewFieldSet(format.Own()...)
		for _, field := range format.Fields() {
			if _, err := everything.Add(field.Name); err != nil {
				t.Fatalf("%q: %v", text, err)
			}
		}
		var outcomes []Outcome
		parseAll(format, nothing, lines, func(_ *Record, _ []byte, outcome Outcome) { outcomes = append(outcomes, outcome) })
		i := 0
		parseAll(format, everything, lines, func(r *Record, line []byte, outcome Outcome) {
			if outcome != outcomes[i] {
				t.Fatalf("%q: %v, or %v with all fields: %q", text, outcomes[i], outcome, line)
			}
			i++
			if outcome != Parsed {
				return
			}
			for slot := range everything.Len() {
				r.Bytes(slot)
			}
			r.Instant()
		})
		format.Line()
		format.Mismatch(lines)
		DetectAmong(lines, []*Format{format, &combined})
		if took := time.Since(begin); took > 5*time.Second {
			t.Fatalf("%q took %v", text, took)
		}
	})
}
