package parser

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestApacheLayout has formats of Apache's documentation and packages. Those
// that we know by name must come out as we have them.
func TestApacheLayout(t *testing.T) {
	check := checkLayouts(t)

	// https://httpd.apache.org/docs/current/mod/mod_log_config.html#examples
	check(`"%h %l %u %t \"%r\" %>s %b"`, common.Layout)
	check(`"%v %h %l %u %t \"%r\" %>s %b"`, `{vhost} `+common.Layout)
	check(`"%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-agent}i\""`, combined.Layout)
	check(`"%{Referer}i -> %U"`, `{referrer} -> {path}`)
	check(`"%{User-agent}i"`, `{agent}`)
	check(`"%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t"`, `{time}`)

	// https://salsa.debian.org/apache-team/apache2/-/blob/master/debian/config-dir/apache2.conf.in
	check(`LogFormat "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"" vhost_combined`, vhostCombined.Layout)
	check(`LogFormat "%h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"" combined`, combined.Layout)
	check(`LogFormat "%h %l %u %t \"%r\" %>s %O" common`, common.Layout)

	// https://src.fedoraproject.org/rpms/httpd/blob/rawhide/f/httpd.conf
	check(`      LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" %I %O" combinedio`,
		combined.Layout+` {bytes_received} {bytes_sent}`)
	check("CustomLog logs/ssl_request_log \\\n          \"%t %h %{SSL_PROTOCOL}x %{SSL_CIPHER}x \\\"%r\\\" %b\"",
		`[{time}] {client} {ssl_protocol} {ssl_cipher} "{request}" {bytes}`)

	check(`LogFormat "%{X-Forwarded-For}i %l %u %t \"%r\" %>s %b" proxy`, strings.Replace(common.Layout, "client", "forwarded", 1))
	check(`{"time":"%{%Y-%m-%dT%H:%M:%S}t.%{usec_frac}t%{%z}t","took":%D,"uri":"%U%q"}`, `{"time":"{time}","took":{duration},"uri":"{uri}"}`)
}

// TestApacheSpelling has one format as people type it.
func TestApacheSpelling(t *testing.T) {
	check := checkLayouts(t)
	const want = `{client} "{request}" {status}`
	for _, format := range []string{
		`%h "%r" %>s`,
		" \t%h \\\"%r\\\" %>s\n",
		`"%h \"%r\" %>s"`,
		`"%h \"%r\" %>s" ours`,
		`'%h "%r" %>s' ours`,
		`LogFormat "%h \"%r\" %>s" ours`,
		`LogFormat "%h \"%r\" %>s"`,
		`LogFormat "%h \"%r\" %>s\n" ours`,
		`logformat	'%h "%r" %>s' "ours"`,
		"  LogFormat \"%h \\\n\\\"%r\\\" \\\r\n%>s\" \\\n ours \n",
		`CustomLog "|/usr/bin/rotatelogs x 86400" "%h \"%r\" %>s"`,
		`CustomLog x "%h \"%r\" %>s" env=!local`,
		`CustomLog x "%h \"%r\" %>s" "expr=%{REQUEST_URI} == '/x'"`,
		`GlobalLog x '%h "%r" %>s'`,
		`%h "%!200,304r" %400>s`,
		`%<h "%{x}r" %>s`,
	} {
		check(format, want)
	}
	check(`"%h" "%r"`, `"{client}" "{request}"`)
	check(`"%h","%r"`, `"{client}","{request}"`)
	check(`"%h %r" %s`, `"{client} {request}" {status}`)
	check(`%h\t%r\\t%s\x`, "{client}\t{request}\\t{status}\\x")
	check(`LogFormat "%h\\t%r" x`, "{client}\t{request}")
	check(`LogFormat %h\t%r\\t%s x`, "{client}\t{request}\t{status}")
	check(`100%% %h%%`, `100% {client}%`)
}

