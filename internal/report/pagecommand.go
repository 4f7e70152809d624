package report

import (
	"fmt"
	"strings"
)

// Origin is the command that an answer comes of, as far as the answer depends
// on it. The page shows how to ask for each of its tables again.
type Origin struct {
	Words  []string // the command and its question, "wf" first
	Select []string // the flags that say which records count, and how they are read
	Files  []string // as they were typed; none for standard input
}

const (
	mostCommandFiles = 20    // files that a command on the page names
	mostCommandBytes = 1_000 // bytes of the files that it names, quoted
)

// asks is the command line that asks something else of the same records, or
// the same again. Nobody makes none.
func (o *Origin) asks(words ...string) string {
	if o == nil {
		return ""
	}
	if len(words) == 0 {
		words = o.Words
	}
	var b strings.Builder
	for _, list := range [][]string{words, o.Select} {
		for _, w := range list {
			b.WriteString(shellQuote(w) + " ")
		}
	}
	text := strings.TrimSuffix(b.String(), " ")
	if len(text) > 4*mostCommandBytes {
		return "" // nobody types it again
	}
	return text + o.files()
}

// files are the inputs of a command line. In the place of too many there is a
// word that has to be replaced: a part of them would give another answer.
func (o *Origin) files() string {
	var b strings.Builder
	for i, f := range o.Files {
		if strings.HasPrefix(f, "-") && f != "-" {
			f = "./" + f
		}
		b.WriteString(" " + shellQuote(f))
		if i == mostCommandFiles || b.Len() > mostCommandBytes {
			return " FILE..."
		}
	}
	return b.String()
}

// shellQuote writes a word for a shell. What cannot be seen is written with a
// backslash in the quotes that bash, zsh, ksh and POSIX of 2024 have for it.
func shellQuote(word string) string {
	const bare = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%"
	switch {
	case word != "" && strings.Trim(word, bare) == "" && word[0] != '=': // zsh looks a command up behind =
		return word
	case Escape(word) == word:
		return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	}
	var b strings.Builder
	b.WriteString("$'")
	for i := range len(word) {
		switch c := word[i]; {
		case c == '\'' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c > '~':
			fmt.Fprintf(&b, `\%03o`, c) // of \x0aa POSIX does not say where it ends
		default:
			b.WriteByte(c)
		}
	}
	return b.String() + "'"
}
