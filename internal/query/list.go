package query

import (
	"fmt"
	"strings"
)

// maxItems is how many items a list may have, more than anybody reads columns
// of. Each is compared with those before it, here and when a table is planned.
const maxItems = 1000

// split cuts a list at its commas, but not inside of parentheses, brackets and
// quotes, as a metric such as share(client in ["a", "b"]) has them. what names
// its elements in the error.
func split(what, text string) ([]string, error) {
	var items []string
	for rest, more := text, true; more; {
		var item string
		item, rest, more = cutItem(rest)
		item = strings.TrimSpace(item)
		if item == "" {
			return nil, fmt.Errorf("empty %s in %q", what, text)
		}
		if len(items) == maxItems {
			return nil, fmt.Errorf("a list has at most 1,000 items, and there is another %s behind %q", what, items[maxItems-1])
		}
		for _, before := range items {
			if before == item {
				return nil, fmt.Errorf("%s %q stands twice in %q", what, item, text)
			}
		}
		items = append(items, item)
	}
	return items, nil
}

// cutItem cuts text behind its first item.
func cutItem(text string) (item, rest string, more bool) {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case '"', '\'', '`':
			i += quoted(text[i:], c)
		case ',':
			if depth <= 0 {
				return text[:i], text[i+1:], true
			}
		}
	}
	return text, "", false
}

// quoted returns how many bytes lie between the quote that text begins with and
// the one that closes it, that one included.
func quoted(text string, quote byte) int {
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && quote != '`':
			i++
		case text[i] == quote:
			return i
		}
	}
	return len(text) - 1
}
