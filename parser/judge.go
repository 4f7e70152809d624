package parser

import (
	"bytes"
	"slices"
	"sync"
)

// A judge says how well lines fit a format. It belongs to one goroutine.
type judge struct {
	format *Format
	rank   int // of the format among those tried
	*criteria
	record *Record
}

// criteria are what a judge goes by. They are only read.
type criteria struct {
	scheme scheme
	parser Parser
	set    *FieldSet
	values []valueTest
	fixed  bool    // all lines have the same fields
	site   int     // the slot of what may be the site instead of ident, or -1
	about  [][]int // groups of slots; a line about a request has values in two of them at least
	client int     // the slot of the client, or -1
}

// valueTest is what the values in a slot must be like in an access log.
type valueTest struct {
	slot int
	like func(value []byte) bool
}

// newJudge returns the judge of lines of f.
func newJudge(f *Format, rank int) *judge {
	c := knownCriteria()[f]
	if c == nil {
		c = newCriteria(f.scheme())
	}
	return &judge{f, rank, c, NewRecord(c.set)}
}

// knownCriteria returns the criteria of the known formats of which any log is
// read in the same way. They are made once: a run may have a thousand files.
var knownCriteria = sync.OnceValue(func() map[*Format]*criteria {
	known := make(map[*Format]*criteria)
	for _, f := range Formats() {
		if f.lines == nil {
			known[f] = newCriteria(f.scheme())
		}
	}
	return known
})

func newCriteria(s scheme) *criteria {
	sources := s.sources()
	set := NewFieldSet(ownFields(sources)...)
	for _, source := range sources {
		if _, err := set.Add(source.field.Name); err != nil {
			panic("bug: " + err.Error())
		}
	}
	c := &criteria{scheme: s, parser: s.compile(set), set: set, site: -1, client: set.slot("client")}
	if _, ok := s.(*expression); ok { // its groups are what their author says
		return c
	}
	for _, p := range plausible {
		if slot := set.slot(p.field); slot >= 0 {
			c.values = append(c.values, valueTest{slot, p.like})
		}
	}
	_, c.fixed = s.(*layout)
	switch s := s.(type) {
	case *layout:
		c.site = set.slot("ident")
	case *keyed:
		if s.access {
			for _, fields := range requestGroups {
				c.about = append(c.about, set.have(fields))
			}
		}
	}
	return c
}

// requestGroups are the three things that make a line one about a request:
// what was asked for, how, and what came of it.
var requestGroups = [][]string{{"request", "uri", "path"}, {"request", "method"}, {"status"}}

// have returns the slots of those of the fields that s has.
func (s *FieldSet) have(fields []string) []int {
	var slots []int
	for _, name := range fields {
		if slot := s.slot(name); slot >= 0 {
			slots = append(slots, slot)
		}
	}
	return slots
}

// directed reports whether lines have to be seen in their order, and all.
func (j *judge) directed() bool {
	_, ok := j.parser.(Directed)
	return ok
}

// candidate judges the lines of a sample.
func (j *judge) candidate(s *sample) Candidate {
	c := Candidate{Format: j.format, rank: j.rank, judge: j, Of: len(s.requests), lines: make([]verdict, len(s.requests))}
	if j.directed() {
		j.follow(s, &c)
		return c
	}
	for i, line := range s.requests {
		c.count(i, j.fit(j.parser, j.format.wrapper.bare(line)))
	}
	if 0 < c.Full && c.Full <= c.Odd {
		j.countClients(s, &c)
	}
	return c
}

// follow judges lines whose form the directives among them tell.
func (j *judge) follow(s *sample, c *Candidate) {
	p := j.parser
	i := 0
	for _, whole := range s.lines {
		line := j.format.wrapper.bare(whole)
		if directed, ok := p.(Directed); ok && len(line) > 0 && !isRequest(line) {
			p = directed.Direct(line)
		} else {
			c.count(i, j.fit(p, line))
		}
		if isRequest(whole) {
			i++
		}
	}
}

// muchScratch is how many bytes of values are kept before the next line is
// judged.
const muchScratch = 64 << 10

// fit says how well a line fits, by a parser of the format.
func (j *judge) fit(p Parser, line []byte) fit {
	r := j.record
	if len(r.scratch) > muchScratch {
		r.Reset("")
	}
	f := j.scheme.fit(p, r, line)
	if !f.parsed {
		return f
	}
	for _, v := range j.values {
		if value := r.Bytes(v.slot); (j.fixed || value != nil) && !v.like(value) {
			f.odd = true
			break
		}
	}
	f.whole = (f.whole || j.format.short) && !f.odd && j.aboutRequest()
	if j.site >= 0 && isSiteName(r.Bytes(j.site)) { // lighttpd reads more from it
		f.fields--
	}
	return f
}

// aboutRequest reports whether the record is about a request, where a line may
// be about anything.
func (j *judge) aboutRequest() bool {
	n := 0
	for _, group := range j.about {
		if slices.ContainsFunc(group, func(slot int) bool { return j.record.Bytes(slot) != nil }) {
			n++
		}
	}
	return n > 1 || j.about == nil
}

// countClients counts in c how the clients of the lines fare, of which one may
// have sent most. One that has sent an odd line is odd.
func (j *judge) countClients(s *sample, c *Candidate) {
	if j.client < 0 {
		return
	}
	clients := make(map[string]fit)
	for _, line := range s.requests {
		if f := j.fit(j.parser, j.format.wrapper.bare(line)); f.parsed {
			client := string(j.record.Bytes(j.client))
			was := clients[client]
			clients[client] = fit{odd: was.odd || f.odd, whole: was.whole || f.whole}
		}
	}
	for _, f := range clients {
		c.clients.add(f)
	}
}

// isSiteName reports whether ident is the name or the address of a site, not
// the user that identd knows.
func isSiteName(ident []byte) bool { return bytes.IndexByte(ident, '.') > 0 && isHost(ident) }
