package gen

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// reader reads the lines of a format by general means: expressions written
// from the documentation of the server, package csv, package json.
type reader struct {
	values func(line string) map[string]string // by wf's names, as they stand; request and times still to be read
	layout string                              // of the time; "" if it is epoch seconds
	unit   float64                             // of durations in seconds; 0 if they are spelled as Go does
}

const (
	clfLayout = "02/Jan/2006:15:04:05 -0700"
	quoted    = `"((?:[^"\\]|\\.)*)"`
	clfHead   = `(?P<client>\S+) - (?P<user>.+?) \[(?P<time>[^]]+)\] "(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d+) (?P<bytes>\d+|-)`
	clfTail   = ` "(?P<referrer>(?:[^"\\]|\\.)*)" "(?P<agent>(?:[^"\\]|\\.)*)"`
)

// matching returns a function that reads lines by the groups of an expression
// that must match them whole.
func matching(pattern string) func(string) map[string]string {
	re := regexp.MustCompile(`^` + pattern + `$`)
	return func(line string) map[string]string {
		m := re.FindStringSubmatch(line)
		if m == nil {
			return nil
		}
		values := map[string]string{}
		for i, name := range re.SubexpNames() {
			if name != "" {
				values[name] = m[i]
			}
		}
		return values
	}
}

// named returns the values of columns by their names; what has no name is left
// out.
func named(columns []string, names string) map[string]string {
	values := map[string]string{}
	for i, name := range strings.Fields(names) {
		if i >= len(columns) {
			return nil
		}
		if name != "_" {
			values[name] = columns[i]
		}
	}
	if len(columns) != len(strings.Fields(names)) {
		return nil
	}
	return values
}

// keyed returns a function that reads lines of JSON: keys are pairs of wf's
// name and a key, with dots between those of nested objects.
func keyed(keys string) func(string) map[string]string {
	return func(line string) map[string]string {
		var object map[string]any
		d := json.NewDecoder(strings.NewReader(line))
		d.UseNumber()
		if d.Decode(&object) != nil || d.More() {
			return nil
		}
		values := map[string]string{}
		for pair := range strings.FieldsSeq(keys) {
			name, key, _ := strings.Cut(pair, "=")
			var value any = object
			for part := range strings.SplitSeq(key, ".") {
				within, _ := value.(map[string]any)
				value = within[part]
			}
			if list, ok := value.([]any); ok {
				value = list[0]
			}
			if value != nil {
				values[name] = fmt.Sprint(value)
			}
		}
		return values
	}
}

// after returns read with change made to what it reads.
func after(read func(string) map[string]string, change func(values map[string]string)) func(string) map[string]string {
	return func(line string) map[string]string {
		values := read(line)
		if values != nil {
			change(values)
		}
		return values
	}
}

func ltsv(line string) map[string]string {
	values := map[string]string{}
	for field := range strings.SplitSeq(line, "\t") {
		label, value, ok := strings.Cut(field, ":")
		if !ok {
			return nil
		}
		values[label] = value
	}
	names := map[string]string{"forwardedfor": "forwarded", "host": "client", "req": "request", "size": "bytes",
		"referer": "referrer", "ua": "agent", "reqtime": "duration", "apptime": "upstream_duration"}
	for label, name := range names {
		values[name] = values[label]
		delete(values, label)
	}
	delete(values, "runtime")
	return values
}

var logfmtPair = regexp.MustCompile(`(\w+)=("(?:[^"\\]|\\.)*"|[^ "]*)(?: |$)`)

func logfmt(line string) map[string]string {
	names := map[string]string{"ts": "time", "remote_addr": "client", "host": "vhost", "user_agent": "agent", "forwarded_for": "forwarded"}
	values := map[string]string{}
	for _, m := range logfmtPair.FindAllStringSubmatch(line, -1) {
		value := m[2]
		if strings.HasPrefix(value, `"`) && json.Unmarshal([]byte(m[2]), &value) != nil {
			return nil
		}
		if name, ok := names[m[1]]; ok {
			m[1] = name
		}
		values[m[1]] = value
	}
	delete(values, "level")
	delete(values, "msg")
	return values
}

func w3c(line string) map[string]string {
	line, crlf := strings.CutSuffix(line, "\r")
	values := named(strings.Split(line, " "), "date clock _ method path query port user client agent referrer status _ _ duration")
	if values == nil || !crlf {
		return nil
	}
	for _, name := range []string{"agent", "referrer"} {
		values[name] = strings.ReplaceAll(values[name], "+", " ")
	}
	joinDate(values)
	values["uri"] = uriOf(values)
	return values
}

