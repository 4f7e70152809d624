package soak

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// condition draws a condition on records.
func (r *round) condition() string {
	switch r.IntN(6) {
	case 0:
		return "not (" + r.comparison() + ")"
	case 1:
		return r.comparison() + " and " + r.comparison()
	case 2:
		return "(" + r.comparison() + ") or (" + r.comparison() + ")"
	}
	return r.comparison()
}

// comparison draws one comparison.
func (r *round) comparison() string {
	fields := slices.DeleteFunc(r.fields(), func(name string) bool {
		return slices.Contains([]string{"time", "status", "bytes", "duration"}, name) || strings.Contains(name, "duration")
	})
	field := of(r.draw, append(fields, "path")...)
	text := strconv.Quote(r.piece(field))
	switch r.IntN(12) {
	case 0:
		return fmt.Sprintf("status %s %d", of(r.draw, ">=", "<", "==", "!="), 100*(1+r.IntN(5))+r.IntN(10))
	case 1:
		return fmt.Sprintf("bytes %s %d", of(r.draw, ">", "<=", "=="), r.size(1, 1_000_000))
	case 2:
		return "class == " + of(r.draw, `"2xx"`, `"4xx"`, `"5xx"`)
	case 3:
		return fmt.Sprintf("time %s %q", of(r.draw, ">=", "<"), r.moment())
	case 4:
		return fmt.Sprintf(`cidr(client, "%d.0.0.0/%d")`, r.IntN(256), of(r.draw, 1, 2, 4, 8))
	case 5:
		return field + of(r.draw, " == nil", " != nil")
	case 6:
		return fmt.Sprintf("hour < %d", r.IntN(24))
	case 7:
		return fmt.Sprintf(`%s matches "%s"`, field, of(r.draw, `\d`, `^/[a-z]+`, `(?i)bot|curl`, `\.(php|css|js)$`, `x*y?z`))
	case 8:
		return fmt.Sprintf("lower(%s) contains %s", field, strings.ToLower(text))
	}
	return field + of(r.draw, " == ", " != ", " contains ", " startsWith ", " endsWith ", " < ", " >= ") + text
}

// piece draws a value of a field, or a part of one, that can stand in quotes.
func (r *round) piece(field string) string {
	v := strings.Map(func(c rune) rune {
		if c < ' ' || c > '~' || c == '"' || c == '\\' {
			return -1
		}
		return c
	}, r.value(field))
	if v = v[:min(len(v), 60)]; r.chance(2) {
		from := r.IntN(len(v) + 1)
		v = v[from : from+r.IntN(len(v)-from+1)]
	}
	return v
}

// moment draws a time about that of the logs.
func (r *round) moment() string {
	date := fmt.Sprintf("2026-03-%02d", of(r.draw, 1, 1, 1, 2, 3))
	return of(r.draw, date, fmt.Sprintf("%s %02d:%02d", date, r.IntN(24), r.IntN(60)), fmt.Sprintf("%sT00:%02d:%02dZ", date, r.IntN(60), r.IntN(60)))
}
