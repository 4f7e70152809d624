package parser

import (
	"bytes"
	"slices"
	"strings"
)

// The log_format of nginx:
// https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format
// Its variables: https://nginx.org/en/docs/varindex.html

// nginxVariables are the variables that are fields of ours, or numbers. Of
// several that are the same field the first one here is it, and the others
// are fields of their own: what stands in the request line itself is better
// than what became of it, a time with an offset than one without, the name
// that the client asked for than that of the server block, the body alone
// than with headers, as in the common log format. All that are not here are
// texts under their own names.
var nginxVariables = []logValue{
	{name: "request", field: "request"},
	{name: "request_uri", field: "uri", begins: '/'},
	{name: "uri$is_args$args", field: "uri", begins: '/', convert: uriWithArgs, slashed: slashedURIWithArgs},
	{name: "uri", field: "path", own: Field{Name: "document_uri"}, begins: '/'},
	{name: "document_uri", field: "path", begins: '/'},
	{name: "args", field: "query"},
	{name: "query_string", field: "query"},
	{name: "request_method", field: "method", shape: shapeWord},
	{name: "server_protocol", field: "proto", shape: shapeWord},

	{name: "time_iso8601", field: "time", notation: isoNotation},
	{name: "time_local", field: "time", notation: clfNotation},
	{name: "msec", field: "time", own: Field{Kind: Decimal, Unit: "seconds"}, notation: epochNotation},

	{name: "remote_addr", field: "client"},
	{name: "the_real_ip", field: "client"}, // of ingress-nginx before 0.25
	{name: "realip_remote_addr", field: "client"},
	{name: "remote_user", field: "user"},
	{name: "http_x_forwarded_for", field: "forwarded", shape: shapeClient},
	{name: "proxy_add_x_forwarded_for", field: "forwarded", shape: shapeClient},
	{name: "http_referer", field: "referrer"},
	{name: "http_referrer", field: "referrer"},
	{name: "http_user_agent", field: "agent"},

	{name: "host", field: "vhost"},
	{name: "http_host", field: "vhost"},
	{name: "server_name", field: "vhost"},
	{name: "server_port", field: "port"},

	{name: "status", field: "status"},
	{name: "body_bytes_sent", field: "bytes"},
	{name: "bytes_sent", field: "bytes"},
	{name: "request_time", field: "duration"},
	{name: "session_time", field: "duration"},

	// Of several servers that were asked the last one answered, all of them
	// took their time.
	{name: "upstream_addr", field: "upstream", shape: shapeClient, convert: lastOfList},
	{name: "upstream_response_time", field: "upstream_duration", shape: shapeClient, convert: sumList},
	{name: "upstream_session_time", field: "upstream_duration", shape: shapeClient, convert: sumList},
	{name: "upstream_cache_status", field: "cache"},
	{name: "upstream_status", own: Field{Kind: Integer}, shape: shapeClient, convert: lastOfList},
	{name: "upstream_connect_time", own: Field{Kind: Decimal, Unit: "seconds"}, shape: shapeClient, convert: sumList},
	{name: "upstream_first_byte_time", own: Field{Kind: Decimal, Unit: "seconds"}, shape: shapeClient, convert: sumList},
	{name: "upstream_header_time", own: Field{Kind: Decimal, Unit: "seconds"}, shape: shapeClient, convert: sumList},
	{name: "upstream_queue_time", own: Field{Kind: Decimal, Unit: "seconds"}, shape: shapeClient, convert: sumList},
	{name: "upstream_bytes_received", own: Field{Kind: Integer, Unit: "bytes"}, shape: shapeClient, convert: sumList},
	{name: "upstream_bytes_sent", own: Field{Kind: Integer, Unit: "bytes"}, shape: shapeClient, convert: sumList},
	{name: "upstream_response_length", own: Field{Kind: Integer, Unit: "bytes"}, shape: shapeClient, convert: sumList},

	{name: "bytes_received", own: Field{Kind: Integer, Unit: "bytes"}, shape: shapeNumber},
	{name: "request_length", own: Field{Kind: Integer, Unit: "bytes"}, shape: shapeNumber},
	{name: "connection", own: Field{Kind: Integer}, shape: shapeNumber},
	{name: "connection_requests", own: Field{Kind: Integer}, shape: shapeNumber},
	{name: "connection_time", own: Field{Kind: Decimal, Unit: "seconds"}, shape: shapeNumber},
	{name: "connections_active", own: Field{Kind: Integer}, shape: shapeNumber},
	{name: "connections_reading", own: Field{Kind: Integer}, shape: shapeNumber},
	{name: "connections_waiting", own: Field{Kind: Integer}, shape: shapeNumber},
	{name: "connections_writing", own: Field{Kind: Integer}, shape: shapeNumber},
	{name: "gzip_ratio", own: Field{Kind: Decimal}, shape: shapeNumber},
	{name: "pid", own: Field{Kind: Integer}, shape: shapeNumber},
	{name: "proxy_port", own: Field{Kind: Integer}, shape: shapeNumber},
	{name: "proxy_protocol_port", own: Field{Kind: Integer}, shape: shapeNumber},
	{name: "proxy_protocol_server_port", own: Field{Kind: Integer}, shape: shapeNumber},
	{name: "realip_remote_port", own: Field{Kind: Integer}, shape: shapeNumber},
	{name: "remote_port", own: Field{Kind: Integer}, shape: shapeNumber},
	{name: "tcpinfo_rcv_space", own: Field{Kind: Integer, Unit: "bytes"}, shape: shapeNumber},
	{name: "tcpinfo_rtt", own: Field{Kind: Integer}, shape: shapeNumber},
	{name: "tcpinfo_rttvar", own: Field{Kind: Integer}, shape: shapeNumber},
	{name: "tcpinfo_snd_cwnd", own: Field{Kind: Integer}, shape: shapeNumber},

	// What a client says of the length of its request need not be a number.
	{name: "content_length", own: Field{Kind: Integer, Unit: "bytes"}},
	{name: "http_content_length", own: Field{Kind: Integer, Unit: "bytes"}},
	{name: "sent_http_content_length", own: Field{Kind: Integer, Unit: "bytes"}},
	{name: "upstream_http_content_length", own: Field{Kind: Integer, Unit: "bytes"}},

	{name: "document_root", begins: '/'},
	{name: "realpath_root", begins: '/'},
	{name: "request_filename", begins: '/'},
}

