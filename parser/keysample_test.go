package parser

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// pair is a key of a line and its value.
type pair struct {
	path   string
	value  string
	quoted bool
}

// flatJSON returns the pairs of a JSON object by encoding/json: numbers as they
// stand, null as null, an array of one string or number as that. It is the
// plain twin of how a line is sampled.
func flatJSON(line []byte) ([]pair, bool) {
	d := json.NewDecoder(bytes.NewReader(line))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, false
	}
	return flatObject(d, "")
}

// flatObject is flatJSON behind an opening brace.
func flatObject(d *json.Decoder, prefix string) (pairs []pair, ok bool) {
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, false
		}
		path := prefix + key.(string)
		var raw json.RawMessage
		if d.Decode(&raw) != nil {
			return nil, false
		}
		if raw[0] == '{' {
			inner := json.NewDecoder(bytes.NewReader(raw))
			_, _ = inner.Token()
			more, ok := flatObject(inner, path+".")
			if !ok {
				return nil, false
			}
			pairs = append(pairs, more...)
			continue
		}
		var one []json.RawMessage
		if json.Unmarshal(raw, &one) == nil && len(one) == 1 {
			raw = one[0]
		}
		var text string
		if json.Unmarshal(raw, &text) == nil && raw[0] == '"' {
			pairs = append(pairs, pair{path, text, true})
		} else {
			pairs = append(pairs, pair{path, string(raw), false})
		}
	}
	return pairs, true
}

// flatLTSV returns the pairs of an LTSV line.
func flatLTSV(line []byte) (pairs []pair, ok bool) {
	for _, f := range strings.Split(string(line), "\t") {
		label, value, ok := strings.Cut(f, ":")
		if !ok {
			return nil, false
		}
		pairs = append(pairs, pair{label, value, false})
	}
	return pairs, true
}

// flatLogfmt returns the pairs of a logfmt line.
func flatLogfmt(line []byte) (pairs []pair, ok bool) {
	for _, m := range regexp.MustCompile(`([^\s="]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)`).FindAllStringSubmatch(string(line), -1) {
		if text, err := strconv.Unquote(m[2]); err == nil {
			pairs = append(pairs, pair{m[1], text, true})
		} else {
			pairs = append(pairs, pair{m[1], m[2], false})
		}
	}
	return pairs, len(pairs) > 1
}

// flat returns the pairs of a line of any of the three.
func flat(line []byte) ([]pair, bool) {
	switch {
	case bytes.HasPrefix(line, []byte("{")):
		return flatJSON(line)
	case bytes.IndexByte(line, '\t') >= 0:
		return flatLTSV(line)
	}
	return flatLogfmt(line)
}

// scanned is flat by the scanners.
func scanned(line []byte) (pairs []pair, ok bool) {
	yield := func(path string, value []byte, quoted bool) {
		text := string(value)
		if value == nil {
			text = "null"
		}
		pairs = append(pairs, pair{path, text, quoted})
	}
	ok = jsonKeys(line, yield) || ltsvKeys(line, yield) || logfmtKeys(line, yield)
	return pairs, ok
}

// sampled returns the keys of lines, which split takes apart, in the order in
// which they first appear.
func sampled(lines [][]byte, split func([]byte) ([]pair, bool)) []sampledKey {
	var keys []sampledKey
	index := map[string]int{}
	for _, line := range lines {
		pairs, ok := split(line)
		if !ok {
			continue
		}
		for _, p := range pairs {
			i, ok := index[p.path]
			if !ok {
				i = len(keys)
				index[p.path] = i
				keys = append(keys, sampledKey{path: p.path})
			}
			keys[i].values = append(keys[i].values, []byte(p.value))
			keys[i].quoted = keys[i].quoted || p.quoted
		}
	}
	return keys
}
