package bench

import (
	"bytes"
	"regexp"
)

// inText finds articles in a text of many lines. Over many lines Pattern would
// find more than in each of them: its [^ .]+ takes a newline, and a match could
// begin in one line and end in the next. So here it takes none.
var inText = regexp.MustCompile(`GET /ongoing/When/\d\d\dx/(\d\d\d\d/\d\d/\d\d/[^ .\n]+) `)

// search counts the articles of a text of whole lines as a search of each line
// would: of two matches in a line the first counts.
func (c Counts) search(text []byte) {
	end := -1 // of the match before
	for _, m := range inText.FindAllSubmatchIndex(text, -1) {
		if end < 0 || bytes.IndexByte(text[end:m[0]], '\n') >= 0 {
			c[string(text[m[2]:m[3]])]++
		}
		end = m[1]
	}
}