// TestApacheErrors has formats that Apache refuses, and some that nobody could
// read.
func TestApacheErrors(t *testing.T) {
	check := checkLayouts(t)
	check(`%h %Z`, `column 4: unknown directive %Z`)
	check(`LogFormat "%h \"%Z\"" x`, `column 17: unknown directive %Z`)
	check("LogFormat \"%h \\\n  %!404{X}Z\" x", `line 2, column 3: unknown directive %!404{X}Z`)
	check(`%h %i`, `column 4: unknown directive %i`)
	check(`%h %`, `column 4: % is no whole directive`)
	check(`%h %>`, `column 4: %> is no whole directive`)
	check(`%h %^F`, `column 4: %^F is no whole directive`)
	check(`%h %{Referer`, `column 4: %{ is no whole directive`)
	check(`%h %{Referer}`, `column 4: %{Referer} is no whole directive`)
	check(`%h %^XX`, `column 4: unknown directive %^XX`)
	check(`%h %{%Y-%m-%d %Q}t`, `column 4: %{%Y-%m-%d %Q}t: unknown directive %Q in the time "%Y-%m-%d %Q"`)
	check(`%h\n%r`, `column 3: the text has a line end: requests of several lines cannot be read`)
	check(`LogFormat "%h" x "%r"`, `column 18: text behind the end of LogFormat`)
	check(`CustomLog logs/access_log %combined`, `column 27: unknown directive %c`)
	check(`CustomLog "%Y.log" combined`, `CustomLog names the format "combined", which a LogFormat defines`)
}

// TestApacheTimes puts times together.
func TestApacheTimes(t *testing.T) {
	check := checkLayouts(t)
	check(`%t`, `[{time}]`)
	check(`%{}t %{end}t`, `[{time}] [{time_local}]`)
	check(`[%{%d/%b/%Y:%H:%M:%S}t.%{msec_frac}t %{%z}t] %h`, `[{time}] {client}`)
	check(`%{sec}t.%{usec_frac}t %h`, `{time} {client}`)
	check(`%{%Y-%m-%d}t %{%T}t %{%z}t %h`, `{time} {client}`)
	check(`%{%Y-%m-%d}t%{%T}t%{%z}t`, `{time}`)
	check(`%{end:%F %T}t.%{end:msec_frac}t`, `{time}`)
	check(`%{begin:%F %T}t %{end:%F %T}t`, `{time} {time_local}`)
	check(`%{%F %T}t.%{end:msec_frac}t`, `{time}.{msec_frac}`)
	check(`%t %{usec}t`, `[{time}] {time_local}`)
	check(`%{usec}t %h %t`, `{time_local} {client} [{time}]`)
	check(`%{%F}t %h %{%T}t %{usec_frac}t`, `{time} {client} {time_local}`)
	check(`%{%H}t %{msec_frac}t`, `{time_local}`)
	check(`%{usec_frac}t %h`, `{usec_frac} {client}`)

	l, err := apacheLayout(`%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t %h`)
	if err != nil {
		t.Fatal(err)
	}
	s := l.items[0].source
	at := time.Date(2026, 3, 1, 10, 0, 0, 123e6, time.FixedZone("", 3600))
	text := []byte(at.Format("02/Jan/2006 15:04:05.000 -0700"))
	if got := s.notation.read(text); got != (Stamp{at.UnixNano(), 3600, true}) || s.notation.scan(append(text, " a"...)) != len(text) {
		t.Errorf("%s is %+v", text, got)
	}
	if s.name != `%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t` {
		t.Errorf("the time is called %s", s.name)
	}
}

// TestApacheUnits makes seconds of all durations.
func TestApacheUnits(t *testing.T) {
	check := func(format, raw, want string) {
		t.Helper()
		l, err := apacheLayout(format)
		if err != nil {
			t.Fatal(err)
		}
		s := l.items[len(l.items)-1].source
		if got := convertedAt(t, s.convert, raw, span{0, uint32(len(raw))}); got != want || s.field.Unit != "seconds" || s.field.Kind != Decimal {
			t.Errorf("%s: %s is %s, want %s; field %+v", format, raw, got, want, s.field)
		}
	}
	for _, format := range []string{`%D`, `%{us}T`, `%^FB`, `%>D`} {
		check(format, "1234567", "1.234567")
	}
	check(`%{ms}T`, "1234", "1.234")
	check(`%T`, "12", "12")
	check(`%{s}T`, "12", "12")
	check(`%D %{ms}T`, "1234", "1.234")
	check(`%D %T`, "12", "12")
}

