package parser

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// hostile are texts that a client may send as a request, a header or a user
// name, made to look like something else.
func hostile() []string {
	texts := []string{
		`x" 17 "shop@docker" "http://172.17.0.3:80" 12ms`,
		`x" 431 0.005 [shop-web-80] [] 10.0.74.255:8080 5120 0.004 200 89f3c824055b4d87942831d74343fb9a`,
		`x" "198.51.100.23"`,
		`" "" "" 33317 310 "http-in" "static" "srv1" 10 0 30 69 109 "----" 1 1 1 1 0 0 0 "" ""`,
		`method=GET path=/x status=200 duration=5ms client=192.0.2.7 a=b c=d e=f g=h i=j k=l m=n o=p q=r s=t u=v w=x y=z`,
		"method:GET\tpath:/x\tstatus:200\tsize:1",
		`{"log":"x","stream":"stdout","time":"2026-03-01T09:00:00Z"}`,
		"#Fields: date time c-ip cs-method cs-uri-stem sc-status",
		"${jndi:ldap://203.0.113.9/a}", "' OR 1=1 --", "- - -", "x -", "- x", "192.0.2.7 - -", "www.example.com 192.0.2.7 - -", "\xff\xfe\x00", "\r", "",
	}
	for _, f := range Formats() {
		texts = append(texts, f.Sample)
	}
	return texts
}

// escapes are how servers write what clients send.
var escapes = []struct {
	name    string
	servers []*Format
	write   func(text string) string
}{
	{"nginx", []*Format{&combined, &mainFormat, &ingress}, escapeHex},
	{"Apache", []*Format{&combined, &common, &vhostCombined}, strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\t", `\t`, "\r", `\r`, "\x00", `\x00`, "\xff", `\xff`, "\xfe", `\xfe`).Replace},
	{"nginx with escape=json", []*Format{&jsonFormat}, escapeJSONText},
}

// escapeHex writes text as nginx does.
func escapeHex(text string) string {
	var escaped strings.Builder
	const digits = "0123456789ABCDEF"
	for _, c := range []byte(text) {
		if c < ' ' || c == '"' || c == '\\' || c > '~' {
			escaped.WriteString(`\x` + string(digits[c>>4]) + string(digits[c&15]))
		} else {
			escaped.WriteByte(c)
		}
	}
	return escaped.String()
}

// escapeJSONText writes text as nginx does with escape=json.
func escapeJSONText(text string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\t", `\t`, "\r", `\r`, "\x00", `\u0000`).Replace(text)
}

// attack returns lines like the sample of f with the text in the places where
// clients put it.
func attack(f *Format, text string) []string {
	lines := []string{
		strings.Replace(f.Sample, "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", text, 1),
		strings.Replace(f.Sample, "https://example.com/", text, 1),
		strings.Replace(f.Sample, "GET /index.html?lang=en HTTP/1.1", text, 1),
		strings.Replace(f.Sample, "/index.html?lang=en", strings.ReplaceAll(text, " ", "+"), 1),
	}
	if !strings.Contains(text, "[") { // else the line may be lost, but it is nothing else
		lines = append(lines, strings.Replace(f.Sample, " - - [", " - "+strings.TrimLeft(text, "- ")+"_ [", 1))
	}
	return lines
}

// TestDetectHostile shows that what clients send neither makes a log one of
// another format, nor one of several, nor hides the requests of others.
func TestDetectHostile(t *testing.T) {
	for _, e := range escapes {
		for _, f := range e.servers {
			for _, text := range hostile() {
				lines := attack(f, e.write(text))
				for _, times := range []int{1, 60} {
					log := bytes.Repeat([]byte(f.Sample+"\n"), 20)
					for range times {
						log = append(log, strings.Join(lines, "\n")+"\n"...)
					}
					if got := detect(string(log)); got != f.Name {
						t.Errorf("%s: %s, want %s, with %d times\n%s", e.name, got, f.Name, times, strings.Join(lines, "\n"))
					}
				}
			}
		}
	}
}

// TestDetectHostileAlone shows it for logs without any other requests.
func TestDetectHostileAlone(t *testing.T) {
	for _, e := range escapes {
		for _, f := range e.servers {
			for _, text := range hostile() {
				for _, line := range attack(f, e.write(text)) {
					d := Detect([][]byte{[]byte(line)})
					if d.Format == nil || d.Format.Name == f.Name {
						continue
					}
					t.Errorf("%s: %s, want %s: %s", e.name, d.Format.Name, f.Name, line)
				}
			}
		}
	}
}

// TestMixtureHostile shows that in a log of two formats a line of one is not
// taken for one of the other, whatever its user is called.
func TestMixtureHostile(t *testing.T) {
	sites := strings.Repeat(vhostCombined.Sample+"\n", 30)
	plain := strings.Repeat(combined.Sample+"\n", 10)
	for _, log := range []string{sites + plain, plain + sites, sites + sites + plain} {
		d := Detect(bytes.Split([]byte(log), []byte("\n")))
		if d.Format == nil || d.Format.Name != "combined,vhost_combined" {
			t.Fatalf("%v: %s", d.Format, d.Reason)
		}
		set := NewFieldSet()
		client, _ := set.Add("client")
		vhost, _ := set.Add("vhost")
		p, r := d.Format.Compile(set), NewRecord(set)
		for _, user := range []string{"x -", "x", "www.example.com x", "a b c", "192.0.2.1 - x"} {
			line := strings.Replace(combined.Sample, "- - [", "- "+user+" [", 1)
			r.Reset("")
			if p.Parse([]byte(line), r) != Parsed || string(r.Bytes(client)) != "192.0.2.7" || r.Bytes(vhost) != nil {
				t.Errorf("client %q, site %q: %s", r.Bytes(client), r.Bytes(vhost), line)
			}
		}
	}
}

// TestDetectOneClient shows that one client does not decide, however many of
// the lines are its.
func TestDetectOneClient(t *testing.T) {
	var log []string
	for _, client := range []string{"192.0.2.7", "192.0.2.8", "198.51.100.23"} {
		log = append(log, strings.Replace(vhostCombined.Sample, "192.0.2.7", client, 1))
	}
	log = append(log, slices.Repeat([]string{strings.NewReplacer("192.0.2.7", "203.0.113.9", "www.example.com", "a'b=c").Replace(vhostCombined.Sample)}, 300)...)
	if got := detect(strings.Join(log, "\n")); got != "vhost_combined" {
		t.Error(got)
	}
	// A server that does not escape quotes is told by most of its lines.
	log = slices.Repeat([]string{combined.Sample}, 300)
	log = append(log, slices.Repeat([]string{traefik.Sample}, 20)...)
	if got := detect(strings.Join(log, "\n")); got != "combined" {
		t.Error(got)
	}
	// What a proxy adds to X-Forwarded-For is behind what the client says.
	log = slices.Repeat([]string{combined.Sample + ` "-"`}, 9)
	log = append(log, slices.Repeat([]string{combined.Sample + ` "' OR 1=1, 192.0.2.7"`}, 90)...)
	if got := detect(strings.Join(log, "\n")); got != "main" {
		t.Error(got)
	}
}