// nginxLayout returns the layout of a log format of nginx: the string, or the
// pieces of it in quotes, or all of the directive.
func nginxLayout(text string) (*layout, error) { return nginxMore(nil, text, 0) }

// nginxMore returns the layout of known followed by what text has from at on.
func nginxMore(known []item, text string, at int) (*layout, error) {
	pieces, escape, err := nginxPieces(text, at)
	if err != nil {
		return nil, err
	}
	var parts []formatPart
	for _, piece := range pieces {
		if parts, err = appendNginxParts(parts, text, piece); err != nil {
			return nil, err
		}
	}
	parts = joinNginxURIs(parts)
	for _, p := range parts {
		if p.value != nil && escape != escapeBackslash && p.value.slashed != nil {
			p.value.convert, p.value.slashed = nil, nil // what is absent is empty there, not a dash
		}
	}
	return buildLayout(text, known, parts, escape)
}

// nginxPieces returns the arguments that make up the format in text from at
// on.
func nginxPieces(text string, at int) ([]spelling, escape, error) {
	if at > 0 { // behind the name of a known format, where a space counts
		return []spelling{nginxSpelling(strings.TrimRight(text, configSpace)[at:], at)}, escapeBackslash, nil
	}
	lexer := nginxLexer{text: text}
	words, end, err := lexer.next()
	if len(words) > 0 && words[0].raw == "log_format" && words[0].quote == 0 {
		if err != nil {
			return nil, 0, err
		}
		if rest, _, err := lexer.next(); len(rest) > 0 || err != nil {
			return nil, 0, formatErrorf(text, lexer.start, "text behind the end of log_format")
		}
		words = words[1:]
		if len(words) > 1 && !strings.Contains(words[0].raw, "$") {
			words = words[1:] // its name
		}
		return nginxArguments(text, words)
	}
	if rest := strings.Trim(text[lexer.pos:], configSpace); err == nil && rest == "" && quotedPieces(words, end) {
		return nginxArguments(text, words)
	}
	indent := len(text) - len(strings.TrimLeft(text, configSpace))
	return []spelling{nginxSpelling(strings.Trim(text, configSpace), indent)}, escapeBackslash, nil
}

// quotedPieces reports whether words are the pieces of a format rather than a
// format that begins with a quote. Two values in double quotes are more
// likely written so in the log.
func quotedPieces(words []nginxWord, end byte) bool {
	pieces := words
	if len(pieces) > 1 && isEscapeParameter(pieces[0]) {
		pieces = pieces[1:]
	}
	if len(pieces) == 0 || slices.ContainsFunc(pieces, func(w nginxWord) bool { return w.quote == 0 }) {
		return false
	}
	return pieces[0].quote == '\'' || end == ';' || len(pieces) == 1 || len(pieces) < len(words)
}

