package parser

import (
	"fmt"
	"slices"
	"strings"
)

// The LogFormat of Apache:
// https://httpd.apache.org/docs/current/mod/mod_log_config.html#formats
// https://httpd.apache.org/docs/current/mod/mod_logio.html

// apacheDirectives are the directives that are fields of ours, or numbers, and
// those without a parameter. As with nginxVariables, of several that are the
// same field the first one here is it. Names have no modifiers, apart from
// %>s, the status that the client saw. Where nginx has the same value, its
// name is that of the own field.
var apacheDirectives = []logValue{
	{name: "%r", field: "request"},
	{name: "%U%q", field: "uri", begins: '/'},
	{name: "%U", field: "path", own: Field{Name: "document_uri"}, begins: '/'},
	{name: "%q", field: "query", own: Field{Name: "query_string"}, begins: '?'},
	{name: "%m", field: "method", own: Field{Name: "request_method"}, shape: shapeWord},
	{name: "%H", field: "proto", own: Field{Name: "server_protocol"}, shape: shapeWord},

	{name: "%t", field: "time", own: Field{Name: "time_local"}, notation: clfNotation},
	{name: "%{}t", field: "time", own: Field{Name: "time_local"}},

	{name: "%a", field: "client", own: Field{Name: "remote_addr"}},
	{name: "%h", field: "client", own: Field{Name: "remote_host"}},
	{name: "%{c}a", field: "client", own: Field{Name: "peer_addr"}},
	{name: "%{c}h", field: "client", own: Field{Name: "peer_host"}},
	{name: "%l", field: "ident", own: Field{Name: "remote_logname"}},
	{name: "%u", field: "user", own: Field{Name: "remote_user"}},
	{name: "%{X-Forwarded-For}i", field: "forwarded", shape: shapeClient},
	{name: "%{Referer}i", field: "referrer"},
	{name: "%{Referrer}i", field: "referrer"},
	{name: "%{User-Agent}i", field: "agent"},

	{name: "%v", field: "vhost", own: Field{Name: "server_name"}},
	{name: "%V", field: "vhost", own: Field{Name: "server_name"}},
	{name: "%{Host}i", field: "vhost"},
	{name: "%p", field: "port", own: Field{Name: "server_port"}},
	{name: "%{canonical}p", field: "port", own: Field{Name: "server_port"}},
	{name: "%{local}p", field: "port", own: Field{Name: "server_port"}},
	{name: "%{remote}p", own: Field{Name: "remote_port", Kind: Integer}, shape: shapeNumber},

	{name: "%>s", field: "status", own: Field{Name: "status"}},
	{name: "%s", field: "status", own: Field{Name: "original_status"}},
	{name: "%b", field: "bytes", own: Field{Name: "body_bytes_sent"}},
	{name: "%B", field: "bytes", own: Field{Name: "body_bytes_sent"}},
	{name: "%O", field: "bytes", own: Field{Name: "bytes_sent"}},
	{name: "%I", own: Field{Name: "bytes_received", Kind: Integer, Unit: "bytes"}, shape: shapeNumber},
	{name: "%S", own: Field{Name: "bytes_transferred", Kind: Integer, Unit: "bytes"}, shape: shapeNumber},

	// The finer the unit, the better.
	{name: "%D", field: "duration", own: Field{Name: "request_time"}, convert: fromMicros},
	{name: "%{us}T", field: "duration", own: Field{Name: "request_time"}, convert: fromMicros},
	{name: "%{ms}T", field: "duration", own: Field{Name: "request_time"}, convert: fromMillis},
	{name: "%T", field: "duration", own: Field{Name: "request_time"}, convert: fromSeconds},
	{name: "%{s}T", field: "duration", own: Field{Name: "request_time"}, convert: fromSeconds},
	{name: "%^FB", own: Field{Name: "first_byte_time", Kind: Decimal, Unit: "seconds"}, convert: fromMicros},
	{name: "%^FU", own: Field{Name: "upload_time", Kind: Decimal, Unit: "seconds"}, convert: fromMicros},

	{name: "%{BALANCER_WORKER_NAME}e", field: "upstream"},
	{name: "%{cache-status}e", field: "cache"},
	{name: "%A", own: Field{Name: "server_addr"}},
	{name: "%f", own: Field{Name: "request_filename"}, begins: '/'},
	{name: "%k", own: Field{Name: "connection_requests", Kind: Integer}, shape: shapeNumber},
	{name: "%L", own: Field{Name: "log_id"}},
	{name: "%{c}L", own: Field{Name: "connection_log_id"}},
	{name: "%P", own: Field{Name: "pid", Kind: Integer}, shape: shapeNumber},
	{name: "%{pid}P", own: Field{Name: "pid", Kind: Integer}, shape: shapeNumber},
	{name: "%{tid}P", own: Field{Name: "tid", Kind: Integer}, shape: shapeNumber},
	{name: "%{hextid}P", own: Field{Name: "tid"}},
	{name: "%R", own: Field{Name: "handler"}},
	{name: "%X", own: Field{Name: "connection_status"}},
}

