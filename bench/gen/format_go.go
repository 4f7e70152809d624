package gen

import (
	"bytes"
	"time"
	"unicode/utf8"
)

// What programs in Go write through its loggers. Text that is no UTF-8 is
// replaced by all of them.
var goFormats = []format{
	{name: "logfmt", program: "shop", write: writeLogfmt, tick: time.Millisecond, unit: time.Nanosecond, codes: true, dash: "0", text: replaceInvalid,
		carries: combinedFields + " duration vhost forwarded"},
	{name: "caddy", program: "caddy", write: writeCaddy, tick: time.Microsecond, unit: time.Nanosecond, codes: true, dash: "0", text: replaceInvalid,
		carries: combinedFields + " duration vhost forwarded"},
	{name: "traefik_json", program: "traefik", write: writeTraefikJSON, tick: 1, unit: time.Nanosecond, codes: true, dash: "0", text: replaceInvalid,
		carries: combinedFields + " duration vhost forwarded", more: originTraefik},
}

// replaceInvalid appends s with each byte that is no UTF-8 replaced.
func replaceInvalid(dst, s []byte) []byte { return append(dst, string(bytes.Runes(s))...) }

// writeLogfmt is key=value through github.com/go-logfmt/logfmt, with durations
// as Go spells them:
// https://pkg.go.dev/github.com/go-logfmt/logfmt#Encoder and https://brandur.org/logfmt
func writeLogfmt(dst []byte, l *line) []byte {
	x := l.extra()
	method, uri, proto := l.parts()
	dst = appendISO(append(dst, "ts="...), l.second, x.nanos, 3, "Z")
	dst = appendPair(append(dst, ` level=info msg="request completed"`...), " remote_addr=", l.client)
	dst = appendPair(dst, " user=", []byte(l.user))
	dst = appendPair(dst, " host=", []byte(l.vhost))
	dst = appendPair(dst, " method=", method)
	dst = appendPair(dst, " uri=", uri)
	dst = appendPair(dst, " proto=", proto)
	dst = append(append(dst, " status="...), l.code()...)
	dst = appendInt(append(dst, " bytes="...), l.size())
	dst = appendGoDuration(append(dst, " duration="...), x.duration)
	dst = appendPair(dst, " referrer=", l.referrer)
	dst = appendPair(dst, " user_agent=", l.agent)
	return appendPair(dst, " forwarded_for=", l.forwarded)
}

// appendPair appends a key with its equals sign and a value, in quotes if it
// needs them.
func appendPair(dst []byte, key string, value []byte) []byte {
	dst = append(dst, key...)
	if needsQuotes(value) {
		return plainJSON.appendString(dst, value)
	}
	return append(dst, value...)
}

// unquoted ends the bare words of logfmt, or may: what is not ASCII must be
// UTF-8.
var unquoted = stopping(" =\"", utf8.RuneSelf-1)

// needsQuotes reports whether value is no bare word of logfmt.
func needsQuotes(value []byte) bool {
	n := unquoted.until(value)
	if n < len(value) && value[n] < utf8.RuneSelf {
		return true
	}
	for _, c := range value[n:] {
		if c < utf8.RuneSelf && unquoted[c] {
			return true
		}
	}
	return !utf8.Valid(value[n:])
}

// appendGoDuration appends a duration of a millisecond to an hour as
// time.Duration spells it: 12.5ms, 1.5s, 1m2s.
func appendGoDuration(dst []byte, nanos int64) []byte {
	if nanos < 1e9 {
		return append(appendTrimmed(dst, nanos/1e6, nanos%1e6, 6), "ms"...)
	}
	if nanos >= 60e9 {
		dst = append(appendInt(dst, int(nanos/60e9)), 'm')
	}
	return append(appendTrimmed(dst, nanos/1e9%60, nanos%1e9, 9), 's')
}

// appendTrimmed appends a number of so many digits behind the point, without
// the zeros that end it.
func appendTrimmed(dst []byte, whole, fraction int64, digits int) []byte {
	dst = appendInt(dst, int(whole))
	if fraction == 0 {
		return dst
	}
	return bytes.TrimRight(appendDigits(append(dst, '.'), fraction, digits), "0")
}

