package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// attacks are texts that do something to a terminal that shows them, or to
// people who believe it.
var attacks = []string{
	"\x1b]0;title\a", "\x1b]2;title\x1b\\", "\x1b]8;;http://a.example\x1b\\link\x1b]8;;\x1b\\", "\x1b]52;c;Zm9v\a", "\x1b]52;c;?\x1b\\", "\x1b]4;0;?\a", "\x1b]10;?\a",
	"\x1b]777;notify;a;b\a", "\x1b]1337;File=inline=1:AAAA\a", "\x1b]7;file:///etc\a", "\x1b]9;4;1\a", "\x1b]133;A\a",
	"\x1b[2J", "\x1b[3J", "\x1b[H", "\x1b[1;1H", "\x1b[1A", "\x1b[99D", "\x1b[2K", "\x1b[6n", "\x1b[c", "\x1b[>c", "\x1b[21t", "\x1b[8;1;1t", "\x1b[?25l", "\x1b[?1049h", "\x1b[?2004h", "\x1b[4h", "\x1b[8m", "\x1b[31m", "\x1b[0m", "\x1b[1m",
	"\x1bc", "\x1b7\x1b8", "\x1bD", "\x1bM", "\x1b#8", "\x1b(0", "\x1b%G", "\x0e", "\x0f",
	"\x1bP+q544e\x1b\\", "\x1bP$q\"p\x1b\\", "\x1b_Gf=100;AAAA\x1b\\", "\x1b^private\x1b\\", "\x1bXstring\x1b\\", "\x1bPq#0;2;0;0;0~\x1b\\",
	"\u009b2J", "\u009d0;title\u009c", "\u0090q\u009c", "\u0085", "\x9b2J", "\x9d0;title\x9c", "\x90q\x9c", "\x84", "\x8d",
	"a\rb", "abc\b\b\bxyz", "\a", "\v", "\f", "\x7f", "\x00", "\x05",
	"\u202egpj.exe", "\u202dabc\u202c", "\u2066a\u2069", "\u2067a\u2069", "\u2068a", "\u200ea\u200f", "\u061ca", "a\u200bb", "a\u200cb\u200dc", "\u2060", "\u2061\u2062\u2063\u2064", "a\u00adb",
	"\ufeff", "a\ufeffb", "a\u2028b\u2029c", "\u3164", "\u115f\u1160", "\u2800", "\u00a0a", "\u3000", "\u180e", "\ufff9a\ufffab\ufffb",
	"\u0301\u0302", "e" + strings.Repeat("\u0301", 300), strings.Repeat("\u0489", 100), "a\u034fb", "\u20dd", "☎\ufe0e", "☎\ufe0f", "a\U000e0100",
	"\xff\xfe", "\xc0\xaf", "\xc0\x9b2J", "\xe0\x80\x9b", "\xed\xa0\x80\xed\xb0\x80", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xc3", "\xe2\x82", "\x80",
	"\ue000\uf8ff", "\U000f0000", "\U0010ffff", "\ufdd0", "\U000e0041\U000e007f", "\U000e0001", "\U0001d173\U0001d17a", "\U0001bca0",
	"=1+1", "\tcell", "日本語 é 😀", strings.Repeat("\x1b[1m", 100),
}

// payloads are the attacks and all single bytes but those that end a line.
func payloads() []string {
	list := append([]string(nil), attacks...)
	for c := range 256 {
		if c != '\n' && c != '\r' {
			list = append(list, "b"+string([]byte{byte(c)})+"e")
		}
	}
	return list
}

