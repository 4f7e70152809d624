package parser

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestNginxLayout has formats of nginx's documentation and packages.
func TestNginxLayout(t *testing.T) {
	check := checkLayouts(t)
	clf := strings.Replace(combined.Layout, "{ident}", "-", 1)
	check(nginxCombined, clf)

	// https://github.com/nginx/docker-nginx, and the packages of nginx.org
	check(`
    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';`, clf+` "{forwarded}"`)

	// https://nginx.org/en/docs/http/ngx_http_log_module.html#example
	check(`log_format compression '$remote_addr - $remote_user [$time_local] '
                       '"$request" $status $bytes_sent '
                       '"$http_referer" "$http_user_agent" "$gzip_ratio"';`, clf+` "{gzip_ratio}"`)

	// https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/log-format/
	check(`log_format upstreaminfo
    '$remote_addr - $remote_user [$time_local] "$request" '
    '$status $body_bytes_sent "$http_referer" "$http_user_agent" '
    '$request_length $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name] $upstream_addr '
    '$upstream_response_length $upstream_response_time $upstream_status $req_id';`,
		clf+` {request_length} {duration} [{proxy_upstream_name}] [{proxy_alternative_upstream_name}] {upstream}`+
			` {upstream_response_length} {upstream_duration} {upstream_status} {req_id}`)

	// https://docs.nginx.com/nginx/admin-guide/monitoring/logging/
	check(`log_format upstream_time '$remote_addr - $remote_user [$time_local] '
                             '"$request" $status $body_bytes_sent '
                             '"$http_referer" "$http_user_agent"'
                             'rt=$request_time uct="$upstream_connect_time" uht="$upstream_header_time" urt="$upstream_response_time"';`,
		clf+`rt={duration} uct="{upstream_connect_time}" uht="{upstream_header_time}" urt="{upstream_duration}"`)

	// https://nginx.org/en/docs/stream/ngx_stream_log_module.html
	check(`log_format proxy '$remote_addr [$time_local] '
                 '$protocol $status $bytes_sent $bytes_received '
                 '$session_time "$upstream_addr" '
                 '"$upstream_bytes_sent" "$upstream_bytes_received" "$upstream_connect_time"';`,
		`{client} [{time}] {protocol} {status} {bytes} {bytes_received} {duration} "{upstream}"`+
			` "{upstream_bytes_sent}" "{upstream_bytes_received}" "{upstream_connect_time}"`)

	check(`log_format json escape=json '{"time":"$time_iso8601","host":"$host","status":$status,"took":"$request_time"}';`,
		`{"time":"{time}","host":"{vhost}","status":{status},"took":"{duration}"}`)
	check(`log_format ltsv "time:$time_local\thost:$remote_addr\tua:$http_user_agent";`,
		"time:{time}\thost:{client}\tua:{agent}")
}

// TestNginxSpelling has one format as people type it.
func TestNginxSpelling(t *testing.T) {
	check := checkLayouts(t)
	const want = `{client} "{request}" {status}`
	for _, format := range []string{
		`$remote_addr "$request" $status`,
		" \t$remote_addr \"$request\" $status\n",
		`$remote_addr \"$request\" $status`,
		`${remote_addr} "${request}" ${status}`,
		`'$remote_addr "$request" $status'`,
		`"$remote_addr \"$request\" $status"`,
		`'$remote_addr ' '"$request" ' "$status";`,
		`"$remote_addr " '"$request" ' "$status";`,
		`log_format x '$remote_addr "$request" $status'`,
		`log_format x '$remote_addr "$request" $status';`,
		`log_format x escape=default '$remote_addr "$request" $status' ;`,
		`log_format '$remote_addr "$request" $status';`,
		"# ours\n  log_format\tx # main\n '$remote_addr ' # '$who'\n \"\\\"$request\\\" \"\r\n $status ; # end",
		`escape=json '$remote_addr "$request" $status'`,
		`'$remote_addr "$request" $status\n'`,
	} {
		check(format, want)
	}
	check(`"$remote_addr" "$status"`, `"{client}" "{status}"`)
	check(`"$remote_addr","$status";"$host"`, `"{client}","{status}";"{vhost}"`)
	check(`$remote_addr;$status`, `{client};{status}`)
	check(`'$a'"$b"`, `'{a}'"{b}"`)
	check(`log_format x '$a ' 'bc$d' '_e' '{f}${g}h';`, `{a} bc{d}_e{f}{g}h`)
	check(`log_format x $remote_addr\ $status;`, `{client}\ {status}`)
}

