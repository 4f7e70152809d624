package gen

import "time"

// What HAProxy writes, without syslog around it, times in milliseconds:
// https://docs.haproxy.org/3.2/configuration.html#8.2

var haproxyFormats = []format{
	{name: "haproxy", program: "haproxy", write: writeHAProxy, tick: time.Millisecond, text: appendHashed,
		dash: "0", codes: true, badAsked: true, more: serverHAProxy,
		carries: "time client method uri path query proto status bytes duration"},
	{name: "haproxy_tcp", program: "haproxy", write: writeHAProxyTCP, tick: time.Millisecond,
		dash: "0", more: serverTCP,
		carries: "time client bytes duration"},
	{name: "haproxy_clf", program: "haproxy", write: writeHAProxyCLF, text: appendHashed,
		dash: "0", codes: true, badAsked: true, more: serverHAProxy,
		carries: "time client method uri path query proto status bytes duration"},
}

// haproxyUnsafe are the bytes that are written as # and two digits.
var haproxyUnsafe = func() byteSet {
	set := unprintable("\"#")
	set[' '] = false
	return set
}()

func appendHashed(dst, s []byte) []byte { return appendEscaped(dst, s, "#", &haproxyUnsafe) }

// isServed reports whether a server took the request.
func (l *line) isServed() bool { return l.asks() && l.status != "503" }

// appendServer appends the name of the server.
func appendServer(dst []byte, l *line, x *extra) []byte {
	if !l.isServed() {
		return append(dst, "<NOSRV>"...)
	}
	return append(dst, 's', 'r', 'v', '1'+byte(x.server))
}

// appendBadRequest appends the request line in quotes, or what stands for one
// that is none.
func appendBadRequest(dst []byte, l *line) []byte {
	if !l.asks() {
		return append(dst, `"<BADREQ>"`...)
	}
	return append(appendHashed(append(dst, '"'), l.request), '"')
}

// appendTimers appends TR, Tw, Tc, Tr and Ta with a byte between: -1 is for
// what was never reached.
func appendTimers(dst []byte, l *line, x *extra, between byte) []byte {
	switch {
	case !l.asks():
		dst = append(dst, '-', '1', between, '-', '1', between, '-', '1', between, '-', '1', between)
	case !l.isServed():
		dst = append(dst, '0', between, '-', '1', between, '-', '1', between, '-', '1', between)
	default:
		dst = append(dst, '0', between, '0', between, '0', between)
		dst = append(appendInt(dst, x.wait), between)
	}
	return appendInt(dst, l.duration)
}

// appendState appends the state at the end of the session: who ended it, and
// in which phase; and for HTTP two flags about cookies.
func appendState(dst []byte, l *line, cookies string) []byte {
	switch {
	case !l.asks() && cookies != "":
		dst = append(dst, 'P', 'R')
	case !l.isServed():
		dst = append(dst, 'S', 'C')
	default:
		dst = append(dst, '-', '-')
	}
	return append(dst, cookies...)
}

// appendFrontHAProxy appends what the HTTP and the TCP format begin with:
// client, time, frontend, backend and server.
func appendFrontHAProxy(dst []byte, l *line, x *extra, frontend, backend string) []byte {
	dst = append(append(dst, l.client...), ':')
	dst = appendCLF(append(appendInt(dst, x.port), ' ', '['), l.second, ".")
	dst = append(append(appendFraction(dst, x.nanos, 3), "] "...), frontend...)
	dst = append(append(append(dst, ' '), backend...), '/')
	return append(appendServer(dst, l, x), ' ')
}

// writeHAProxy is option httplog, %ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta
// %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r, and no
// captured headers.
func writeHAProxy(dst []byte, l *line) []byte {
	x := l.extra()
	dst = appendFrontHAProxy(dst, l, &x, "https-in~", "web")
	dst = append(appendTimers(dst, l, &x, '/'), ' ')
	dst = append(append(dst, l.code()...), ' ')
	dst = append(appendInt(dst, l.size()), " - - "...)
	dst = appendState(dst, l, "--")
	dst = appendInt(append(dst, ' '), 200+int(x.id>>50%300))
	return appendBadRequest(append(dst, "/200/40/10/0 0/0 "...), l)
}

// writeHAProxyTCP is option tcplog, %ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts
// %ac/%fc/%bc/%sc/%rc %sq/%bq.
func writeHAProxyTCP(dst []byte, l *line) []byte {
	x := l.extra()
	dst = appendFrontHAProxy(dst, l, &x, "db-in", "db")
	if l.isServed() {
		dst = append(dst, "0/0/"...)
	} else {
		dst = append(dst, "-1/-1/"...)
	}
	dst = append(appendInt(dst, l.duration), ' ')
	dst = append(appendInt(dst, l.size()), ' ')
	dst = append(appendState(dst, l, ""), ' ')
	return append(appendInt(dst, 200+int(x.id>>50%300)), "/200/40/10/0 0/0"...)
}

// writeHAProxyCLF is option httplog clf, in which text is quoted: %{+Q}o
// %{-Q}ci - - [%trg] %r %ST %B "" "" %cp %ms %ft %b %s %TR %Tw %Tc %Tr %Ta
// %tsc %ac %fc %bc %sc %rc %sq %bq %CC %CS %hrl %hsl.
func writeHAProxyCLF(dst []byte, l *line) []byte {
	x := l.extra()
	dst = append(append(dst, l.client...), " - -"...)
	dst = appendBadRequest(appendStamp(dst, l.second), l)
	dst = append(append(append(dst, ' '), l.code()...), ' ')
	dst = append(appendInt(dst, l.size()), ` "" "" `...)
	dst = append(appendInt(dst, x.port), ' ')
	dst = append(appendInt(dst, int(x.nanos/1e6)), ` "https-in~" "web" "`...)
	dst = append(appendServer(dst, l, &x), `" `...)
	dst = append(appendTimers(dst, l, &x, ' '), ` "`...)
	dst = append(appendState(dst, l, "--"), `" `...)
	return append(appendInt(dst, 200+int(x.id>>50%300)), ` 200 40 10 0 0 0 "" ""`...)
}

// serverTCP puts in the names of the backend and the server.
func serverTCP(fields map[string]string, l *line, x *extra) {
	if l.isServed() {
		fields["upstream"] = string(appendServer([]byte("db/"), l, x))
	}
}

// serverHAProxy puts in the names of the backend and the server, and what that
// took.
func serverHAProxy(fields map[string]string, l *line, x *extra) {
	if l.isServed() {
		fields["upstream"] = string(appendServer([]byte("web/"), l, x))
		fields["upstream_duration"] = seconds(x.wait)
	}
}
