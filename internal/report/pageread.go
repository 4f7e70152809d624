package report

import (
	"strings"

	"wf/aggregate"
)

// pageRead is what was read, for the strip at the top of a page.
type pageRead struct {
	Names  string // of the inputs
	Facts  []pageFact
	Files  []pageFile // if there are several
	More   string     // what of the files is not listed
	Errors []string   // why the figures are partial
	Others string     // what of the errors is not listed
	Whole  bool       // they are not
	Approx string     // what is estimated, and how well
}

// pageFact is a word and what there is to say about it.
type pageFact struct{ Label, Text string }

// pageFile is a line of the list of files.
type pageFile struct {
	Name, Format, Lines, Rejected, Size string
}

const (
	mostPageFiles  = 20
	mostPageErrors = 20
)

// readPage describes what was read.
func readPage(m *aggregate.Meta, requests int64) *pageRead {
	s := screen{summary: &summary{meta: m, requests: requests}, width: pageTitle, mark: "…"}
	if m.First.Valid && m.Last.Valid {
		s.seconds = spanSeconds(m)
	}
	r := &pageRead{
		Names: cutMiddle(s.inputs(), pageShown, "…"),
		Whole: m.Complete && len(m.Errors) == 0,
	}
	names, formats := s.shorten(s.inputs(), s.formats())
	r.Facts = append(r.Facts, pageFact{"read", names}, pageFact{"format", formats}, pageFact{"lines", s.read()})
	if l := m.Lines.Rejected; l.Total() > 0 {
		r.Facts = append(r.Facts, pageFact{"rejected", Count(l.Format) + " not of the format, " + Count(l.TooLong) + " too long"})
	}
	if m.First.Valid && m.Last.Valid {
		r.Facts = append(r.Facts, pageFact{"time", rangeLines(m, s.seconds)[0]})
	} else if requests > 0 {
		r.Facts = append(r.Facts, pageFact{"time", "not in this log, or not asked for"})
	}
	if m.Bytes > 0 {
		r.Facts = append(r.Facts, pageFact{"size", Size(m.Bytes)})
	}
	r.list(m)
	for _, e := range m.Errors[:min(len(m.Errors), mostPageErrors)] {
		r.Errors = append(r.Errors, pageText(e, pageTitle))
	}
	if more := len(m.Errors) - mostPageErrors; more > 0 {
		r.Others = "and " + Plural(int64(more), "more message") + "; -o json has all of them"
	}
	return r
}

// list lists the files, if there are several.
func (r *pageRead) list(m *aggregate.Meta) {
	if len(m.Files) < 2 {
		return
	}
	for _, f := range m.Files[:min(len(m.Files), mostPageFiles)] {
		r.Files = append(r.Files, pageFile{
			Name: pageText(f.Name, pageTitle), Format: pageText(f.Format, pageShown), Lines: Count(f.Lines.Total),
			Rejected: Count(f.Lines.Rejected.Total()), Size: Size(f.Bytes),
		})
	}
	if more := len(m.Files) - mostPageFiles; more > 0 {
		r.More = "and " + Plural(int64(more), "more file") + "; -o json has all of them"
	}
}

// estimates says which counts are estimates, and how well they are known, "" if
// none is. Percentiles always are within a known part of themselves, which is no
// reason for a warning.
func estimates(list []aggregate.Approx) (counts, percentiles string) {
	var names []string
	worst := 0.0
	for _, a := range list {
		if isPercentile(a.Column) {
			percentiles = "Percentiles are within " + rounded(a.Error) + " %."
			continue
		}
		worst = max(worst, a.Error)
		names = append(names, pageText(a.Column, pageShown)+" of "+pageText(a.Table, pageShown))
	}
	const most = 10
	if more := len(names) - most; more > 0 {
		names = append(names[:most], "and "+Count(int64(more))+" more")
	}
	if len(names) > 0 {
		counts = strings.Join(names, ", ") + ". Their standard error is at most " + rounded(worst) + " %."
	}
	return counts, percentiles
}

// isPercentile reports whether a metric is one, such as p95_duration.
func isPercentile(metric string) bool {
	name, _, ok := strings.Cut(metric, "_")
	return ok && len(name) > 1 && name[0] == 'p' && strings.Trim(name[1:], "0123456789") == ""
}