func cloudFront(line string) map[string]string {
	values := named(strings.Split(line, "\t"), "date clock _ bytes client method _ path status referrer agent query _ cache _ vhost _ _ duration "+
		"forwarded _ _ _ proto _ _ _ _ _ _ _ _ _")
	if values == nil {
		return nil
	}
	for _, name := range []string{"referrer", "forwarded", "agent", "agent"} {
		decoded, err := url.PathUnescape(values[name])
		if err != nil {
			return nil
		}
		values[name] = decoded
	}
	joinDate(values)
	values["uri"] = uriOf(values)
	return values
}

func uriOf(values map[string]string) string {
	if values["query"] == "-" {
		return values["path"]
	}
	return values["path"] + "?" + values["query"]
}

func joinDate(values map[string]string) {
	values["time"] = values["date"] + " " + values["clock"]
	delete(values, "date")
	delete(values, "clock")
}

func gcs(line string) map[string]string {
	columns, err := csv.NewReader(strings.NewReader(line)).Read()
	if err != nil {
		return nil
	}
	values := named(columns, "time client _ _ method uri status _ bytes duration vhost referrer agent _ _ _ _")
	values["time"] = values["time"][:len(values["time"])-6] + "." + values["time"][len(values["time"])-6:]
	return values
}

// lists takes the last of a list of servers, and the sum of their times.
func lists(values map[string]string) {
	upstreams := strings.Split(values["upstream"], ", ")
	values["upstream"] = upstreams[len(upstreams)-1]
	if times := strings.Split(values["upstream_duration"], ", "); len(times) > 1 {
		sum := 0.0
		for _, text := range times {
			n, _ := strconv.ParseFloat(text, 64)
			sum += n
		}
		values["upstream_duration"] = fmt.Sprint(sum)
	}
}

// parts adds up the parts of a load balancer's duration.
func parts(values map[string]string) {
	sum := 0.0
	for _, name := range []string{"first", "upstream_duration", "last"} {
		n, _ := strconv.ParseFloat(values[name], 64)
		sum += n
	}
	values["duration"] = fmt.Sprint(sum)
	if values["last"] == "-1" {
		values["duration"], values["upstream_duration"] = "", ""
	}
	delete(values, "first")
	delete(values, "last")
	if strings.HasPrefix(values["request"], "- ") {
		values["request"] = ""
	}
}

// noServer takes away what HAProxy writes where there is no server, request or
// time.
func noServer(values map[string]string) {
	if server, ok := values["server"]; ok {
		values["upstream"] = values["backend"] + "/" + server
		delete(values, "backend")
		delete(values, "server")
	}
	for name, value := range values {
		if value == "-1" || strings.HasSuffix(value, "/<NOSRV>") || value == "<BADREQ>" {
			values[name] = ""
		}
	}
}

func noPort(values map[string]string) { values["client"], _, _ = net.SplitHostPort(values["client"]) }

