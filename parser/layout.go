package parser

import "strings"

// parseLayout takes the layout of a known format apart: fields in braces, all
// else as it stands, {{ for a brace and two spaces for one or more. {name} is a
// field; {:name} one that stands there with a colon before it, or not at all;
// {name|how} one of which is said how it is written, in words with commas
// between: see written. own are fields that only the format has. Layouts are
// ours: a bad one is a bug.
func parseLayout(text string, own []Field) []item {
	var items []item
	for text != "" {
		open := strings.IndexByte(text, '{')
		if brace := strings.Index(text, "{{"); brace >= 0 && brace == open {
			items = append(items, item{text: text[:brace+1]})
			text = text[brace+2:]
			continue
		}
		if open != 0 {
			if open < 0 {
				open = len(text)
			}
			items = append(items, item{text: text[:open]})
			text = text[open:]
			continue
		}
		inside, rest, ok := strings.Cut(text[1:], "}")
		if !ok || inside == "" {
			panic("bug: layout with an unclosed brace: " + text)
		}
		items = append(items, fieldItem(inside, own))
		text = rest
	}
	return items
}

// fieldItem is the item of what stands between braces.
func fieldItem(inside string, own []Field) item {
	var it item
	name, how, _ := strings.Cut(inside, "|")
	if name[0] == ':' {
		name, it.optional = name[1:], ':'
	}
	it.source.field = NewFieldSet(own...).fieldOf(name)
	if name == "time" {
		it.source.notation = clfNotation
	}
	for word := range strings.SplitSeq(how, ",") {
		if word == "" {
			continue
		}
		set, ok := written[word]
		if !ok {
			panic("bug: layout with an unknown word: " + inside)
		}
		set(&it)
	}
	return it
}

// fieldOf is the field of that name, a text if nobody knows it.
func (s *FieldSet) fieldOf(name string) Field {
	if f, ok := s.lookup(name); ok {
		return f
	}
	return Field{Name: name, Kind: Text}
}

// written are the words that say how a field is written.
var written = map[string]func(*item){
	"text":     func(it *item) { it.shape = shapeText },
	"word":     func(it *item) { it.shape = shapeWord },
	"number":   func(it *item) { it.shape = shapeNumber },
	"captures": func(it *item) { it.shape = shapeCaptures },
	"request":  func(it *item) { it.shape = shapeRequest },
	"list":     func(it *item) { it.shape = shapeClient },

	"ms":      func(it *item) { it.source.convert, it.shape = fromMillis, shapeNumber },
	"us":      func(it *item) { it.source.convert, it.shape = fromMicros, shapeNumber },
	"ns":      func(it *item) { it.source.convert, it.shape = fromNanos, shapeNumber },
	"s":       func(it *item) { it.source.convert, it.shape = fromSeconds, shapeNumber },
	"spelled": func(it *item) { it.source.convert = fromSpelled },
	"sum":     func(it *item) { it.source.convert, it.shape = sumList, shapeClient },
	"last":    func(it *item) { it.source.convert, it.shape = lastOfList, shapeClient },
	"reached": func(it *item) { it.source.convert, it.shape = fromReached, shapeNumber },
	"uwsgi":   func(it *item) { it.source.convert, it.shape = fromUWSGI, shapeText },
	"host":    func(it *item) { it.source.convert, it.shape = hostOnly, shapeWord },

	"filled": func(it *item) { it.source.convert = deriveFilled },

	"plus":    func(it *item) { it.source.convert = plusSpaces },
	"percent": func(it *item) { it.source.convert = percentDecoded },

	"iso":     func(it *item) { it.source.notation = isoNotation },
	"epoch":   func(it *item) { it.source.notation = epochNotation },
	"asctime": func(it *item) { it.source.notation = asctimeNotation },
	"haproxy": func(it *item) { it.source.notation = clfFraction },
}

// deriveFilled takes an empty text for none.
func deriveFilled(r *Record, _ int, from []int) span {
	if len(r.Bytes(from[0])) == 0 {
		return absent
	}
	return r.copyOf(from[0])
}

// fit implements scheme.
func (l *layout) fit(p Parser, r *Record, line []byte) fit {
	prog := p.(*program)
	r.begin(line, prog.binding)
	done, pos := run(prog.plain, line, 0, r.spans)
	if done < prog.must || prog.misquotes(line) {
		return fit{}
	}
	for i := done; i < len(prog.plain); i++ {
		prog.plain[i].miss(r.spans)
	}
	r.end(prog.binding)
	whole := done == len(prog.plain)
	return fit{parsed: true, whole: whole, odd: !whole && pos < len(line), fields: done}
}
