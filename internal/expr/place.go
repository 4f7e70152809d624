package expr

import "strings"

// place appends t to the tokens, if something like it can stand there.
func (s *scanner) place(t token) error {
	var err error
	switch {
	case s.negated:
		err = s.checkNegated(t)
	case t.kind != signToken && s.behindValue():
		err = s.noOperator(t)
	case t.kind == wordToken:
		err = s.placeWord(t)
	case t.kind != signToken:
	case t.text == "(" || t.text == "[":
		err = s.placeOpening(t)
	case t.text == ")" || t.text == "]":
		err = s.placeClosing(t)
	case t.text == ",":
		err = s.placeComma(t)
	case t.text == "!" || t.text == "not" && !s.behindValue():
		if s.behindValue() {
			err = s.fail(t.at, s.bang())
		}
	case !s.behindValue():
		err = s.noValue(t)
	}
	s.negated = t.text == "not" && s.behindValue()
	s.tokens = append(s.tokens, t)
	return err
}

// before returns the text of the nth last token, "" if there are not as many.
func (s *scanner) before(n int) string {
	if n > len(s.tokens) {
		return ""
	}
	return s.tokens[len(s.tokens)-n].text
}

// misspelt are operators as other languages write them, in lower case and
// without _.
var misspelt = map[string]string{
	"and": "and", "or": "or", "not": "not", "in": "in", "matches": "matches", "contains": "contains",
	"startswith": "startsWith", "endswith": "endsWith",
	"hasprefix": "startsWith", "hassuffix": "endsWith", "prefix": "startsWith", "suffix": "endsWith",
	"beginswith": "startsWith", "starts": "startsWith", "ends": "endsWith",
	"includes": "contains", "has": "contains", "contain": "contains",
	"match": "matches", "regexp": "matches", "regex": "matches", "rlike": "matches", "similar": "matches",
	"eq": "==", "equals": "==", "equal": "==", "ne": "!=", "neq": "!=",
	"lt": "<", "le": "<=", "lte": "<=", "gt": ">", "ge": ">=", "gte": ">=",
	"xor": "!=",
}

// spelled returns the operator that is meant by a word, "" if none is.
func spelled(word string) string {
	return misspelt[strings.ToLower(strings.ReplaceAll(word, "_", ""))]
}

// noOperator says what is wrong where t stands right behind a value.
func (s *scanner) noOperator(t token) error {
	previous := s.tokens[len(s.tokens)-1]
	word := strings.ToLower(t.text)
	right := spelled(t.text)
	switch {
	case previous.kind == wordToken && (previous.text == "let" || previous.text == "if"):
		return s.fail(previous.at, "wf's conditions have no "+previous.text)
	case previous.kind == wordToken && spelled(previous.text) == "not":
		return s.fail(previous.at, previous.text+" is written not")
	case t.kind == wordToken && right != "":
		return s.fail(t.at, t.text+" is written "+right)
	case t.kind == wordToken && caseless(t.text) != "":
		return s.fail(t.at, t.text+" is written "+s.folded(previous, caseless(t.text)))
	case t.kind == wordToken && word == "like":
		return s.fail(t.at, t.text+` is written contains "...", startsWith "..." or endsWith "..."`)
	case t.kind == wordToken && word == "is":
		return s.fail(t.at, s.is())
	case t.kind == wordToken && word == "between":
		return s.fail(t.at, "between is written in 500..599")
	case t.kind != wordToken && len(s.open) > 0 && s.tokens[s.open[len(s.open)-1]].text == "[":
		return s.fail(t.at, "a comma is missing before "+s.shown(t))
	}
	return s.fail(t.at, "an operator is missing before "+s.shown(t))
}

// is says what is written for the word is: what follows it tells.
func (s *scanner) is() string {
	words := strings.Fields(strings.ToLower(s.text[s.at:min(len(s.text), s.at+window)]))
	switch {
	case len(words) > 1 && words[0] == "not" && absentWord(words[1]):
		return "is not " + words[1] + " is written != nil"
	case len(words) > 0 && absentWord(words[0]):
		return "is " + words[0] + " is written == nil"
	case len(words) > 0 && words[0] == "not":
		return "write != for is not"
	}
	return "write == for is"
}

// absentWord reports whether word is what others call nil.
func absentWord(word string) bool {
	switch word {
	case "null", "none", "nil", "undefined":
		return true
	}
	return false
}

// shown is t as a sentence shows it.
func (s *scanner) shown(t token) string {
	if t.kind == textToken {
		return inQuotes(t.text[1 : len(t.text)-1])
	}
	return t.text
}

// placeWord checks a word where a value is to stand.
func (s *scanner) placeWord(t token) error {
	word := strings.ToLower(t.text)
	behind := s.before(1)
	called := strings.HasPrefix(strings.TrimSpace(s.text[s.at:min(len(s.text), s.at+window)]), "(")
	switch {
	case absentWord(word) && t.text != "nil" && (behind == "==" || behind == "!="):
		return s.fail(t.at, t.text+" is written nil")
	case word == "true" || word == "false":
		return s.fail(t.at, t.text+` is no value; as a text it is written in quotes: "`+word+`"`)
	case called:
		return s.placeCall(t)
	}
	return nil
}

