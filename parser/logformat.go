package parser

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A log format string tells a server how to write its lines: as text, and
// variables (nginx) or directives (Apache) whose values take their place.
// nginx.go and apache.go take such a string apart into formatParts; here the
// parts become a layout, in the same way for both.

// formatPart is a piece of a log format string.
type formatPart struct {
	text  string    // literal; then the part is no value
	value *logValue // nil for text
	at    int       // where the part begins in the string as it was typed

	strftime string // the layout of a time of Apache, in which parts may be put together
}

// logValue is what a variable or a directive stands for.
type logValue struct {
	name     string     // as the log format spells it: request_time, %D
	field    string     // the field of ours that it is, or ""
	own      Field      // what it is if it is none of ours or another value is that; Name and Kind may be left out
	convert  derivation // makes the field, and the own one, of the text in the line
	notation *notation  // of a time
	shape    shape
	begins   byte       // what the text begins with if it is there, or 0
	slashed  derivation // convert for the text behind the slash that it begins with; nil for withSlash
	rank     int        // of the values of one field, the one of the least rank is it
}

// logFormat returns the layout of a log format string of nginx or Apache as
// it stands in the server's configuration, with the directive around it or
// without. The string may begin with the name of a known format, whose
// fields then come first: combined "$http_x_forwarded_for" $request_time.
func logFormat(text string) (*layout, error) {
	if len(text) > maxLogFormat {
		return nil, errors.New("a log format has at most 65,536 bytes")
	}
	trimmed := strings.Trim(text, configSpace)
	name := firstWord(trimmed)
	known, ok := formatItems(name)
	if ok && name == trimmed {
		return &layout{items: known}, nil
	}
	switch {
	case ok && holdsVariable(text):
		return nginxMore(known, text, strings.Index(text, name)+len(name))
	case ok && strings.Contains(text, "%"):
		return apacheMore(known, text, strings.Index(text, name)+len(name))
	case beginsWithWord(trimmed, "LogFormat"), beginsWithWord(trimmed, "CustomLog"):
		return apacheLayout(text)
	case holdsVariable(text), strings.HasPrefix(trimmed, "log_format"):
		return nginxLayout(text)
	case strings.Contains(text, "%"):
		return apacheLayout(text)
	}
	return nil, errNoValues(text)
}

// errNoValues says that a log format string has nothing to read.
func errNoValues(text string) error {
	return fmt.Errorf("no $variable and no %%directive in %q; was it in double quotes?", text)
}

// holdsVariable reports whether text names a variable of nginx.
func holdsVariable(text string) bool {
	for rest := text; ; {
		_, behind, ok := strings.Cut(rest, "$")
		if !ok {
			return false
		}
		if behind != "" && (isVariableByte(behind[0]) || behind[0] == '{') {
			return true
		}
		rest = behind
	}
}

// beginsWithWord reports whether the first word of text is that, in capitals
// or not.
func beginsWithWord(text, word string) bool {
	return len(text) > len(word) && strings.EqualFold(text[:len(word)], word) && isSpace(text[len(word)])
}

// configSpace are the bytes that separate the words of a configuration.
const configSpace = " \t\r\n"

// isSpace reports whether c is in configSpace.
func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// formatItems returns the layout of a known format that has one.
func formatItems(name string) ([]item, bool) {
	f, ok := LookupFormat(name)
	if !ok || f.lines != nil || f.wrapper != nil {
		return nil, false
	}
	return parseLayout(f.Layout, f.own), true
}

// formatError is what is wrong with a log format string, or with the file that
// holds it, and where. Columns are bytes and count from 1, as lines do.
type formatError struct {
	line, column int
	lines        bool // the text has several
	message      string
}

// Error says so in one line.
func (e *formatError) Error() string {
	if e.lines {
		return fmt.Sprintf("line %d, column %d: %s", e.line, e.column, e.message)
	}
	return fmt.Sprintf("column %d: %s", e.column, e.message)
}

// formatErrorf returns a *formatError about a place in source.
func formatErrorf(source string, at int, format string, args ...any) error {
	return &formatError{
		line:    1 + strings.Count(source[:at], "\n"),
		column:  at - strings.LastIndexByte(source[:at], '\n'),
		lines:   strings.Contains(strings.Trim(source, configSpace), "\n"),
		message: fmt.Sprintf(format, args...),
	}
}