// apacheNamed are the directives that take any name, and what stands before
// it in the name of the own field.
var apacheNamed = []struct{ letter, prefix string }{
	{"i", "http_"}, {"o", "sent_http_"}, {"C", "cookie_"}, {"e", ""}, {"n", ""},
	{"x", ""}, {"c", ""}, // of mod_ssl: %{SSL_PROTOCOL}x, and the same as it was once written
	{"^ti", "trailer_"}, {"^to", "sent_trailer_"},
}

// apacheLayout returns the layout of a log format of Apache: the string, with
// or without quotes, or all of the directive LogFormat or CustomLog.
func apacheLayout(text string) (*layout, error) {
	format, err := apacheFormat(text)
	if err != nil {
		return nil, err
	}
	return apacheParts(nil, text, format)
}

// apacheMore returns the layout of known followed by what text has from at on.
func apacheMore(known []item, text string, at int) (*layout, error) {
	more := strings.TrimRight(text, configSpace)[at:]
	return apacheParts(known, text, apacheUnescaped(spelledAs(more, at)))
}

// apacheParts takes the format apart, in which escapes are left only of line
// ends and tabs.
func apacheParts(known []item, source string, format spelling) (*layout, error) {
	var parts []formatPart
	for i := 0; i < len(format.text); {
		var err error
		if format.text[i] != '%' {
			var p formatPart
			p, i = apacheText(format, i)
			parts = append(parts, p)
		} else if parts, i, err = appendApacheValue(parts, source, format, i); err != nil {
			return nil, err
		}
	}
	parts, err := joinApacheTimes(source, joinApacheURIs(parts))
	if err != nil {
		return nil, err
	}
	return buildLayout(source, known, parts, escapeBackslash)
}

// apacheFormat returns the format in text, which may be the whole directive.
func apacheFormat(text string) (spelling, error) {
	line := apacheLine(text).trimmed()
	switch first, _, rest := apacheWord(line); strings.ToLower(string(first.text)) {
	case "logformat":
		format, _, rest := apacheWord(rest)
		_, _, rest = apacheWord(rest) // its nickname
		if len(rest.text) > 0 {
			return format, formatErrorf(text, rest.at[0], "text behind the end of LogFormat")
		}
		return format, nil
	case "customlog", "globallog":
		_, _, rest = apacheWord(rest) // the file
		format, _, _ := apacheWord(rest)
		if !slices.Contains(format.text, '%') {
			return format, fmt.Errorf("CustomLog names the format %q, which a LogFormat defines", format.text)
		}
		return format, nil
	}
	if format, quote, rest := apacheWord(line); quote != 0 {
		nickname, quote, rest := apacheWord(rest)
		if quote == 0 && len(rest.text) == 0 && !slices.Contains(nickname.text, '%') {
			return format, nil
		}
	}
	return apacheUnescaped(line), nil
}

// apacheLine makes one line of several that end in a backslash.
func apacheLine(text string) spelling {
	var s spelling
	for i := 0; i < len(text); i++ {
		switch {
		case strings.HasPrefix(text[i:], "\\\n"):
			i++
		case strings.HasPrefix(text[i:], "\\\r\n"):
			i += 2
		default:
			s.add(text[i], i)
		}
	}
	return s
}

// apacheWord cuts the first word off a line, as ap_getword_conf of
// server/util.c does: with its quote, 0 if it has none, and what stands
// behind it.
func apacheWord(line spelling) (word spelling, quote byte, rest spelling) {
	line = line.trimmed()
	i := 0
	if len(line.text) > 0 && (line.text[0] == '"' || line.text[0] == '\'') {
		quote = line.text[0]
		i++
	}
	for ; i < len(line.text); i++ {
		c := line.text[i]
		if c == quote && quote != 0 {
			return word, quote, line.part(i+1, len(line.text)).trimmed()
		}
		if quote == 0 && isSpace(c) {
			break
		}
		if c == '\\' && i+1 < len(line.text) {
			if next := line.text[i+1]; next == '\\' || next == quote {
				i++
				c = next
			}
		}
		word.add(c, line.at[i])
	}
	return word, quote, line.part(i, len(line.text)).trimmed()
}

