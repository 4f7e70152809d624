package cli

import (
	"bufio"
	"fmt"
	"os"

	"wf/internal/pipeline"
	"wf/internal/report"
	"wf/parser"
)

// rejectFile is the file of --rejects; nil without it.
type rejectFile struct {
	file   *os.File
	buffer *bufio.Writer
	keep   *pipeline.Lines
}

// rejectFile makes the file of --rejects.
func (a *app) rejectFile(in *inputs) (*rejectFile, error) {
	path := a.flags.rejects
	if path == "" {
		return nil, nil
	}
	if err := a.spare(in, path); err != nil {
		return nil, err
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, fileError(path, err)
	}
	buffer := bufio.NewWriter(f)
	return &rejectFile{f, buffer, pipeline.NewLines(buffer, 0, nil, nil)}, nil
}

func (f *rejectFile) lines() *pipeline.Lines {
	if f == nil {
		return nil
	}
	return f.keep
}

func (f *rejectFile) close() error {
	if f == nil {
		return nil
	}
	err := f.buffer.Flush()
	if closeErr := f.file.Close(); err == nil {
		err = closeErr
	}
	return fileError(f.file.Name(), err)
}

// reportRejects says how many lines do not parse, shows the first of them when
// there are too many, and settles the exit code.
func (a *app) reportRejects(in *inputs, result *pipeline.Result) {
	lines, _ := result.Lines()
	n := lines.Rejected.Total()
	if n == 0 {
		return
	}
	limit, _ := a.flags.rejectLimit(lines.Total)
	text := fmt.Sprintf("%s of %s lines rejected (%s)", thousands(n), thousands(lines.Total), reasons(lines.Rejected.Format, lines.Rejected.TooLong))
	if a.flags.rejects == "" && in.formats != nil {
		text += "; --rejects FILE keeps them"
	}
	if n <= limit {
		a.note("%s", text)
		return
	}
	a.message("%s", text)
	if len(result.Rejects) > 0 {
		r := result.Rejects[0]
		a.message("the first: %s line %d: %s: %s", in.source.Inputs()[r.Input].Name(), r.Line, a.why(in, &r), excerpt(r.Text))
	}
	if a.flags.strict {
		a.message("--strict allows none")
	} else {
		a.message("more than --max-rejects %s; --max-rejects 100%% accepts any number", a.flags.maxRejects)
	}
	a.incomplete()
}

func reasons(format, tooLong int64) string {
	switch {
	case tooLong == 0:
		return thousands(format) + " format"
	case format == 0:
		return thousands(tooLong) + " too long"
	}
	return thousands(format) + " format, " + thousands(tooLong) + " too long"
}

// why explains a rejected line.
func (a *app) why(in *inputs, r *pipeline.Reject) string {
	if r.Reason == pipeline.TooLong {
		return "longer than --max-line " + a.flags.maxLine
	}
	return parser.Explain(in.formats[r.Input], r.Text)
}

// excerpt is the beginning of a line for a message.
func excerpt(line []byte) string {
	const most = 120
	if len(line) > most {
		return report.Escape(string(line[:most])) + "..."
	}
	return report.Escape(string(line))
}
