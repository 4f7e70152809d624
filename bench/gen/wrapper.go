package gen

import (
	"cmp"
	"time"
)

// wrapper is what a collector of logs puts around each line.
type wrapper struct {
	name  string
	wrap  func(dst, inner []byte, f *format, l *line) []byte
	tick  time.Duration // of the time that it adds; 0 if there is none
	pad   byte          // before days of one digit in a time that it adds without a year; 0 if there is none
	host  string        // that it adds
	lossy bool          // bytes that are no UTF-8 are replaced
}

// wrapHost is the host that collectors say the lines come from.
const wrapHost = "web1"

// wrapPod is the pod that kubectl says they come from.
const wrapPod = "web-6d4cf56db6-x7x2l"

// wrappers are the known ones. syslog and journald write no year, so that
// their time is a text to readers.
var wrappers = []wrapper{
	{name: "syslog", wrap: wrapSyslog, pad: ' ', host: wrapHost},
	{name: "syslog5424", wrap: wrapSyslog5424, tick: time.Microsecond, host: wrapHost},
	{name: "docker", wrap: wrapDocker, tick: time.Nanosecond, lossy: true},
	{name: "cri", wrap: wrapCRI, tick: time.Nanosecond},
	{name: "journald", wrap: wrapJournald, pad: '0', host: wrapHost},
	{name: "kubectl", wrap: wrapKubectl, host: wrapPod},
	{name: "quotes", wrap: wrapQuotes},
}

// Wrappers returns the names of what may stand around the lines of a format:
// syslog+haproxy, docker+json.
func Wrappers() []string {
	var names []string
	for _, w := range wrappers {
		names = append(names, w.name)
	}
	return names
}

// wrapSyslog is what rsyslog and syslog-ng write to files, RFC 3164 without the
// priority: https://www.rfc-editor.org/rfc/rfc3164#section-4.1
func wrapSyslog(dst, inner []byte, f *format, l *line) []byte {
	dst = append(appendMonthDay(dst, l.second, ' '), ' ')
	return appendTagged(dst, inner, f, l)
}

// wrapJournald is the format short of journalctl -o:
// https://www.freedesktop.org/software/systemd/man/latest/journalctl.html#short
func wrapJournald(dst, inner []byte, f *format, l *line) []byte {
	dst = append(appendMonthDay(dst, l.second, '0'), ' ')
	return appendTagged(dst, inner, f, l)
}

// appendTagged appends the time of day, host, program and inner.
func appendTagged(dst, inner []byte, f *format, l *line) []byte {
	dst = append(appendClock(dst, l.second), " "+wrapHost+" "...)
	dst = append(append(dst, cmp.Or(f.program, "nginx")...), "[7]: "...)
	return append(dst, inner...)
}

// wrapSyslog5424 is https://www.rfc-editor.org/rfc/rfc5424#section-6 with the
// facility local7 and the severity informational, nginx's default.
func wrapSyslog5424(dst, inner []byte, f *format, l *line) []byte {
	x := l.extra()
	dst = appendISO(append(dst, "<190>1 "...), l.second, x.nanos, 6, "Z")
	dst = append(append(dst, " "+wrapHost+" "...), cmp.Or(f.program, "nginx")...)
	return append(append(dst, " 7 - - "...), inner...)
}

// wrapDocker is Docker's json-file driver:
// https://docs.docker.com/engine/logging/drivers/json-file/
func wrapDocker(dst, inner []byte, _ *format, l *line) []byte {
	x := l.extra()
	dst = goJSON.appendString(append(dst, `{"log":`...), inner)
	dst = append(dst[:len(dst)-1], `\n","stream":"stdout","time":"`...)
	return append(appendNanosISO(dst, l.second, x.nanos), `"}`...)
}

// wrapCRI is what the runtimes of Kubernetes write, F for a whole line:
// https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md
func wrapCRI(dst, inner []byte, _ *format, l *line) []byte {
	x := l.extra()
	dst = append(appendNanosISO(dst, l.second, x.nanos), " stdout F "...)
	return append(dst, inner...)
}

// wrapKubectl is kubectl logs --prefix:
// https://kubernetes.io/docs/reference/kubectl/generated/kubectl_logs/
func wrapKubectl(dst, inner []byte, _ *format, _ *line) []byte {
	return append(append(dst, "[pod/"+wrapPod+"/web] "...), inner...)
}

// wrapQuotes is what LiteSpeed makes of a log format in quotes:
// https://github.com/litespeedtech/openlitespeed/blob/master/dist/docs/ServLog_Help.html
func wrapQuotes(dst, inner []byte, _ *format, _ *line) []byte {
	return append(append(append(dst, '"'), inner...), '"')
}
