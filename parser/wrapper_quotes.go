package parser

import "bytes"

// What LiteSpeed writes for a log format in quotes, which is how its manual
// shows them, and some loggers of applications:
// https://github.com/litespeedtech/openlitespeed/blob/master/dist/docs/ServLog_Help.html
var quotesWrapper = wrapper{
	name:  "quotes",
	doc:   "whole lines in quotes, those inside not escaped: some of LiteSpeed",
	strip: stripQuotes,
}

// stripQuotes takes the quotes from both ends, unless what is between shows
// that they are not just put there: the next quote has no space before it, and
// closes the first, or it is doubled, as in CSV. Two quotes and a space are an
// empty field.
func stripQuotes(line []byte) (u unwrapped, ok bool) {
	if len(line) < 2 || line[0] != '"' || line[len(line)-1] != '"' {
		return u, false
	}
	text := line[1 : len(line)-1]
	if n := bytes.IndexByte(text, '"'); n >= 0 {
		if n == 0 || text[n-1] != ' ' {
			return u, false
		}
		if rest := text[n+1:]; len(rest) > 1 && rest[0] == '"' && rest[1] != ' ' {
			return u, false
		}
	}
	return unwrap(1, len(line)-1), true
}