// TestApacheFields has the fields that directives are, the better of two first.
func TestApacheFields(t *testing.T) {
	check := checkLayouts(t)
	check(`%h %a %{c}a`, `{remote_host} {client} {peer_addr}`)
	check(`%{c}h %h`, `{peer_host} {client}`)
	check(`%s %>s`, `{original_status} {status}`)
	check(`%<s`, `{status}`)
	check(`%O %B %b`, `{bytes_sent} {body_bytes_sent} {bytes}`)
	check(`%T %D`, `{request_time} {duration}`)
	check(`%T %{ms}T`, `{request_time} {duration}`)
	check(`%{Host}i %V %v`, `{http_host} {server_name} {vhost}`)
	check(`%{host}i`, `{vhost}`)
	check(`%{Local}p %p %{remote}p %{Canonical}p`, `{server_port} {port} {remote_port} {server_port_2}`)
	check(`%r %m %U %q %H`, `{request} {request_method} {document_uri} {?query_string} {server_protocol}`)
	check(`"%m %U%q %H"`, `{method} {uri} {proto}`)
	check(`%P %{tid}P %{hextid}P %X %k %L %R %A %f`,
		`{pid} {tid} {tid_2} {connection_status} {connection_requests} {log_id} {handler} {server_addr} {request_filename}`)
	check(`%{UNIQUE_ID}e %{mod_note}n %{Session}C %{Content-Type}o %{SSL_PROTOCOL}x %{version}c %{X-T}^ti %{X-T}^to`,
		`{unique_id} {mod_note} {cookie_session} {sent_http_content_type} {ssl_protocol} {version} {trailer_x_t} {sent_trailer_x_t}`)
	check(`%{BALANCER_WORKER_NAME}e %{cache-status}e`, `{upstream} {cache}`)
	check(`%I %O %S %^FB %^FU`, `{bytes_received} {bytes} {bytes_transferred} {first_byte_time} {upload_time}`)
}

// TestApacheLines reads lines as Apache writes them.
func TestApacheLines(t *testing.T) {
	check := func(format, line, want string) {
		t.Helper()
		if got := valuesOf(t, format, line); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", line, got, want)
		}
	}
	check(`"[%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t] %v:%p %a %m %U%q %H %>s %B %D \"%{User-Agent}i\""`,
		`[01/Mar/2026 10:00:00.123 +0100] a.example:443 192.0.2.7 GET /a?b HTTP/1.1 200 512 1234 "x y"`,
		`time=01/Mar/2026 10:00:00.123 +0100|vhost=a.example|port=443|client=192.0.2.7|method=GET|uri=/a?b|proto=HTTP/1.1`+
			`|status=200|bytes=512|duration=1234|agent=x y`)
	check(`%m %U %q %H`, `GET /a ?b HTTP/1.1`, `method=GET|path=/a|query=b|proto=HTTP/1.1`)
	check(`%m %U %q %H`, `GET /a  HTTP/1.1`, `method=GET|path=/a|query=|proto=HTTP/1.1`)

	// Lines that Apache 2.4.67 wrote.
	const one = `LogFormat "%h %a %l %u %t [%{%d/%b/%Y:%H:%M:%S}t.%{msec_frac}t %{%z}t] \"%m %U%q %H\" %>s %b %O %D %v:%p \"%{User-Agent}i\" ` + "\\\n" +
		`%%%k %X %P %{remote}p %^FB %{begin}t" one`
	check(one, `127.0.0.1 127.0.0.1 - - [21/Nov/2026:08:19:45 +0000] [21/Nov/2026:08:19:45.054 +0000] "GET /win-utf?b=1 HTTP/1.1" 200 3071 3276 437 a.example:80 "x \"y\\z" %0 + 27069 42766 324 [21/Nov/2026:08:19:45 +0000]`,
		`remote_host=127.0.0.1|client=127.0.0.1|ident=-|user=-|time=21/Nov/2026:08:19:45 +0000|time_local=21/Nov/2026:08:19:45.054 +0000`+
			`|method=GET|uri=/win-utf?b=1|proto=HTTP/1.1|status=200|bytes=3071|bytes_sent=3276|duration=437|vhost=a.example|port=80|agent=x \"y\\z`+
			`|connection_requests=0|connection_status=+|pid=27069|remote_port=42766|first_byte_time=324|time_local_2=21/Nov/2026:08:19:45 +0000`)
	check(`LogFormat '%{sec}t.%{usec_frac}t\t"%r" %s %{Content-Type}o %V%U %{end:usec}t\n' two`,
		"1795249185.066431\t\"GET /none HTTP/1.1\" 404 text/html 127.0.0.1/none 1795249185066523",
		`time=1795249185.066431|request=GET /none HTTP/1.1|status=404|sent_http_content_type=text/html|vhost=127.0.0.1|document_uri=none|time_local=1795249185066523`)
	check(`%h\t%r\\t%a`, "127.0.0.1\tGET /none HTTP/1.1\\t127.0.0.1", `remote_host=127.0.0.1|request=GET /none HTTP/1.1|client=127.0.0.1`)

	for _, line := range readLog(t, "filebeat/apache-access/ssl-request.log") {
		got := valuesOf(t, `"%t %h %{SSL_PROTOCOL}x %{SSL_CIPHER}x \"%r\" %b"`, string(line))
		if !strings.Contains(got, "|ssl_protocol=TLSv1.2|ssl_cipher=ECDHE-RSA-AES128-GCM-SHA256|") {
			t.Errorf("%s: %s", line, got)
		}
	}
}

