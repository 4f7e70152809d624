package parser

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// layoutText writes a layout as Format.Layout is written.
func layoutText(l *layout) string {
	var text strings.Builder
	for _, it := range l.items {
		switch {
		case it.text != "":
			text.WriteString(it.text)
		case it.optional == ':':
			text.WriteString("{:" + it.source.field.Name + "}")
		case it.optional != 0:
			fmt.Fprintf(&text, "{%c%s}", it.optional, it.source.field.Name)
		default:
			text.WriteString("{" + it.source.field.Name + "}")
		}
	}
	return text.String()
}

// layoutOf is layoutText of a log format, or the error that it has.
func layoutOf(text string) string {
	l, err := logFormat(text)
	if err != nil {
		return err.Error()
	}
	return layoutText(l)
}

// checkLayouts returns a function that compares layoutOf.
func checkLayouts(t *testing.T) func(text, want string) {
	return func(text, want string) {
		t.Helper()
		if got := layoutOf(text); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", text, got, want)
		}
	}
}

// layoutRegexp returns a pattern for the lines of a layout, in which each
// field is a group. It is slow and plain: text as it stands, values between.
func layoutRegexp(l *layout) *regexp.Regexp {
	pattern := "^"
	for _, it := range l.items {
		switch {
		case it.text != "":
			pattern += regexp.QuoteMeta(it.text)
		case it.optional != 0:
			pattern += "(?:" + regexp.QuoteMeta(string(it.optional)) + "(.*?))?"
		default:
			pattern += "(.*?)"
		}
	}
	return regexp.MustCompile(pattern + "$")
}

// valuesOf returns the fields of a line as `a=x b=y`, as they stand in it.
func valuesOf(t *testing.T, format, line string) string {
	t.Helper()
	l, err := logFormat(format)
	if err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	groups := layoutRegexp(l).FindStringSubmatch(line)
	if groups == nil {
		return "no match"
	}
	var values []string
	for _, it := range l.items {
		if it.text == "" {
			groups = groups[1:]
			values = append(values, it.source.field.Name+"="+groups[0])
		}
	}
	return strings.Join(values, "|")
}

// TestKnownAndMore puts more fields behind a known format.
func TestKnownAndMore(t *testing.T) {
	check := checkLayouts(t)
	check(`combined`, combined.Layout)
	check(`  main `, mainFormat.Layout)
	check(`combined "$http_x_forwarded_for" $request_time`, combined.Layout+` "{forwarded}" {duration}`)
	check(`common %D`, common.Layout+` {duration}`)
	check(`common "%{Referer}i" \"%{X-Id}i\"`, common.Layout+` "{referrer}" "{http_x_id}"`)
	check(` combined $upstream_cache_status `, combined.Layout+` {cache}`)
	check(`vhost_combined $host $server_port`, vhostCombined.Layout+` {host} {server_port}`)
	check(`combined $remote_addr $request $request_uri`, combined.Layout+` {remote_addr} {request_2} {request_uri}`)
	check(`combined more`, `no $variable and no %directive in "combined more"; was it in double quotes?`)
}

// TestWhichServer tells formats of nginx from those of Apache.
func TestWhichServer(t *testing.T) {
	check := checkLayouts(t)
	check(` -  [] "" `, `no $variable and no %directive in " -  [] \"\" "; was it in double quotes?`)
	check(``, `no $variable and no %directive in ""; was it in double quotes?`)
	check(`$ $`, `no $variable and no %directive in "$ $"; was it in double quotes?`)
	check(`$status 100%`, `{status} 100%`)
	check(`${status} %`, `{status} %`)
	check(`%s $`, `{status} $`)
	check(`logformat "%s $status" x`, `{status} $status`)
	check(`log_format x '%s';`, `no $variable and no %directive in "log_format x '%s';"; was it in double quotes?`)
	check(`log_format x '%s`, `column 14: no closing '`)
}

