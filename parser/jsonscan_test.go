package parser

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

func newJSON(w []wanted) keyScanner { return newJSONScanner(w) }

// jsonFound is what encoding/json finds in a line: the plain twin of a
// jsonScanner that wants every path.
type jsonFound struct {
	testing.TB
	values map[string][]byte // by normal path, nil for one that is absent
	leaves []string          // what jsonKeys tells of
}

func findJSON(t testing.TB, line []byte) *jsonFound {
	found := &jsonFound{TB: t, values: map[string][]byte{}}
	found.members("", "", line)
	return found
}

// leaf is a call of jsonKeys.
func leaf(path string, value []byte, quoted bool) string {
	return fmt.Sprintf("%q %q %v %v", path, value, value == nil, quoted)
}

// members takes an object whose keys follow prefix in their paths, and spelled
// in those as the log spells them.
func (f *jsonFound) members(prefix, spelled string, object json.RawMessage) {
	d := json.NewDecoder(bytes.NewReader(object))
	next := func() json.Token {
		token, err := d.Token()
		if err != nil {
			f.Fatalf("%q: %v", object, err)
		}
		return token
	}
	seen := map[string]bool{}
	for next(); d.More(); {
		name := next().(string)
		key := string(normalKey(nil, []byte(name)))
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			f.Fatalf("%q: %v", object, err)
		}
		if seen[key] {
			for path := range f.values {
				if strings.HasPrefix(path, prefix+key+".") {
					f.values[path] = nil
				}
			}
		}
		seen[key] = true
		path := prefix + key
		f.value(path, value)
		switch {
		case value[0] == '{':
			f.members(path+".", spelled+name+".", value)
		case len(spelled+name) <= jsonMaxPath:
			quoted := value[0] == '"' || value[0] == '[' && !bytes.Equal(f.values[path], value) && bytes.Contains(value, []byte{'"'})
			f.leaves = append(f.leaves, leaf(spelled+name, f.values[path], quoted))
		}
	}
}

// value takes the value at path, the members of an object excepted.
func (f *jsonFound) value(path string, value json.RawMessage) {
	f.values[path] = []byte(value)
	switch value[0] {
	case 'n':
		f.values[path] = nil
	case '"':
		f.values[path] = jsonStringValue(f, value)
	case '[':
		var elements []json.RawMessage
		if err := json.Unmarshal(value, &elements); err != nil {
			f.Fatalf("%q: %v", value, err)
		}
		for i, e := range elements[:min(len(elements), jsonMaxElement)] {
			at := path + "." + strconv.Itoa(i)
			f.value(at, e)
			if e[0] == '{' {
				leaves := f.leaves
				f.members(at+".", "", e)
				f.leaves = leaves
			}
		}
		if len(elements) == 1 && strings.ContainsRune(`"-0123456789`, rune(elements[0][0])) {
			f.values[path] = f.values[path+".0"]
		}
	}
}

// jsonStringValue returns the value of a string.
func jsonStringValue(t testing.TB, text json.RawMessage) []byte {
	var value string
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	if value == "-" {
		return nil
	}
	return []byte(value)
}

// checkJSON compares what becomes of line with what encoding/json makes of it.
func checkJSON(t testing.TB, line []byte) {
	t.Helper()
	want := json.Valid(line) && bytes.TrimLeft(line, " \t\r\n")[0] == '{'
	r, w := keyRecord("a", "a.a", "a.a.a", "a.0", "a.0.a", "", ".", "_")
	r.begin(line, nil)
	if got := newJSONScanner(w).scan(line, r); got != want {
		t.Fatalf("%q: of the format: %v, encoding/json says %v", line, got, want)
	}
	var leaves []string
	told := jsonKeys(line, func(path string, value []byte, quoted bool) { leaves = append(leaves, leaf(path, value, quoted)) })
	if told != want || !told && len(leaves) > 0 {
		t.Fatalf("%q: keys are told: %v %q, encoding/json says %v", line, told, leaves, want)
	}
	if !want || !utf8.Valid(line) { // encoding/json replaces what is not UTF-8
		return
	}
	found := findJSON(t, line)
	for i, one := range w {
		if got := r.Bytes(i); !same(got, found.values[one.path]) {
			t.Fatalf("%q: %s is %q, want %q", line, one.path, got, found.values[one.path])
		}
	}
	checkFound(t, newJSON, line, found.values)
	if !slices.Equal(leaves, found.leaves) {
		t.Fatalf("%q: keys are\n%q, want\n%q", line, leaves, found.leaves)
	}
}

