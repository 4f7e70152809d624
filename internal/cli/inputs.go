package cli

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/term"

	"wf/chunker"
	"wf/internal/pipeline"
	"wf/internal/report"
	"wf/internal/wfp"
	"wf/parser"
)

// inputs are the opened inputs of a run and the formats of their lines.
type inputs struct {
	source  *chunker.Source
	opt     chunker.Options  // that it was opened with
	formats []*parser.Format // by input; nil for those that are left out
	empty   bool             // those that can be read have no lines but blank ones
	left    map[int]string   // by input, for those that are left out: why, as printed
	heads   []string         // by input: the hash of its first text
	looks   []look           // by input: what its first and last lines say of time
	caught  bool             // that are followed: all was read that they held at some time
	told    told             // problems that are on stderr already
	known   []string         // fields that logs have which were read before
	own     []parser.Field   // likewise, those of their own

	survey *pipeline.Survey  // nil without a range of time
	sought []pipeline.Sought // by input: what came of the search for the range; nil without a search
}

// errNoInput asks for the short help.
var errNoInput = errors.New("no input")

// names returns the inputs to read: those given, else standard input.
func (a *app) names(args []string) ([]string, error) {
	if len(args) > 0 {
		return a.near(args)
	}
	if term.IsTerminal(int(a.stdin.Fd())) {
		return nil, errNoInput
	}
	return []string{"-"}, nil
}

// open opens the inputs and finds the format of each.
func (a *app) open(names []string, opt chunker.Options, selected *selection) (*inputs, error) {
	given, err := a.givenFormats()
	if err != nil {
		return nil, err
	}
	in := &inputs{
		source:  chunker.Open(names, opt),
		opt:     opt,
		formats: make([]*parser.Format, len(names)),
		empty:   true,
		heads:   make([]string, len(names)),
		looks:   make([]look, len(names)),
	}
	a.signals.reading(in.source.Stop)
	if err := a.restrict(in); err != nil {
		return nil, err
	}
	if err := a.resume(in); err != nil {
		return nil, err
	}
	readable := false
	defer a.waiting(names)()
	for i, d := range pipeline.Detect(in.source, given, opt.Workers) {
		if a.state.passes(i) {
			readable = true
			continue
		}
		in.heads[i] = wfp.Head(d.Lines)
		switch err := d.Error(len(names) > 1); {
		case d.Input.Err() != nil: // among the source's problems
			continue
		case wfp.Begins(d.Lines):
			in.leaveOut(i, errSaved(d.Input))
			continue
		case err != nil:
			in.leaveOut(i, err)
			continue
		case d.Format == nil:
			in.formats[i] = parser.Formats()[0] // for an input without lines any will do
		default:
			in.formats[i] = d.Format
			in.looks[i] = lookAt(d.Format, d.Lines, selected.zone)
			a.noteMisfit(&d)
		}
		readable = true
		in.empty = in.empty && d.Empty
	}
	if in.source.Stopped() { // of some nothing is known
		in.empty = true
	}
	a.noteTwins(names)
	return a.usable(in, readable)
}

// openRaw opens inputs whose lines have no format.
func (a *app) openRaw(names []string, opt chunker.Options) (*inputs, error) {
	const few = 4 * wfp.HeadSize // bytes that tell whether a file has lines of bytes at all, and what it is known by
	in := &inputs{source: chunker.Open(names, opt), heads: make([]string, len(names))}
	a.signals.reading(in.source.Stop)
	if err := a.restrict(in); err != nil {
		return nil, err
	}
	if err := a.resume(in); err != nil {
		return nil, err
	}
	readable := false
	defer a.waiting(names)()
	for i, input := range in.source.Inputs() {
		if a.state.passes(i) {
			readable = true
			continue
		}
		if input.Err() != nil {
			continue
		}
		lines, err := input.Sample(few)
		in.heads[i] = wfp.Head(lines)
		if len(lines) == 0 && err != nil {
			in.leaveOut(i, err)
			continue
		} // else reading meets the error again, behind the lines that are good
		if wfp.Begins(lines) {
			in.leaveOut(i, errSaved(input))
			continue
		}
		if cure := parser.Misread(lines); cure != "" {
			in.leaveOut(i, errors.New(cure))
			continue
		}
		readable = true
	}
	a.noteTwins(names)
	return a.usable(in, readable)
}

// errSaved says what to do with a saved partial that is no log.
func errSaved(input *chunker.Input) error {
	return fmt.Errorf("is a saved partial; wf merge %s", inputName(input))
}

// leaveOut skips an input that can be read but not understood.
func (in *inputs) leaveOut(i int, err error) {
	input := in.source.Inputs()[i]
	input.Skip()
	if in.left == nil {
		in.left = make(map[int]string)
	}
	in.left[i] = input.Name() + ": " + err.Error()
}

// usable returns in if any of its inputs is readable.
func (a *app) usable(in *inputs, readable bool) (*inputs, error) {
	if readable {
		return in, nil
	}
	defer in.source.Close()
	return nil, a.nothingReadable(in)
}

// nothingReadable prints what is wrong with each input.
func (a *app) nothingReadable(in *inputs) error {
	for _, text := range in.problems() {
		a.message("%s", text)
	}
	if len(in.source.Inputs()) > 1 {
		a.message("no input could be read")
	}
	return errSilent
}

