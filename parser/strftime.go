package parser

import (
	"errors"
	"fmt"
	"strings"
)

// timePart is a piece of a time as Apache is told to write it: literal text,
// or what stands between the braces of %{...}t
// (https://httpd.apache.org/docs/2.4/mod/mod_log_config.html#formats).
type timePart struct {
	text      string // literal text; then the part is no directive
	directive string // a layout of strftime, sec, msec, usec, msec_frac or usec_frac, behind begin: or end: or not
}

// timeParts returns the notation of times that are put together from parts. It
// is an error if they tell no day.
func timeParts(parts []timePart) (*notation, error) {
	p := &strftime{}
	var name strings.Builder
	for _, part := range parts {
		if part.text != "" {
			name.WriteString(part.text)
			p.literal(part.text)
			continue
		}
		name.WriteString("%{" + part.directive + "}t")
		if err := p.directive(part.directive); err != nil {
			return nil, err
		}
	}
	if err := p.finish(); err != nil {
		return nil, fmt.Errorf("the time %s %w", name.String(), err)
	}
	scan := func(text []byte) int {
		_, length := p.parse(text)
		return length
	}
	read := func(text []byte) Stamp {
		b, length := p.parse(text)
		if length != len(text) || length == 0 {
			return Stamp{}
		}
		return p.stamp(b)
	}
	return &notation{name.String(), scan, read}, nil
}

// strftime is a compiled layout of times.
type strftime struct {
	steps []strftimeStep
	tells [256]bool // by code
}

// strftimeStep takes a piece of a time. Its code is the letter of the
// conversion of strftime, or one of those below.
type strftimeStep struct {
	code  byte
	width int    // digits of a number; 0 for all that there are
	text  string // of stepText
}

const (
	stepText     = iota // literal text
	stepMillis          // since 1970
	stepMicros          // since 1970
	stepFraction        // of a second
)

// strftimeShort are the conversions that stand for several.
var strftimeShort = map[byte]string{
	'T': "%H:%M:%S", 'R': "%H:%M", 'D': "%m/%d/%y", 'F': "%Y-%m-%d", 'r': "%I:%M:%S %p", 'c': "%a %b %e %H:%M:%S %Y",
	'h': "%b", 'n': "\n", 't': "\t", '%': "%",
}

// strftimeWidth is the number of digits of the conversions that are numbers.
var strftimeWidth = map[byte]int{'d': 2, 'm': 2, 'y': 2, 'Y': 4, 'H': 2, 'I': 2, 'M': 2, 'S': 2, 'j': 3, 'e': 2, 's': 0}

// strftimeWords are the conversions that are none.
const strftimeWords = "bBpzZaA"

// directive adds the steps of %{layout}t. Without a layout it is %t, with its
// brackets.
func (p *strftime) directive(layout string) error {
	for _, moment := range []string{"begin", "end"} { // of the request
		if layout == moment {
			layout = ""
		}
		layout = strings.TrimPrefix(layout, moment+":")
	}
	switch layout {
	case "":
		return p.conversions("[%d/%b/%Y:%T %z]")
	case "sec":
		p.step(strftimeStep{code: 's'})
	case "msec":
		p.step(strftimeStep{code: stepMillis})
	case "usec":
		p.step(strftimeStep{code: stepMicros})
	case "msec_frac":
		p.step(strftimeStep{code: stepFraction, width: 3})
	case "usec_frac":
		p.step(strftimeStep{code: stepFraction, width: 6})
	default:
		return p.conversions(layout)
	}
	return nil
}

// conversions adds the steps of a layout of strftime.
func (p *strftime) conversions(layout string) error {
	for rest := layout; rest != ""; {
		text, behind, found := strings.Cut(rest, "%")
		p.literal(text)
		if !found {
			return nil
		}
		if behind == "" {
			return fmt.Errorf("a %% ends the time %q", layout)
		}
		code := behind[0]
		short, isShort := strftimeShort[code]
		width, isNumber := strftimeWidth[code]
		switch {
		case isShort && !strings.Contains(short, "%") || code == '%':
			p.literal(short)
		case isShort:
			if err := p.conversions(short); err != nil {
				return err
			}
		case isNumber || strings.IndexByte(strftimeWords, code) >= 0:
			p.step(strftimeStep{code: code, width: width})
		default:
			return fmt.Errorf("unknown directive %%%c in the time %q", []rune(behind)[0], layout)
		}
		rest = behind[1:]
	}
	return nil
}

// literal adds text, to the text before it if there is one.
func (p *strftime) literal(text string) {
	if text == "" {
		return
	}
	if n := len(p.steps); n > 0 && p.steps[n-1].code == stepText {
		p.steps[n-1].text += text
		return
	}
	p.steps = append(p.steps, strftimeStep{code: stepText, text: text})
}

func (p *strftime) step(s strftimeStep) {
	p.steps = append(p.steps, s)
	p.tells[s.code] = true
}

// finish checks that the steps tell a day and an hour, and gives numbers of no
// fixed width one if another number follows: that of our days.
func (p *strftime) finish() error {
	ours := map[byte]int{'s': 10, stepMillis: 13, stepMicros: 16}
	for i := range p.steps {
		s := &p.steps[i]
		if width, ok := ours[s.code]; ok && i+1 < len(p.steps) && p.steps[i+1].digits() {
			s.width = width
		}
	}
	tells := &p.tells
	month := tells['m'] || tells['b'] || tells['B']
	switch {
	case tells['s'] || tells[stepMillis] || tells[stepMicros]:
	case !tells['Y'] && !tells['y']:
		return errors.New("tells no year")
	case !tells['j'] && !(month && (tells['d'] || tells['e'])):
		return errors.New("tells no day")
	case tells['I'] && !tells['H'] && !tells['p']:
		return errors.New("tells neither AM nor PM")
	}
	return nil
}

// digits reports whether the text that s takes begins with a digit.
func (s *strftimeStep) digits() bool {
	if s.code == stepText {
		return isDigit(s.text[0])
	}
	return strings.IndexByte(strftimeWords, s.code) < 0
}
