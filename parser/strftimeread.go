package parser

import "bytes"

// brokenDown is a time in the pieces that strftime writes.
type brokenDown struct {
	civilTime
	yearDay int64 // from 1
	twelve  int64 // the hour of %I, 1 to 12
	pm      bool
	epoch   int64 // units since 1970-01-01T00:00:00Z
	unit    int64 // of epoch, in nanoseconds; 0 if the layout has none
}

// parse takes the time that text begins with. The length is 0 if there is
// none.
func (p *strftime) parse(text []byte) (b brokenDown, length int) {
	b.offset = naiveOffset
	for i := range p.steps {
		s := &p.steps[i]
		n := 0
		switch s.code {
		case stepText:
			if bytes.HasPrefix(text[length:], []byte(s.text)) {
				n = len(s.text)
			}
		case 'b', 'B', 'p', 'a', 'A', 'z', 'Z':
			n = b.word(s.code, text[length:])
		default:
			n = b.number(s, text[length:])
		}
		if n == 0 {
			return b, 0
		}
		length += n
	}
	return b, length
}

// stamp returns the instant of what parse took.
func (p *strftime) stamp(b brokenDown) Stamp {
	if b.unit != 0 {
		if b.unit != second {
			b.nanos = 0 // epoch has the fraction too
		}
		s := epochStamp(b.epoch, b.unit, b.nanos)
		if !s.Valid || b.offset == noOffset {
			return Stamp{}
		}
		if b.offset != naiveOffset {
			s.Offset = int32(b.offset)
		}
		return s
	}
	if p.tells['I'] && !p.tells['H'] {
		if b.twelve < 1 || b.twelve > 12 {
			return Stamp{}
		}
		b.hour = b.twelve % 12
		if b.pm {
			b.hour += 12
		}
	}
	if p.tells['j'] {
		year := b.year
		b.year, b.month, b.day = civil(daysFromCivil(year, 1, 1) + b.yearDay - 1)
		if b.year != year {
			return Stamp{}
		}
	}
	return b.civilTime.stamp()
}

// number takes the number of s and returns its length, or 0.
func (b *brokenDown) number(s *strftimeStep, text []byte) int {
	width, skip := s.width, 0
	switch {
	case s.code == 'e' && len(text) > 0 && text[0] == ' ':
		width, skip = 1, 1
	case width == 0:
		width = countDigits(text)
	}
	length := skip + width
	if width == 0 || len(text) < length || countDigits(text[skip:length]) < width {
		return 0
	}
	n, ok := ParseInteger(text[skip:length])
	if !ok {
		return 0
	}
	b.set(s, n)
	return length
}

// set notes the number n of s.
func (b *brokenDown) set(s *strftimeStep, n int64) {
	switch s.code {
	case 'd', 'e':
		b.day = n
	case 'm':
		b.month = n
	case 'y': // as POSIX has it
		b.year = 2000 + n
		if n >= 69 {
			b.year = 1900 + n
		}
	case 'Y':
		b.year = n
	case 'H':
		b.hour = n
	case 'I':
		b.twelve = n
	case 'M':
		b.minute = n
	case 'S':
		b.second = n
	case 'j':
		b.yearDay = n
	case 's':
		b.epoch, b.unit = n, second
	case stepMillis:
		b.epoch, b.unit = n, second/1e3
	case stepMicros:
		b.epoch, b.unit = n, second/1e6
	case stepFraction:
		b.nanos = n
		for range 9 - s.width {
			b.nanos *= 10
		}
	}
}

// word takes the text of a conversion that is no number and returns its
// length, or 0.
func (b *brokenDown) word(code byte, text []byte) int {
	letters := 0
	for letters < len(text) && isLetter(text[letters]) {
		letters++
	}
	switch code {
	case 'b':
		if letters >= 3 {
			b.month = englishMonth(text)
			return 3
		}
	case 'a':
		if letters >= 3 {
			return 3
		}
	case 'B':
		return b.longMonth(text[:letters])
	case 'A':
		return letters
	case 'p':
		if letters >= 2 && text[1]|0x20 == 'm' && (text[0]|0x20 == 'a' || text[0]|0x20 == 'p') {
			b.pm = text[0]|0x20 == 'p'
			return 2
		}
	case 'Z':
		// The offset of a zone with a name is not known but of these two; and
		// some have only their offset for a name.
		if name := string(text[:letters]); name == "UTC" || name == "GMT" {
			b.offset = 0
		}
		if letters > 0 {
			return letters
		}
		return b.zone(text)
	case 'z':
		if n := b.zone(text); n == len("+0100") {
			return n
		}
	}
	return 0
}

// longMonth takes the whole name of a month.
func (b *brokenDown) longMonth(name []byte) int {
	if len(name) < 3 {
		return 0
	}
	b.month = englishMonth(name)
	if b.month == 0 || !bytes.EqualFold(name, []byte(longMonths[b.month-1])) {
		return 0
	}
	return len(name)
}

var longMonths = [12]string{
	"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
}

// zone takes +0100 or +01.
func (b *brokenDown) zone(text []byte) int {
	if len(text) < 3 || text[0] != '+' && text[0] != '-' || !isTwoDigits(text[1:]) {
		return 0
	}
	if len(text) >= 5 && isTwoDigits(text[3:]) {
		b.offset = offsetOf(text[0], text[1:], text[3:])
		return 5
	}
	b.offset = offsetOf(text[0], text[1:], []byte("00"))
	return 3
}
