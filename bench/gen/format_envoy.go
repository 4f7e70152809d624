package gen

import (
	"bytes"
	"time"
)

var envoyFormats = []format{
	{name: "envoy", program: "envoy", write: writeEnvoy, tick: time.Millisecond, dash: "0", codes: true, more: moreEnvoy,
		carries: "time method uri path query proto status bytes duration forwarded agent vhost"},
	{name: "istio", program: "envoy", write: writeIstio, tick: time.Millisecond, dash: "0", codes: true, more: moreEnvoy,
		carries: "time client method uri path query proto status bytes duration forwarded agent vhost"},
	{name: "envoy_json", program: "envoy", write: writeEnvoyJSON, tick: time.Millisecond, dash: "0", codes: true, text: replaceInvalid, more: moreEnvoy,
		carries: "time client method uri path query proto status bytes duration forwarded agent vhost"},
}

// partsEnvoy takes the request line apart, all or nothing: Envoy does not speak
// HTTP/0.9.
func (l *line) partsEnvoy() (method, uri, proto []byte) {
	method, uri, proto = l.parts()
	if len(uri) == 0 || len(proto) == 0 {
		return nil, nil, nil
	}
	return method, uri, bytes.TrimSuffix(proto, []byte(".0"))
}

// isUnsentEnvoy reports whether no server was chosen for the request.
func (l *line) isUnsentEnvoy() bool { return l.flags() == "DPE" || l.flags() == "UH" }

// flags returns Envoy's %RESPONSE_FLAGS%.
func (l *line) flags() string {
	_, uri, _ := l.partsEnvoy()
	switch {
	case uri == nil:
		return "DPE"
	case l.status == "503":
		return "UH"
	case l.status == "504":
		return "UT"
	}
	return "-"
}

// writeEnvoy is the default format string, times in milliseconds:
// https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#default-format-string
func writeEnvoy(dst []byte, l *line) []byte {
	return l.appendEnvoyTimes(l.appendEnvoyAnswer(dst))
}

// writeIstio is Istio's default text, which has more on connections:
// https://istio.io/latest/docs/tasks/observability/logs/access-log/#default-access-log-format
func writeIstio(dst []byte, l *line) []byte {
	x := l.extra()
	dst = append(l.appendEnvoyAnswer(dst), ` via_upstream - "-"`...)
	dst = l.appendEnvoyTimes(dst)
	if l.isUnsentEnvoy() {
		dst = append(dst, " - -"...)
	} else {
		dst = append(dst, " outbound|8080||web.shop.svc.cluster.local "+siteHost+":41854"...)
	}
	dst = appendHostPort(append(dst, " "+siteHost+":8080 "...), l.client, x.port)
	return append(dst, " - default"...)
}

// appendEnvoyAnswer appends what Envoy's texts begin with: when, what was asked
// for, and what came of it.
func (l *line) appendEnvoyAnswer(dst []byte) []byte {
	dst = appendISO(append(dst, '['), l.second, l.extra().nanos, 3, `Z] "`)
	method, uri, proto := l.partsEnvoy()
	dst = append(appendOr(dst, method), ' ')
	dst = append(appendOr(dst, uri), ' ')
	dst = appendOr(dst, proto)
	dst = append(append(dst, `" `...), l.code()...)
	return append(append(dst, ' '), l.flags()...)
}

// appendEnvoyTimes appends what goes on from there in all of them: sizes,
// times, headers and the server behind.
func (l *line) appendEnvoyTimes(dst []byte) []byte {
	x := l.extra()
	dst = append(appendInt(append(dst, ' '), x.received), ' ')
	dst = append(appendInt(dst, l.size()), ' ')
	dst = append(appendInt(dst, l.duration), ' ')
	if l.isUnsentEnvoy() {
		dst = append(dst, '-')
	} else {
		dst = appendInt(dst, x.wait)
	}
	dst = appendQuoted(appendQuoted(dst, l.forwarded), l.agent)
	dst = append(appendUUID(append(dst, ` "`...), x.id), `" "`...)
	dst = append(append(dst, l.vhost...), `" "`...)
	if l.isUnsentEnvoy() {
		return append(dst, `-"`...)
	}
	return append(append(dst, servers[x.server]...), '"')
}

// writeEnvoyJSON is the default of Envoy Gateway, keys in order, times in
// milliseconds: https://gateway.envoyproxy.io/docs/tasks/observability/proxy-accesslog/
func writeEnvoyJSON(dst []byte, l *line) []byte {
	x := l.extra()
	method, uri, proto := l.partsEnvoy()
	dst = append(append(dst, `{":authority":"`...), l.vhost...)
	dst = appendInt(append(dst, `","bytes_received":`...), x.received)
	dst = appendInt(append(dst, `,"bytes_sent":`...), l.size())
	dst = append(dst, `,"connection_termination_details":null,"downstream_local_address":"`+siteHost+`:10443","downstream_remote_address":"`...)
	dst = appendHostPort(dst, l.client, x.port)
	dst = appendInt(append(dst, `","duration":`...), l.duration)
	dst = appendNullable(append(dst, `,"method":`...), method)
	dst = appendNullable(append(dst, `,"protocol":`...), proto)
	dst = append(append(dst, `,"requested_server_name":"`...), l.vhost...)
	dst = append(append(dst, `","response_code":`...), l.code()...)
	dst = append(append(dst, `,"response_code_details":"via_upstream","response_flags":"`...), l.flags()...)
	dst = appendISO(append(dst, `","route_name":"httproute/web/rule/0","start_time":"`...), l.second, x.nanos, 3, "Z")
	dst = append(dst, `","upstream_cluster":"httproute/web/rule/0","upstream_host":`...)
	if l.isUnsentEnvoy() {
		dst = append(dst, `null,"upstream_local_address":null`...)
	} else {
		dst = append(append(append(dst, '"'), servers[x.server]...), `","upstream_local_address":"`+siteHost+`:51216"`...)
	}
	dst = plainJSON.appendString(append(dst, `,"upstream_transport_failure_reason":null,"user-agent":`...), l.agent)
	dst = appendNullable(append(dst, `,"x-envoy-origin-path":`...), uri)
	dst = append(dst, `,"x-envoy-upstream-service-time":`...)
	if l.isUnsentEnvoy() {
		dst = append(dst, "null"...)
	} else {
		dst = append(appendInt(append(dst, '"'), x.wait), '"')
	}
	dst = appendNullable(append(dst, `,"x-forwarded-for":`...), bytes.TrimPrefix(l.forwarded, []byte{'-'}))
	return append(appendUUID(append(dst, `,"x-request-id":"`...), x.id), `"}`...)
}

// appendNullable appends s as a JSON string, null if it is empty.
func appendNullable(dst, s []byte) []byte {
	if len(s) == 0 {
		return append(dst, "null"...)
	}
	return plainJSON.appendString(dst, s)
}

// moreEnvoy puts in what Envoy calls the protocol and whom it asked.
func moreEnvoy(fields map[string]string, l *line, x *extra) {
	if _, uri, proto := l.partsEnvoy(); uri == nil {
		for _, name := range []string{"method", "uri", "path", "query", "proto"} {
			delete(fields, name)
		}
	} else {
		fields["proto"] = string(proto)
	}
	if !l.isUnsentEnvoy() {
		fields["upstream"] = servers[x.server]
		fields["upstream_duration"] = seconds(x.wait)
	}
}
