package cli

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// plainCondition is a condition on records in the words of the command, and the
// same in Go.
type plainCondition struct {
	text  string
	holds func(*plainRecord) bool
}

// conditions draws conditions that have something to do with a log.
type conditions struct {
	*rand.Rand
	records []plainRecord
	timed   bool // the log has durations
}

// draw returns a condition of one to four comparisons.
func (c conditions) draw() plainCondition {
	switch c.IntN(8) {
	case 0:
		return not(c.atom())
	case 1:
		return and(c.atom(), c.atom())
	case 2:
		return or(c.atom(), c.atom())
	case 3:
		return and(or(c.atom(), c.atom()), not(c.atom()))
	case 4:
		return or(and(c.atom(), not(c.atom())), and(c.atom(), c.atom()))
	}
	return c.atom()
}

func not(a plainCondition) plainCondition {
	return plainCondition{"not (" + a.text + ")", func(r *plainRecord) bool { return !a.holds(r) }}
}

func and(a, b plainCondition) plainCondition {
	return plainCondition{grouped(a) + " and " + grouped(b), func(r *plainRecord) bool { return a.holds(r) && b.holds(r) }}
}

func or(a, b plainCondition) plainCondition {
	return plainCondition{grouped(a) + " or " + grouped(b), func(r *plainRecord) bool { return a.holds(r) || b.holds(r) }}
}

func grouped(a plainCondition) string {
	if strings.Contains(a.text, " and ") || strings.Contains(a.text, " or ") {
		return "(" + a.text + ")"
	}
	return a.text
}

// atom returns one comparison, of one of the families.
func (c conditions) atom() plainCondition {
	families := []func() plainCondition{c.ofStatus, c.ofText, c.ofText, c.ofList, c.ofNumber, c.ofMatch, c.ofAbsence, c.ofNetwork, c.ofTime, c.ofCalendar}
	return families[c.IntN(len(families))]()
}

// some returns a record of the log.
func (c conditions) some() *plainRecord { return &c.records[c.IntN(len(c.records))] }

func (c conditions) ofStatus() plainCondition {
	status, _ := strconv.Atoi(c.some().status)
	number := func(r *plainRecord) int { n, _ := strconv.Atoi(r.status); return n }
	switch c.IntN(5) {
	case 0:
		return plainCondition{fmt.Sprint("status >= ", status), func(r *plainRecord) bool { return number(r) >= status }}
	case 1:
		low := status / 100 * 100
		return plainCondition{fmt.Sprintf("status in %d..%d", low, low+99), func(r *plainRecord) bool { return number(r)/100 == low/100 }}
	case 2:
		return plainCondition{fmt.Sprintf("status not in [%d, 404]", status), func(r *plainRecord) bool { return number(r) != status && number(r) != 404 }}
	case 3:
		return plainCondition{fmt.Sprintf("status < %d.5", status), func(r *plainRecord) bool { return number(r) <= status }}
	}
	class := c.some().status[:1] + "xx"
	return plainCondition{fmt.Sprintf("class == %q", class), func(r *plainRecord) bool { return r.status[:1] == class[:1] }}
}

// texts are the fields of text that every log has.
var texts = []string{"path", "uri", "method", "client", "agent", "referrer", "referrer_host", "ext", "query", "proto", "user"}

// word returns the value of a field in some record that can stand in quotes.
func (c conditions) word(field string) string {
	for range 50 {
		v, ok := c.some().field(field)
		if ok && len(v) < 60 && !strings.ContainsFunc(v, func(r rune) bool { return r < ' ' || r > '~' || r == '"' || r == '\\' }) {
			return v
		}
	}
	return "nothing"
}

func (c conditions) ofText() plainCondition {
	field := texts[c.IntN(len(texts))]
	w := c.word(field)
	from := c.IntN(len(w) + 1)
	to := from + c.IntN(len(w)-from+1)
	op := []string{"==", "!=", "<", ">=", "contains", "startsWith", "endsWith", "lower", "len"}[c.IntN(9)]
	text := fmt.Sprintf("%s %s %q", field, op, w)
	holds := map[string]func(v string) bool{
		"==": func(v string) bool { return v == w }, "!=": func(v string) bool { return v != w },
		"<": func(v string) bool { return v < w }, ">=": func(v string) bool { return v >= w },
	}[op]
	switch op {
	case "contains":
		text, holds = fmt.Sprintf("%s contains %q", field, w[from:to]), func(v string) bool { return strings.Contains(v, w[from:to]) }
	case "startsWith":
		text, holds = fmt.Sprintf("%s startsWith %q", field, w[:to]), func(v string) bool { return strings.HasPrefix(v, w[:to]) }
	case "endsWith":
		text, holds = fmt.Sprintf("%s endsWith %q", field, w[from:]), func(v string) bool { return strings.HasSuffix(v, w[from:]) }
	case "lower":
		part := strings.ToLower(w[from:to])
		text, holds = fmt.Sprintf("lower(%s) contains %q", field, part), func(v string) bool { return strings.Contains(strings.ToLower(v), part) }
	case "len":
		text, holds = fmt.Sprintf("len(%s) > %d", field, len(w)), func(v string) bool { return len(v) > len(w) }
	}
	return plainCondition{text, func(r *plainRecord) bool {
		v, ok := r.field(field)
		if !ok {
			return op == "!="
		}
		return holds(v)
	}}
}