// isEscapeParameter reports whether w is escape=json or the like.
func isEscapeParameter(w nginxWord) bool {
	return w.quote == 0 && strings.HasPrefix(w.raw, "escape=")
}

// nginxArguments returns the arguments of a log_format behind its name.
func nginxArguments(text string, words []nginxWord) ([]spelling, escape, error) {
	escape := escapeBackslash
	if len(words) > 0 && isEscapeParameter(words[0]) {
		switch words[0].raw {
		case "escape=default":
		case "escape=json":
			escape = escapeJSON
		case "escape=none":
			escape = escapeNone
		default:
			return nil, 0, formatErrorf(text, words[0].at, "%s: escape is default, json or none", words[0].raw)
		}
		words = words[1:]
	}
	var pieces []spelling
	for _, w := range words {
		pieces = append(pieces, nginxSpelling(w.raw, w.at))
	}
	return pieces, escape, nil
}

// appendNginxParts takes an argument of log_format apart. A variable ends
// with it.
func appendNginxParts(parts []formatPart, source string, s spelling) ([]formatPart, error) {
	for i := 0; i < len(s.text); {
		begin := i
		if s.text[i] != '$' {
			for i < len(s.text) && s.text[i] != '$' {
				i++
			}
			parts = append(parts, formatPart{text: string(s.text[begin:i]), at: s.at[begin]})
			continue
		}
		i++
		brace := i < len(s.text) && s.text[i] == '{'
		if brace {
			i++
		}
		name := i
		for i < len(s.text) && isVariableByte(s.text[i]) {
			i++
		}
		if name == i {
			return nil, formatErrorf(source, s.at[begin], "$ without the name of a variable")
		}
		parts = append(parts, formatPart{value: nginxVariable(string(s.text[name:i])), at: s.at[begin]})
		if brace {
			if i == len(s.text) || s.text[i] != '}' {
				return nil, formatErrorf(source, s.at[begin], "no } behind ${%s", s.text[name:i])
			}
			i++
		}
	}
	return parts, nil
}

// isVariableByte reports whether c may be in the name of a variable.
func isVariableByte(c byte) bool { return isAlphanumeric(c) || c == '_' }

// nginxVariable returns what a variable stands for. One that nginx does not
// have, and that a configuration calls as we call a text of ours, is that.
func nginxVariable(name string) *logValue {
	for i := range nginxVariables {
		if strings.EqualFold(nginxVariables[i].name, name) {
			v := nginxVariables[i]
			v.name, v.rank = name, i
			if v.notation == clfNotation { // as good as the one before it: the first in the line is the time
				v.rank--
			}
			return &v
		}
	}
	v := &logValue{name: name, rank: len(nginxVariables)}
	if i := slices.IndexFunc(knownFields, func(f Field) bool { return f.Name == name && f.Kind == Text }); i >= 0 {
		v.field = name
	}
	return v
}

// joinNginxURIs makes one value of $uri$is_args$args, between which there need
// not be anything.
func joinNginxURIs(parts []formatPart) []formatPart {
	named := func(i int, names ...string) bool {
		return i < len(parts) && parts[i].value != nil && slices.Contains(names, strings.ToLower(parts[i].value.name))
	}
	var joined []formatPart
	for i := 0; i < len(parts); i++ {
		p := parts[i]
		if named(i, "uri", "document_uri") && named(i+1, "is_args") && named(i+2, "args", "query_string") {
			name := p.value.name + "$" + parts[i+1].value.name + "$" + parts[i+2].value.name
			p.value = nginxVariable("uri$is_args$args")
			p.value.name = name
			i += 2
		}
		joined = append(joined, p)
	}
	return joined
}

// uriWithArgs is the conversion of $uri$is_args$args. Without arguments
// $args is a dash: /index.html-.
func uriWithArgs(r *Record, _ int, from []int) span {
	value := r.Bytes(from[0])
	if value == nil {
		return absent
	}
	return r.part(from[0], 0, uriLength(value))
}

// slashedURIWithArgs is uriWithArgs of what stands behind the slash.
func slashedURIWithArgs(r *Record, _ int, from []int) span {
	value := r.Bytes(from[0])
	if value == nil {
		return absent
	}
	return r.slashed(from[0], uriLength(value))
}

// uriLength returns the length of a $uri$is_args$args without the dash.
func uriLength(value []byte) int {
	if bytes.HasSuffix(value, []byte{'-'}) && bytes.IndexByte(value, '?') < 0 {
		return len(value) - 1
	}
	return len(value)
}
