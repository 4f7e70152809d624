package parser

// jsonMaxPath is how long a path may be that jsonKeys tells of, in bytes. Real
// ones have some dozens; in a line made to nest deeply, all together could be
// as long as the square of the line.
const jsonMaxPath = 256

// jsonKeys calls yield for each value in the line that is no object: with its
// path as the log spells it, the keys with dots between; with what a
// jsonScanner finds there, nil if it is absent; and whether it is a string. The
// value is valid as long as the line. It returns false, and calls nothing, if
// the line is not of the format.
//
// It is slow: for samples.
func jsonKeys(line []byte, yield func(path string, value []byte, quoted bool)) bool {
	pos := jsonSpace(line, 0)
	if pos == len(line) || line[pos] != '{' {
		return false
	}
	end := jsonSkip(line, pos, 0)
	if end < 0 || jsonSpace(line, end) != len(line) {
		return false
	}
	w := jsonWalk{
		record: Record{line: line, spans: []span{absent}},
		value:  jsonNode{slots: []int32{0}},
		yield:  yield,
	}
	w.object(pos, nil)
	return true
}

// jsonWalk goes through all values of a well-formed line.
type jsonWalk struct {
	record Record
	value  jsonNode // notes any value in the record's only slot
	yield  func(path string, value []byte, quoted bool)
}

// object takes the object at pos, whose keys follow prefix in their paths, and
// returns the place behind it.
func (w *jsonWalk) object(pos int, prefix []byte) int {
	line := w.record.line
	for pos = jsonSpace(line, pos+1); line[pos] != '}'; {
		end, _ := jsonString(line, pos)
		path := appendJSONUnescaped(prefix, line[pos+1:end-1])
		pos = jsonColon(line, end)
		switch {
		case len(path) > jsonMaxPath:
			pos = jsonSkip(line, pos, 0)
		case line[pos] == '{':
			pos = w.object(pos, append(path, '.'))
		default:
			pos = w.leaf(pos, path)
		}
		if pos = jsonSpace(line, pos); line[pos] == ',' {
			pos = jsonSpace(line, pos+1)
		}
	}
	return pos + 1
}

// leaf takes a value that is no object, and returns the place behind it.
func (w *jsonWalk) leaf(pos int, path []byte) int {
	r := &w.record
	end := w.value.value(r.line, pos, 0, r)
	first := pos
	if r.line[pos] == '[' && r.spans[0].lo != uint32(pos) { // has the value of its only element
		first = jsonSpace(r.line, pos+1)
	}
	w.yield(string(path), r.Bytes(0), r.line[first] == '"')
	return end
}
