package expr

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// unescape returns what the inside of a quoted text stands for: the escapes
// are those of Go, and \xHH is that byte. bad is the place of a backslash that
// begins none, or -1.
func unescape(body string) (value string, bad int) {
	if strings.IndexByte(body, '\\') < 0 {
		return body, -1
	}
	out := make([]byte, 0, len(body))
	for rest := body; rest != ""; {
		switch {
		case rest[0] != '\\':
			out = append(out, rest[0])
			rest = rest[1:]
		case len(rest) > 1 && (rest[1] == '"' || rest[1] == '\''):
			out = append(out, rest[1])
			rest = rest[2:]
		default:
			r, multibyte, tail, err := strconv.UnquoteChar(rest, 0)
			if err != nil {
				return "", len(body) - len(rest)
			}
			if multibyte && r >= utf8.RuneSelf {
				out = utf8.AppendRune(out, r)
			} else {
				out = append(out, byte(r))
			}
			rest = tail
		}
	}
	return string(out), -1
}

// visible returns text with all that cannot be seen escaped.
func visible(text string) string {
	quoted := strconv.Quote(text)
	return plainer.Replace(quoted[1 : len(quoted)-1])
}

var plainer = strings.NewReplacer(`\\`, `\`, `\"`, `"`)
