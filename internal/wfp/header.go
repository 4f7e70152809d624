package wfp

import (
	"encoding/json"

	"wf/aggregate"
	"wf/parser"
)

// Header says what was asked and what was read. It is plain data. Two with the
// same content are the same bytes in a file.
type Header struct {
	// Version is that of the wf that wrote it, for people: nothing depends on it.
	Version string `json:"version"`

	// Command is how the answer is shown if nothing else is said.
	Command Command `json:"command"`

	// Questions are what was counted, each with a body, in this order.
	Questions []aggregate.Question `json:"questions"`

	Select Selection `json:"select"`

	// Fields are those that the Questions name as the formats of the logs have
	// them, for the fields of a log's own.
	Fields []parser.Field `json:"fields,omitempty"`

	// Known names the fields of all logs that at least one of the formats has.
	Known []string `json:"known,omitempty"`

	// Lacks names the fields of the Questions and conditions that no log has.
	Lacks []string `json:"lacks,omitempty"`

	Account Account `json:"account"`

	// State is what --state remembers of its logs. A merge leaves it out.
	State json.RawMessage `json:"state,omitempty"`

	// Kept is what --keep remembers of the files beside. A merge leaves it out.
	Kept json.RawMessage `json:"kept,omitempty"`
}

// Command is a command as it was typed, as far as its answer depends on it.
type Command struct {
	Name  string   `json:"name"`           // wf, top, timeline, find
	Args  []string `json:"args,omitempty"` // before the files
	Flags []Flag   `json:"flags,omitempty"`
}

// Flag is a flag that was given, with all its values.
type Flag struct {
	Name   string   `json:"name"`
	Values []string `json:"values,omitempty"`
}

// Selection is which records counted, and how they were read.
type Selection struct {
	Where   []string `json:"where,omitempty"`
	Since   string   `json:"since,omitempty"` // as moment.Moment writes it: an instant, a clock, or ""
	Until   string   `json:"until,omitempty"`
	Zone    string   `json:"zone,omitempty"` // as moment.LoadZone takes it, "" for the clock of each line
	Routes  []string `json:"routes,omitempty"`
	Pattern string   `json:"pattern,omitempty"` // of find, else ""
	Raw     bool     `json:"raw"`               // find, in lines of no format
	MaxLine int      `json:"max_line"`          // bytes
}