// TestNginxEscape reads how values are escaped.
func TestNginxEscape(t *testing.T) {
	check := func(text string, want escape) {
		t.Helper()
		l, err := nginxLayout(text)
		if err != nil || l.escape != want {
			t.Errorf("%s: %v, %v", text, l, err)
		}
	}
	check(`$status`, escapeBackslash)
	check(`log_format x '$status';`, escapeBackslash)
	check(`log_format x escape=default '$status';`, escapeBackslash)
	check(`log_format x escape=json '$status';`, escapeJSON)
	check(`log_format x escape=none '$status';`, escapeNone)
	check(`escape=json '{"status":$status}'`, escapeJSON)
}

// TestNginxErrors has formats that nginx refuses, and some that nobody could
// read.
func TestNginxErrors(t *testing.T) {
	check := checkLayouts(t)
	check(`$status $`, `column 9: $ without the name of a variable`)
	check(`$status $$`, `column 9: $ without the name of a variable`)
	check(`$status ${}`, `column 9: $ without the name of a variable`)
	check(`$status ${host`, `column 9: no } behind ${host`)
	check(`$status ${host-x}`, `column 9: no } behind ${host`)
	check(`log_format x '$status' '$host;`, `column 24: no closing '`)
	check(`log_format x '$status'x;`, `column 23: space or ; expected behind '`)
	check("log_format x '$status '\n  '$host $';", `line 2, column 10: $ without the name of a variable`)
	check("log_format x '$status';\naccess_log y x;", `line 2, column 1: text behind the end of log_format`)
	check(`log_format x escape=xml '$status';`, `column 14: escape=xml: escape is default, json or none`)
	check("$status\n$host", `line 1, column 8: the text has a line end: requests of several lines cannot be read`)
	check(`log_format x;`, `no $variable and no %directive in "log_format x;"; was it in double quotes?`)
}

// TestNginxFields has the fields that variables are, the better of two first.
func TestNginxFields(t *testing.T) {
	check := func(text string, want ...string) {
		t.Helper()
		l, err := nginxLayout(text)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, it := range l.items {
			if it.text != "" {
				continue
			}
			f := it.source.field
			words := []string{it.source.name, f.Name, f.Kind.String(), f.Unit}
			if it.source.convert != nil {
				words = append(words, "converted")
			}
			if it.source.notation != nil {
				words = append(words, "noted")
			}
			got = append(got, strings.Join(strings.Fields(strings.Join(words, " ")), " "))
			if known, ok := LookupField(f.Name); ok && known != f && f.Doc == "" {
				t.Errorf("%s: %+v", it.source.name, f)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q", text, got)
		}
	}
	check(`$time_local $time_iso8601 $msec`, "time_local time time noted", "time_iso8601 time_iso8601 text", "msec msec number seconds")
	check(`$time_iso8601 $time_local`, "time_iso8601 time time noted", "time_local time_local text")
	check(`$msec $time_local`, "msec msec number seconds", "time_local time time noted")
	check(`$msec`, "msec time time noted")
	check(`$bytes_sent $body_bytes_sent`, "bytes_sent bytes_sent whole number bytes", "body_bytes_sent bytes whole number bytes")
	check(`$bytes_sent`, "bytes_sent bytes whole number bytes")
	check(`$server_name $http_host $host`, "server_name server_name text", "http_host http_host text", "host vhost text")
	check(`$realip_remote_addr $remote_addr`, "realip_remote_addr realip_remote_addr text", "remote_addr client text")
	check(`$args $uri $request_uri`, "args args text", "uri document_uri text", "request_uri uri text")
	check(`$args $uri`, "args query text", "uri path text")
	check(`$request $request_method $server_protocol`, "request request text", "request_method request_method text", "server_protocol server_protocol text")
	check(`$upstream_addr $upstream_response_time $upstream_header_time`, "upstream_addr upstream text converted",
		"upstream_response_time upstream_duration number seconds converted", "upstream_header_time upstream_header_time number seconds converted")
	check(`$request_time $request_length $pipe $scheme`, "request_time duration number seconds", "request_length request_length whole number bytes",
		"pipe pipe text", "scheme scheme text")
	check(`$upstream_status $upstream_cache_status`, "upstream_status upstream_status whole number converted", "upstream_cache_status cache text")
}

// TestNginxLines reads lines as nginx writes them.
func TestNginxLines(t *testing.T) {
	check := func(format, line, want string) {
		t.Helper()
		if got := valuesOf(t, format, line); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", line, got, want)
		}
	}
	check(nginxCombined, `192.0.2.7 - me [01/Mar/2026:10:00:00 +0100] "GET /a?b HTTP/2.0" 200 512 "-" "x y"`,
		`client=192.0.2.7|user=me|time=01/Mar/2026:10:00:00 +0100|request=GET /a?b HTTP/2.0|status=200|bytes=512|referrer=-|agent=x y`)
	check(`log_format x escape=json '{"at":$msec,"from":"$remote_addr","uri":"$request_uri","took":$request_time,"up":"$upstream_response_time"}';`,
		`{"at":1772355600.123,"from":"192.0.2.7","uri":"/a","took":0.012,"up":"0.010, 0.002"}`,
		`time=1772355600.123|client=192.0.2.7|uri=/a|duration=0.012|upstream_duration=0.010, 0.002`)
	check(`$host:$server_port $scheme://$host$request_uri $status`, `a.example:443 https://a.example/x/y?z 200`,
		`vhost=a.example|port=443|scheme=https|host=a.example|uri=x/y?z|status=200`)
}

