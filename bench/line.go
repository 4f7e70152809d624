package bench

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// line is one request before it is written in a format. Its slices are
// scratch that the next line overwrites.
type line struct {
	vhost     string
	client    []byte
	user      string
	second    int64 // of the stamp, since 1970-01-01 UTC
	request   []byte
	status    string
	bytes     int // of the body, noBytes or dashBytes
	referrer  []byte
	agent     []byte
	forwarded []byte
	duration  int // in milliseconds
}

const (
	noBytes   = -1 // an answer without a body, written as the server does
	dashBytes = -2 // "-", whatever the server does
)

// layout says how a format's line differs from common.
type layout struct {
	vhost     bool
	port      bool   // the vhost is followed by its port
	agents    bool   // referrer and agent after the bytes
	forwarded bool   // X-Forwarded-For after the agent
	duration  bool   // seconds with milliseconds after the agent
	noBytes   string // how an answer without body is written
}

// layouts has the formats the generator writes, by their names in wf.
// Apache's %b writes "-" for no bytes, its %O never does, nor does nginx:
// https://httpd.apache.org/docs/2.4/mod/mod_log_config.html and
// https://nginx.org/en/docs/http/ngx_http_log_module.html.
func layouts(format string) (layout, error) {
	switch format {
	case "common":
		return layout{noBytes: "-"}, nil
	case "combined":
		return layout{agents: true, noBytes: "0"}, nil
	case "main":
		return layout{agents: true, forwarded: true, noBytes: "0"}, nil
	case "vhost_common":
		return layout{vhost: true, noBytes: "-"}, nil
	case "vhost_combined":
		return layout{vhost: true, port: true, agents: true, noBytes: "289"}, nil
	case "combined-extra":
		return layout{agents: true, duration: true, forwarded: true, noBytes: "0"}, nil
	}
	return layout{}, fmt.Errorf("unknown format %q; want one of %s", format, strings.Join(Formats(), ", "))
}

// Formats returns the names of the formats that Generate and Example write.
// combined-extra is combined followed by the request time in seconds and
// X-Forwarded-For in quotes.
func Formats() []string {
	return []string{"common", "combined", "main", "vhost_common", "vhost_combined", "combined-extra"}
}

// printer writes lines in one format. It remembers the day it wrote last,
// because the date changes a million times less often than the line.
type printer struct {
	layout layout
	day    int64    // days since 1970-01-01
	date   [12]byte // "[02/Jan/2006"
}

func newPrinter(l layout) *printer { return &printer{layout: l, day: -1} }

// append appends l to dst without a newline.
func (p *printer) append(dst []byte, l *line) []byte {
	if p.layout.vhost {
		dst = append(dst, l.vhost...)
		if p.layout.port {
			dst = append(dst, ":443"...)
		}
		dst = append(dst, ' ')
	}
	dst = append(dst, l.client...)
	dst = append(dst, " - "...)
	dst = append(dst, l.user...)
	dst = append(dst, ' ')
	dst = p.appendStamp(dst, l.second)
	dst = append(dst, ` "`...)
	dst = append(dst, l.request...)
	dst = append(dst, `" `...)
	dst = append(dst, l.status...)
	dst = append(dst, ' ')
	switch l.bytes {
	case noBytes:
		dst = append(dst, p.layout.noBytes...)
	case dashBytes:
		dst = append(dst, '-')
	default:
		dst = strconv.AppendInt(dst, int64(l.bytes), 10)
	}
	if p.layout.agents {
		dst = appendQuoted(dst, l.referrer)
		dst = appendQuoted(dst, l.agent)
	}
	if p.layout.duration {
		ms := l.duration
		dst = append(dst, ' ')
		dst = strconv.AppendInt(dst, int64(ms/1000), 10)
		dst = append(dst, '.', '0'+byte(ms/100%10), '0'+byte(ms/10%10), '0'+byte(ms%10))
	}
	if p.layout.forwarded {
		dst = appendQuoted(dst, l.forwarded)
	}
	return dst
}

// appendStamp appends "[02/Jan/2006:15:04:05 +0000]".
func (p *printer) appendStamp(dst []byte, second int64) []byte {
	day, rest := second/86400, clock(second%86400)
	if day != p.day {
		p.day = day
		time.Unix(second, 0).UTC().AppendFormat(p.date[:0], "[02/Jan/2006")
	}
	dst = append(dst, p.date[:]...)
	return append(dst, ':', rest[0], rest[1], ':', rest[2], rest[3], ':', rest[4], rest[5],
		' ', '+', '0', '0', '0', '0', ']')
}

// clock returns the hours, minutes and seconds of a second of the day as two
// digits each.
func clock(s int64) [6]byte {
	h, m, s := s/3600, s/60%60, s%60
	return [6]byte{
		'0' + byte(h/10), '0' + byte(h%10),
		'0' + byte(m/10), '0' + byte(m%10),
		'0' + byte(s/10), '0' + byte(s%10),
	}
}

func appendQuoted(dst, s []byte) []byte {
	dst = append(dst, ' ', '"')
	dst = append(dst, s...)
	return append(dst, '"')
}
