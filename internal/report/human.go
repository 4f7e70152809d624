package report

import "wf/aggregate"

// Human writes v as an aligned table has it for people: thousands apart, with
// its unit, text escaped. What is absent is a dash.
func Human(v aggregate.Value, c aggregate.Column) string {
	shown := humanCell(v, c, false)
	return shown.text + shown.unit
}
