package gen

import (
	"cmp"
	"strings"
	"time"
)

// say fills fields with what a reader must find in l, under wf's names. Values
// that are empty, or a dash, or that the format does not have, are not there.
// Times are in UTC as RFC 3339 has them, durations are decimal seconds, both
// as exact as the format writes them; a reader may have the same number with
// other zeros.
func (p *printer) say(fields map[string]string, l *line) {
	f := &p.format
	clear(fields)
	for name := range strings.SplitSeq(f.carries, " ") {
		if value := f.value(name, l); value != "" && value != "-" {
			fields[name] = value
		}
	}
	if f.more != nil {
		x := l.extra()
		f.more(fields, l, &x)
	}
	if p.wrapper != nil {
		p.wrapper.say(fields, f, l)
	}
}

// value returns what l says for the field of that name.
func (f *format) value(name string, l *line) string {
	switch name {
	case "time":
		return f.timeText(l)
	case "client":
		return string(l.client)
	case "user":
		return f.read([]byte(l.user))
	case "vhost":
		return l.vhost
	case "port":
		return sitePort
	case "status":
		if f.codes {
			return l.code()
		}
		return l.status
	case "bytes":
		return f.bytesText(l)
	case "referrer":
		return f.read(l.referrer)
	case "agent":
		return f.read(l.agent)
	case "forwarded":
		return f.read(l.forwarded)
	case "duration":
		return f.durationText(l)
	}
	return f.requestValue(name, l)
}

// requestValue returns what the request line says for the field.
func (f *format) requestValue(name string, l *line) string {
	method, uri, proto := l.parts()
	if f.badAsked && len(uri) == 0 {
		return ""
	}
	if f.uri != nil {
		uri = f.uri(nil, l)
	}
	path, query := cutURI(uri)
	switch name {
	case "method":
		return string(method)
	case "uri":
		return f.read(uri)
	case "path":
		return f.read(path)
	case "query":
		return f.read(query)
	case "proto":
		return string(proto)
	}
	panic("bug: no truth for " + name)
}

func (f *format) timeText(l *line) string {
	x := l.extra()
	return rfc3339(l, &x, cmp.Or(f.tick, time.Second))
}

// rfc3339 returns the time of l, cut down to a multiple of tick.
func rfc3339(l *line, x *extra, tick time.Duration) string {
	return time.Unix(l.second, x.nanos).UTC().Truncate(tick).Format(time.RFC3339Nano)
}

func (f *format) bytesText(l *line) string {
	switch l.bytes {
	case noBytes:
		return cmp.Or(f.none, "0")
	case dashBytes:
		return cmp.Or(f.dash, "-")
	}
	return string(appendInt(nil, l.bytes))
}

func (f *format) durationText(l *line) string {
	x := l.extra()
	switch f.unit {
	case time.Nanosecond:
		return string(appendSeconds(nil, x.duration, 9))
	case time.Microsecond:
		return string(appendSeconds(nil, x.duration, 6))
	}
	return seconds(l.duration)
}

// seconds returns milliseconds as decimal seconds.
func seconds(ms int) string { return string(appendMillis(nil, ms)) }

// read returns what a reader finds in the place of s.
func (f *format) read(s []byte) string {
	if f.text == nil {
		return string(s)
	}
	return string(f.text(nil, s))
}

// say puts in what w adds to each line, and mends what it damages.
func (w *wrapper) say(fields map[string]string, f *format, l *line) {
	if w.lossy && !f.ascii {
		for name, value := range fields {
			fields[name] = string(replaceInvalid(nil, []byte(value)))
		}
	}
	if w.tick != 0 {
		x := l.extra()
		fields["outer_time"] = rfc3339(l, &x, w.tick)
	}
	if w.pad != 0 {
		stamp := append(appendMonthDay(nil, l.second, w.pad), ' ')
		fields["outer_time"] = string(appendClock(stamp, l.second))
	}
	if w.host != "" {
		fields["outer_host"] = w.host
	}
}
