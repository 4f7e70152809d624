package gen

import (
	"bytes"
	"time"
)

// What the services of AWS write.

var awsFormats = []format{
	{name: "elb", program: "elb", write: writeELB, tick: time.Microsecond, unit: time.Microsecond,
		dash: "0", codes: true, badAsked: true, uri: appendELBURL, more: partsELB,
		carries: "time client method uri path query proto status bytes agent duration"},
	{name: "alb", program: "alb", write: writeALB, tick: time.Microsecond,
		dash: "0", codes: true, badAsked: true, uri: appendELBURL, more: partsELB,
		carries: "time client vhost method uri path query proto status bytes agent duration"},
	{name: "s3", program: "s3", write: writeS3, none: "-", codes: true, badAsked: true, more: requesterS3,
		carries: "time client vhost method uri path query proto status bytes referrer agent duration"},
}

// appendELBURL appends what the request asks for as load balancers write it,
// always with the port.
func appendELBURL(dst []byte, l *line) []byte { return appendURLOf(dst, l, "https://", ":"+sitePort) }

// appendELBRequest appends the request in quotes, or what stands for one that
// is none.
func appendELBRequest(dst []byte, l *line) []byte {
	if !l.asks() {
		dst = append(append(dst, ` "- http://`...), l.vhost...)
		return append(dst, `:80- -"`...)
	}
	return append(appendURLRequest(append(dst, ' ', '"'), l, appendELBURL), '"')
}

// isUnsent reports whether the load balancer could not send the request to a
// target; then there are no times.
func (l *line) isUnsent() bool {
	return l.status == "502" || l.status == "503" || l.status == "504" || !l.asks()
}

// writeELB is a Classic Load Balancer's line, times in seconds:
// https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html#access-log-entry-format
func writeELB(dst []byte, l *line) []byte {
	x := l.extra()
	dst = appendISO(dst, l.second, x.nanos, 6, "Z my-loadbalancer ")
	dst = append(append(dst, l.client...), ':')
	dst = append(appendInt(dst, x.port), ' ')
	if l.isUnsent() {
		dst = append(dst, "- -1 -1 -1 "...)
		dst = append(append(dst, l.code()...), " 0 "...)
	} else {
		request, target, response := timesELB(&x)
		dst = append(append(dst, servers[x.server]...), ' ')
		dst = append(appendSeconds(dst, request, 6), ' ')
		dst = append(appendSeconds(dst, target, 6), ' ')
		dst = append(appendSeconds(dst, response, 6), ' ')
		dst = append(append(dst, l.code()...), ' ')
		dst = append(append(dst, l.code()...), ' ')
	}
	dst = append(appendInt(dst, x.received), ' ')
	dst = appendELBRequest(appendInt(dst, l.size()), l)
	return append(appendQuoted(dst, l.agent), " ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2"...)
}

// timesELB returns the three parts of the duration in nanoseconds, each of
// whole microseconds.
func timesELB(x *extra) (request, target, response int64) {
	total := x.duration / 1e3 * 1e3
	target = int64(x.wait) * 1e6
	request = (total - target) / 3e3 * 1e3
	return request, target, total - target - request
}

// partsELB puts in the target and what it took; without one there are no
// times at all.
func partsELB(fields map[string]string, l *line, x *extra) {
	if l.isUnsent() {
		delete(fields, "duration")
		return
	}
	fields["upstream"] = servers[x.server]
	fields["upstream_duration"] = seconds(x.wait)
}

