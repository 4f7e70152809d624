package parser

// A jsonScanner finds values in lines that are one JSON object each. It takes
// the lines that encoding/json does, and compares keys only where wanted
// values can be.
//
// A value is the text between the quotes of a string, its escapes resolved,
// the text of a number, true or false, or the JSON text of an object or an
// array. An array of just one string or number, as Caddy writes headers, has
// the value of that element; path.0 is the first element of any array. null
// and the string - are absent.
//
// The keys of a path may also stand in the log as one with dots in it. Of a
// key that an object has twice the last counts, and nothing of what was in the
// value of the first.
type jsonScanner struct {
	root  *jsonNode
	slots []int32 // of all wanted values
}

// jsonNode is what is wanted of a value.
type jsonNode struct {
	slots []int32 // of the value itself
	below []int32 // of the values inside it

	keys     *keyTable   // of the edges
	edges    []jsonEdge  // if it is an object
	elements []*jsonNode // if it is an array: by index, nil for those that nobody wants
}

// jsonEdge leads from an object to a value in it.
type jsonEdge struct {
	to *jsonNode

	// repeat is the edge's bit in the set of those that an object has had
	// already; 0 if nothing is wanted inside the value, for which the last
	// note counts anyway, and beyond 64 edges.
	repeat uint64
}

// newJSONScanner returns the scanner that finds the values of w.
func newJSONScanner(w []wanted) *jsonScanner {
	s := &jsonScanner{}
	tree := newJSONTree()
	for _, one := range w {
		tree.add(one)
		s.slots = append(s.slots, one.slot)
	}
	s.root, _ = tree.compile()
	return s
}

// scan implements keyScanner.
func (s *jsonScanner) scan(line []byte, r *Record) bool {
	for _, slot := range s.slots {
		r.spans[slot] = absent
	}
	pos := jsonSpace(line, 0)
	if pos == len(line) || line[pos] != '{' {
		return false
	}
	pos = s.root.object(line, pos, 0, r)
	return pos >= 0 && jsonSpace(line, pos) == len(line)
}

// note takes s as the value of n.
func (n *jsonNode) note(r *Record, s span) {
	for _, slot := range n.slots {
		r.spans[slot] = s
	}
}

// value takes the value at pos, as jsonSkip does, and notes what is wanted.
func (n *jsonNode) value(line []byte, pos, depth int, r *Record) int {
	if pos >= len(line) {
		return -1
	}
	var end int
	switch line[pos] {
	case '[':
		return n.array(line, pos, depth, r)
	case '"':
		end, escaped := jsonString(line, pos)
		if end >= 0 {
			n.note(r, jsonText(line, pos+1, end-1, escaped, r))
		}
		return end
	case '{':
		end = n.object(line, pos, depth, r)
	default:
		end = jsonScalar(line, pos)
	}
	switch {
	case end < 0:
	case line[pos] == 'n':
		n.note(r, absent)
	default:
		n.note(r, span{uint32(pos), uint32(end)})
	}
	return end
}

// jsonText returns the value of the string whose text stands from lo to hi.
func jsonText(line []byte, lo, hi int, escaped bool, r *Record) span {
	if !escaped {
		return value(line, lo, hi)
	}
	start := len(r.scratch)
	r.scratch = appendJSONUnescaped(r.scratch, line[lo:hi])
	if string(r.scratch[start:]) == "-" {
		return absent
	}
	return r.since(start)
}

// object takes the object at pos, whose brace is there.
func (n *jsonNode) object(line []byte, pos, depth int, r *Record) int {
	if n.keys == nil || depth == jsonMaxDepth {
		return jsonSkip(line, pos, depth)
	}
	if pos = jsonSpace(line, pos+1); pos < len(line) && line[pos] == '}' {
		return pos + 1
	}
	for seen := uint64(0); ; {
		end, escaped := jsonString(line, pos)
		if end < 0 {
			return -1
		}
		i := n.find(line[pos+1:end-1], escaped, r)
		if pos = jsonColon(line, end); pos < 0 {
			return -1
		}
		if i < 0 {
			pos = jsonSkip(line, pos, depth+1)
		} else {
			e := &n.edges[i]
			if seen&e.repeat != 0 {
				e.to.forget(r)
			}
			seen |= e.repeat
			pos = e.to.value(line, pos, depth+1, r)
		}
		if pos < 0 {
			return -1
		}
		if pos = jsonSpace(line, pos); pos == len(line) {
			return -1
		}
		switch line[pos] {
		case '}':
			return pos + 1
		case ',':
			pos = jsonSpace(line, pos+1)
		default:
			return -1
		}
	}
}

// array takes the array at pos, whose bracket is there.
func (n *jsonNode) array(line []byte, pos, depth int, r *Record) int {
	if depth == jsonMaxDepth {
		return -1
	}
	lo := pos
	if pos = jsonSpace(line, pos+1); pos < len(line) && line[pos] == ']' {
		n.note(r, span{uint32(lo), uint32(pos + 1)})
		return pos + 1
	}
	for i := 0; ; i++ {
		start := pos
		if i < len(n.elements) && n.elements[i] != nil {
			pos = n.elements[i].value(line, pos, depth+1, r)
		} else {
			pos = jsonSkip(line, pos, depth+1)
		}
		if pos < 0 {
			return -1
		}
		if pos = jsonSpace(line, pos); pos == len(line) {
			return -1
		}
		switch c := line[start]; {
		case line[pos] == ',':
			pos = jsonSpace(line, pos+1)
		case line[pos] != ']':
			return -1
		case i == 0 && (c == '"' || c == '-' || c-'0' <= 9):
			n.value(line, start, depth+1, r)
			return pos + 1
		default:
			n.note(r, span{uint32(lo), uint32(pos + 1)})
			return pos + 1
		}
	}
}

// find returns the edge of key, or -1.
func (n *jsonNode) find(key []byte, escaped bool, r *Record) int {
	if !escaped {
		return n.keys.find(key)
	}
	start := len(r.scratch)
	r.scratch = appendJSONUnescaped(r.scratch, key)
	i := n.keys.find(r.scratch[start:])
	r.scratch = r.scratch[:start]
	return i
}

// forget makes absent what was noted inside the value.
func (n *jsonNode) forget(r *Record) {
	for _, slot := range n.below {
		r.spans[slot] = absent
	}
}