// TestJSONIsEncodingJSON takes all short lines of a small alphabet, all short
// rows of tokens, and such texts in the places of values.
func TestJSONIsEncodingJSON(t *testing.T) {
	for n := range 5 {
		eachText(`{}"a:1, [-`, n, func(text []byte) { checkJSON(t, text) })
		eachText("0123.-+eE\x00 ", n, func(text []byte) { checkJSON(t, fmt.Appendf(nil, `{"a":%s}`, text)) })
		eachText("\\u0aF\"/b\x1f\x20\x7f", n, func(text []byte) { checkJSON(t, fmt.Appendf(nil, `{"a":"%s"}`, text)) })
		eachText(`[]1",{}`, n, func(text []byte) { checkJSON(t, fmt.Appendf(nil, `{"a":[%s]}`, text)) })
	}
	tokens := []string{`{`, `}`, `[`, `]`, `,`, `:`, `"a"`, ` null`, "\t1"}
	places := "\x00\x01\x02\x03\x04\x05\x06\x07\x08"
	for n := range 6 {
		eachText(places, n, func(text []byte) {
			line := []byte(`{"a":`)
			for _, place := range text {
				line = append(line, tokens[place]...)
			}
			checkJSON(t, append(line, '}'))
		})
	}
}

// jsonSamples have in them what logs have.
var jsonSamples = []string{
	`{"ts":1646861401.5241024,"request":{"remote_ip":"192.0.2.7","uri":"/a?b=c","headers":{"User-Agent":["curl/7.82.0"],"Accept":["*/*","x"]}},"status":200}`,
	` {"a" : {"a":{"a":"1"}, "b":[ 1 ]} , "A":"\u00e9\ud83d\ude00\"", "a.a":[{"a":-1.5e-07},true] }` + "\r",
	`{"log.level":"info","log":{"logger":"x"},"a":{"a":1},"a.a":2,"a":{"b":[[],{}]},"":{"":""},"x":"-","y":["-"],"z":null}`,
	`{"a":["\u002d"],"\u0061":{"0":"0123456789abcdef0123456789","a":[null]},"_":[false],"-":[""]}`,
}

// TestJSONDamaged damages samples at every place.
func TestJSONDamaged(t *testing.T) {
	for _, sample := range jsonSamples {
		checkJSON(t, []byte(sample))
		mutations(sample, "{}[]\",:\\ua1 \n\x1f\x80", func(line []byte) { checkJSON(t, line) })
	}
}

// TestJSONDepth nests up to the limit and beyond it.
func TestJSONDepth(t *testing.T) {
	for _, depth := range []int{1, 62, 63, 64, 65, 66, 127, 128, 129, 1000, jsonMaxDepth - 2, jsonMaxDepth - 1, jsonMaxDepth, jsonMaxDepth + 1} {
		for _, key := range []string{"a", "b"} {
			head := `{"` + key + `":`
			for _, line := range []string{
				strings.Repeat(head, depth) + "1" + strings.Repeat("}", depth),
				head + strings.Repeat("[", depth) + strings.Repeat("]", depth) + "}",
				head + strings.Repeat("["+head, depth/2) + "1" + strings.Repeat("}]", depth/2) + "}",
				head + "[" + strings.Repeat(head, depth) + "{}" + strings.Repeat("}", depth) + "]}",
				strings.Repeat(head+"[", depth) + strings.Repeat("]}", depth-1),
				strings.Repeat(head, depth) + strings.Repeat("}", depth-1) + "]",
			} {
				r, w := keyRecord("a", "a.a.a", "a.0.a.0", "a.0.0")
				r.begin([]byte(line), nil)
				if got, want := newJSONScanner(w).scan([]byte(line), r), json.Valid([]byte(line)); got != want {
					t.Errorf("%.20s %d deep: %v, encoding/json says %v", line, depth, got, want)
				}
				if got := jsonKeys([]byte(line), func(path string, _ []byte, _ bool) {
					if len(path) > jsonMaxPath {
						t.Errorf("%.20s %d deep: a path of %d bytes", line, depth, len(path))
					}
				}); got != json.Valid([]byte(line)) {
					t.Errorf("%.20s %d deep: keys are told: %v", line, depth, got)
				}
			}
		}
	}
}