func readers() map[string]reader {
	const (
		elb      = `(?P<client>\S+):\d+ (?P<upstream>\S+) (?P<first>\S+) (?P<upstream_duration>\S+) (?P<last>\S+) (?P<status>\d+) (?:\d+|-) \d+ (?P<bytes>\d+) "(?P<request>(?:[^"\\]|\\.)*)" "(?P<agent>(?:[^"\\]|\\.)*)" \S+ \S+`
		iso      = time.RFC3339Nano
		haproxy  = `(?P<client>\S+):\d+ \[(?P<time>[^]]+)\] \S+ (?P<upstream>\w+/\S+) `
		haproxyN = ` \d+/\d+/\d+/\d+/0 0/0`

		envoyHead = `\[(?P<time>[^]]+)\] "(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d+) \S+`
		envoyRest = ` \d+ (?P<bytes>\d+) (?P<duration>\d+) (?P<upstream_duration>\d+|-) "(?P<forwarded>[^"]*)" "(?P<agent>(?:[^"\\]|\\.)*)" ` +
			`"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}" "(?P<vhost>[^"]+)" "(?P<upstream>[^"]+)"`
	)
	clf := func(tail string) reader { return reader{matching(clfHead + tail), clfLayout, 1} }
	return map[string]reader{
		"common":         clf(""),
		"combined":       clf(clfTail),
		"gunicorn":       clf(clfTail),
		"litespeed":      clf(clfTail),
		"varnishncsa":    clf(clfTail),
		"main":           clf(clfTail + ` "(?P<forwarded>[^"]*)"`),
		"vhost_common":   {matching(`(?P<vhost>\S+) ` + clfHead), clfLayout, 1},
		"vhost_combined": {matching(`(?P<vhost>\S+):(?P<port>\d+) ` + clfHead + clfTail), clfLayout, 1},
		"combined-extra": clf(clfTail + ` \d+\.\d{3} "[^"]*"`),
		"lighttpd":       {matching(strings.Replace(clfHead, " - ", ` (?P<vhost>\S+) `, 1) + clfTail), clfLayout, 1},
		"traefik":        {matching(clfHead + clfTail + ` \d+ "[^"]+" "(?P<upstream>[^"]+)" (?P<duration>\d+)ms`), clfLayout, 1e-3},
		"json": {after(keyed("time=time_iso8601 client=remote_addr user=remote_user vhost=host port=server_port method=request_method "+
			"uri=request_uri proto=server_protocol status=status bytes=body_bytes_sent duration=request_time referrer=http_referer "+
			"agent=http_user_agent forwarded=http_x_forwarded_for upstream=upstream_addr upstream_duration=upstream_response_time "+
			"cache=upstream_cache_status"), lists), iso, 1},
		"ltsv": {after(ltsv, lists), clfLayout, 1},
		"ingress": {after(matching(clfHead+clfTail+` \d+ (?P<duration>\S+) \[\S+\] \[\] (?P<upstream>-|\S+(?:, \S+)*) `+
			`(?:-|\d+(?:, \d+)?) (?P<upstream_duration>-|[\d.]+(?:, [\d.]+)?) (?:-|\d+(?:, \d+)?) [0-9a-f]{32}`), lists), clfLayout, 1},
		"w3c":        {w3c, time.DateTime, 1e-3},
		"cloudfront": {cloudFront, time.DateTime, 1},
		"elb":        {after(matching(`(?P<time>\S+) \S+ `+elb), parts), iso, 1},
		"alb": {after(matching(`\w+ (?P<time>\S+) \S+ `+elb+` arn:\S+ "Root=[^"]+" "(?P<vhost>[^"]+)" "arn:[^"]+" \d \S+ "forward" "-" "-" `+
			quoted+` `+quoted+` "-" "-" TID_\w+ "-" "-" "-"`), parts), iso, 1},
		"s3": {matching(`\w+ (?P<vhost>\S+) \[(?P<time>[^]]+)\] (?P<client>\S+) (?P<user>\S+) \w+ REST\.\S+ \S+ "(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d+) \S+ ` +
			`(?P<bytes>\d+|-) \S+ (?P<duration>\d+) \d+ "(?P<referrer>(?:[^"\\]|\\.)*)" "(?P<agent>(?:[^"\\]|\\.)*)" - \S+= - \S+ - \S+ TLSv1\.3 - -`), clfLayout, 1e-3},
		"haproxy": {after(matching(haproxy+`-?\d+/-?\d+/-?\d+/(?P<upstream_duration>-?\d+)/(?P<duration>\d+) (?P<status>\d+) (?P<bytes>\d+) - - \S{4}`+
			haproxyN+` "(?P<request>[^"]*)"`), noServer), "02/Jan/2006:15:04:05.000", 1e-3},
		"haproxy_tcp": {after(matching(haproxy+`-?\d+/-?\d+/(?P<duration>\d+) (?P<bytes>\d+) \S\S`+haproxyN), noServer), "02/Jan/2006:15:04:05.000", 1e-3},
		"haproxy_clf": {after(matching(`(?P<client>\S+) - - \[(?P<time>[^]]+)\] "(?P<request>[^"]*)" (?P<status>\d+) (?P<bytes>\d+) "" "" \d+ \d{1,3} `+
			`"[^"]+" "(?P<backend>[^"]+)" "(?P<server>[^"]+)" \S+ \S+ \S+ (?P<upstream_duration>\S+) (?P<duration>\d+) "\S{4}" \d+ 200 40 10 0 0 0 "" ""`), noServer), clfLayout, 1e-3},
		"envoy": {matching(envoyHead + envoyRest), iso, 1e-3},
		"istio": {after(matching(envoyHead+` via_upstream - "-"`+envoyRest+` \S+ \S+ \S+ (?P<client>\S+) - default`), noPort), iso, 1e-3},
		"envoy_json": {after(keyed("time=start_time client=downstream_remote_address vhost=:authority method=method uri=x-envoy-origin-path proto=protocol "+
			"status=response_code bytes=bytes_sent duration=duration upstream_duration=x-envoy-upstream-service-time forwarded=x-forwarded-for "+
			"agent=user-agent upstream=upstream_host"), noPort), iso, 1e-3},
		"logfmt": {logfmt, iso, 0},
		"caddy": {keyed("time=ts client=request.client_ip user=user_id vhost=request.host method=request.method uri=request.uri proto=request.proto " +
			"status=status bytes=size duration=duration referrer=request.headers.Referer agent=request.headers.User-Agent forwarded=request.headers.X-Forwarded-For"), "", 1},
		"traefik_json": {keyed("time=StartUTC client=ClientHost user=ClientUsername vhost=RequestHost method=RequestMethod uri=RequestPath " +
			"proto=RequestProtocol status=DownstreamStatus bytes=DownstreamContentSize duration=Duration referrer=request_Referer agent=request_User-Agent " +
			"forwarded=request_X-Forwarded-For upstream=ServiceAddr upstream_duration=OriginDuration"), iso, 1e-9},
		"squid": {matching(`(?P<time>\d+\.\d{3}) +(?P<duration>\d+) (?P<client>\S+) (?P<cache>\w+)/(?P<status>\d{3}) (?P<bytes>\d+) (?P<method>\S+) (?P<uri>\S+) (?P<user>\S+) HIER_\w+/(?P<upstream>\S+) text/html`), "", 1e-3},
		"uwsgi": {matching(`\[pid: \d+\|app: 0\|req: \d+/\d+\] (?P<client>\S+) \((?P<user>.*?)\) \{\d+ vars in \d+ bytes\} \[(?P<time>[^]]{24})\] (?P<method>\S+) (?P<uri>.+?) => ` +
			`generated (?P<bytes>\d+) bytes in (?P<duration>\d+) msecs \((?P<proto>\S+) (?P<status>\d+)\) 7 headers in \d+ bytes \(2 switches on core 0\)`), time.ANSIC, 1e-3},
		"gcs": {gcs, "", 1e-6},
	}
}

