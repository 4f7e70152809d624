package parser

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
	"testing"
)

// detect returns the name of the format found in text, or the reason why none.
func detect(text string) string {
	d := Detect(bytes.Split([]byte(text), []byte("\n")))
	if d.Format == nil {
		return d.Reason
	}
	return d.Format.Name
}

func TestDetect(t *testing.T) {
	check := func(want string, lines ...string) {
		t.Helper()
		if got := detect(strings.Join(lines, "\n")); got != want {
			t.Errorf("%.100q: %s, want %s", lines, got, want)
		}
	}
	for _, f := range Formats() {
		want := cmp.Or(f.alias, f.Name)
		if f == &caddy { // a kind of JSON that says what it is
			want = f.Name
		}
		log := string(bytes.Join(logOf(f), []byte{'\n'}))
		check(want, log)
		check(want, "", "# comment", log, strings.Repeat(f.Sample+"\n", 11)+f.Sample[:len(f.Sample)-30])
		check(want, strings.Repeat("starting up\n", 5)+log)
	}
	check("combined", combined.Sample, common.Sample, common.Sample)
	check("combined", combined.Sample, mainFormat.Sample)
	check("combined", combined.Sample+` 0.5`)
	check("combined", combined.Sample+` "HIT"`)
	check("combined", combined.Sample+` "HIT" 0.5`)
	check("combined", strings.Replace(combined.Sample, `"https://example.com/"`, "-", 1))
	check("main", combined.Sample+` "-"`)
	check("main", combined.Sample+` "-" 0.5`)
	check("main", strings.Repeat(mainFormat.Sample+"\n", 19)+combined.Sample+` "';DROP TABLE"`)
	check("common", common.Sample+` 17 "x" "-"`)
	check("common", common.Sample+` 0.5`)
	check("vhost_combined", "example.com "+combined.Sample)
	check("vhost_common", "[2001:db8::1]:80 "+common.Sample)
	check("vhost_common", "_:80 "+common.Sample)
	check("combined", "10.0.0.1, "+combined.Sample)
	check("only 1 of 30 lines is combined; -f combined reads it", strings.Repeat("x\n", 29)+combined.Sample)
}

func TestDetectNone(t *testing.T) {
	check := func(line, want string) {
		t.Helper()
		for _, n := range []int{1, 20} {
			if got := detect(strings.TrimSuffix(strings.Repeat(line+"\n", n), "\n")); got != want {
				t.Errorf("%q: %s, want %s", line, got, want)
			}
		}
	}
	check("", "no known format (no lines)")
	check("# only a comment", "no known format (no lines)")
	check("It was a dark and stormy night; the rain fell in torrents.", "no known format")
	check(`{"time":"01/Mar/2026:10:00:00 +0100","status":200}`, "no known format (JSON?)")
	check("2026/03/01 10:00:00 [error] 7#7: *1 open() failed, client: 192.0.2.7, request: \"GET / HTTP/1.1\"", "no known format (an nginx error log?)")
	check("[Sun Mar 01 10:00:00.000000 2026] [core:error] [pid 7] AH00126: Invalid URI in request GET / HTTP/1.1", "no known format (an Apache error log?)")
	check(`"`+strings.ReplaceAll(combined.Sample, `"`, `""`)+`"`, "no known format")
	check("?? "+combined.Sample[10:], "no known format")
	check("\x7fELF\x00\x01\x02", "no known format (binary data?)")
}

func TestDetectMisread(t *testing.T) {
	check := func(text, want string) {
		t.Helper()
		if got := detect(text); got != want {
			t.Errorf("%.60q: %s, want %s", text, got, want)
		}
	}
	const utf16 = "looks like UTF-16; convert: iconv -f UTF-16 -t UTF-8"
	var little, big strings.Builder
	for _, c := range combined.Sample + "\n" + combined.Sample {
		fmt.Fprintf(&little, "%c\x00", c)
		fmt.Fprintf(&big, "\x00%c", c)
	}
	check(little.String(), utf16)
	check(big.String(), utf16)
	check("\xff\xfe"+little.String(), utf16)
	check("\xfe\xff"+big.String(), utf16)
	check(strings.Repeat(common.Sample+"\r", 3), `lines end in CR alone; convert: tr '\r' '\n'`)
	check(combined.Sample[:len(combined.Sample)-5]+"\r"+combined.Sample+"\n"+strings.Repeat(combined.Sample+"\n", 9), "combined")
	check(combined.Sample+"\r\n"+combined.Sample+"\r", "combined")
}