func TestJSONValues(t *testing.T) {
	check := func(line, path, want string) {
		t.Helper()
		checkFound(t, newJSON, []byte(line), map[string][]byte{path: []byte(want)})
	}
	check(jsonSamples[0], "request.headers.user_agent", "curl/7.82.0")
	check(jsonSamples[0], "request.headers.user_agent.0", "curl/7.82.0")
	check(jsonSamples[0], "request.headers.accept", `["*/*","x"]`)
	check(jsonSamples[0], "request.headers.accept.1", "x")
	check(jsonSamples[0], "ts", "1646861401.5241024")
	check(jsonSamples[1], "a", `é😀"`)
	check(jsonSamples[1], "a.a.0.a", "-1.5e-07")
	check(jsonSamples[2], "log.level", "info")
	check(jsonSamples[2], "log", `{"logger":"x"}`)
	check(jsonSamples[2], ".", "")
	check(`{"req":{"headers":{"user-agent":"x"}},"Req.Headers":{"User_Agent":"y"}}`, "req.headers.user_agent", "y")

	found := findJSON(t, []byte(jsonSamples[2])).values
	for _, path := range []string{"x", "y", "y.0", "z", "a.a"} {
		if value, ok := found[path]; !ok || value != nil {
			t.Errorf("the twin has %s as %q", path, value)
		}
	}
}

// TestJSONLastWins compares with encoding/json, which reads into a map, where
// an object has a key several times.
func TestJSONLastWins(t *testing.T) {
	members := []string{`"a":1`, `"a":{"b":2}`, `"a":{"a":3,"b":null}`, `"a":{"b":{"b":"4"},"b":5}`, `"a":null`, `"b":6`}
	paths := [][]string{{"a"}, {"b"}, {"a", "a"}, {"a", "b"}, {"a", "b", "b"}}
	eachText("\x00\x01\x02\x03\x04\x05", 4, func(text []byte) {
		var parts []string
		for _, member := range text {
			parts = append(parts, members[member])
		}
		line := []byte("{" + strings.Join(parts, ",") + "}")
		var tree any
		if err := json.Unmarshal(line, &tree); err != nil {
			t.Fatal(err)
		}
		want := map[string][]byte{}
		for _, path := range paths {
			at := tree
			for _, key := range path {
				object, _ := at.(map[string]any)
				at = object[key]
			}
			switch at := at.(type) {
			case nil:
				want[strings.Join(path, ".")] = nil
			case float64, string:
				want[strings.Join(path, ".")] = fmt.Append(nil, at)
			}
		}
		checkFound(t, newJSON, line, want)
	})
}

// TestJSONSlots has one value for two slots, and more keys than a word has
// bits.
func TestJSONSlots(t *testing.T) {
	var line bytes.Buffer
	var w []wanted
	r, _ := keyRecord(make([]string, 401)...)
	line.WriteString("{")
	for i := range 100 {
		fmt.Fprintf(&line, `"key-%d":{"x":"%d"},`, i, i)
		path := fmt.Sprintf("key_%d", i)
		w = append(w, wanted{path, int32(4 * i)}, wanted{path + ".x", int32(4*i + 1)}, wanted{path + ".x", int32(4*i + 2)},
			wanted{path + ".y", int32(4*i + 3)})
	}
	line.WriteString(`"end":[]}`)
	r.begin(line.Bytes(), nil)
	if !newJSONScanner(append(w, wanted{"end", 400})).scan(line.Bytes(), r) {
		t.Fatalf("not of the format: %s", &line)
	}
	check := func(slot int, want []byte) {
		t.Helper()
		if got := r.Bytes(slot); !same(got, want) {
			t.Errorf("slot %d: got %q, want %q", slot, got, want)
		}
	}
	for i := range 100 {
		check(4*i, fmt.Appendf(nil, `{"x":"%d"}`, i))
		check(4*i+1, fmt.Append(nil, i))
		check(4*i+2, fmt.Append(nil, i))
		check(4*i+3, nil)
	}
	check(400, []byte("[]"))
}

