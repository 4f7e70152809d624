package expr

import (
	"regexp"
	"strings"
)

// caseless returns the operator that a word of another language is, but for
// the case of letters, "" if it is none.
func caseless(word string) string {
	switch strings.ToLower(strings.ReplaceAll(word, "_", "")) {
	case "icontains", "ilike":
		return "contains"
	case "istartswith":
		return "startsWith"
	case "iendswith":
		return "endsWith"
	case "iequals", "ieq", "iexact", "equalfold", "equalsignorecase":
		return "=="
	}
	return ""
}

// folded is how a search without regard to case is written: what lower leaves
// of the field, and a text in small letters.
func (s *scanner) folded(field token, operator string) string {
	name := "path"
	if field.kind == wordToken {
		name = field.text
	}
	return "lower(" + name + ") " + operator + " " + s.following()
}

// following is the text in quotes that comes next, in small letters, or points
// for it; for one with the wildcards of like too.
func (s *scanner) following() string {
	rest := strings.TrimSpace(s.text[s.at:])
	if rest == "" || strings.IndexByte("\"'`", rest[0]) < 0 {
		return `"..."`
	}
	text, _, closed := strings.Cut(rest[1:], rest[:1])
	if !closed || strings.Contains(text, "%") {
		return `"..."`
	}
	return inQuotes(string(appendLower(nil, []byte(text))))
}

// bang says what is written for the ! behind a value.
func (s *scanner) bang() string {
	rest := strings.TrimSpace(s.text[s.at:])
	word := rest[:nameLength(rest)]
	operator := word
	if right := spelled(word); right != "" {
		operator = right
	}
	if negatable(operator) {
		return "!" + word + " is written not " + operator
	}
	return "! stands before a condition; unequal is !="
}

var (
	// Groups of three digits behind a comma that stands within a number.
	thousands = regexp.MustCompile(`^((?:,[0-9]{3})+)(?:[^0-9A-Za-z_.,]|$)`)
	constant  = regexp.MustCompile(`"[^"\\]*"|'[^'\\]*'|[0-9][0-9_.]*`)
	// Constants behind commas, up to the end of a condition.
	constants = regexp.MustCompile(`^((?:\s*,\s*(?:` + constant.String() + `))+)\s*(?:$|\)|and\b|or\b|&&|\|\|)`)
)

// joinsNothing says what is written for the comma t, which stands in no list.
func (s *scanner) joinsNothing(t token) string {
	const other = ", joins nothing; write and"
	n := len(s.tokens)
	if n < 3 || s.tokens[n-1].kind == wordToken {
		return other
	}
	field, operator, first := s.tokens[n-3], s.tokens[n-2], s.tokens[n-1]
	behind := s.text[t.at:]
	more := constants.FindStringSubmatch(behind)
	list := func() string {
		values := append([]string{first.text}, constant.FindAllString(more[1], -1)...)
		return "[" + visible(shortened(strings.Join(values, ", "))) + "]"
	}
	if operator.text == "in" && more != nil {
		return "a list stands in brackets: in " + list()
	}
	if field.kind != wordToken {
		return other
	}
	equality := operator.text == "==" || operator.text == "!="
	if number := grouped(first, t, behind); number != "" && (!equality || strings.Contains(number, "_000")) {
		return "numbers have no commas: write " + strings.ReplaceAll(number, "_", "") + " or " + number
	}
	if !equality || more == nil {
		return other
	}
	in := map[string]string{"==": " in ", "!=": " not in "}[operator.text]
	return "several values are a list: " + field.text + in + list()
}

// grouped returns the number of which first is what stands before the comma,
// with _ for its commas, "" if it is none.
func grouped(first, comma token, behind string) string {
	groups := thousands.FindStringSubmatch(behind)
	digits := strings.Trim(first.text, "0123456789") == "" && len(first.text) <= 3
	if groups == nil || !digits || first.end != comma.at || len(groups[1]) > maxDigits {
		return ""
	}
	return first.text + strings.ReplaceAll(groups[1], ",", "_")
}