// TestNginxWritten has lines that nginx 1.22.1 wrote, one of a request that
// went from one group of servers to another.
func TestNginxWritten(t *testing.T) {
	check := func(format, line, want string) {
		t.Helper()
		if got := valuesOf(t, format, line); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", line, got, want)
		}
	}
	const a = `log_format a '$remote_addr - $remote_user [$time_local] "$request_method $uri$is_args$args $server_protocol" '
    "$status $body_bytes_sent \"$http_referer\"" # piece
    ' $host:$server_port $scheme://$host$request_uri $request_time [$upstream_addr] [$upstream_response_time] [$upstream_status] $msec|$pipe';`
	check(a, `127.0.0.1 - me [21/Nov/2026:08:18:39 +0000] "GET /a?b=1 HTTP/1.1" 200 2 "-" 127.0.0.1:8081 http://127.0.0.1/a?b=1 0.000 [-] [-] [-] 1795249119.089|.`,
		`client=127.0.0.1|user=me|time=21/Nov/2026:08:18:39 +0000|method=GET|uri_is_args_args=/a?b=1|proto=HTTP/1.1|status=200|bytes=2|referrer=-`+
			`|vhost=127.0.0.1|port=8081|scheme=http|host=127.0.0.1|uri=a?b=1|duration=0.000|upstream=-|upstream_duration=-|upstream_status=-|msec=1795249119.089|pipe=.`)
	check(a, `127.0.0.1 - - [21/Nov/2026:08:18:39 +0000] "GET /p2- HTTP/1.1" 200 2 "-" 127.0.0.1:8081 http://127.0.0.1/r/x 0.000 [127.0.0.1:9 : 127.0.0.1:8082] [0.000 : 0.001] [502 : 200] 1795249119.103|.`,
		`client=127.0.0.1|user=-|time=21/Nov/2026:08:18:39 +0000|method=GET|uri_is_args_args=/p2-|proto=HTTP/1.1|status=200|bytes=2|referrer=-`+
			`|vhost=127.0.0.1|port=8081|scheme=http|host=127.0.0.1|uri=r/x|duration=0.000|upstream=127.0.0.1:9 : 127.0.0.1:8082|upstream_duration=0.000 : 0.001|upstream_status=502 : 200|msec=1795249119.103|pipe=.`)
	check(`escape=json '{"t":"$time_iso8601","r":"$request","u":"$remote_user","up":"$upstream_response_time","ua":"$http_user_agent","rt":$request_time}'`,
		`{"t":"2026-11-21T08:18:39+00:00","r":"GET /a?b=1 HTTP/1.1","u":"","up":"","ua":"x \"y\\z","rt":0.000}`,
		`time=2026-11-21T08:18:39+00:00|request=GET /a?b=1 HTTP/1.1|user=|upstream_duration=|agent=x \"y\\z|duration=0.000`)
	check(`log_format 'b c' escape=none '${status}x' '|$host' "\t$http_user_agent\\ \n";`, "200x|127.0.0.1\tx \"y\\z\\ ", `status=200|vhost=127.0.0.1|agent=x "y\z`)
}

