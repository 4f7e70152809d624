package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"wf/chunker"
	"wf/internal/pipeline"
	"wf/internal/report"
	"wf/internal/wfp"
	"wf/parser"
)

// detectCmd is "wf detect [FILE...]".
func (a *app) detectCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "detect [FILE...]",
		Short: "says which format each file has, and how sure",
		Example: `wf detect /var/log/nginx/*
wf detect -f 'combined $request_time' access.log
wf detect -f @/etc/nginx/nginx.conf access.log`,
	}
	a.runs(cmd, detectCommand, func(_ *cobra.Command, args []string) error { return a.detect(args) })
	return cmd
}

// detect prints what detection finds in each input.
func (a *app) detect(args []string) error {
	given, err := a.givenFormats()
	if err != nil {
		return err
	}
	names, err := a.names(args)
	if err != nil {
		return err
	}
	source := chunker.Open(names, a.flags.reading(a))
	defer source.Close()
	var text strings.Builder
	known, unreadable := 0, 0
	for _, d := range pipeline.Detect(source, given, a.flags.cores()) {
		if d.Unreadable() {
			a.message("%s: %v", d.Input.Name(), d.Err)
			unreadable++
			continue
		}
		if text.Len() > 0 {
			text.WriteByte('\n')
		}
		if a.describeDetected(&text, &d) {
			known++
		}
	}
	if known < len(names) {
		a.incomplete()
	}
	if known == 0 {
		a.code = exitFailed
	}
	if unreadable == len(names) && len(names) > 1 {
		a.message("no input could be read")
	}
	return a.writeText(text.String())
}

// describeDetected writes what is known about one input, and returns whether
// its format is.
func (a *app) describeDetected(w *strings.Builder, d *pipeline.Detected) bool {
	about, known := "", false
	switch {
	case d.Err != nil:
		about = d.Err.Error()
	case d.Format != nil:
		about, known = d.Format.Name, true
	case d.Empty:
		about, known = "empty", true
	case wfp.Begins(d.Lines):
		about = errSaved(d.Input).Error()
	default:
		about = d.Detection.Reason
	}
	if c := d.Input.Compression(); c != "" && known {
		about += ", " + c
	}
	fmt.Fprintf(w, "%s: %s\n", report.Escape(inputName(d.Input)), report.Escape(about))
	if d.Err != nil {
		return false
	}
	if d.Format != nil {
		fmt.Fprintf(w, "  %s\n", report.Escape(d.Format.Doc))
	}
	a.writeCandidates(w, d)
	if d.Format != nil {
		a.writeRecord(w, d.Format, d.Lines)
	}
	return known
}

// maxRivals is how many formats are named that would read the lines as well.
const maxRivals = 3

// writeCandidates writes how well the formats fit the sample, the best first.
// One that was given and has no rival needs no name.
func (a *app) writeCandidates(w io.Writer, d *pipeline.Detected) {
	table := a.columns(wrap)
	candidates := d.Detection.Candidates
	for i, c := range candidates {
		if i > 0 && c.Full == 0 || i > maxRivals {
			break
		}
		name := report.Escape(c.Format.Name)
		if len(candidates) == 1 && a.flags.given("format") {
			name = ""
		}
		text := fmt.Sprintf("reads %s of %s sample lines, %s with every field",
			report.Count(int64(c.Parsed)), report.Count(int64(c.Of)), report.Count(int64(c.Full)))
		if best := candidates[0]; !d.Format.Mixed() && c.Parsed == best.Parsed && c.Full == best.Full && c.Fields() < best.Fields() {
			text += "; it has fewer fields"
		}
		table.add(name, text)
	}
	table.write(w)
}

// writeRecord writes the fields of that line of the sample which has most of
// them, and what the log calls them where that is another name.
func (a *app) writeRecord(w io.Writer, f *parser.Format, lines [][]byte) {
	set := parser.NewFieldSet(f.Own()...)
	fields := slices.DeleteFunc(f.Fields(), func(field parser.Field) bool { return field.Name == "file" })
	own := len(fields)
	fields = append(fields, extras(f)...)
	slots := make([]int, len(fields))
	for i, field := range fields {
		slot, err := set.Add(field.Name)
		if err != nil {
			panic("bug: format " + f.Name + ": " + err.Error())
		}
		slots[i] = slot
	}
	r := fullestRecord(f, set, slots, lines)
	if r == nil {
		return
	}
	table := a.columns(cut)
	for i, field := range fields {
		text, value := "-", r.Bytes(slots[i])
		switch {
		case value != nil:
			text = report.Escape(string(parser.AppendText(nil, field.Kind, value)))
		case i >= own:
			continue
		}
		table.add(field.Name, report.Escape(f.LogName(field.Name)), text)
	}
	table.write(w)
}

// extras are the fields that lines of f may have behind those of the format, as
// many as are shown.
func extras(f *parser.Format) []parser.Field {
	const most = 9
	var fields []parser.Field
	for n := 1; f.Has("extra1") && n <= most; n++ {
		field, _ := parser.LookupField(fmt.Sprintf("extra%d", n))
		fields = append(fields, field)
	}
	return fields
}

// fullestRecord is the record of that line which has a value in most of the
// slots; nil if f takes none of lines.
func fullestRecord(f *parser.Format, set *parser.FieldSet, slots []int, lines [][]byte) *parser.Record {
	const enough = 100 // records to choose from
	best, seen, most := -1, 0, -1
	for number, r := range records(f, set, lines) {
		if n := present(r, slots); n > most {
			best, most = number, n
		}
		if seen++; seen == enough {
			break
		}
	}
	for number, r := range records(f, set, lines) {
		if number == best {
			return r
		}
	}
	return nil
}

// present is in how many of the slots r has a value.
func present(r *parser.Record, slots []int) int {
	n := 0
	for _, slot := range slots {
		if r.Bytes(slot) != nil {
			n++
		}
	}
	return n
}