// problems lists what went wrong so far with the inputs.
func (in *inputs) problems() []string {
	var list []string
	for _, p := range in.source.Problems() {
		if !p.Note {
			list = append(list, in.source.Inputs()[p.Input].Name()+": "+p.Err.Error())
		}
	}
	for _, i := range slices.Sorted(maps.Keys(in.left)) {
		list = append(list, in.left[i])
	}
	return list
}

// noteMisfit warns of a format that was given and takes lines, but leaves fields
// of all of them unread.
func (a *app) noteMisfit(d *pipeline.Detected) {
	if !a.flags.given("format") || d.Empty {
		return
	}
	for _, c := range d.Detection.Candidates {
		if c.Format == d.Format && c.Full == 0 {
			a.note("%s: no line has all fields of the format; wf detect -f shows what is read", inputName(d.Input))
		}
	}
}

// noteTwins warns of a log that is given together with its compressed form.
func (a *app) noteTwins(names []string) {
	if a.state != nil {
		return // it knows them by what they hold
	}
	given := make(map[string]string, len(names)) // by the shortest name of each
	for _, name := range names {
		given[filepath.Clean(name)] = name
	}
	for _, name := range names {
		switch ext := filepath.Ext(name); ext {
		case ".gz", ".zst", ".bz2", ".xz":
			if plain, ok := given[filepath.Clean(strings.TrimSuffix(name, ext))]; ok {
				a.note("%s and %s may hold the same requests", plain, name)
			}
		}
	}
}

// have reports whether any input can have the field, or one that was read before.
func (in *inputs) have(field string) bool {
	return slices.Contains(in.known, field) || slices.ContainsFunc(in.formats, func(f *parser.Format) bool { return f != nil && f.Has(field) })
}

// open reports whether the lines of any input name their fields themselves.
func (in *inputs) open() bool {
	return slices.ContainsFunc(in.formats, func(f *parser.Format) bool { return f != nil && f.Open() })
}

// fieldSet returns an empty set for the fields that the inputs can have, of
// which a selection is to be made.
func (in *inputs) fieldSet(selected *selection) (*parser.FieldSet, error) {
	own := slices.Clone(in.own)
	for _, f := range in.formats {
		if f == nil {
			continue
		}
		for _, field := range f.Own() {
			if !slices.ContainsFunc(own, func(have parser.Field) bool { return have.Name == field.Name }) {
				own = append(own, field)
			}
		}
	}
	set := parser.NewFieldSet(own...)
	if in.open() || in.source.Stopped() {
		set.Open()
	}
	return set, selected.prepare(set)
}

// require returns an error for the first field that no input has. Inputs
// without lines lack nothing. Of a name that none of the first lines has but
// later ones may, there is a note.
func (a *app) require(in *inputs, set *parser.FieldSet, fields []string) error {
	if in.empty {
		return nil
	}
	for _, field := range fields {
		own := strings.HasPrefix(field, "log.")
		if in.have(field) || !own && in.open() && in.have("log."+field) {
			continue
		}
		if _, known := parser.LookupField(field); known && !own || !in.open() {
			if known && a.onlySaves {
				a.lacks = append(a.lacks, field) // others may have it, with which this is merged
				a.note("%s", parser.Missing(field))
				continue
			}
			return errors.New(parser.Missing(field))
		}
		hint := ""
		if nearest := in.nearest(set, field); nearest != "" {
			hint = fmt.Sprintf(" (did you mean %q?)", nearest)
		}
		a.note("the first lines have no %q%s", field, hint)
	}
	return nil
}

// nearest returns the field of the inputs that may have been meant by name: one
// that is spelled alike, else one of the same name inside an object; or "".
func (in *inputs) nearest(set *parser.FieldSet, name string) string {
	last := func(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }
	for _, f := range in.formats {
		if f == nil {
			continue
		}
		for _, field := range f.Own() {
			if last(field.Name) == last(name) {
				return field.Name
			}
		}
	}
	return set.Nearest(name)
}

// parsers compiles the formats for the fields of set, each format once.
func (in *inputs) parsers(set *parser.FieldSet) []parser.Parser {
	compiled := make(map[*parser.Format]parser.Parser)
	list := make([]parser.Parser, len(in.formats))
	for i, f := range in.formats {
		if f == nil {
			continue
		}
		if compiled[f] == nil {
			compiled[f] = f.Compile(set)
		}
		list[i] = compiled[f]
	}
	return list
}

// spare returns an error if a file to be written is one of the inputs, of which
// there are none if in is nil.
func (a *app) spare(in *inputs, path string) error {
	if in == nil {
		return nil
	}
	target, err := os.Stat(path)
	if path == "" || err != nil || !target.Mode().IsRegular() {
		return nil
	}
	for _, input := range in.source.Inputs() {
		info, err := os.Stat(input.Name())
		if input.Name() == "-" {
			info, err = a.stdin.Stat()
		}
		if err == nil && os.SameFile(info, target) {
			return fmt.Errorf("%s: is an input, which would be overwritten", report.Escape(path))
		}
	}
	return nil
}