// placeCall checks the word before a parenthesis.
func (s *scanner) placeCall(t token) error {
	if usage[t.text] != "" {
		return nil
	}
	field, method := "path", t.text
	if i := strings.LastIndexByte(t.text, '.'); i >= 0 {
		field, method = t.text[:i], t.text[i+1:]
	}
	switch right := spelled(method); {
	case right == "not":
		return s.fail(t.at, t.text+" is written not")
	case right == "in":
		return s.fail(t.at, t.text+" stands between values: "+field+` in ["...", "..."]`)
	case right != "":
		return s.fail(t.at, method+" is no function: write "+field+" "+right+` "..."`)
	case caseless(method) != "":
		return s.fail(t.at, method+" is no function: write lower("+field+") "+caseless(method)+` "..."`)
	}
	right, known := foreign[strings.ToLower(strings.ReplaceAll(method, "_", ""))]
	switch {
	case known && right == "":
		return s.fail(t.at, "wf's conditions have no "+t.text+"()")
	case known:
		return s.fail(t.at, "no function "+t.text+": write "+strings.ReplaceAll(right, "x", field))
	}
	return s.fail(t.at, "no function "+t.text+"; there are lower upper len cidr")
}

// foreign are functions of other languages, in lower case and without _, and
// what is written for them, "" for nothing.
var foreign = map[string]string{
	"lower": "lower(x)", "lcase": "lower(x)", "tolower": "lower(x)", "tolowercase": "lower(x)",
	"upper": "upper(x)", "ucase": "upper(x)", "toupper": "upper(x)", "touppercase": "upper(x)",
	"len": "len(x)", "length": "len(x)", "size": "len(x)", "strlen": "len(x)",
	"isnull": "x == nil", "isempty": "x == nil", "exists": "x != nil", "defined": "x != nil",
	"filter": "", "map": "", "all": "", "any": "", "none": "", "one": "", "sum": "", "reduce": "",
}

// placeOpening checks an opening bracket and notes it.
func (s *scanner) placeOpening(t token) error {
	if s.behindValue() && t.text == "[" {
		return s.fail(t.at, "nothing is taken out of values; a field inside of another is written with a point")
	}
	if s.behindValue() && s.tokens[len(s.tokens)-1].kind != wordToken {
		return s.fail(t.at, "an operator is missing before (")
	}
	if s.open = append(s.open, len(s.tokens)); len(s.open) > maxDepth {
		return s.fail(t.at, "brackets are nested more than 1,000 deep")
	}
	return nil
}

// placeClosing checks a closing bracket and matches it with its opening one.
func (s *scanner) placeClosing(t token) error {
	if len(s.open) == 0 {
		return s.fail(t.at, t.text+" closes nothing")
	}
	last := s.open[len(s.open)-1]
	opening := s.tokens[last].text
	if (opening == "(") != (t.text == ")") {
		return s.fail(t.at, t.text+" does not close "+opening)
	}
	empty := opening == "[" && s.before(1) == "["
	if !s.behindValue() && !empty {
		if last == len(s.tokens)-1 && last > 0 && usage[s.tokens[last-1].text] != "" {
			return s.fail(s.tokens[last-1].at, usage[s.tokens[last-1].text])
		}
		return s.noValue(t)
	}
	s.open = s.open[:len(s.open)-1]
	s.tokens[last].match = len(s.tokens)
	return nil
}

// placeComma checks a comma, which stands in lists and between arguments.
func (s *scanner) placeComma(t token) error {
	switch {
	case !s.behindValue():
		return s.noValue(t)
	case len(s.open) == 0:
		return s.fail(t.at, s.joinsNothing(t))
	}
	last := s.open[len(s.open)-1]
	if s.tokens[last].text == "[" || last > 0 && s.tokens[last-1].kind == wordToken {
		return nil
	}
	if last > 0 && s.tokens[last-1].text == "in" {
		return s.fail(s.tokens[last].at, "a list stands in square brackets: [500, 502]")
	}
	return s.fail(t.at, s.joinsNothing(t))
}

// checkNegated checks the operator behind a not that stands behind a value.
func (s *scanner) checkNegated(t token) error {
	if t.kind == signToken && negatable(t.text) {
		return nil
	}
	not := s.tokens[len(s.tokens)-1]
	word := strings.ToLower(t.text)
	switch {
	case word == "like":
		return s.fail(not.at, `not like is written not contains "..."`)
	case word == "between":
		return s.fail(not.at, "not between is written not in 500..599")
	case absentWord(word):
		return s.fail(not.at, "not "+word+" is written != nil")
	case t.kind == wordToken && negatable(caseless(t.text)):
		return s.fail(not.at, "not "+t.text+" is written "+s.folded(s.tokens[len(s.tokens)-2], "not "+caseless(t.text)))
	case t.kind == wordToken && negatable(spelled(t.text)):
		return s.fail(t.at, t.text+" is written "+spelled(t.text))
	}
	return s.fail(not.at, "unequal is written !=; not stands before a condition, or before in, contains, startsWith, endsWith or matches")
}

// noValue says what is wrong where t stands with nothing before it.
func (s *scanner) noValue(t token) error {
	if t.kind == signToken && isOperator(t.text) && strings.HasPrefix(s.text[s.at:], "(") {
		return s.fail(t.at, t.text+" is no function: write path "+t.text+` "..."`)
	}
	if t.text == "-" {
		return s.fail(t.at, noArithmetic)
	}
	return s.fail(t.at, "a value is missing before "+t.text)
}

// finish checks the end of the text.
func (s *scanner) finish() error {
	switch {
	case len(s.tokens) == 0:
		return s.fail(0, "the condition is empty; write one like status >= 500")
	case len(s.open) > 0 && (s.behindValue() || s.before(1) == "(" || s.before(1) == "["):
		opening := s.tokens[s.open[len(s.open)-1]]
		return s.fail(opening.at, opening.text+" is not closed")
	case s.negated || !s.behindValue():
		return s.fail(len(s.text), "a value is missing behind "+s.before(1))
	}
	return nil
}