func (c conditions) ofList() plainCondition {
	field := texts[c.IntN(len(texts))]
	list := []string{c.word(field), c.word(field), c.word(field)}
	text := fmt.Sprintf("[%q, %q, %q]", list[0], list[1], list[2])
	if c.IntN(2) == 0 {
		return plainCondition{field + " not in " + text, func(r *plainRecord) bool {
			v, ok := r.field(field)
			return !ok || !slices.Contains(list, v)
		}}
	}
	return plainCondition{field + " in " + text, func(r *plainRecord) bool {
		v, ok := r.field(field)
		return ok && slices.Contains(list, v)
	}}
}

func (c conditions) ofNumber() plainCondition {
	field := "bytes"
	if c.timed && c.IntN(2) == 0 {
		field = "duration"
	}
	limit := c.some().float(field)
	switch c.IntN(3) {
	case 0:
		limit = math.Round(limit) + 0.5
	case 1:
		limit = math.Round(limit*1000) / 1000
	}
	if math.IsNaN(limit) {
		limit = 0
	}
	number := strconv.FormatFloat(limit, 'f', -1, 64)
	switch c.IntN(5) {
	case 0:
		return plainCondition{field + " > " + number, func(r *plainRecord) bool { return r.float(field) > limit }}
	case 1:
		return plainCondition{field + " <= " + number, func(r *plainRecord) bool { return r.float(field) <= limit }}
	case 2:
		return plainCondition{field + " == " + number, func(r *plainRecord) bool { return r.float(field) == limit }}
	case 3:
		return plainCondition{field + " != " + number, func(r *plainRecord) bool { return r.float(field) != limit }}
	}
	return plainCondition{number + " < " + field, func(r *plainRecord) bool { return limit < r.float(field) }}
}

func (c conditions) ofMatch() plainCondition {
	patterns := []struct{ field, pattern string }{
		{"path", `\.(php|css|js)$`}, {"uri", `[?&]\w+=\d`}, {"agent", `(?i)bot|curl`}, {"path", `^/[a-z]+/[^/]*$`},
		{"referrer", `^https?://[^/]+/$`}, {"client", `^10\.\d+\.2?5`}, {"path", `\d{4}/\d\d`}, {"agent", `Windows|Macintosh`},
	}
	p := patterns[c.IntN(len(patterns))]
	re := regexp.MustCompile(p.pattern)
	return plainCondition{fmt.Sprintf(`%s matches "%s"`, p.field, p.pattern), func(r *plainRecord) bool {
		v, ok := r.field(p.field)
		return ok && re.MatchString(v)
	}}
}

func (c conditions) ofAbsence() plainCondition {
	fields := []string{"referrer", "user", "ext", "query", "bytes", "agent", "method"}
	field := fields[c.IntN(len(fields))]
	if c.IntN(2) == 0 {
		return plainCondition{field + " == nil", func(r *plainRecord) bool { _, ok := r.field(field); return !ok }}
	}
	return plainCondition{field + " != nil", func(r *plainRecord) bool { _, ok := r.field(field); return ok }}
}

func (c conditions) ofNetwork() plainCondition {
	lengths := []int{8, 9, 12, 16, 24, 32}
	length := lengths[c.IntN(len(lengths))]
	network, _ := c.some().field(fmt.Sprint("client/", length))
	prefix, err := netip.ParsePrefix(network)
	if err != nil {
		prefix = netip.MustParsePrefix("10.0.0.0/8")
	}
	if c.IntN(3) == 0 {
		key := fmt.Sprint("client/", length)
		return plainCondition{fmt.Sprintf("%s == %q", key, prefix), func(r *plainRecord) bool {
			v, _ := r.field(key)
			return v == prefix.String()
		}}
	}
	more := netip.MustParsePrefix("2001:db8:8000::/33")
	return plainCondition{fmt.Sprintf("cidr(client, [%q, %q])", prefix, more), func(r *plainRecord) bool {
		a, err := netip.ParseAddr(r.client)
		return err == nil && (prefix.Contains(a) || more.Contains(a))
	}}
}

// ofTime compares with a clock, which is that of each line, or an instant.
func (c conditions) ofTime() plainCondition {
	at := c.some().time
	op := []string{"<", "<=", ">", ">="}[c.IntN(4)]
	holds := func(n int) bool { return op[0] == '<' && n < 0 || op[0] == '>' && n > 0 || op[1:] == "=" && n == 0 }
	if c.IntN(2) == 0 {
		return plainCondition{fmt.Sprintf("time %s %q", op, at.Format(time.RFC3339)), func(r *plainRecord) bool { return holds(r.time.Compare(at)) }}
	}
	clock := at.Format("2006-01-02 15:04")
	return plainCondition{fmt.Sprintf("time %s %q", op, clock), func(r *plainRecord) bool {
		return holds(strings.Compare(r.time.Format("2006-01-02 15:04:05"), clock+":00"))
	}}
}

func (c conditions) ofCalendar() plainCondition {
	at := c.some().time
	switch c.IntN(4) {
	case 0:
		return plainCondition{fmt.Sprint("hour < ", at.Hour()), func(r *plainRecord) bool { return r.time.Hour() < at.Hour() }}
	case 1:
		return plainCondition{`weekday in ["Sat", "Sun"]`, func(r *plainRecord) bool { return r.time.Weekday()%6 == 0 }}
	case 2:
		return plainCondition{fmt.Sprintf("weekday != %q", at.Format("Mon")), func(r *plainRecord) bool { return r.time.Weekday() != at.Weekday() }}
	}
	date := at.Format("2006-01-02")
	return plainCondition{fmt.Sprintf("date >= %q", date), func(r *plainRecord) bool { return r.time.Format("2006-01-02") >= date }}
}
