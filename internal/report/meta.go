package report

import (
	"strconv"

	"wf/aggregate"
)

// appendMeta appends m as a JSON object, with the run in it unless that is nil.
func appendMeta(buf []byte, m *aggregate.Meta, run *Run) []byte {
	buf = append(buf, `{"version":`...)
	buf = appendString(buf, []byte(m.Version))
	buf = append(buf, ",\n\"files\":["...)
	for i, f := range m.Files {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = appendFile(append(buf, '\n'), f)
	}
	buf = append(buf, "],\n\"lines\":"...)
	buf = appendLines(buf, m.Lines)
	buf = append(buf, ",\n\"bytes\":"...)
	buf = strconv.AppendInt(buf, m.Bytes, 10)
	buf = append(buf, ",\n\"time\":"...)
	if m.First.Valid && m.Last.Valid {
		buf = appendInstant(append(buf, `{"first":"`...), m.First)
		buf = appendInstant(append(buf, `","last":"`...), m.Last)
		buf = append(buf, `"}`...)
	} else {
		buf = append(buf, "null"...)
	}
	buf = append(buf, ",\n\"complete\":"...)
	buf = strconv.AppendBool(buf, m.Complete)
	buf = append(buf, ",\n\"errors\":"...)
	buf = appendStrings(buf, m.Errors)
	buf = append(buf, ",\n\"approximations\":["...)
	for i, a := range m.Approx {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = append(buf, `{"table":`...)
		buf = append(appendString(buf, []byte(a.Table)), `,"column":`...)
		buf = append(appendString(buf, []byte(a.Column)), `,"error":`...)
		buf = append(appendFloat(buf, a.Error), '}')
	}
	buf = append(buf, ']')
	if m.Compared != nil {
		buf = appendCompared(append(buf, ",\n\"compared\":"...), m.Compared)
	}
	if run != nil {
		buf = append(buf, ",\n\"run\":"...)
		buf = appendRun(buf, run)
	}
	return append(buf, '}')
}

func appendFile(buf []byte, f aggregate.File) []byte {
	buf = append(buf, `{"name":`...)
	buf = appendText(buf, "name", []byte(f.Name))
	buf = append(buf, `,"format":`...)
	buf = appendString(buf, []byte(f.Format))
	buf = append(buf, `,"lines":`...)
	buf = appendLines(buf, f.Lines)
	buf = appendCount(buf, `,"bytes":`, f.Bytes)
	if r := f.Range; r != nil {
		buf = appendCount(buf, `,"range":{"start":`, r.Start)
		buf = appendCount(buf, `,"end":`, r.End)
		buf = append(appendCount(buf, `,"size":`, r.Size), '}')
	}
	if f.Skipped > 0 {
		buf = append(appendCount(buf, `,"skipped_bytes":`, f.Skipped), `,"ordered":"assumed"`...)
	}
	return append(buf, '}')
}

func appendLines(buf []byte, l aggregate.Lines) []byte {
	buf = appendCount(buf, `{"total":`, l.Total)
	buf = appendCount(buf, `,"parsed":`, l.Parsed)
	buf = appendCount(buf, `,"filtered":`, l.Filtered)
	buf = appendCount(buf, `,"blank":`, l.Blank)
	buf = appendCount(buf, `,"directive":`, l.Directive)
	buf = appendCount(buf, `,"incomplete":`, l.Incomplete)
	buf = appendCount(buf, `,"rejected":{"format":`, l.Rejected.Format)
	buf = appendCount(buf, `,"too long":`, l.Rejected.TooLong)
	return append(buf, "}}"...)
}

func appendRun(buf []byte, r *Run) []byte {
	buf = appendFloat(append(buf, `{"seconds":`...), r.Seconds)
	buf = appendCount(buf, `,"workers":`, int64(r.Workers))
	buf = appendString(append(buf, `,"io":`...), []byte(r.IO))
	buf = appendFloat(append(buf, `,"gb_per_second":`...), r.GBPerSecond)
	buf = appendCount(buf, `,"peak_memory":`, r.PeakMemory)
	if r.Spilled > 0 {
		buf = appendCount(buf, `,"spilled_bytes":`, r.Spilled)
		buf = appendCount(buf, `,"max_memory":`, r.MaxMemory)
	}
	buf = appendCount(buf, `,"skipped":`, r.Skipped)
	buf = appendStrings(append(buf, `,"command":`...), r.Command)
	return append(buf, '}')
}

// appendCount appends a member, name being all that stands before its number.
func appendCount(buf []byte, name string, n int64) []byte {
	return strconv.AppendInt(append(buf, name...), n, 10)
}
