package gen

// What Apache and those that follow it write. Apache's %b writes "-" for no
// bytes, its %O never does, nor does nginx:
// https://httpd.apache.org/docs/2.4/mod/mod_log_config.html and
// https://nginx.org/en/docs/http/ngx_http_log_module.html. Quotes within
// quotes are escaped as \" or \x22 in the requests already.

const (
	commonFields   = "time client user method uri path query proto status bytes"
	combinedFields = commonFields + " referrer agent"
)

var clfFormats = []format{
	{name: "common", program: "httpd", write: writeCommon, carries: commonFields, none: "-"},
	{name: "combined", write: writeCombined, carries: combinedFields},
	{name: "main", write: writeMain, carries: combinedFields + " forwarded"},
	{name: "vhost_common", program: "httpd", write: writeVhostCommon, carries: "vhost " + commonFields, none: "-"},
	{name: "vhost_combined", program: "apache2", write: writeVhostCombined, carries: "vhost port " + combinedFields, none: "289"},
	{name: "combined-extra", write: writeCombinedExtra, carries: combinedFields},
	// https://docs.gunicorn.org/en/stable/settings.html#access-log-format
	{name: "gunicorn", program: "gunicorn", write: writeCombined, carries: combinedFields},
	// https://docs.litespeedtech.com/lsws/config/logs/#log-format
	{name: "litespeed", program: "litespeed", write: writeCombined, carries: combinedFields},
	{name: "lighttpd", program: "lighttpd", write: writeLighttpd, carries: "vhost " + combinedFields, none: "-"},
	{name: "varnishncsa", program: "varnishncsa", write: writeVarnish, carries: combinedFields, none: "-", uri: appendURL},
	{name: "traefik", program: "traefik", write: writeTraefik, carries: combinedFields + " duration", more: serverTraefik},
}

func writeCommon(dst []byte, l *line) []byte {
	dst = append(append(dst, l.client...), " - "...)
	return appendFromUser(dst, l, "-")
}

// appendFromUser appends the fields from the user to the bytes, which common
// and its kin share.
func appendFromUser(dst []byte, l *line, none string) []byte {
	dst = appendStamp(append(dst, l.user...), l.second)
	dst = append(append(dst, '"'), l.request...)
	return appendAnswer(append(dst, '"', ' '), l, none)
}

// appendAnswer appends status and bytes.
func appendAnswer(dst []byte, l *line, none string) []byte {
	dst = append(append(dst, l.status...), ' ')
	return appendBytes(dst, l.bytes, none)
}

func writeCombined(dst []byte, l *line) []byte { return appendCombined(dst, l, "0") }

func appendCombined(dst []byte, l *line, none string) []byte {
	dst = append(append(dst, l.client...), " - "...)
	dst = appendFromUser(dst, l, none)
	return appendQuoted(appendQuoted(dst, l.referrer), l.agent)
}

// writeMain is the log_format of nginx's packages:
// https://github.com/nginx/pkg-oss/blob/master/debian/nginx.conf
func writeMain(dst []byte, l *line) []byte {
	return appendQuoted(writeCombined(dst, l), l.forwarded)
}

// writeVhostCommon is https://httpd.apache.org/docs/2.4/logs.html#virtualhost
func writeVhostCommon(dst []byte, l *line) []byte {
	return writeCommon(append(append(dst, l.vhost...), ' '), l)
}

// writeVhostCombined is the LogFormat of Debian's apache2.conf, whose %O is
// the size of the head where there is no body.
func writeVhostCombined(dst []byte, l *line) []byte {
	dst = append(append(dst, l.vhost...), ":"+sitePort+" "...)
	return appendCombined(dst, l, "289")
}

func writeCombinedExtra(dst []byte, l *line) []byte {
	dst = appendMillis(append(writeCombined(dst, l), ' '), l.duration)
	return appendQuoted(dst, l.forwarded)
}

// writeLighttpd is %h %V %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i":
// https://redmine.lighttpd.net/projects/lighttpd/wiki/Mod_accesslog
func writeLighttpd(dst []byte, l *line) []byte {
	dst = append(append(dst, l.client...), ' ')
	dst = append(append(dst, l.vhost...), ' ')
	dst = appendFromUser(dst, l, "-")
	return appendQuoted(appendQuoted(dst, l.referrer), l.agent)
}

// writeVarnish is combined with a whole URL in the request:
// https://varnish-cache.org/docs/trunk/reference/varnishncsa.html#format
func writeVarnish(dst []byte, l *line) []byte {
	dst = append(append(dst, l.client...), " - "...)
	dst = appendStamp(append(dst, l.user...), l.second)
	dst = appendURLRequest(append(dst, '"'), l, appendURL)
	dst = appendAnswer(append(dst, '"', ' '), l, "-")
	return appendQuoted(appendQuoted(dst, l.referrer), l.agent)
}

// appendURL appends what the request asks for as a URL.
func appendURL(dst []byte, l *line) []byte { return appendURLOf(dst, l, "http://", "") }

// appendURLOf appends what the request asks for behind the scheme, the site
// and its port. What is no path stands alone.
func appendURLOf(dst []byte, l *line, scheme, port string) []byte {
	_, uri, _ := l.parts()
	if len(uri) > 0 && uri[0] == '/' {
		dst = append(append(append(dst, scheme...), l.vhost...), port...)
	}
	return append(dst, uri...)
}

// appendURLRequest appends the request line with what url appends in it, or as
// it is if it asks for nothing.
func appendURLRequest(dst []byte, l *line, url func([]byte, *line) []byte) []byte {
	method, uri, proto := l.parts()
	if len(uri) == 0 {
		return append(dst, l.request...)
	}
	dst = url(append(append(dst, method...), ' '), l)
	if len(proto) > 0 {
		dst = append(append(dst, ' '), proto...)
	}
	return dst
}

// writeTraefik is https://doc.traefik.io/traefik/observability/access-logs/#format
// with the number of requests so far, the router, the server and the duration
// behind combined.
func writeTraefik(dst []byte, l *line) []byte {
	x := l.extra()
	dst = append(writeCombined(dst, l), ' ')
	dst = appendInt(dst, int(l.second-firstSecond)+1)
	dst = append(dst, ` "web@docker" "http://`...)
	dst = append(append(dst, servers[x.server]...), '"', ' ')
	return append(appendInt(dst, l.duration), "ms"...)
}

func serverTraefik(fields map[string]string, _ *line, x *extra) {
	fields["upstream"] = "http://" + servers[x.server]
}
