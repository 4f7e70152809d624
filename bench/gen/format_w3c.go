package gen

import "strings"

// The extended log format, whose lines say themselves what they hold:
// https://www.w3.org/TR/WD-logfile.html. What has no value is a dash.

var w3cFormats = []format{
	{name: "w3c", program: "iis", end: "\r\n", header: headW3C, write: writeW3C, text: joinWords, codes: true, more: changeIIS,
		carries: "time client user method path query status referrer agent duration port"},
	{name: "cloudfront", program: "cloudfront", header: headCloudFront, write: writeCloudFront,
		carries: "time client vhost method path query proto status bytes referrer agent duration forwarded",
		codes:   true, ascii: true, more: changeCloudFront},
}

// headW3C is what IIS begins a file with:
// https://learn.microsoft.com/en-us/windows/win32/http/w3c-logging
func headW3C(dst []byte, second int64) []byte {
	dst = append(dst, "#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: "...)
	dst = appendClock(append(appendDate(dst, second), ' '), second)
	return append(dst, "\r\n#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip "+
		"cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\r\n"...)
}

// writeW3C has the fields that IIS 10 selects by default, the time in UTC,
// time-taken in milliseconds:
// https://learn.microsoft.com/en-us/iis/configuration/system.applicationhost/sites/sitedefaults/logfile/
func writeW3C(dst []byte, l *line) []byte {
	method, uri, _ := l.parts()
	path, query := cutURI(uri)
	dst = append(appendDate(dst, l.second), ' ')
	dst = append(appendClock(dst, l.second), " "+siteHost...)
	dst = appendPlus(dst, method)
	dst = appendPlus(dst, path)
	dst = appendPlus(dst, query)
	dst = appendPlus(append(dst, " "+sitePort...), []byte(l.user))
	dst = appendPlus(dst, l.client)
	dst = appendPlus(dst, l.agent)
	dst = appendPlus(dst, l.referrer)
	dst = append(append(append(dst, ' '), l.code()...), " 0 0 "...)
	return appendInt(dst, l.duration)
}

// appendPlus appends a space and s, its own spaces as plus signs.
func appendPlus(dst, s []byte) []byte {
	dst = append(dst, ' ')
	if len(s) == 0 {
		return append(dst, '-')
	}
	return joinWords(dst, s)
}

// joinWords appends s with plus signs for spaces, as IIS does. Who reads them
// cannot tell them from those that were sent.
func joinWords(dst, s []byte) []byte {
	for _, c := range s {
		if c == ' ' {
			c = '+'
		}
		dst = append(dst, c)
	}
	return dst
}

// changeIIS puts the uri together, and makes all plus signs of the headers
// spaces: they have few of their own.
func changeIIS(fields map[string]string, _ *line, _ *extra) {
	for _, name := range []string{"agent", "referrer"} {
		if text, ok := fields[name]; ok {
			fields[name] = strings.ReplaceAll(text, "+", " ")
		}
	}
	joinURI(fields)
}

// joinURI puts in the uri of its halves.
func joinURI(fields map[string]string) {
	path, ok := fields["path"]
	if !ok {
		return
	}
	fields["uri"] = path
	if query, ok := fields["query"]; ok {
		fields["uri"] = path + "?" + query
	}
}

// headCloudFront is what CloudFront begins a file with.
func headCloudFront(dst []byte, _ int64) []byte {
	return append(dst, "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status "+
		"cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes "+
		"time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status "+
		"fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start "+
		"sc-range-end\n"...)
}

// distribution is CloudFront's own name for the site.
const distribution = "d111111abcdef8.cloudfront.net"

// responseHead is the size of the head of an answer, where a server counts it
// among the bytes sent.
const responseHead = 289

// writeCloudFront has the 33 fields of standard logs, times in seconds:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html#BasicDistributionFileFormat
// Bytes that a URL cannot have are percent-encoded, and the percent sign too.
// Those of the agent are encoded twice, as in the many logs that have %2520
// for a space; the examples of the manual have %20. Who decodes twice reads
// both.
func writeCloudFront(dst []byte, l *line) []byte {
	x := l.extra()
	method, uri, proto := l.parts()
	path, query := cutURI(uri)
	result := edgeResult(l, &x)
	dst = append(appendDate(dst, l.second), '\t')
	dst = append(appendClock(dst, l.second), "\tFRA56-P4\t"...)
	dst = append(appendInt(dst, l.size()+responseHead), '\t')
	dst = append(append(dst, l.client...), '\t')
	dst = append(appendOr(dst, method), "\t"+distribution+"\t"...)
	dst = append(appendEncoded(dst, path), '\t')
	dst = append(append(dst, l.code()...), '\t')
	dst = append(appendEncoded(dst, l.referrer), '\t')
	dst = append(appendEscaped(dst, orDash(l.agent), "%25", &cloudFrontUnsafe), '\t')
	dst = append(appendEncoded(dst, query), "\t-\t"...)
	dst = append(append(dst, result...), '\t')
	dst = append(appendHex(appendID(dst, x.id), x.id, 10), "==\t"...)
	dst = append(append(dst, l.vhost...), "\thttps\t"...)
	dst = append(appendInt(dst, x.received), '\t')
	dst = append(appendMillis(dst, l.duration), '\t')
	dst = append(appendEncoded(dst, l.forwarded), "\tTLSv1.3\tTLS_AES_128_GCM_SHA256\t"...)
	dst = append(append(dst, result...), '\t')
	dst = append(appendOr(dst, proto), "\t-\t-\t"...)
	dst = append(appendInt(dst, x.port), '\t')
	dst = append(appendMillis(dst, x.wait), '\t')
	dst = append(append(dst, result...), "\ttext/html\t"...)
	return append(appendInt(dst, l.size()), "\t-\t-"...)
}

// cloudFrontUnsafe are the bytes that CloudFront encodes.
var cloudFrontUnsafe = unprintable("<>\"#%{|}\\^~[]`'")

// appendEncoded appends s percent-encoded as CloudFront does.
func appendEncoded(dst, s []byte) []byte {
	return appendEscaped(dst, orDash(s), "%", &cloudFrontUnsafe)
}

// edgeResult returns CloudFront's x-edge-result-type.
func edgeResult(l *line, x *extra) string {
	switch {
	case l.status >= "400":
		return "Error"
	case x.behind():
		return "Miss"
	}
	return "Hit"
}

// changeCloudFront adds what CloudFront counts among the bytes and says of the
// cache. What was asked for stays as it is logged.
func changeCloudFront(fields map[string]string, l *line, x *extra) {
	for _, name := range []string{"path", "query"} {
		if text, ok := fields[name]; ok {
			fields[name] = string(appendEncoded(nil, []byte(text)))
		}
	}
	joinURI(fields)
	fields["bytes"] = string(appendInt(nil, l.size()+responseHead))
	fields["cache"] = edgeResult(l, x)
}

// orDash returns s, or a dash if it is empty.
func orDash(s []byte) []byte {
	if len(s) == 0 {
		return []byte{'-'}
	}
	return s
}