// spelling is a text, and for each of its bytes where it stands in the text
// that was typed, which has quotes and escapes.
type spelling struct {
	text []byte
	at   []int
}

// spelledAs returns the spelling of a text that stands at a place.
func spelledAs(text string, at int) spelling {
	s := spelling{[]byte(text), make([]int, len(text))}
	for i := range s.at {
		s.at[i] = at + i
	}
	return s
}

// add appends a byte.
func (s *spelling) add(c byte, at int) {
	s.text = append(s.text, c)
	s.at = append(s.at, at)
}

// part returns the spelling from lo to hi.
func (s spelling) part(lo, hi int) spelling { return spelling{s.text[lo:hi], s.at[lo:hi]} }

// trimmed returns s without the spaces around it.
func (s spelling) trimmed() spelling {
	lo, hi := 0, len(s.text)
	for lo < hi && isSpace(s.text[lo]) {
		lo++
	}
	for lo < hi && isSpace(s.text[hi-1]) {
		hi--
	}
	return s.part(lo, hi)
}

// layoutBuilder makes a layout of the parts of a log format string.
type layoutBuilder struct {
	source string // as typed
	known  []item // of the format that stands before the parts
	parts  []formatPart
	taken  map[string]bool // names of fields
	last   map[string]int  // of an own name, the number last put behind it
}

// buildLayout returns the layout of known and parts.
func buildLayout(source string, known []item, parts []formatPart, escape escape) (*layout, error) {
	b := layoutBuilder{source: source, known: known, parts: parts, taken: map[string]bool{}, last: map[string]int{}}
	b.joinText()
	if err := b.checkNumber(); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(b.parts, func(p formatPart) bool { return p.value != nil }) {
		return nil, errNoValues(source)
	}
	if err := b.checkText(); err != nil {
		return nil, err
	}
	items, err := b.items(b.fields())
	if err != nil {
		return nil, err
	}
	return &layout{items: slices.Concat(known, items), escape: escape}, nil
}

// joinText makes one of texts that follow each other, and drops line ends at
// the end.
func (b *layoutBuilder) joinText() {
	var joined []formatPart
	for i := 0; i < len(b.parts); {
		p := b.parts[i]
		i++
		if p.value == nil {
			var text strings.Builder
			text.WriteString(p.text)
			for ; i < len(b.parts) && b.parts[i].value == nil; i++ {
				text.WriteString(b.parts[i].text)
			}
			p.text = text.String()
			if i == len(b.parts) {
				p.text = strings.TrimRight(p.text, "\r\n")
			}
		}
		if p.value != nil || p.text != "" {
			joined = append(joined, p)
		}
	}
	b.parts = joined
}

// maxLogFormat is how many bytes a log format string may have.
const maxLogFormat = 64 << 10

// maxLogFormatValues is how many variables or directives a log format string may
// have: ten times as many as the longest ones. Each field is compared with those
// before it.
const maxLogFormatValues = 1000

// checkNumber refuses formats of too many values.
func (b *layoutBuilder) checkNumber() error {
	n := 0
	for _, p := range b.parts {
		if p.value == nil {
			continue
		}
		if n++; n > maxLogFormatValues {
			return formatErrorf(b.source, p.at, "a log format has at most 1,000 variables or directives")
		}
	}
	return nil
}

// checkText refuses formats that make several lines of a request.
func (b *layoutBuilder) checkText() error {
	for _, p := range b.parts {
		if strings.Contains(p.text, "\n") {
			return formatErrorf(b.source, p.at, "the text has a line end: requests of several lines cannot be read")
		}
	}
	return nil
}

// fields returns the field of each part that is a value. Values of ours are
// served by their rank; the others are fields of their own.
func (b *layoutBuilder) fields() []Field {
	for _, it := range b.known {
		b.take(it.source.field.Name)
	}
	var byRank []int
	for i, p := range b.parts {
		if p.value != nil && p.value.field != "" {
			byRank = append(byRank, i)
		}
	}
	slices.SortStableFunc(byRank, func(i, j int) int { return b.parts[i].value.rank - b.parts[j].value.rank })
	fields := make([]Field, len(b.parts))
	for _, i := range byRank {
		if name := b.parts[i].value.field; b.free(name) {
			fields[i], _ = LookupField(name)
			b.take(name)
		}
	}
	for i, p := range b.parts {
		if p.value != nil && fields[i].Name == "" {
			fields[i] = b.ownField(p.value)
		}
	}
	return fields
}