// TestApacheDirectives looks for slips in the table.
func TestApacheDirectives(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range apacheDirectives {
		if seen[v.name] {
			t.Errorf("%s is there twice", v.name)
		}
		seen[v.name] = true
		if _, ok := LookupField(v.field); v.field != "" && !ok || v.field == "" && v.own.Name == "" {
			t.Errorf("%s: field %q, own %q", v.name, v.field, v.own.Name)
		}
		l, err := apacheLayout(strings.Replace(v.name, "{}", "{%F %T}", 1))
		if err != nil {
			t.Errorf("%s: %v", v.name, err)
			continue
		}
		for _, it := range l.items {
			want := v.field
			if want == "" {
				want = v.own.Name
			}
			if it.text == "" && it.source.field.Name != want {
				t.Errorf("%s is %s, want %s", v.name, it.source.field.Name, want)
			}
		}
	}
}

func FuzzApacheLayout(f *testing.F) {
	for _, seed := range []string{
		`LogFormat "%h %l %u %t \"%r\" %>s %b" common`, `%v:%p %U%q %m`, `%!200,304{Referer}i %400,501{User-agent}i`, `"%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t"`,
		`%h\t%r\\%%`, "CustomLog x \\\n \"%h\" env=x", `'%h "%r"' x`, `%{X}^ti %^FB`, `common %D`, `%`, `%{`, `"\`, `%{end}t`, `%0t%{00}A`,
	} {
		f.Add(seed)
	}
	escapes := strings.NewReplacer(`\`, `\\`, `%`, `%%`)
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := logFormat(text); err != nil && err.Error() == "" {
			t.Fatal("an error without a word")
		}
		l, err := apacheLayout(text)
		if err != nil {
			return
		}
		inner := withoutBrackets(respelled(l, func(name string) string { return name }, escapes))
		format := `LogFormat "` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(inner) + `"`
		again, err := apacheLayout(format)
		if err != nil || !sameLayout(l, again) {
			t.Fatalf("%q is\n%+v, again as %q:\n%+v %v", text, l, format, again, err)
		}
		plain := strings.Trim(text, configSpace)
		if strings.Contains(text, `\`) || strings.HasPrefix(plain, `"`) || strings.HasPrefix(plain, `'`) ||
			beginsWithWord(plain, "LogFormat") || beginsWithWord(plain, "CustomLog") || beginsWithWord(plain, "GlobalLog") {
			return
		}
		if inner != plain {
			t.Fatalf("%q became %q", plain, inner)
		}
	})
}

// bracketedTime is a %t, with its modifiers, and the brackets around it.
var bracketedTime = regexp.MustCompile(`\[%(?:[0-9!<>,]|\{[^}]*\})*t\]`)

// withoutBrackets takes the brackets away that %t writes.
func withoutBrackets(format string) string {
	return bracketedTime.ReplaceAllStringFunc(format, func(match string) string {
		inner := match[1 : len(match)-1]
		d, _ := parseApacheDirective([]byte(inner))
		if layout, _ := apacheMoment(d.argument); layout != "" {
			return match
		}
		return inner
	})
}
