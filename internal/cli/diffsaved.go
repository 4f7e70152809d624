package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"wf/aggregate"
	"wf/internal/diff"
	"wf/internal/pipeline"
	"wf/internal/report"
	"wf/internal/wfp"
	"wf/parser"
)

// openSaved begins to read sides that are saved partials, and finds what can be
// compared in them.
func (d *differ) openSaved() error {
	if used := d.usedOnLogs(); used != "" {
		return fmt.Errorf("--%s is of logs; what is saved is counted already", used)
	}
	var other *aggregate.Spec
	for i, s := range d.sides {
		if err := s.saved.open(); err != nil {
			return err
		}
		if err := d.sameQuestions(); i == 1 && err != nil {
			return err
		}
		at, err := d.savedQuestion(s.saved.first)
		if err == nil {
			err = s.compileSaved(s.saved.first, at, other)
		}
		if err != nil {
			return s.saved.blame(0, err)
		}
		other = s.spec
	}
	d.measures = savedMeasures(other.Question)
	if d.measures.Requests < 0 {
		return fmt.Errorf("%s: the requests were not counted; save them: wf top %s -m count,count_5xx,p95_duration -o FILE.wfp",
			report.Escape(d.sides[0].name), strings.Join(other.Question.Keys, ","))
	}
	return diff.Check(other, d.measures, d.diffOptions())
}

// usedOnLogs returns a flag that was given and says which records of logs count,
// or what is measured.
func (d *differ) usedOnLogs() string {
	for _, name := range slices.Concat(parsingFlags, []string{"errors", "metrics"}) {
		if d.given(name) && !slices.Contains(readingFlags, name) && !slices.Contains([]string{"max-rejects", "strict"}, name) {
			return name
		}
	}
	return ""
}

// sameQuestions returns an error if the sides were not asked the same. The times
// that were selected may differ: they are what is compared, as a rule.
func (d *differ) sameQuestions() error {
	if d.sides[1].saved.first == nil {
		return nil
	}
	a, b := *d.sides[0].saved.first, *d.sides[1].saved.first
	a.Select.Since, a.Select.Until = "", ""
	b.Select.Since, b.Select.Until = "", ""
	if here, there := b.Differs(&a); here != there {
		return fmt.Errorf("%s: %s, %s %s; they cannot be compared", report.Escape(d.sides[1].name), here, report.Escape(d.sides[0].name), there)
	}
	return nil
}

// savedQuestion returns the number of the question that --by names, or without
// it of the first that has keys.
func (d *differ) savedQuestion(h *wfp.Header) (int, error) {
	var known []string
	for i, q := range h.Questions {
		keys := strings.Join(q.Keys, ",")
		if keys == "" || slices.ContainsFunc(q.Keys, func(k string) bool { return k == aggregate.TimeAuto || k == aggregate.TimeFit }) {
			continue
		}
		if d.flags.by == "" || strings.ReplaceAll(d.flags.by, " ", "") == keys {
			return i, nil
		}
		known = append(known, keys)
	}
	if len(known) == 0 {
		return 0, errors.New("nothing was counted by a key; save it: wf top route -m count,count_5xx,p95_duration -o FILE.wfp")
	}
	return 0, fmt.Errorf("nothing was counted by %s; what was: %s", d.flags.by, strings.Join(known, " "))
}

// compileSaved compiles what was asked for saved counts, of which question number
// at is compared.
func (s *side) compileSaved(h *wfp.Header, at int, other *aggregate.Spec) error {
	set, err := savedFields(h)
	if err != nil {
		return err
	}
	s.question, s.specs = at, nil
	for i, q := range h.Questions {
		compile := aggregate.Compile
		if i == at {
			compile = func(q aggregate.Question, set *parser.FieldSet) (*aggregate.Spec, error) {
				return aggregate.CompileSide(q, set, other)
			}
		}
		spec, err := compile(q, set)
		if err != nil {
			return err
		}
		s.specs = append(s.specs, spec)
	}
	s.spec = s.specs[at]
	return nil
}

// savedMeasures finds what can be compared among the metrics of a question.
func savedMeasures(q aggregate.Question) diff.Measures {
	m := diff.Measures{Requests: slices.Index(q.Metrics, "count"), Errors: -1}
	for i, name := range q.Metrics {
		switch {
		case aggregate.IsPercentile(name):
			if len(m.Percentiles) < diff.MostPercentiles {
				m.Percentiles = append(m.Percentiles, i)
			}
		case m.Errors < 0 && (name == "count_5xx" || name == "share_5xx" || strings.HasPrefix(name, "errors=")):
			m.Errors = i
		}
	}
	return m
}

// load adds up what was saved of a side.
func (d *differ) load(s *side) error {
	workers := d.flags.cores()
	t := pipeline.NewTallied(d.half(), workers, s.specs)
	if err := s.saved.load(t, workers); err != nil {
		return err
	}
	counts, err := t.Merge(workers)
	if err != nil {
		return err
	}
	s.counts = counts[s.question]
	s.account, err = s.saved.account()
	return err
}