// free reports whether neither the field nor one that it is taken apart into
// is there already.
func (b *layoutBuilder) free(field string) bool {
	return !b.taken[field] && !slices.ContainsFunc(parsedFields[field], func(name string) bool { return b.taken[name] })
}

// take notes that the field is there, and those that it is taken apart into.
func (b *layoutBuilder) take(field string) {
	b.taken[field] = true
	for _, name := range parsedFields[field] {
		b.taken[name] = true
	}
}

// ownField returns a field for a value that is none of ours, under a name that
// no other has.
func (b *layoutBuilder) ownField(v *logValue) Field {
	f := v.own
	if ours, ok := LookupField(v.field); ok && f.Kind == Text && ours.Kind != Clock {
		f.Kind, f.Unit = ours.Kind, ours.Unit
	}
	if f.Name == "" {
		f.Name = string(normalKey(nil, []byte(v.name)))
	}
	f.Doc = "what the log format calls " + v.name
	for name := f.Name; b.taken[f.Name]; {
		b.last[name] = max(b.last[name], 1) + 1
		f.Name = fmt.Sprintf("%s_%d", name, b.last[name])
	}
	b.taken[f.Name] = true
	return f
}

// items returns the parts as pieces of a layout.
func (b *layoutBuilder) items(fields []Field) ([]item, error) {
	var items []item
	for i, p := range b.parts {
		switch {
		case p.value == nil && b.isPortColon(i, fields):
			// The colon goes with the port, because addresses have colons too.
		case p.value == nil:
			items = append(items, item{text: p.text})
		default:
			it, err := b.item(i, fields)
			if err != nil {
				return nil, err
			}
			items = append(items, it)
		}
	}
	return items, nil
}

// item returns the i-th part, which is a value.
func (b *layoutBuilder) item(i int, fields []Field) (item, error) {
	v := b.parts[i].value
	it := item{source: source{name: v.name, field: fields[i], convert: v.convert}, shape: v.shape}
	if fields[i].Kind == Clock {
		it.source.notation = v.notation
	}
	if it.shape == shapeClient && !b.endsAtSpace(i) {
		it.shape = shapeAuto
	}
	switch {
	case i > 0 && b.isPortColon(i-1, fields):
		it.optional = ':'
	case v.begins == '?':
		it.optional = '?'
	case i > 0 && b.parts[i-1].value != nil:
		if v.begins == 0 && fields[i-1].Kind != Clock {
			return item{}, formatErrorf(b.source, b.parts[i].at,
				"nothing stands between %s and %s, so that nobody can tell where one ends", b.parts[i-1].value.spelled(), v.spelled())
		}
		if v.begins == '/' && fields[i-1].Kind != Clock {
			it.optional = '/'
			it.source.convert = v.slashed
			if v.slashed == nil {
				it.source.convert = withSlash
			}
		}
	}
	return it, nil
}

// spelled names v in messages.
func (v *logValue) spelled() string {
	if v.name[0] == '%' {
		return v.name
	}
	return "$" + v.name
}

// endsAtSpace reports whether a space stands behind the i-th part, or nothing.
func (b *layoutBuilder) endsAtSpace(i int) bool {
	return i+1 == len(b.parts) || strings.HasPrefix(b.parts[i+1].text, " ")
}

// isPortColon reports whether the i-th part is the colon of site:port, with a
// space behind it.
func (b *layoutBuilder) isPortColon(i int, fields []Field) bool {
	return b.parts[i].text == ":" && 0 < i && i+1 < len(b.parts) &&
		fields[i-1].Name == "vhost" && fields[i+1].Name == "port" && b.endsAtSpace(i+1)
}

// withSlash is the conversion of a path that is read as what stands behind
// its slash.
func withSlash(r *Record, _ int, from []int) span {
	rest := r.Bytes(from[0])
	if rest == nil {
		return absent
	}
	return r.slashed(from[0], len(rest))
}

// slashed returns a slash and the first length bytes of the value in slot
// from, before which the line has that slash unless the value is in the
// scratch.
func (r *Record) slashed(from, length int) span {
	if s := r.spans[from]; s.lo <= s.hi && s.lo > 0 && r.line[s.lo-1] == '/' {
		return r.part(from, -1, length+1)
	}
	lo := len(r.scratch)
	r.scratch = append(append(r.scratch, '/'), r.Bytes(from)[:length]...)
	return r.since(lo)
}