// apacheUnescaped takes the backslashes before the quotes of a format that is
// typed without the quotes around it.
func apacheUnescaped(s spelling) spelling {
	var plain spelling
	for i, c := range s.text {
		if c != '\\' || i+1 == len(s.text) || s.text[i+1] != '"' {
			plain.add(c, s.at[i])
		}
	}
	return plain
}

// apacheText returns the text that format has from i on, and where it ends.
func apacheText(format spelling, i int) (formatPart, int) {
	p := formatPart{at: format.at[i]}
	var text []byte
	for ; i < len(format.text) && format.text[i] != '%'; i++ {
		c := format.text[i]
		if c == '\\' && i+1 < len(format.text) {
			if n := strings.IndexByte(`\rnt`, format.text[i+1]); n >= 0 {
				c = "\\\r\n\t"[n]
				i++
			}
		}
		text = append(text, c)
	}
	p.text = string(text)
	return p, i
}

// appendApacheValue appends what the % at i stands for, and returns where it
// ends.
func appendApacheValue(parts []formatPart, source string, format spelling, i int) ([]formatPart, int, error) {
	at := format.at[i]
	if i+1 < len(format.text) && format.text[i+1] == '%' {
		return append(parts, formatPart{text: "%", at: at}), i + 2, nil
	}
	d, end := parseApacheDirective(format.text[i:])
	if d.letter == "" {
		return nil, 0, formatErrorf(source, at, "%s is no whole directive", d.name)
	}
	v := d.value()
	if v == nil {
		return nil, 0, formatErrorf(source, at, "unknown directive %s", d.name)
	}
	p := formatPart{value: v, at: at}
	if d.letter != "t" {
		return append(parts, p), i + end, nil
	}
	if layout, _ := apacheMoment(d.argument); layout == "" {
		return append(parts, formatPart{text: "[", at: at}, p, formatPart{text: "]", at: at}), i + end, nil
	}
	p.strftime = d.argument
	return append(parts, p), i + end, nil
}

// apacheDirective is a directive, taken apart.
type apacheDirective struct {
	name        string // all of it
	letter      string // the last one, or three that begin with ^; "" if there is none
	argument    string // between the braces
	hasArgument bool
	final       bool // it has the modifier >
}

// parseApacheDirective takes the directive apart that text begins with, and
// returns its length. Which statuses it is written for makes no difference:
// for others there is a dash.
func parseApacheDirective(text []byte) (apacheDirective, int) {
	var d apacheDirective
	i := 1
	for ; i < len(text); i++ {
		c := text[i]
		if c == '{' {
			n := slices.Index(text[i:], '}')
			if n < 0 {
				break
			}
			d.argument, d.hasArgument = string(text[i+1:i+n]), true
			i += n
		} else if c == '>' {
			d.final = true
		} else if c != '<' && c != '!' && c != ',' && (c < '0' || c > '9') {
			break
		}
	}
	letters := 1
	if i < len(text) && text[i] == '^' {
		letters = 3
	}
	end := min(i+letters, len(text))
	d.name = string(text[:end])
	if end-i == letters && text[i] != '{' {
		d.letter = string(text[i:end])
	}
	return d, end
}

// value returns what d stands for, nil if Apache does not know it. An argument
// that a directive does not take makes no difference.
func (d apacheDirective) value() *logValue {
	v := &logValue{name: d.name}
	for _, named := range apacheNamed {
		if named.letter == d.letter && d.hasArgument {
			v.own.Name = string(normalKey(nil, []byte(named.prefix+d.argument)))
		}
	}
	key := d.key()
	for i, known := range apacheDirectives {
		// Names of headers may be in capitals or not, letters not.
		if strings.EqualFold(known.name, key) && strings.HasSuffix(known.name, d.letter) {
			known.name, known.rank = d.name, i
			if known.own.Name == "" {
				known.own.Name = v.own.Name
			}
			return &known
		}
	}
	if v.own.Name != "" {
		return v
	}
	if d.hasArgument {
		d.hasArgument = false
		return d.value()
	}
	return nil
}

// key returns the name of d in apacheDirectives, if it is there.
func (d apacheDirective) key() string {
	switch {
	case d.letter == "s" && d.final:
		return "%>s"
	case d.letter == "t":
		if layout, _ := apacheMoment(d.argument); layout != "" {
			return "%{}t"
		}
	case d.hasArgument:
		return "%{" + d.argument + "}" + d.letter
	}
	return "%" + d.letter
}