// writeALB is an Application Load Balancer's line, times in seconds:
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html#access-log-entry-format
func writeALB(dst []byte, l *line) []byte {
	x := l.extra()
	unsent := l.isUnsent()
	dst = appendISO(append(dst, "h2 "...), l.second, x.nanos, 6, "Z app/my-loadbalancer/50dc6c495c0c9188 ")
	dst = append(append(dst, l.client...), ':')
	dst = append(appendInt(dst, x.port), ' ')
	if unsent {
		dst = append(append(dst, "- -1 -1 -1 "...), l.code()...)
		dst = append(dst, " - "...)
	} else {
		dst = append(append(dst, servers[x.server]...), " 0.000 "...)
		dst = append(appendMillis(dst, x.wait), ' ')
		dst = append(appendMillis(dst, l.duration-x.wait), ' ')
		dst = append(append(dst, l.code()...), ' ')
		dst = append(append(dst, l.code()...), ' ')
	}
	dst = append(appendInt(dst, x.received), ' ')
	dst = appendELBRequest(appendInt(dst, l.size()), l)
	dst = append(appendQuoted(dst, l.agent), " ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 "+
		"arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 \"Root=1-"...)
	dst = append(appendHex(dst, uint64(l.second), 8), '-')
	dst = append(appendHex(appendHex(dst, mix64(x.id), 16), x.id, 8), `" "`...)
	dst = append(append(dst, l.vhost...), `" "arn:aws:acm:us-east-2:123456789012:certificate/12345678-1234-1234-1234-123456789012" 1 `...)
	dst = appendISO(dst, l.second, x.nanos, 6, `Z "forward" "-" "-" `)
	if unsent {
		dst = append(dst, `"-" "-"`...)
	} else {
		dst = append(append(append(dst, '"'), servers[x.server]...), `" "`...)
		dst = append(append(dst, l.code()...), '"')
	}
	dst = appendHex(append(dst, ` "-" "-" TID_`...), x.id, 16)
	return append(dst, ` "-" "-" "-"`...)
}

// bucket and its owner are what S3 logs first.
const (
	bucket      = "shop-example"
	bucketOwner = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"
)

// writeS3 is a server access log's line, times in milliseconds:
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
func writeS3(dst []byte, l *line) []byte {
	x := l.extra()
	method, uri, _ := l.parts()
	path, _ := cutURI(uri)
	dst = appendStamp(append(dst, bucketOwner+" "+bucket...), l.second)
	dst = append(append(dst, l.client...), ' ')
	dst = append(appendRequester(dst, l), ' ')
	dst = append(appendHex(dst, x.id, 16), " REST."...)
	dst = append(appendOr(dst, method), ".OBJECT "...)
	dst = appendEscaped(dst, orDash(bytes.TrimPrefix(path, []byte{'/'})), "%", &cloudFrontUnsafe)
	dst = append(dst, ' ')
	if l.asks() {
		dst = append(append(append(dst, '"'), l.request...), `" `...)
	} else {
		dst = append(dst, `"-" `...)
	}
	dst = append(append(dst, l.code()...), ' ')
	dst = append(append(dst, errorS3(l.status)...), ' ')
	dst = append(appendBytes(dst, l.bytes, "-"), ' ')
	dst = append(appendBytes(dst, l.bytes, "-"), ' ')
	dst = append(appendInt(dst, l.duration), ' ')
	dst = appendInt(dst, x.wait)
	dst = appendQuoted(appendQuoted(dst, l.referrer), l.agent)
	dst = appendID(append(dst, " - "...), x.id+7)
	dst = append(append(dst, "= - TLS_AES_128_GCM_SHA256 - "...), l.vhost...)
	return append(dst, " TLSv1.3 - -"...)
}

// errorS3 returns S3's name of an error.
func errorS3(status string) string {
	switch {
	case status == "404":
		return "NoSuchKey"
	case status == "403":
		return "AccessDenied"
	case status >= "500":
		return "InternalError"
	}
	return "-"
}

// appendRequester appends the name that a user of AWS has; it cannot have
// spaces.
func appendRequester(dst []byte, l *line) []byte {
	if l.user == "-" {
		return append(dst, '-')
	}
	dst = append(dst, "arn:aws:iam::123456789012:user/"...)
	for _, c := range []byte(l.user) {
		if c == ' ' || c == '"' {
			c = '_'
		}
		dst = append(dst, c)
	}
	return dst
}

// requesterS3 puts in the requester and the bucket, which is the site: hosts
// that requests were sent to are logged since 2019, and are the same for all
// buckets of clients that put the bucket into the path.
func requesterS3(fields map[string]string, l *line, _ *extra) {
	fields["vhost"] = bucket
	if l.user != "-" {
		fields["user"] = string(appendRequester(nil, l))
	}
}
