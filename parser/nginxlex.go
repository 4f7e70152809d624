package parser

import "strings"

// nginxLexer takes a configuration of nginx apart into directives, as
// ngx_conf_read_token of src/core/ngx_conf_file.c does. It checks less: what
// nginx runs with is right.
type nginxLexer struct {
	text  string
	pos   int
	start int // of the directive last read
}

// nginxWord is a word of a directive.
type nginxWord struct {
	raw   string // between the quotes, with its escapes
	at    int    // where raw stands in the text
	quote byte   // ', " or 0
}

// next returns the words of the next directive and what it ends with: ; or
// {, or } for the end of a block, which has no words. At the end of the text
// it is 0, with the words of a directive that is not ended, if any.
func (x *nginxLexer) next() (words []nginxWord, end byte, err error) {
	for {
		x.skipSpace()
		if len(words) == 0 {
			x.start = x.pos
		}
		if x.pos == len(x.text) {
			return words, 0, nil
		}
		switch c := x.text[x.pos]; c {
		case ';', '{', '}':
			x.pos++
			if c == '{' && len(words) > 0 && strings.HasSuffix(words[0].raw, "_by_lua_block") {
				return words, ';', x.skipLua()
			}
			return words, c, nil
		case '"', '\'':
			w, ok := x.quoted(c)
			if !ok {
				return words, 0, formatErrorf(x.text, w.at-1, "no closing %c", c)
			}
			if x.pos < len(x.text) && !isSpace(x.text[x.pos]) && !strings.ContainsRune(";{)", rune(x.text[x.pos])) {
				return words, 0, formatErrorf(x.text, x.pos, "space or ; expected behind %c", c)
			}
			words = append(words, w)
		default:
			words = append(words, x.bare())
		}
	}
}

// skipSpace skips space and comments.
func (x *nginxLexer) skipSpace() {
	for x.pos < len(x.text) {
		switch {
		case isSpace(x.text[x.pos]):
			x.pos++
		case x.text[x.pos] == '#':
			x.skipLine()
		default:
			return
		}
	}
}

// skipLine goes to the end of the line.
func (x *nginxLexer) skipLine() {
	if n := strings.IndexByte(x.text[x.pos:], '\n'); n >= 0 {
		x.pos += n
	} else {
		x.pos = len(x.text)
	}
}

// quoted returns the word in quotes at pos, false if no quote closes it.
func (x *nginxLexer) quoted(quote byte) (nginxWord, bool) {
	x.pos++
	w := nginxWord{at: x.pos, quote: quote}
	for ; x.pos < len(x.text); x.pos++ {
		switch x.text[x.pos] {
		case '\\':
			x.pos++
		case quote:
			w.raw = x.text[w.at:x.pos]
			x.pos++
			return w, true
		}
	}
	x.pos = len(x.text)
	return w, false
}

// bare returns the word without quotes at pos. The brace of ${name} begins no
// block.
func (x *nginxLexer) bare() nginxWord {
	at := x.pos
	for ; x.pos < len(x.text); x.pos++ {
		c := x.text[x.pos]
		if isSpace(c) || c == ';' || c == '{' && (x.pos == at || x.text[x.pos-1] != '$') {
			break
		}
		if c == '\\' && x.pos+1 < len(x.text) {
			x.pos++
		}
	}
	return nginxWord{raw: x.text[at:x.pos], at: at}
}

// skipLua goes behind the brace that closes a block of Lua, as OpenResty has
// them: https://github.com/openresty/lua-nginx-module#content_by_lua_block
func (x *nginxLexer) skipLua() error {
	begin := x.pos - 1
	for depth := 1; x.pos < len(x.text); {
		rest := x.text[x.pos:]
		switch {
		case rest[0] == '{':
			depth++
		case rest[0] == '}':
			if depth--; depth == 0 {
				x.pos++
				return nil
			}
		case rest[0] == '"', rest[0] == '\'':
			x.quoted(rest[0])
			continue
		case strings.HasPrefix(rest, "--") && luaBracket(rest[2:]) == "":
			x.skipLine()
			continue
		case luaBracket(rest) != "":
			closing := strings.ReplaceAll(luaBracket(rest), "[", "]")
			n := strings.Index(rest, closing)
			if n < 0 {
				n = len(rest) - len(closing)
			}
			x.pos += n + len(closing)
			continue
		}
		x.pos++
	}
	return formatErrorf(x.text, begin, "no closing }")
}

// luaBracket returns what opens a long string of Lua at the start of text: [[,
// [=[, [==[ ... or nothing.
func luaBracket(text string) string {
	if !strings.HasPrefix(text, "[") {
		return ""
	}
	level := 1
	for level < len(text) && text[level] == '=' {
		level++
	}
	if level == len(text) || text[level] != '[' {
		return ""
	}
	return text[:level+1]
}

// nginxSpelling resolves the escapes of a word.
func nginxSpelling(raw string, at int) spelling {
	var s spelling
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if c == '\\' && i+1 < len(raw) {
			if n := strings.IndexByte(`"'\trn`, raw[i+1]); n >= 0 {
				s.add("\"'\\\t\r\n"[n], at+i)
				i++
				continue
			}
		}
		s.add(c, at+i)
	}
	return s
}
