package aggregate

import (
	"slices"

	"wf/internal/expr"
	"wf/parser"
)

// statusChoice tells by the status of a record which Specs count it, of those
// with a condition on nothing else: one look into a table, however many they
// are.
type statusChoice struct {
	slot  int // of the status
	specs []int
	codes []*expr.Codes // by place in specs
	plans [][]int       // of Specs, each different
	of    [1000]uint16  // the plan of each status
}

// add adds a Spec and reports whether its condition is on the same field as
// those of the others.
func (c *statusChoice) add(spec int, codes *expr.Codes) bool {
	if len(c.specs) > 0 && codes.Slot != c.slot {
		return false
	}
	c.slot = codes.Slot
	c.specs, c.codes = append(c.specs, spec), append(c.codes, codes)
	return true
}

// plan makes the table.
func (c *statusChoice) plan() {
	for status := range c.of {
		var plan []int
		for i, codes := range c.codes {
			if codes.Holds[status] {
				plan = append(plan, c.specs[i])
			}
		}
		number := slices.IndexFunc(c.plans, func(have []int) bool { return slices.Equal(have, plan) })
		if number < 0 {
			number = len(c.plans)
			c.plans = append(c.plans, plan)
		}
		c.of[status] = uint16(number)
	}
}

// choose counts r for the Specs that its status chooses.
func (t *Tally) choose(r *parser.Record) {
	c := t.pass.choice
	status, ok := expr.StatusCode(r.Bytes(c.slot))
	if !ok {
		for _, spec := range c.specs {
			t.partials[spec].Add(r)
		}
		return
	}
	plan := c.of[status]
	t.planned[plan]++
	for _, spec := range c.plans[plan] {
		t.partials[spec].admit(r)
	}
}

// settle tells the Specs of the choice how many records they were not chosen
// for.
func (t *Tally) settle() {
	for plan, n := range t.planned {
		for _, spec := range t.pass.choice.specs {
			if n > 0 && !slices.Contains(t.pass.choice.plans[plan], spec) {
				t.partials[spec].filtered += n
			}
		}
		t.planned[plan] = 0
	}
}