func TestJSONKeys(t *testing.T) {
	var got []string
	line := `{"A":{"b-c":"x\ty","d":[ "-" ],"e":["1",2]},"f":null,"g":{},"h":-1,"i\u002ej":["k"],"l":[{"m":1}],"` +
		strings.Repeat("n", jsonMaxPath+1) + `":1,"o":[""]}`
	jsonKeys([]byte(line), func(path string, value []byte, quoted bool) { got = append(got, leaf(path, value, quoted)) })
	want := []string{
		leaf("A.b-c", []byte("x\ty"), true), leaf("A.d", nil, true), leaf("A.e", []byte(`["1",2]`), false), leaf("f", nil, false),
		leaf("h", []byte("-1"), false), leaf("i.j", []byte("k"), true), leaf("l", []byte(`[{"m":1}]`), false), leaf("o", []byte(""), true),
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestJSONLogs compares all values in logs of others.
func TestJSONLogs(t *testing.T) {
	taken := 0
	for _, name := range []string{"crowdsec/traefik_json/traefik_json.log", "crowdsec/caddy-logs/caddy-logs.log",
		"crowdsec/envoy-logs/envoy.log", "alp/json_access.log", "elastic/nginxplus-json.log"} {
		lines := readLog(t, name)
		for _, line := range lines[:min(len(lines), 100)] {
			checkJSON(t, line)
			if json.Valid(line) {
				taken++
			}
		}
	}
	if taken < 50 {
		t.Errorf("only %d lines are JSON", taken)
	}
}

func FuzzJSON(f *testing.F) {
	for _, sample := range jsonSamples {
		f.Add([]byte(sample))
	}
	f.Add([]byte(`{"a":[[[[{"a":[0,-1,1e9,0.5E+3]}]]]],"b":"\\\/\b\f\n\r\t\ud800\udc00\udc00"}`))
	f.Fuzz(func(t *testing.T, line []byte) { checkJSON(t, line) })
}

// nginxJSON returns lines of some 250 bytes as nginx writes them with
// log_format escape=json. They are the same on every call.
func nginxJSON(n int) [][]byte {
	rnd := rand.New(rand.NewPCG(1, 2))
	var lines [][]byte
	for _, line := range logLines(n) {
		quoted := bytes.Split(line, []byte{'"'})
		head, request, answer := bytes.Fields(quoted[0]), bytes.Fields(quoted[1]), bytes.Fields(quoted[2])
		lines = append(lines, fmt.Appendf(nil, `{"time":"%s","remote_addr":"%s","request_method":"%s","request_uri":"%s",`+
			`"status":%s,"body_bytes_sent":%s,"request_time":%d.%03d,"http_user_agent":"%.50s","cache":"%s"}`,
			head[3][1:], head[0], request[0], request[1], answer[0], answer[1], rnd.IntN(3), rnd.IntN(1000), quoted[5],
			[]string{"HIT", "MISS", ""}[rnd.IntN(3)]))
	}
	return lines
}

func BenchmarkJSON(b *testing.B) {
	nginx := nginxJSON(1200)
	b.Run("nginx/none", func(b *testing.B) { benchmarkKeys(b, newJSON, nginx) })
	b.Run("nginx/status", func(b *testing.B) { benchmarkKeys(b, newJSON, nginx, "status") })
	b.Run("nginx/all", func(b *testing.B) {
		benchmarkKeys(b, newJSON, nginx, "time", "remote_addr", "request_method", "request_uri", "status", "body_bytes_sent",
			"request_time", "http_user_agent", "cache")
	})
	traefik := func(b *testing.B, paths ...string) {
		lines := readLog(b, "crowdsec/traefik_json/traefik_json.log")
		benchmarkKeys(b, newJSON, slices.DeleteFunc(lines, func(line []byte) bool { return !json.Valid(line) }), paths...)
	}
	b.Run("traefik/status", func(b *testing.B) { traefik(b, "downstreamstatus") })
	b.Run("traefik/six", func(b *testing.B) {
		traefik(b, "clienthost", "downstreamstatus", "duration", "requestpath", "request_user_agent", "serviceurl.host")
	})
}
