package wfp

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"wf/aggregate"
	"wf/parser"
)

// Differs says for people what h and other were asked that is not the same, such
// as "counts top path" and "counts top agent". It returns "" twice if they can be
// merged.
func (h *Header) Differs(other *Header) (here, there string) {
	for i := range min(len(h.Questions), len(other.Questions)) {
		if here, there = differ(&h.Questions[i], &other.Questions[i]); here == there {
			continue
		}
		if mine, theirs := h.Words(), other.Words(); mine != theirs {
			return fmt.Sprintf("counts %q", mine), fmt.Sprintf("counts %q", theirs)
		}
		return here, there
	}
	if len(h.Questions) != len(other.Questions) {
		return fmt.Sprintf("answers %d questions", len(h.Questions)), fmt.Sprintf("answers %d", len(other.Questions))
	}
	if here, there = h.Select.differs(&other.Select); here != there {
		return here, there
	}
	for _, f := range h.Fields {
		i := slices.IndexFunc(other.Fields, func(o parser.Field) bool { return o.Name == f.Name })
		if i >= 0 && other.Fields[i].Kind != f.Kind {
			return fmt.Sprintf("reads %s as a %s", f.Name, f.Kind), fmt.Sprintf("reads %s as a %s", f.Name, other.Fields[i].Kind)
		}
	}
	return "", ""
}

// Words are the command as it was typed, without its flags.
func (h *Header) Words() string {
	if h.Command.Name == "wf" {
		return "the report"
	}
	return strings.Join(append([]string{h.Command.Name}, h.Command.Args...), " ")
}

// differ says what of two questions is not the same.
func differ(a, b *aggregate.Question) (here, there string) {
	switch {
	case !slices.Equal(a.Keys, b.Keys):
		return "counts by " + strings.Join(a.Keys, ","), "counts by " + strings.Join(b.Keys, ",")
	case a.Name != b.Name:
		return fmt.Sprintf("answers %q", a.Name), fmt.Sprintf("answers %q", b.Name)
	case !slices.Equal(a.Metrics, b.Metrics):
		return "measures " + strings.Join(a.Metrics, ","), "measures " + strings.Join(b.Metrics, ",")
	case a.Where != b.Where:
		return keeps(a.Where), keeps(b.Where)
	}
	return "", ""
}

// differs says what of two selections is not the same.
func (s *Selection) differs(o *Selection) (here, there string) {
	for _, part := range []struct {
		name        string
		here, there any
	}{
		{"where", s.Where, o.Where},
		{"since", s.Since, o.Since},
		{"until", s.Until, o.Until},
		{"tz", s.Zone, o.Zone},
		{"route", s.Routes, o.Routes},
		{"pattern", s.Pattern, o.Pattern},
		{"raw", s.Raw, o.Raw},
		{"max-line", s.MaxLine, o.MaxLine},
	} {
		if here, there = words(part.here), words(part.there); here == there {
			continue
		}
		switch part.name {
		case "where":
			return keeps(here), keeps(there)
		case "pattern":
			return fmt.Sprintf("counts find '%s'", here), fmt.Sprintf("find '%s'", there)
		case "raw":
			return "reads lines of" + raw(s.Raw), "of" + raw(o.Raw)
		}
		return "has " + flag(part.name, here), flag(part.name, there)
	}
	return "", ""
}

func raw(is bool) string {
	if is {
		return " any text"
	}
	return " a format"
}

func keeps(where string) string {
	if where == "" {
		return "counts all records"
	}
	return "counts records where " + where
}

func flag(name, value string) string {
	if value == "" {
		return "no --" + name
	}
	return "--" + name + " " + value
}

// words is a value of a selection as text.
func words(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []string:
		return strings.Join(v, " and ")
	}
	return fmt.Sprint(v)
}

// Join returns the header of headers that do not differ, with an account. It is
// the same for any order of them.
func Join(headers []*Header, account *Account) *Header {
	h := *headers[0]
	h.Account, h.State, h.Kept, h.Lacks = *account, nil, nil, lacks(headers)
	h.Known = known(headers)
	best := commandText(&h)
	for _, o := range headers[1:] {
		for _, f := range o.Fields {
			if !slices.Contains(h.Fields, f) {
				h.Fields = append(slices.Clip(h.Fields), f)
			}
		}
		if text := commandText(o); text < best { // what differs is how it is shown
			best, h.Command = text, o.Command
		}
	}
	h.arrange()
	return &h
}

// known are the fields that any of them has, each once: there may be a header
// for each hour of many machines.
func known(headers []*Header) (all []string) {
	seen := make(map[string]bool)
	for _, h := range headers {
		for _, field := range h.Known {
			if !seen[field] {
				seen[field] = true
				all = append(all, field)
			}
		}
	}
	return all
}

// lacks are the fields that are lacking wherever there are lines.
func lacks(headers []*Header) (all []string) {
	first := true
	for _, h := range headers {
		if h.Account.empty() {
			continue
		}
		if first {
			all = slices.Clone(h.Lacks)
		}
		first = false
		all = slices.DeleteFunc(all, func(field string) bool { return !slices.Contains(h.Lacks, field) })
	}
	return all
}

// commandText is the command as something to compare.
func commandText(h *Header) string {
	text, err := json.Marshal(h.Command)
	if err != nil {
		panic("bug: " + err.Error())
	}
	return string(text)
}