var requestLine = regexp.MustCompile(`^([A-Z]+)(?: (.*?))?(?: ?(HTTP/\d\S*))?$`)

var targetParts = regexp.MustCompile(`^([a-z]+://[^/?]*)?([^?]*)(?:\?(.*))?$`)

// read returns what line says, in the form of the truth.
func (r reader) read(line string) map[string]string {
	values := r.values(line)
	if values == nil {
		return nil
	}
	if request, ok := values["request"]; ok {
		delete(values, "request")
		if m := requestLine.FindStringSubmatch(request); m != nil {
			values["method"], values["uri"], values["proto"] = m[1], m[2], m[3]
		}
	}
	if uri, ok := values["uri"]; ok && uri != "-" {
		m := targetParts.FindStringSubmatch(uri)
		if values["path"], values["query"] = m[2], m[3]; m[1] != "" && m[2] == "" {
			values["path"] = "/"
		}
	}
	values["time"] = r.readTime(values["time"])
	maps.DeleteFunc(values, func(_, value string) bool { return value == "" || value == "-" })
	for _, name := range []string{"duration", "upstream_duration"} {
		if text, ok := values[name]; ok {
			values[name] = r.readDuration(text)
		}
	}
	return values
}

func (r reader) readTime(text string) string {
	if r.layout == "" {
		whole, fraction, _ := strings.Cut(text, ".")
		second, _ := strconv.ParseInt(whole, 10, 64)
		nanos, _ := strconv.ParseInt((fraction + "000000000")[:9], 10, 64)
		return time.Unix(second, nanos).UTC().Format(time.RFC3339Nano)
	}
	at, err := time.Parse(r.layout, text)
	if err != nil {
		return err.Error()
	}
	return at.UTC().Format(time.RFC3339Nano)
}