// hostileLogs writes logs with a payload in every field of a line, and in the
// names of fields where lines have them. It returns their names, which are no
// better, by format.
func hostileLogs(t *testing.T, folder string) map[string]string {
	t.Helper()
	logs := map[string]*bytes.Buffer{"vhost_combined": {}, "json": {}, "logfmt": {}, "ltsv": {}, "w3c": {}}
	w3c := logs["w3c"]
	w3c.WriteString("#Fields: date time c-ip cs-username cs-method cs-uri-stem cs-uri-query sc-status cs(Referer) cs(User-Agent) x-a\x1b[2Jb\u202e\n")
	for i, p := range payloads() {
		clf := func(site, client, ident, user, method, path, query, proto, referrer, agent string) {
			fmt.Fprintf(logs["vhost_combined"], "%s:80 %s %s %s [01/Mar/2026:10:%02d:%02d +0000] \"%s %s?%s %s\" 200 5 \"%s\" \"%s\"\n",
				site, client, ident, user, i/60%60, i%60, method, path, query, proto, referrer, agent)
		}
		word := strings.NewReplacer(" ", "", `"`, "", `\`, "", "[", "", ":", "").Replace(p)
		clf("a.example", "192.0.2.7", "-", "-", "GET", "/", "a=b", "HTTP/1.1", "-", "agent")
		clf("a"+word, "192.0.2.7", "-", "-", "GET", "/", "a=b", "HTTP/1.1", "-", "agent")
		clf("a.example", "a"+word, "-", "-", "GET", "/", "a=b", "HTTP/1.1", "-", "agent")
		clf("a.example", "192.0.2.7", "a"+word, "-", "GET", "/", "a=b", "HTTP/1.1", "-", "agent")
		text := strings.ReplaceAll(p, `"`, "")
		clf("a.example", "192.0.2.7", "-", "a"+word, "G"+word, "/"+word, word, "HTTP/"+word, "r"+text, text)
		quoted := jsonText(p)
		fmt.Fprintf(logs["json"], `{"time":"2026-03-01T10:%02d:%02dZ","remote_addr":"192.0.2.7","request":"GET /%s HTTP/1.1","status":200,"http_user_agent":"%s","http_referer":"%s","x":"%s","k%s":1,"o":{"%s":2},"host":"%s","remote_user":"%s"}`+"\n",
			i/60%60, i%60, quoted, quoted, quoted, quoted, quoted, quoted, quoted, quoted)
		fmt.Fprintf(logs["logfmt"], "time=2026-03-01T10:%02d:%02dZ method=GET path=/%s status=200 client=192.0.2.7 agent=\"%s\" k%s=1 user=%s\n",
			i/60%60, i%60, word, quoted, strings.ReplaceAll(word, "=", ""), word)
		cell := strings.ReplaceAll(p, "\t", "")
		fmt.Fprintf(logs["ltsv"], "time:[01/Mar/2026:10:%02d:%02d +0000]\tmethod:GET\tpath:/%s\tstatus:200\thost:192.0.2.7\tua:%s\tk%s:1\treferer:%s\n",
			i/60%60, i%60, cell, cell, word, cell)
		fmt.Fprintf(w3c, "2026-03-01 10:%02d:%02d 192.0.2.7 %s GET /%s %s 200 %s %s %s\n", i/60%60, i%60, "u"+word, word, "q"+word, "r"+word, "a"+word, "x"+word)
	}
	names := map[string]string{}
	for format, log := range logs {
		names[format] = format + "\x1b[2J\u202e\x9b\u0301.log"
		if err := os.WriteFile(filepath.Join(folder, names[format]), log.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return names
}

// jsonText is text inside of a JSON string; bytes that JSON does not ask to be
// escaped stay.
func jsonText(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ':
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// ours are the colours that wf uses.
var ours = regexp.MustCompile(`\x1b\[(?:0|1|2|31|33)m`)

// checkShown reports what a terminal must not be sent. marks in a row may be as
// many as the languages need.
func checkShown(t *testing.T, what string, shown []byte, allowed string) {
	t.Helper()
	marks := 0
	for i := 0; i < len(shown); {
		r, size := utf8.DecodeRune(shown[i:])
		marks++
		if !unicode.IsMark(r) {
			marks = 0
		}
		hidden := unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector, unicode.Zl, unicode.Zp, unicode.Co) || r == '\u2800'
		if r == utf8.RuneError && size == 1 || hidden || !unicode.IsPrint(r) && !strings.ContainsRune(allowed, r) || marks > 4 {
			t.Errorf("%s shows %q in %q", what, shown[i:i+size], shown[max(0, i-60):min(len(shown), i+20)])
			return
		}
		i += size
	}
}

// terminalCases are commands without the logs behind them.
func terminalCases() [][]string {
	var cases [][]string
	add := func(args ...string) { cases = append(cases, args) }
	add("--section", "all")
	add("timeline", "--by", "agent", "-n", "0")
	add("find", "(.+)", "-n", "0")
	add("print")
	add("print", "--fields", "time,client,user,method,path,referrer,agent")
	add("detect")
	add("detect", "-f", "combined")
	add("top", "path", "-f", "combined", "--strict")
	add("top", "path", "--progress", "always", "--stats")
	for _, output := range []string{"table", "tsv", "csv", "json", "ndjson", "md"} {
		if output != "tsv" && output != "csv" { // which hold one table
			add("-o", output)
		}
		add("top", "agent,path,referrer", "-n", "0", "-o", output)
		add("top", "file,user", "-n", "0", "-o", output, "--header")
		add("top", "x", "--pivot", "agent", "-o", output)
		add("top", "method", "--pivot", "path", "-n", "0", "-o", output)
		add("find", "(?P<g>a.*)", "-n", "0", "-o", output)
	}
	return cases
}

// messageCases are commands whose arguments are hostile. P stands for a payload.
func messageCases() [][]string {
	var cases [][]string
	for _, args := range []string{
		"top P", "top path -w P", `top path -w status=="P"`, `top path -w pathP`, "top path -f P", "top path -f $statusP$x", "top path -f (?P<a>.)(P", "top path -f @P", "formats P", "formats $xP",
		"formats (?P<aP>.)", "top path --report P", "--report @P", "top path -o P", "top path -o P.json", "top path --tz P", "top path --since P", "top path --last P", "find (P", "find P", "top path -s P",
		"top path -m P", "top path --having P", "top path --fail-if P", "top path --route P", "P", "timeline P", "timeline 1h --by P", "top path --section P", "--section P", "--P", "top path -P", "help P", "print --fields P",
		"top path --max-line P", "top path --max-rejects P", "top path -n P", "top path -j P", "top path --io P", "top path --color P", "bench P", "bench gen -f P", "merge P", "top path --rejects P/x", "completion P",
		`top path --fail-if count>0`, `top path -w path!="P"`, "--report top\tpath\t-w\tpath!='P'",
	} {
		cases = append(cases, strings.Split(args, " "))
	}
	return cases
}

// TestHostileTextOnATerminal has logs, names of files and arguments that are
// written to harm. On a terminal, with colours and without, wide and of unknown
// size, there is nothing but what can be seen, line ends and our own colours.
func TestHostileTextOnATerminal(t *testing.T) {
	folder := t.TempDir()
	names := hostileLogs(t, folder)
	const payload = "a\x1b]0;x\a\x9b2J\u202e\u009b\r\u200b\ufeff\xff\u0301" // all that an argument can hold
	run := func(columns uint16, color bool, args ...string) {
		t.Helper()
		cmd := exec.Command("wf", args...)
		cmd.Dir = folder
		cmd.Env = append(os.Environ(), "TERM=xterm", "LANG=C.UTF-8", "WF_DEBUG=1")
		if !color {
			cmd.Env = append(cmd.Env, "NO_COLOR=1")
		}
		shown := onTerminal(t, columns, 40, cmd)
		if color {
			shown = ours.ReplaceAll(shown, nil)
		}
		allowed := "\n"
		if args[0] == "print" || strings.Contains(strings.Join(args, " "), "-o tsv") {
			allowed = "\n\t" // between cells
		}
		shown = bytes.ReplaceAll(shown, []byte("\r\x1b[K"), nil) // of the progress, which is asked for
		checkShown(t, fmt.Sprintf("%q", args), shown, allowed)
		if len(shown) == 0 {
			t.Errorf("%q shows nothing", args)
		}
	}
	for format, name := range names {
		for i, args := range terminalCases() {
			if format != "json" && (i > 12 || testing.Short() && i > 3) {
				break // what outputs do with a text is the same for all formats
			}
			run([]uint16{100, 0}[i%2], i%3 == 0, append(args, name)...)
			if !testing.Short() {
				run([]uint16{0, 60}[i%2], i%3 != 0, append(args, name)...)
			}
		}
	}
	for n, args := range messageCases() {
		if testing.Short() && n%4 > 0 {
			continue
		}
		for i, arg := range args {
			args[i] = strings.ReplaceAll(arg, "P", payload)
		}
		run(100, true, append(args, names["json"])...)
		run(100, false, append(args, names["json"], "missing"+payload, "./"+names["ltsv"])...)
	}
}

// TestHostileBytesInJSON counts a value of a JSON log that is each payload once,
// in JSON and NDJSON: jq and encoding/json read every byte of them again.
func TestHostileBytesInJSON(t *testing.T) {
	folder := t.TempDir()
	names := hostileLogs(t, folder)
	want := map[string]bool{}
	for _, p := range payloads() {
		want[p] = true
	}
	for _, output := range []string{"json", "ndjson"} {
		cmd := exec.Command("wf", "top", "x", "-n", "0", "-o", output, names["json"])
		cmd.Dir = folder
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		checkShown(t, output, out, "\n")
		rows := []byte(`.`)
		if output == "json" {
			rows = []byte(`.tables[].rows[]`)
		}
		checkValues(t, output, decodedRows(t, output, out), want)
		jq, err := exec.LookPath("jq")
		if err != nil {
			continue
		}
		cmd = exec.Command(jq, "-r", string(rows)+` | .x_base64 // (.x | @base64)`)
		cmd.Stdin = bytes.NewReader(out)
		text, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		var values []string
		for line := range strings.Lines(string(text)) {
			value, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(line, "\n"))
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, string(value))
		}
		checkValues(t, "jq", values, want)
	}
}

// decodedRows returns the bytes of x in the rows of a report, by encoding/json.
func decodedRows(t *testing.T, output string, text []byte) (values []string) {
	t.Helper()
	type row struct {
		X      *string `json:"x"`
		Base64 []byte  `json:"x_base64"`
	}
	var rows []row
	if output == "json" {
		var all struct{ Tables []struct{ Rows []row } }
		if err := json.Unmarshal(text, &all); err != nil || len(all.Tables) != 1 {
			t.Fatal(err)
		}
		rows = all.Tables[0].Rows
	} else {
		for line := range bytes.Lines(text) {
			var r row
			if err := json.Unmarshal(line, &r); err != nil {
				t.Fatal(err)
			}
			rows = append(rows, r)
		}
	}
	for _, r := range rows {
		if r.Base64 != nil {
			values = append(values, string(r.Base64))
		} else if r.X != nil {
			values = append(values, *r.X)
		}
	}
	return values
}

// checkValues compares values with those wanted, each of which comes once.
func checkValues(t *testing.T, what string, values []string, want map[string]bool) {
	t.Helper()
	seen := map[string]bool{}
	for _, value := range values {
		if !want[value] || seen[value] {
			t.Errorf("%s: %q is not wanted, or twice there", what, value)
		}
		seen[value] = true
	}
	for value := range want {
		if !seen[value] {
			t.Errorf("%s: %q is missing", what, value)
		}
	}
}

// TestHostilePrintIsExact lists a log of every byte: through a pipe the lines
// come out as they went in.
func TestHostilePrintIsExact(t *testing.T) {
	folder := t.TempDir()
	for format, name := range hostileLogs(t, folder) {
		if format == "w3c" { // of which directives are not listed
			continue
		}
		cmd := exec.Command("wf", "print", "-f", format, "--max-rejects", "100%", name)
		cmd.Dir = folder
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		log, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		at := 0
		for line := range bytes.Lines(out) {
			n := bytes.Index(log[at:], line)
			if n < 0 {
				t.Fatalf("%s: %q is not in the log, or not behind the line before it", format, line)
			}
			at += n + len(line)
		}
		if format == "json" && !bytes.Equal(out, log) {
			t.Errorf("%d bytes of %d are listed", len(out), len(log))
		}
	}
}
