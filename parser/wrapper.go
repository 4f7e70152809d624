package parser

// wrapper is what a collector of logs puts around the lines.
type wrapper struct {
	name string
	doc  string   // one line for wf formats
	has  []string // the fields that it brings
	json bool     // the line inside is written as in a JSON string: its escapes have to be undone

	// strip finds the line in what is around it, once. ok is false if line is not wrapped so.
	// line has at most maxLine bytes. strip is called for every line: it
	// does not allocate, and looks at no byte more than a few times.
	strip func(line []byte) (u unwrapped, ok bool)

	inner *wrapper // what is around the line inside, or nil
}

// unwrapped is what strip finds.
type unwrapped struct {
	lo, hi     int  // the line inside is line[lo:hi]; it may be empty
	time, host span // what was written around it; absent if nothing was
}

// wrappers are all of them, in the order in which detection tries them. No line
// is wrapped as two of them say, but for quotes.
var wrappers = []*wrapper{&dockerWrapper, &criWrapper, &syslogWrapper, &syslog5424Wrapper, &journaldWrapper, &kubectlWrapper, &quotesWrapper}

// unwrap returns what strip finds with no time and no host.
func unwrap(lo, hi int) unwrapped {
	return unwrapped{lo: lo, hi: hi, time: absent, host: absent}
}
