package parser

import (
	"fmt"
	"slices"
)

// Candidate is a format and how well lines fit it.
type Candidate struct {
	Format *Format
	Of     int // lines looked at: not blank, no comment
	fitCount

	clients fitCount  // the same of clients, if more lines are odd than full
	fields  int       // read from all the lines, for comparison
	rank    int       // of the format among those tried
	lines   []verdict // by line
	judge   *judge
}

// verdict is how a line fits a format.
type verdict uint8

const (
	misses verdict = iota // it is none of the format
	fits                  // as far as it goes
	strays                // with something that the format does not have
)

// fitCount is how many lines, or clients, fit a format, and how well.
type fitCount struct {
	Parsed int // that the format takes
	Full   int // of those: with every field of the format, plausible
	Odd    int // of those: with a value or an end that the format does not have
}

// Shares are parts of lines, or of clients, in per cent.
const (
	// minShare is how many lines must have the format. It is low, because a
	// line of such a fixed shape is no accident: a container's log has
	// start-up chatter around it. But a few requests quoted in some other log
	// must not stand for it.
	minShare = 10

	// minKeyedShare is minShare for a log with a key beside each value. Those
	// of applications are about all kinds of things in the same way, and a line
	// that says of itself that it is about a request is no quotation.
	minKeyedShare = 2

	// fullShare is how many of the lines that a format takes, the odd ones
	// aside, must have all of its fields: a server that does not escape quotes
	// lets a client write any end of a line.
	fullShare = 10

	// forwardShare is how many of the lines must have the last field of a
	// format that is another plus one.
	forwardShare = 90
)

// Fields is how many fields c reads from all the lines.
func (c Candidate) Fields() int { return c.fields }

// count counts line i of the sample.
func (c *Candidate) count(i int, f fit) {
	if !f.parsed {
		return
	}
	c.add(f)
	if f.odd {
		c.lines[i] = strays
		return
	}
	c.lines[i] = fits
	c.fields += f.fields
}

// add counts a line, or a client.
func (n *fitCount) add(f fit) {
	n.Parsed++
	switch {
	case f.odd:
		n.Odd++
	case f.whole:
		n.Full++
	}
}

// sound reports whether c may be taken at all: enough lines have all of the
// format, and fewer have something else in its place, of those of all clients
// but one who has sent most of them, if need be. Lines that end early say
// nothing.
func (c *Candidate) sound() bool {
	if c.Format.forward && c.Full*100 < c.Parsed*forwardShare {
		return false
	}
	return (c.Full > c.Odd || c.clients.Full > c.clients.Odd) && c.Full*100 >= (c.Parsed-c.Odd)*fullShare
}

// frequent reports whether enough of the lines have the format.
func (c *Candidate) frequent() bool {
	if _, ok := c.Format.lines.(*keyed); ok {
		return c.Full*100 >= c.Of*minKeyedShare
	}
	return c.Parsed*100 >= c.Of*minShare
}

// compare orders candidates, the best first: sound ones, then those that take
// more lines, then those that read more fields from them.
func (c Candidate) compare(other Candidate) int {
	switch {
	case c.sound() != other.sound():
		if c.sound() {
			return -1
		}
		return 1
	case c.Parsed != other.Parsed:
		return other.Parsed - c.Parsed
	case c.fields != other.fields:
		return other.fields - c.fields
	}
	return c.rank - other.rank
}

// ties reports whether only the order of preference tells c from other, and
// they take the same lines.
func (c *Candidate) ties(other *Candidate) bool {
	return c.Parsed == other.Parsed && c.fields == other.fields && slices.Equal(c.lines, other.lines)
}

// precedes orders the formats of a log that has several: of two that take the
// same line the one goes first in which it strays less, which is the better
// one if they are equal. If there is no such line yet, an attacker may write
// one: the order of preference has those first that take the least.
func (c Candidate) precedes(other Candidate) int {
	common, astray := false, 0
	for i, v := range c.lines {
		if v == misses || other.lines[i] == misses {
			continue
		}
		common = true
		astray += int(v) - int(other.lines[i])
	}
	if common {
		return astray
	}
	return c.rank - other.rank
}

// share says how many of the lines have the format, for people.
func (c *Candidate) share() string {
	are, lines := "are", "lines"
	if c.Parsed == 1 {
		are = "is"
	}
	if c.Of == 1 {
		lines = "line"
	}
	return fmt.Sprintf("%d of %d %s %s %s", c.Parsed, c.Of, lines, are, c.Format.Name)
}

// scarce says the same of too few lines, and what to do.
func (c *Candidate) scarce() string {
	them := "them"
	if c.Parsed == 1 {
		them = "it"
	}
	return fmt.Sprintf("only %s; -f %s reads %s", c.share(), c.Format.option(), them)
}
