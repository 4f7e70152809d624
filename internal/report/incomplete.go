package report

import (
	"bufio"
	"strings"

	"wf/aggregate"
)

// reasons are the first of the errors by which the figures are not those of
// all the inputs, and how many more there are; whole is whether they are.
func reasons(m *aggregate.Meta) (first []string, more int64, whole bool) {
	const most = 3
	n := len(m.Errors)
	return m.Errors[:min(most, n)], int64(max(0, n-most)), m.Complete && n == 0
}

// incompleteLines say for people what reasons says.
func incompleteLines(m *aggregate.Meta) []line {
	first, more, whole := reasons(m)
	if whole {
		return nil
	}
	if len(first) == 0 {
		return []line{words("incomplete", red)}
	}
	var lines []line
	for _, e := range first {
		lines = append(lines, words("incomplete: "+Escape(e), red))
	}
	if more > 0 {
		lines = append(lines, words("and "+Count(more)+" more", red))
	}
	return lines
}

// writeIncomplete writes them as a paragraph of Markdown, in which the ends of
// lines would be spaces.
func writeIncomplete(b *bufio.Writer, m *aggregate.Meta) {
	first, more, whole := reasons(m)
	if whole {
		return
	}
	var list []string
	for _, e := range first {
		list = append(list, codeSpan(e))
	}
	if more > 0 {
		list = append(list, "and "+Count(more)+" more")
	}
	b.WriteString("\nincomplete")
	if len(list) > 0 {
		b.WriteString(": " + strings.Join(list, "; "))
	}
	b.WriteByte('\n')
}