// TestNginxURIWithArgs has the dash that nginx writes for no arguments, unless
// values are escaped in a way that leaves what is absent empty.
func TestNginxURIWithArgs(t *testing.T) {
	check := func(format string, want bool) {
		t.Helper()
		l, err := nginxLayout(format)
		if err != nil {
			t.Fatal(err)
		}
		if it := l.items[len(l.items)-1]; (it.source.convert != nil) != want {
			t.Errorf("%s: converted %v", format, !want)
		}
	}
	check(`$status $uri$is_args$args`, true)
	check(`$host$document_uri$is_args$query_string`, true)
	check(`log_format x escape=json '$status $uri$is_args$args';`, false)
	check(`log_format x escape=none '$host$uri$is_args$args';`, true) // for the slash
}

// TestNginxVariables looks for slips in the table.
func TestNginxVariables(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range nginxVariables {
		if seen[v.name] || v.name != strings.ToLower(v.name) {
			t.Errorf("%s is there twice, or in capitals", v.name)
		}
		seen[v.name] = true
		if _, ok := LookupField(v.field); v.field != "" && !ok {
			t.Errorf("%s: no field %s", v.name, v.field)
		}
		if (v.field == "time") != (v.notation != nil) {
			t.Errorf("%s: a time has a notation, nothing else does", v.name)
		}
	}
}

// respelled writes a layout as a format of nginx that has the same one.
func respelled(l *layout, value func(name string) string, escapes *strings.Replacer) string {
	var text strings.Builder
	for _, it := range l.items {
		if it.optional == ':' {
			text.WriteByte(':')
		}
		if it.text != "" {
			text.WriteString(escapes.Replace(it.text))
		} else {
			text.WriteString(value(it.source.name))
		}
	}
	return text.String()
}

// sameLayout reports whether two layouts read the same. Functions cannot be
// compared: whether there is one must do.
func sameLayout(a, b *layout) bool {
	plain := func(l *layout) []item {
		items := slices.Clone(l.items)
		for i := range items {
			if s := &items[i].source; s.convert != nil {
				s.convert, s.name = nil, s.name+" converted"
			}
			if s := &items[i].source; s.notation != nil {
				s.notation = &notation{name: s.notation.name}
			}
		}
		return items
	}
	return a.core == b.core && reflect.DeepEqual(plain(a), plain(b))
}

func FuzzNginxLayout(f *testing.F) {
	for _, seed := range []string{
		nginxCombined, `$remote_addr - "$request" ${status}x`, `'$a ' "b$c" "\"\n";`, `log_format x escape=json '{"a":"$b"}'`,
		`$host:$server_port $host$request_uri $uri$is_args$args`, `$time_iso8601$status`, "log_format x # y\n'$a\\t\\\\ $msec';", `"$a" "$b"`,
		`combined $request_time`, `$`, `${`, `'`, `"\`,
	} {
		f.Add(seed)
	}
	escapes := strings.NewReplacer(`\`, `\\`, `"`, `\"`, `'`, `\'`, "\t", `\t`, "\r", `\r`)
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := logFormat(text); err != nil && err.Error() == "" {
			t.Fatal("an error without a word")
		}
		l, err := nginxLayout(text)
		if err != nil {
			return
		}
		// An argument for each value, or a name would go on in the text.
		format := "log_format x " + `"` + respelled(l, func(name string) string {
			return "$" + strings.ReplaceAll(name, "$", `" "$`) + `" "`
		}, escapes) + `";`
		again, err := nginxLayout(format)
		if err != nil || !sameLayout(l, again) {
			t.Fatalf("%q is\n%+v, again as %q:\n%+v %v", text, l, format, again, err)
		}
		plain := strings.Trim(text, configSpace)
		if strings.ContainsAny(text, `\{'`) || strings.HasPrefix(plain, `"`) || strings.HasPrefix(plain, "log_format") {
			return
		}
		if got := respelled(l, func(name string) string { return "$" + name }, strings.NewReplacer()); got != plain {
			t.Fatalf("%q became %q", plain, got)
		}
	})
}
