package gen

// What nginx writes when it is told to; its variables:
// https://nginx.org/en/docs/varindex.html

var nginxFormats = []format{
	{name: "json", write: writeJSON, dash: "0", carries: combinedFields +
		" forwarded duration vhost port", more: upstreamJSON},
	{name: "ltsv", write: writeLTSV, carries: combinedFields +
		" forwarded duration vhost", more: upstreamLTSV},
	{name: "ingress", write: writeIngress, carries: combinedFields + " duration", more: upstreamIngress},
}

// writeJSON is a log_format of variables under their own names, with
// escape=json: numbers that nginx always has stand bare, a variable that is
// not set is an empty string.
// https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format
func writeJSON(dst []byte, l *line) []byte {
	x := l.extra()
	method, uri, proto := l.parts()
	dst = appendISO(append(dst, `{"time_iso8601":"`...), l.second, 0, 0, "+00:00")
	dst = appendVariable(append(dst, '"'), `,"remote_addr":`, l.client)
	dst = appendVariable(dst, `,"remote_user":`, []byte(l.user))
	dst = appendVariable(dst, `,"host":`, []byte(l.vhost))
	dst = append(dst, `,"server_port":"`+sitePort+`"`...)
	dst = appendVariable(dst, `,"request_method":`, method)
	dst = appendVariable(dst, `,"request_uri":`, uri)
	dst = appendVariable(dst, `,"server_protocol":`, proto)
	dst = append(append(dst, `,"status":"`...), l.status...)
	dst = appendInt(append(dst, `","body_bytes_sent":`...), l.size())
	dst = appendInt(append(dst, `,"request_length":`...), x.received)
	dst = appendMillis(append(dst, `,"request_time":`...), l.duration)
	dst = appendVariable(dst, `,"http_referer":`, l.referrer)
	dst = appendVariable(dst, `,"http_user_agent":`, l.agent)
	dst = appendVariable(dst, `,"http_x_forwarded_for":`, l.forwarded)
	dst = append(dst, `,"upstream_addr":"`...)
	if x.behind() {
		dst = appendUpstreams(dst, &x)
	}
	dst = append(dst, `","upstream_response_time":"`...)
	if x.behind() {
		dst = appendUpstreamTimes(dst, &x)
	}
	dst = append(dst, `","upstream_cache_status":"`...)
	if x.cache != "-" {
		dst = append(dst, x.cache...)
	}
	dst = append(dst, `","request_id":"`...)
	return append(appendID(dst, x.id), `"}`...)
}

// appendVariable appends a key and a string, empty for a dash.
func appendVariable(dst []byte, key string, value []byte) []byte {
	dst = append(dst, key...)
	if len(value) == 1 && value[0] == '-' {
		return append(dst, '"', '"')
	}
	return nginxJSON.appendString(dst, value)
}

// appendUpstreams appends $upstream_addr: all servers that were asked.
// https://nginx.org/en/docs/http/ngx_http_upstream_module.html#var_upstream_addr
func appendUpstreams(dst []byte, x *extra) []byte {
	if x.retried {
		dst = append(append(dst, x.failed()...), ',', ' ')
	}
	return append(dst, servers[x.server]...)
}

// appendUpstreamTimes appends $upstream_response_time, which is of the same
// form.
func appendUpstreamTimes(dst []byte, x *extra) []byte {
	if x.retried {
		return appendMillis(append(dst, "0.001, "...), x.wait-1)
	}
	return appendMillis(dst, x.wait)
}

// writeLTSV is the log_format that http://ltsv.org shows for nginx.
func writeLTSV(dst []byte, l *line) []byte {
	x := l.extra()
	dst = appendCLF(append(dst, "time:"...), l.second, " +0000\thost:")
	dst = append(append(dst, l.client...), "\tforwardedfor:"...)
	dst = append(append(dst, l.forwarded...), "\tuser:"...)
	dst = append(append(dst, l.user...), "\treq:"...)
	dst = append(append(dst, l.request...), "\tstatus:"...)
	dst = append(append(dst, l.status...), "\tsize:"...)
	dst = append(appendBytes(dst, l.bytes, "0"), "\treferer:"...)
	dst = append(append(dst, l.referrer...), "\tua:"...)
	dst = append(append(dst, l.agent...), "\treqtime:"...)
	dst = append(appendMillis(dst, l.duration), "\tcache:"...)
	dst = append(append(dst, x.cache...), "\truntime:-\tapptime:"...)
	if x.behind() {
		dst = appendUpstreamTimes(dst, &x)
	} else {
		dst = append(dst, '-')
	}
	return append(append(dst, "\tvhost:"...), l.vhost...)
}

// writeIngress is the log_format upstreaminfo of Kubernetes' controller:
// https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/log-format/
func writeIngress(dst []byte, l *line) []byte {
	x := l.extra()
	dst = appendInt(append(writeCombined(dst, l), ' '), x.received)
	dst = appendMillis(append(dst, ' '), l.duration)
	dst = append(dst, " [shop-web-80] [] "...)
	if !x.behind() {
		return appendID(append(dst, "- - - - "...), x.id)
	}
	dst = append(appendUpstreams(dst, &x), ' ')
	if x.retried {
		dst = append(dst, "0, "...)
	}
	dst = append(appendInt(dst, l.size()), ' ')
	dst = append(appendUpstreamTimes(dst, &x), ' ')
	if x.retried {
		dst = append(dst, "502, "...)
	}
	dst = append(append(dst, l.status...), ' ')
	return appendID(dst, x.id)
}

// upstreamIngress puts in who answered, and how long all that were asked took.
func upstreamIngress(fields map[string]string, _ *line, x *extra) {
	if x.behind() {
		fields["upstream"] = servers[x.server]
		fields["upstream_duration"] = seconds(x.wait)
	}
}

func upstreamJSON(fields map[string]string, l *line, x *extra) {
	upstreamIngress(fields, l, x)
	if x.cache != "-" {
		fields["cache"] = x.cache
	}
}

func upstreamLTSV(fields map[string]string, l *line, x *extra) {
	upstreamJSON(fields, l, x)
	delete(fields, "upstream")
}
