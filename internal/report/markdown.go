package report

import (
	"bufio"
	"fmt"
	"strings"

	"wf/aggregate"
)

// writeMarkdown writes the tables of r as GitHub's Markdown has them, with the
// numbers of people and the texts of logs as code. Rows are not aligned in the
// source.
func writeMarkdown(b *bufio.Writer, r *aggregate.Report, o Options) error {
	for i, t := range r.Tables {
		if i > 0 {
			b.WriteByte('\n')
		}
		if len(r.Tables) > 1 {
			fmt.Fprintf(b, "### %s\n\n", word(t.Name))
		}
		if err := markdownTable(b, t, o); err != nil {
			return err
		}
	}
	writeIncomplete(b, &r.Meta)
	return nil
}

func markdownTable(b *bufio.Writer, t *aggregate.Table, o Options) error {
	var names, rules strings.Builder
	for _, c := range t.Columns {
		name, rule := word(c.Name), " ---: |"
		if c.Approx {
			name = `\~` + name
		}
		if c.Key {
			rule = " --- |"
		}
		names.WriteString(" " + name + " |")
		rules.WriteString(rule)
	}
	fmt.Fprintf(b, "|%s\n|%s\n", names.String(), rules.String())
	rows := int64(0)
	for row := range t.Rows {
		rows++
		b.WriteByte('|')
		for i, v := range row {
			c := humanCell(v, t.Columns[i], o.ASCII)
			if v.Kind == aggregate.Text {
				c.text = codeSpan(string(v.Bytes))
			}
			fmt.Fprintf(b, " %s%s |", c.text, c.unit)
		}
		if err := b.WriteByte('\n'); err != nil {
			return err
		}
	}
	if rows < t.Total {
		fmt.Fprintf(b, "\n%s of %s rows\n", Count(rows), Count(t.Total))
	}
	return nil
}

// word is a name as it is where nothing in it could be markup, else in a code
// span: a column can have a name that came from a log.
func word(name string) string {
	plain := name != "" && name[0] != '_' && name[len(name)-1] != '_'
	for i := range len(name) {
		c := name[i] | 0x20 // capitals as small letters
		plain = plain && ('a' <= c && c <= 'z' || '0' <= name[i] && name[i] <= '9' || name[i] == '_')
	}
	if plain {
		return name
	}
	return codeSpan(name)
}

// codeSpan writes text, printable or not, as code, in which neither CommonMark
// nor GitHub sees markup, links, mentions or entities. A bar would end the cell
// before a span is looked for, and parsers differ on a backslash before a
// backslash before it, so it is written as \x7c. The empty text, of which there
// is no span, is "" without one; a text of two quotes has its span around it,
// and so has a hyphen that is not an absent value.
func codeSpan(text string) string {
	if text == "" {
		return `""`
	}
	text = strings.ReplaceAll(Escape(text), "|", `\x7c`)
	ticks := longestRun(text, '`')
	if ticks >= longestFence {
		text, ticks = strings.ReplaceAll(text, "`", `\x60`), 0
	}
	fence := strings.Repeat("`", ticks+1)
	first, last := text[0], text[len(text)-1]
	if first == '`' || last == '`' || first == ' ' && last == ' ' && strings.Trim(text, " ") != "" {
		text = " " + text + " " // which is taken off again
	}
	return fence + text + fence
}

// longestFence is how many backticks every parser takes as a fence: cmark has a
// limit, beyond which the text would be markup again.
const longestFence = 79

// longestRun is the length of the longest run of c in s.
func longestRun(s string, c byte) int {
	longest, run := 0, 0
	for i := range len(s) {
		if s[i] != c {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}