// readDuration returns nanoseconds.
func (r reader) readDuration(text string) string {
	if r.unit == 0 {
		d, err := time.ParseDuration(text)
		if err != nil {
			return err.Error()
		}
		return fmt.Sprint(d.Nanoseconds())
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprint(int64(math.Round(n * r.unit * 1e9)))
}

// inNanos returns truth with its durations in nanoseconds.
func inNanos(truth map[string]string) map[string]string {
	truth = maps.Clone(truth)
	for _, name := range []string{"duration", "upstream_duration"} {
		if text, ok := truth[name]; ok {
			truth[name] = reader{unit: 1}.readDuration(text)
		}
	}
	return truth
}

// logWithTruth returns the lines of a log behind its header, and what is true
// of each.
func logWithTruth(t *testing.T, o Options) (lines []string, truth []map[string]string) {
	t.Helper()
	var b bytes.Buffer
	err := GenerateWith(&b, o, func(fields map[string]string) {
		truth = append(truth, maps.Clone(fields))
	})
	if err != nil {
		t.Fatal(err)
	}
	lines = strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	return lines[len(lines)-o.Lines:], truth
}

// What Generate says is in a line has to be what others find there, in lines
// with traps as well.
func TestTruthIsInTheLines(t *testing.T) {
	all, n := readers(), 1500
	if testing.Short() {
		n = 200
	}
	for _, name := range Formats() {
		r, ok := all[name]
		if !ok {
			t.Errorf("%s: no reader", name)
			continue
		}
		lines, truth := logWithTruth(t, small(Options{Lines: n, Format: name, Nasty: 0.3}))
		compare(t, name, r, lines, truth, nil)
	}
}

// compare reads each line that is not damaged and fails the test at the first
// that says something else than the truth. unwrap takes a line out of what is
// around it, and returns that; it may be nil.
func compare(t *testing.T, name string, r reader, lines []string, truth []map[string]string, unwrap func(string) (string, map[string]string)) {
	t.Helper()
	whole := 0
	for i, line := range lines {
		if truth[i] == nil {
			continue
		}
		whole++
		var outer map[string]string
		if unwrap != nil {
			line, outer = unwrap(line)
		}
		got := r.read(line)
		if got == nil {
			t.Errorf("%s: cannot be read: %.600q", name, line)
			return
		}
		maps.Copy(got, outer)
		want := inNanos(truth[i])
		if strings.HasSuffix(name, "json") { // package json replaces what is no UTF-8
			replaceAllInvalid(want)
		}
		if maps.Equal(got, want) {
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(merged(got, want))) {
			if got[key] != want[key] {
				t.Errorf("%s: %s: read %.300q, true is %.300q, in %.800q", name, key, got[key], want[key], line)
			}
		}
		return
	}
	if whole < len(lines)*3/4 {
		t.Errorf("%s: %d of %d lines are whole", name, whole, len(lines))
	}
}

func replaceAllInvalid(values map[string]string) {
	for name, value := range values {
		values[name] = string([]rune(value))
	}
}

func merged(a, b map[string]string) map[string]string {
	both := maps.Clone(a)
	maps.Copy(both, b)
	return both
}

// unwrappers take a line out of what a collector put around it.
func unwrappers() map[string]func(string) (string, map[string]string) {
	by := func(pattern string) func(string) (string, map[string]string) {
		match := matching(pattern)
		return func(line string) (string, map[string]string) {
			outer := match(line)
			inner := outer["line"]
			delete(outer, "line")
			return inner, utc(outer)
		}
	}
	return map[string]func(string) (string, map[string]string){
		"syslog":     by(`(?P<outer_time>[A-Z][a-z][a-z] [ 1-3]\d \d\d:\d\d:\d\d) (?P<outer_host>\S+) \w+\[7\]: (?P<line>.*)`),
		"journald":   by(`(?P<outer_time>[A-Z][a-z][a-z] [0-3]\d \d\d:\d\d:\d\d) (?P<outer_host>\S+) \w+\[7\]: (?P<line>.*)`),
		"syslog5424": by(`<190>1 (?P<outer_time>\S+) (?P<outer_host>\S+) \w+ 7 - - (?P<line>.*)`),
		"cri":        by(`(?P<outer_time>\S+) stdout F (?P<line>.*)`),
		"quotes":     by(`"(?P<line>.*)"`),
		"kubectl":    by(`\[pod/(?P<outer_host>[^/]+)/\w+\] (?P<line>.*)`),
		"docker": func(line string) (string, map[string]string) {
			var o struct{ Log, Stream, Time string }
			if json.Unmarshal([]byte(line), &o) != nil || o.Stream != "stdout" {
				return "", nil
			}
			return strings.TrimSuffix(o.Log, "\n"), utc(map[string]string{"outer_time": o.Time})
		},
	}
}

func utc(outer map[string]string) map[string]string {
	if text, ok := outer["outer_time"]; ok && strings.Contains(text, "T") {
		outer["outer_time"] = reader{layout: time.RFC3339Nano}.readTime(text)
	}
	return outer
}

func TestTruthIsInWrappedLines(t *testing.T) {
	if testing.Short() {
		t.Skip("the lines that are wrapped are those of TestTruthIsInTheLines")
	}
	all, around := readers(), unwrappers()
	for _, wrapper := range Wrappers() {
		for _, name := range []string{"combined", "haproxy", "json", "cloudfront", "caddy"} {
			full := wrapper + "+" + name
			lines, truth := logWithTruth(t, small(Options{Lines: 300, Format: full, Nasty: 0.3}))
			compare(t, full, all[name], lines, truth, around[wrapper])
		}
	}
}

// The header of a log stands before its first line, once, and is wrapped as
// lines are.
func TestHeadersBeginLogs(t *testing.T) {
	check := func(format string, want ...string) {
		t.Helper()
		log := string(generate(t, small(Options{Lines: 3, Format: format})))
		lines := strings.SplitAfter(log, "\n")
		for i, start := range want {
			if !strings.HasPrefix(lines[i], start) {
				t.Errorf("%s: line %d is %q, want %q", format, i, lines[i], start)
			}
		}
		if len(lines) != len(want)+3+1 {
			t.Errorf("%s: %d lines", format, len(lines)-1)
		}
		if format == "w3c" && strings.Count(log, "\r\n") != len(lines)-1 {
			t.Errorf("%s: a line does not end as it should", format)
		}
	}
	check("w3c", "#Software: Microsoft Internet Information Services 10.0\r\n", "#Version: 1.0\r\n",
		"#Date: 2026-03-01 00:00:00\r\n", "#Fields: date time s-ip ")
	check("cloudfront", "#Version: 1.0\n", "#Fields: date time x-edge-location ")
	check("gcs", `"time_micros","c_ip",`)
	check("cri+w3c", "2026-03-01T00:00:00.", "2026-03-01T00:00:00.", "2026-03-01T00:00:00.", "2026-03-01T00:00:00.")
	check("docker+gcs", `{"log":"\"time_micros\",`)
	if log := generate(t, Options{Format: "w3c"}); len(log) > 0 {
		t.Errorf("an empty log holds %q", log)
	}
}

// The words of a header and the columns below it have to be as many.
func TestHeadersNameTheColumns(t *testing.T) {
	check := func(format string, header int, between string) {
		t.Helper()
		lines := strings.Split(string(generate(t, small(Options{Lines: 1, Format: format}))), "\n")
		names := strings.TrimPrefix(lines[header], "#Fields: ")
		separator := between
		if format == "cloudfront" {
			separator = " "
		}
		if n, m := strings.Count(names, separator), strings.Count(lines[header+1], between); n != m {
			t.Errorf("%s: %d names, %d columns", format, n+1, m+1)
		}
	}
	check("w3c", 3, " ")
	check("cloudfront", 1, "\t")
	check("gcs", 0, `","`)
}

func TestGenerateWithSaysNothingOfDamagedLines(t *testing.T) {
	damaged, lines := 0, 0
	err := GenerateWith(io.Discard, small(Options{Lines: 2000, Nasty: 1}), func(fields map[string]string) {
		if lines++; fields == nil {
			damaged++
		}
	})
	if err != nil || lines != 2000 || damaged < 900 || damaged > 1100 {
		t.Errorf("%d of %d lines damaged, error %v; want about 1,000 of 2,000", damaged, lines, err)
	}
}

// Every format is the same request in other words: seeds and options give the
// same log in each.
func TestFormatsTellTheSameRequests(t *testing.T) {
	_, want := logWithTruth(t, small(Options{Lines: 300}))
	for _, name := range Formats() {
		_, got := logWithTruth(t, small(Options{Lines: 300, Format: name}))
		for i := range want {
			for _, field := range []string{"client", "agent", "proto", "method", "query", "path"} {
				said, ok := got[i][field]
				if ok && said != want[i][field] && !strings.Contains("w3c cloudfront envoy istio envoy_json", name) {
					t.Fatalf("%s: line %d: %s is %q, want %q", name, i, field, said, want[i][field])
				}
			}
		}
	}
}
