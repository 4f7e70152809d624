package soak

import (
	"bytes"
	"fmt"

	"wf/aggregate"
	"wf/chunker"
	"wf/internal/pipeline"
	"wf/internal/report"
	"wf/internal/spill"
	"wf/parser"
)

// compareEngine counts one of the logs with the pipeline itself, in chunks of
// any size and in far less memory than the command takes.
func (r *round) compareEngine() error {
	l := of(r.draw, r.logs...)
	path := r.place("plain", l.name)
	opt := chunker.Options{Sequential: true}
	if r.chance(2) {
		opt.MaxLine = r.size(1, 2000)
	}
	want, err := engine(path, opt, 0)
	if err != nil {
		return err
	}
	for range 3 {
		other := chunker.Options{
			Workers: r.size(1, 16), Window: r.size(1+len(l.text)/2000, 300_000), IO: of(r.draw, chunker.Auto, chunker.Mmap, chunker.Read),
			Ordered: r.chance(2), Sequential: r.chance(8), MaxLine: opt.MaxLine,
		}
		var budget int64 // none
		if r.chance(2) {
			budget = int64(r.size(1, 4<<20))
		}
		got, err := engine(path, other, budget)
		if err != nil {
			return err
		}
		if !other.Ordered && !other.Sequential {
			got.rejects = want.rejects // which are written in order
		}
		if !bytes.Equal(got.stdout, want.stdout) || !bytes.Equal(got.rejects, want.rejects) {
			return differ(want, got)
		}
	}
	return nil
}

// engine counts a log as a combined one, or as what it is, in so many bytes of
// memory if they are not 0, and returns all that is known of it then.
func engine(path string, opt chunker.Options, budget int64) (*answer, error) {
	a := &answer{command: fmt.Sprintf("pipeline.Count of %s with %+v in %d bytes", path, opt, budget)}
	source := chunker.Open([]string{path}, opt)
	defer source.Close()
	lines, _ := source.Inputs()[0].Sample(sampleSize)
	format := parser.Detect(lines).Format
	if format == nil {
		format, _ = parser.LookupFormat("combined")
	}
	fields := parser.NewFieldSet(format.Own()...)
	var specs []*aggregate.Spec
	for _, q := range []aggregate.Question{
		{Name: "one", Keys: []string{"path"}, Metrics: []string{"count", "sum_bytes", "distinct_client", "first", "last", "p95_bytes"}},
		{Name: "two", Keys: []string{"method", "class"}, Metrics: []string{"count", "share", "rate", "visitors"}},
		{Name: "three", Keys: []string{"client", "uri", "agent", "time"}, Metrics: []string{"count", "distinct_status", "p50_bytes"}},
		{Name: "fit", Keys: []string{aggregate.TimeFit, "path"}, Metrics: []string{"count", "distinct_client", "max_bytes", "p99_bytes"}},
		{Name: "all", Metrics: []string{"count", "distinct_path", "visitors"}},
		{Name: "time", Keys: []string{"time/10s"}, Metrics: []string{"count", "count_5xx", "stddev_bytes"}},
	} {
		spec, err := aggregate.Compile(q, fields)
		if err != nil {
			return nil, err
		}
		specs = append(specs, spec)
	}
	var rejects bytes.Buffer
	file := spill.New(spill.Folders()...)
	defer file.Close()
	cfg := pipeline.Config{
		Source: source, Parsers: []parser.Parser{format.Compile(fields)}, Fields: fields,
		Workers: max(opt.Workers, 1), MaxLine: opt.MaxLine,
	}
	if budget > 0 {
		cfg.Budget = pipeline.Budget{Bytes: budget, Store: file}
	}
	if cfg.MaxLine == 0 {
		cfg.MaxLine = 1 << 20
	}
	if opt.Sequential {
		cfg.Workers = 1
	}
	if opt.Ordered || opt.Sequential {
		cfg.Rejects = pipeline.NewRejects(&rejects)
	}
	result, counts, err := pipeline.Count(cfg, specs)
	if err != nil {
		return nil, err
	}
	a.stdout, err = account(result, counts)
	a.rejects = rejects.Bytes()
	return a, err
}

// account writes down what was counted, and what became of the lines.
func account(result *pipeline.Result, counts []*aggregate.Counts) ([]byte, error) {
	answer := &aggregate.Report{Meta: aggregate.Meta{
		First: result.Span.First, Last: result.Span.Last, Zones: result.Span.Zones(), Complete: true,
	}}
	answer.Meta.Lines, answer.Meta.Bytes = result.Lines()
	for _, c := range counts {
		table, err := c.Table(aggregate.View{}, 2)
		if err != nil {
			return nil, err
		}
		answer.Tables = append(answer.Tables, table)
	}
	var b bytes.Buffer
	if err := report.Write(&b, "json", answer, report.Options{}); err != nil {
		return nil, err
	}
	for _, f := range result.Files {
		fmt.Fprintf(&b, "\n%+v", f)
	}
	for _, j := range result.Rejects {
		fmt.Fprintf(&b, "\nline %d at %d, reason %d: %q", j.Line, j.Offset, j.Reason, j.Text)
	}
	return b.Bytes(), nil
}
