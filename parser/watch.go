package parser

// watch reads the times of a log and remembers the last one: most lines have
// the time of the line before.
type watch struct {
	text   [maxTime]byte // of last
	length int
	last   Stamp
}

// maxTime is the longest text of a time that is remembered.
const maxTime = 40

// read returns the instant of text in a notation, none of a text that is
// absent or not of the notation.
func (w *watch) read(text []byte, n *notation) Stamp {
	if string(text) == string(w.text[:w.length]) && w.length > 0 {
		return w.last
	}
	if len(text) == 0 {
		return Stamp{}
	}
	stamp := Stamp{}
	if n.scan(text) == len(text) {
		stamp = n.read(text)
	}
	if len(text) <= maxTime {
		w.length = copy(w.text[:], text)
		w.last = stamp
	}
	return stamp
}