// writeCaddy is Caddy's default, JSON by way of zap, whose time and duration
// are seconds as floating point: https://caddyserver.com/docs/logging#structured-logs
func writeCaddy(dst []byte, l *line) []byte {
	x := l.extra()
	method, uri, proto := l.parts()
	dst = appendTrimmed(append(dst, `{"level":"info","ts":`...), l.second, x.nanos/1e3, 6)
	dst = append(dst, `,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":`...)
	dst = plainJSON.appendString(dst, l.client)
	dst = appendInt(append(dst, `,"remote_port":"`...), x.port)
	dst = plainJSON.appendString(append(dst, `","client_ip":`...), l.client)
	dst = plainJSON.appendString(append(dst, `,"proto":`...), proto)
	dst = plainJSON.appendString(append(dst, `,"method":`...), method)
	dst = append(append(dst, `,"host":"`...), l.vhost...)
	dst = plainJSON.appendString(append(dst, `","uri":`...), uri)
	dst = append(dst, `,"headers":{"Accept":["*/*"]`...)
	dst = appendHeader(dst, "User-Agent", l.agent)
	dst = appendHeader(dst, "Referer", l.referrer)
	dst = appendHeader(dst, "X-Forwarded-For", l.forwarded)
	dst = append(dst, `},"tls":{"resumed":false,"version":772,"cipher_suite":4865,"proto":"h2","server_name":"`...)
	dst = appendInt(append(append(dst, l.vhost...), `"}},"bytes_read":`...), x.received)
	dst = append(dst, `,"user_id":`...)
	if l.user == "-" {
		dst = append(dst, '"', '"')
	} else {
		dst = plainJSON.appendString(dst, []byte(l.user))
	}
	dst = appendTrimmed(append(dst, `,"duration":`...), x.duration/1e9, x.duration%1e9, 9)
	dst = appendInt(append(dst, `,"size":`...), l.size())
	dst = append(append(dst, `,"status":`...), l.code()...)
	return append(dst, `,"resp_headers":{"Server":["Caddy"],"Content-Type":["text/html; charset=utf-8"]}}`...)
}

// appendHeader appends a header of one value to an object of headers; one that
// was not sent is not there.
func appendHeader(dst []byte, name string, value []byte) []byte {
	if len(value) == 1 && value[0] == '-' {
		return dst
	}
	dst = append(append(dst, ',', '"'), name...)
	return append(plainJSON.appendString(append(dst, `":[`...), value), ']')
}

// writeTraefikJSON is Traefik's access log with format: json and these headers
// kept, its durations in nanoseconds:
// https://doc.traefik.io/traefik/observability/access-logs/#limiting-the-fieldsincluding-headers
func writeTraefikJSON(dst []byte, l *line) []byte {
	x := l.extra()
	method, uri, proto := l.parts()
	server, origin := servers[x.server], int64(x.wait)*1e6
	dst = appendHostPort(append(dst, `{"ClientAddr":"`...), l.client, x.port)
	dst = goJSON.appendString(append(dst, `","ClientHost":`...), l.client)
	dst = appendInt(append(dst, `,"ClientPort":"`...), x.port)
	dst = goJSON.appendString(append(dst, `","ClientUsername":`...), []byte(l.user))
	dst = appendInt(append(dst, `,"DownstreamContentSize":`...), l.size())
	dst = append(append(dst, `,"DownstreamStatus":`...), l.code()...)
	dst = appendInt(append(dst, `,"Duration":`...), int(x.duration))
	dst = appendInt(append(dst, `,"OriginContentSize":`...), l.size())
	dst = appendInt(append(dst, `,"OriginDuration":`...), int(origin))
	dst = append(append(dst, `,"OriginStatus":`...), l.code()...)
	dst = appendInt(append(dst, `,"Overhead":`...), int(x.duration-origin))
	dst = append(append(dst, `,"RequestAddr":"`...), l.vhost...)
	dst = appendInt(append(dst, `","RequestContentSize":0,"RequestCount":`...), int(l.second-firstSecond)+1)
	dst = append(append(dst, `,"RequestHost":"`...), l.vhost...)
	dst = goJSON.appendString(append(dst, `","RequestMethod":`...), method)
	dst = goJSON.appendString(append(dst, `,"RequestPath":`...), uri)
	dst = goJSON.appendString(append(dst, `,"RequestPort":"-","RequestProtocol":`...), proto)
	dst = append(append(dst, `,"RequestScheme":"https","RetryAttempts":0,"RouterName":"web@docker","ServiceAddr":"`...), server...)
	dst = append(append(dst, `","ServiceName":"web@docker","ServiceURL":"http://`...), server...)
	dst = appendNanosISO(append(dst, `","StartLocal":"`...), l.second, x.nanos)
	dst = appendNanosISO(append(dst, `","StartUTC":"`...), l.second, x.nanos)
	dst = append(dst, `","entryPointName":"websecure","level":"info","msg":""`...)
	dst = appendKept(dst, `,"request_Referer":`, l.referrer)
	dst = appendKept(dst, `,"request_User-Agent":`, l.agent)
	dst = appendKept(dst, `,"request_X-Forwarded-For":`, l.forwarded)
	end := l.second + (x.nanos+x.duration)/1e9
	return appendISO(append(dst, `,"time":"`...), end, 0, 0, `Z"}`)
}

// appendKept appends a key and the value of a header, if it was sent.
func appendKept(dst []byte, key string, value []byte) []byte {
	if len(value) == 1 && value[0] == '-' {
		return dst
	}
	return goJSON.appendString(append(dst, key...), value)
}

// appendHostPort appends a host and a port, the host in brackets if it has
// colons, as Go joins them.
func appendHostPort(dst, host []byte, port int) []byte {
	if bytes.IndexByte(host, ':') >= 0 {
		dst = append(append(append(dst, '['), host...), ']')
	} else {
		dst = append(dst, host...)
	}
	return appendInt(append(dst, ':'), port)
}

func originTraefik(fields map[string]string, _ *line, x *extra) {
	fields["upstream"] = servers[x.server]
	fields["upstream_duration"] = seconds(x.wait)
}
