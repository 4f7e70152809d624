package parser

// watch reads the times of a log and remembers the last one, and the day of
// the last one in the common notation: most lines differ from the line before
// in the seconds, if at all.
type watch struct {
	text   [maxTime]byte // of last
	length int
	last   Stamp

	midnight int64 // of the day in text, on the line's own clock
	offset   int64 // in text, nanoseconds
	dated    bool  // midnight and offset are those of text

	zone *ZoneClock // of all instants, or nil for the offsets of the log
}

// maxTime is the longest text of a time that is remembered.
const maxTime = 40

// read returns the instant of text in a notation, none of a text that is
// absent or not of the notation. It must be the same notation every time.
func (w *watch) read(text []byte, n *notation) Stamp {
	if len(text) == w.length && string(text) == string(w.text[:w.length]) {
		return w.last // the zero Stamp for no text
	}
	if n == clfNotation && len(text) == clfTime && isCLFTime(text) {
		return w.keep(text, w.readCLF(text))
	}
	stamp := Stamp{}
	if n.scan(text) == len(text) {
		stamp = n.read(text)
	}
	w.dated = false
	return w.keep(text, stamp)
}

// keep moves stamp into the zone of w, and remembers it and its text, if that
// is not too long.
func (w *watch) keep(text []byte, stamp Stamp) Stamp {
	if w.zone != nil {
		stamp = w.zone.move(stamp)
	}
	if len(text) <= maxTime {
		w.length = copy(w.text[:], text)
		w.last = stamp
	}
	return stamp
}

// readCLF is read for the common notation.
func (w *watch) readCLF(text []byte) Stamp {
	if !w.dated || string(text[:12]) != string(w.text[:12]) || string(text[20:clfTime]) != string(w.text[20:clfTime]) {
		w.midnight, w.offset, w.dated = clfDay(text)
	}
	h, m, s := twoDigits(text[12:]), twoDigits(text[15:]), twoDigits(text[18:])
	if !w.dated || h > 23 || m > 59 || s > 60 { // 60 is a leap second, counted as the next minute's first
		return Stamp{}
	}
	return Stamp{
		Nanos:  w.midnight + h*hour + m*minute + s*second - w.offset,
		Offset: int32(w.offset / second),
		Valid:  true,
	}
}
