package gen

import (
	"bytes"
	"strings"
	"time"
)

// Formats that are like no other.
var otherFormats = []format{
	{name: "squid", program: "squid", write: writeSquid, tick: time.Millisecond, dash: "0", uri: appendSquidURL, text: appendWebEscaped, more: peerSquid,
		carries: "time client user method uri path query status bytes duration"},
	{name: "uwsgi", program: "uwsgi", write: writeUWSGI, dash: "0", codes: true, carries: commonFields + " duration"},
	{name: "gcs", program: "gcs", write: writeGCS, header: headGCS, tick: time.Microsecond, unit: time.Microsecond, dash: "0", codes: true,
		carries: "time client method uri path query status bytes duration vhost referrer agent"},
}

// writeSquid is the format squid, %ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru
// %[un %Sh/%<a %mt: https://wiki.squid-cache.org/Features/LogFormat
func writeSquid(dst []byte, l *line) []byte {
	x := l.extra()
	method, _, _ := l.parts()
	dst = appendSeconds(dst, l.second*1e9+x.nanos, 3)
	dst = append(dst, "       "[:max(1, 7-digits(l.duration))]...)
	dst = append(appendInt(dst, l.duration), ' ')
	dst = append(append(dst, l.client...), ' ')
	dst = append(append(dst, resultSquid(l, &x)...), '/')
	dst = append(dst, statusSquid(l)...)
	dst = append(appendInt(append(dst, ' '), l.size()), ' ')
	if !l.asks() {
		method = nil
	}
	dst = append(appendOr(dst, method), ' ')
	dst = append(appendSquidURL(dst, l), ' ')
	dst = append(appendWebEscaped(dst, []byte(l.user)), ' ')
	if l.asks() && x.behind() {
		dst = append(append(dst, "HIER_DIRECT/"...), peer(&x)...)
	} else {
		dst = append(dst, "HIER_NONE/-"...)
	}
	return append(dst, " text/html"...)
}

// digits returns how many n has.
func digits(n int) int {
	count := 1
	for ; n > 9; n /= 10 {
		count++
	}
	return count
}

// resultSquid returns Squid's code for how the request was answered:
// https://wiki.squid-cache.org/SquidFaq/SquidLogs#squid-result-codes
func resultSquid(l *line, x *extra) string {
	switch {
	case !l.asks():
		return "NONE_NONE"
	case x.behind():
		return "TCP_MISS"
	}
	return "TCP_HIT"
}

// statusSquid returns the status with its three digits.
func statusSquid(l *line) string { return "000"[len(l.status):] + l.status }

// peer returns the address of the server without its port.
func peer(x *extra) string {
	host, _, _ := strings.Cut(servers[x.server], ":")
	return host
}

// appendSquidURL appends the URL, encoded, or what stands for the one of a
// request that is none.
func appendSquidURL(dst []byte, l *line) []byte {
	_, uri, _ := l.parts()
	if len(uri) == 0 {
		return append(dst, "error:invalid-request"...)
	}
	if uri[0] == '/' {
		dst = append(append(dst, "http://"...), l.vhost...)
	}
	return appendWebEscaped(dst, uri)
}

var webUnsafe = unprintable("\"")

// appendWebEscaped appends s percent-encoded as far as it must be to be a
// word. What is encoded in it already stays.
func appendWebEscaped(dst, s []byte) []byte { return appendEscaped(dst, s, "%", &webUnsafe) }

func peerSquid(fields map[string]string, l *line, x *extra) {
	fields["cache"] = resultSquid(l, x)
	fields["status"] = statusSquid(l)
	if !l.asks() {
		delete(fields, "method")
	} else if x.behind() {
		fields["upstream"] = peer(x)
	}
}

// writeUWSGI is uWSGI's own format, times in milliseconds:
// https://github.com/unbit/uwsgi/blob/master/core/logging.c, uwsgi_logit_simple
func writeUWSGI(dst []byte, l *line) []byte {
	x := l.extra()
	method, uri, proto := l.parts()
	dst = appendInt(append(dst, "[pid: "...), 700+int(x.id>>50%4))
	dst = appendInt(append(dst, "|app: 0|req: "...), 1+int(x.id>>30%5000))
	dst = appendInt(append(dst, '/'), int(l.second-firstSecond)+1)
	dst = append(append(append(dst, ']', ' '), l.client...), ' ', '(')
	if l.user != "-" {
		dst = append(dst, l.user...)
	}
	dst = appendInt(append(dst, ") {40 vars in "...), x.received)
	dst = append(appendCtime(append(dst, " bytes} ["...), l.second), ']', ' ')
	dst = append(appendOr(dst, method), ' ')
	dst = appendInt(append(appendOr(dst, uri), " => generated "...), l.size())
	dst = appendInt(append(dst, " bytes in "...), l.duration)
	dst = append(appendOr(append(dst, " msecs ("...), proto), ' ')
	dst = append(append(dst, l.code()...), ") 7 headers in "...)
	return append(appendInt(dst, responseHead), " bytes (2 switches on core 0)"...)
}

func headGCS(dst []byte, _ int64) []byte {
	return append(dst, `"time_micros","c_ip","c_ip_type","c_ip_region","cs_method","cs_uri","sc_status","cs_bytes","sc_bytes",`+
		`"time_taken_micros","cs_host","cs_referer","cs_user_agent","s_request_id","cs_operation","cs_bucket","cs_object"`+"\n"...)
}

// writeGCS is a line of Cloud Storage's usage logs, times in microseconds:
// https://cloud.google.com/storage/docs/access-logs#format
func writeGCS(dst []byte, l *line) []byte {
	x := l.extra()
	method, uri, _ := l.parts()
	path, _ := cutURI(uri)
	version := "1" // of the address
	if bytes.IndexByte(l.client, ':') >= 0 {
		version = "2"
	}
	dst = appendInt(append(dst, '"'), int(l.second*1e6+x.nanos/1e3))
	dst = appendCSV(append(dst, '"', ','), l.client)
	dst = append(append(append(dst, `,"`...), version...), `","",`...)
	dst = append(appendCSV(dst, method), ',')
	dst = append(appendCSV(dst, uri), ',', '"')
	dst = append(append(dst, l.code()...), `","`...)
	dst = append(appendInt(dst, x.received), `","`...)
	dst = append(appendInt(dst, l.size()), `","`...)
	dst = append(appendInt(dst, int(x.duration/1e3)), `","`...)
	dst = append(append(dst, l.vhost...), `",`...)
	dst = append(appendCSV(dst, bytes.TrimPrefix(l.referrer, []byte{'-'})), ',')
	dst = append(appendCSV(dst, bytes.TrimPrefix(l.agent, []byte{'-'})), ',', '"')
	dst = append(appendID(dst, x.id), `","`...)
	dst = append(append(dst, method...), `_Object","`+bucket+`",`...)
	return appendCSV(dst, bytes.TrimPrefix(path, []byte{'/'}))
}