// TestOwnNames gives every field of a format a name of its own.
func TestOwnNames(t *testing.T) {
	check := checkLayouts(t)
	check(`$status $status $status $status_2`, `{status} {status_2} {status_3} {status_2_2}`)
	check(`$Cookie_A-$sent_http_X`, `{cookie_a}-{sent_http_x}`)
	check(`$user $client $remote_user`, `{user_2} {client} {user}`)
	check(`$time $duration $bytes`, `{time} {duration} {bytes}`)
	check(`%{A b/c}i %{a B.c}i`, `{http_a_b_c} {http_a_b.c}`)
}

// TestAdjacent has values with nothing between.
func TestAdjacent(t *testing.T) {
	check := checkLayouts(t)
	check(`$remote_addr$status`, `column 13: nothing stands between $remote_addr and $status, so that nobody can tell where one ends`)
	check(`'$remote_addr' '$status'`, `column 17: nothing stands between $remote_addr and $status, so that nobody can tell where one ends`)
	check(`%h%s`, `column 3: nothing stands between %h and %s, so that nobody can tell where one ends`)
	check(`$time_iso8601$status`, `{time}{status}`)
	check(`$scheme://$host$request_uri $status`, `{scheme}://{vhost}{/uri} {status}`)
	check(`$host:$server_port $status`, `{vhost}{:port} {status}`)
	check(`$host:$server_port$uri`, `{vhost}:{port}{/path}`)
	check(`$host:$server_port"`, `{vhost}:{port}"`)
	check(`"$uri$is_args$args"`, `{uri}`)
	check(`$host$uri$is_args$args`, `{vhost}{/uri}`)
	check(`$uri?$args`, `{path}?{query}`)
	check(`$request_method $uri$is_args$args $request`, `{request_method} {uri_is_args_args} {request}`)
	check(`%V%U%q`, `{vhost}{/uri}`)
	check(`%U %q`, `{path} {?query}`)
	check(`%m %>U%<q %H`, `{method} {uri} {proto}`)
	check(`%v%q`, `{vhost}{?query}`)
}

// convertedAt returns what a conversion makes of the piece of line at.
func convertedAt(t *testing.T, convert derivation, line string, at span) string {
	t.Helper()
	set := NewFieldSet(Field{Name: "raw"}, Field{Name: "value"})
	raw, _ := set.Add("raw")
	slot, _ := set.Add("value")
	r := NewRecord(set)
	r.begin([]byte(line), nil)
	r.spans[raw] = at
	if at.lo == inScratch {
		r.spans[raw] = r.putString(line)
	}
	r.spans[slot] = convert(r, slot, []int{raw})
	if r.Bytes(slot) == nil {
		return "absent"
	}
	return string(r.Bytes(slot))
}

// TestSlashed reads a path from what stands behind its slash.
func TestSlashed(t *testing.T) {
	check := func(convert derivation, line string, at span, want string) {
		t.Helper()
		if got := convertedAt(t, convert, line, at); got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
	check(withSlash, "a/b c", span{2, 3}, "/b")
	check(withSlash, "a/ c", span{2, 2}, "/")
	check(withSlash, "a c", absent, "absent")
	check(withSlash, "b", span{0, 1}, "/b")
	check(withSlash, "made", span{inScratch, 0}, "/made")
	check(uriWithArgs, "/a-", span{0, 3}, "/a")
	check(uriWithArgs, "/a", span{0, 2}, "/a")
	check(uriWithArgs, "/a--", span{inScratch, 0}, "/a-")
	check(uriWithArgs, "/a?b-", span{0, 5}, "/a?b-")
	check(uriWithArgs, "a", absent, "absent")
	check(slashedURIWithArgs, "h/a- ", span{2, 4}, "/a")
	check(slashedURIWithArgs, "h/- ", span{2, 3}, "/")
	check(slashedURIWithArgs, "a-", span{inScratch, 0}, "/a")
	check(slashedURIWithArgs, "h/a?b-", span{2, 6}, "/a?b-")
	check(slashedURIWithArgs, "a", absent, "absent")
}
