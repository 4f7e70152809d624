package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"wf/aggregate"
	"wf/internal/moment"
	"wf/internal/pipeline"
	"wf/internal/query"
	"wf/internal/remote"
	"wf/internal/wfp"
	"wf/parser"
)

// mergeCmd is "wf merge FILE.wfp...".
func (a *app) mergeCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "merge FILE.wfp...",
		Short: "puts saved counts together: the answer of one run over all the logs",
		Long: `wf merge: puts together what -o FILE.wfp saved, on this machine or on others, and
answers as one run over all the logs would. The question is that of the saved
counts; how many rows are shown, in which order and where they go is said here:
-m shows fewer metrics, -o FILE.wfp saves what is merged. - is standard input,
which may hold several files, one behind the other.`,
		Example: `wf top path access.log.1 -o a.wfp; wf top path access.log -o b.wfp
wf merge a.wfp b.wfp
wf merge -n 20 -o report.html web1.wfp web2.wfp
ssh web2 wf top path access.log -o wfp | wf merge web1.wfp -
wf merge -o day.wfp hours/*.wfp`,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{wfp.Ending}, cobra.ShellCompDirectiveFilterFileExt
		},
	}
	a.runs(cmd, mergeFlags, func(_ *cobra.Command, args []string) error { return a.merge(args) })
	return cmd
}

// merge answers what the saved partials of the names were asked, of all that
// they have counted.
func (a *app) merge(names []string) error {
	outputs, err := a.countedOutputs()
	if err != nil {
		return err
	}
	m := &merging{stdin: a.stdin, begun: time.Now()}
	if a.saved != nil {
		names, m.stdin = []string{"-"}, a.saved
	}
	if m.names, err = a.names(names); err != nil {
		return err
	}
	m.remote = a.remote
	if err := m.open(); err != nil {
		return err
	}
	defer m.close()
	a.merges = true
	o, err := a.taken(m.first, outputs)
	if err != nil {
		return m.blame(0, err)
	}
	if err := a.pose(o, m.first); err != nil { // before others are read, which were asked the same
		return err
	}
	return a.mergeInto(o, m)
}

// mergeInto loads what was saved, and concludes.
func (a *app) mergeInto(o *outcome, m *merging) error {
	defer discard(o.outputs)
	if err := a.create(nil, o.outputs); err != nil { // what is merged may become one of the files
		return err
	}
	o.memory, o.begun = a.countMemory(), m.begun
	defer o.memory.close()
	o.tallied = pipeline.NewTallied(o.memory.pipeline(), a.flags.cores(), o.specs)
	if err := m.load(o.tallied, a.flags.cores()); err != nil {
		return err
	}
	account, err := m.account()
	if err != nil {
		return err
	}
	joined := wfp.Join(m.headers(), account)
	joined.Version = version
	o.account = &joined.Account
	if a.saves {
		o.header = joined
	}
	a.origin = a.originOf(o.account.Names())
	if err := a.pose(o, joined); err != nil {
		return err
	}
	if len(joined.Lacks) > 0 && !a.onlySaves { // what it is merged with may have it
		return errors.New(parser.Missing(joined.Lacks[0]))
	}
	return a.conclude(o)
}

// merging is the saved partials that are merged.
type merging struct {
	names  []string
	stdin  io.Reader
	remote *remote.Client // of the names that are URLs
	begun  time.Time

	input io.Closer // of the first name, begun; nil once it is read
	begin *wfp.Reader
	first *wfp.Header

	parts [][]*wfp.Header // by name
}

// open begins the first of the files, to learn what was asked.
func (m *merging) open() (err error) {
	for i, name := range m.names {
		if name == "-" && slices.Contains(m.names[:i], name) {
			return errors.New("- is given twice; standard input can be read once")
		}
	}
	m.parts = make([][]*wfp.Header, len(m.names))
	var r io.Reader
	if r, m.input, err = m.reader(0); err != nil {
		return m.blame(0, err)
	}
	m.begin = wfp.NewReader(r)
	if m.first, err = m.begin.Next(); err != nil {
		m.close()
		return m.blame(0, err)
	}
	return nil
}

// reader opens a file. Standard input has no file to close.
func (m *merging) reader(i int) (io.Reader, io.Closer, error) {
	switch {
	case m.names[i] == "-":
		return m.stdin, nil, nil
	case remote.Is(m.names[i]):
		f, err := m.remote.Open(m.names[i], nil)
		if err != nil {
			return nil, nil, err
		}
		return f, f, nil
	}
	f, err := os.Open(m.names[i])
	if err != nil {
		return nil, nil, bare(err)
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		f.Close() // it was only looked at
		return nil, nil, fmt.Errorf("is a folder; wf merge %s", filepath.Join(m.names[i], "*."+wfp.Ending))
	}
	return f, f, nil
}

// close lets go of the first of the files.
func (m *merging) close() {
	if m.begin != nil {
		m.begin.Close()
	}
	if m.input != nil {
		m.input.Close() // it was only read from
	}
	m.begin, m.input = nil, nil
}

// blame says which file an error is about.
func (m *merging) blame(i int, err error) error {
	if err == nil || m.names[i] == "" {
		return err
	}
	return fmt.Errorf("%s: %w", plainName(m.names[i]), bare(err))
}

// load adds the counts of all files to t, several files at once. The error is
// that of the first file that has one.
func (m *merging) load(t *pipeline.Tallied, workers int) error {
	failed := make([]error, len(m.names))
	err := t.Load(workers, len(m.names), func(i int, into []*aggregate.Partial) error {
		failed[i] = m.loadFile(i, into)
		return failed[i]
	})
	for i, err := range failed {
		if err != nil {
			return m.blame(i, err)
		}
	}
	return err
}

// loadFile adds the counts of all saved partials in a file.
func (m *merging) loadFile(i int, into []*aggregate.Partial) error {
	if i == 0 {
		defer m.close()
		if err := m.loadOne(m.begin, 0, m.first, into); err != nil {
			return err
		}
		return m.loadAll(m.begin, 0, into)
	}
	in, f, err := m.reader(i)
	if err != nil {
		return err
	}
	if f != nil {
		defer f.Close() // it was only read from
	}
	r := wfp.NewReader(in)
	defer r.Close()
	return m.loadAll(r, i, into)
}

// loadAll adds the counts of the saved partials that are left in a file.
func (m *merging) loadAll(r *wfp.Reader, i int, into []*aggregate.Partial) error {
	for {
		h, err := r.Next()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = m.loadOne(r, i, h, into)
		}
		if err != nil {
			return err
		}
	}
}

// loadOne adds the counts of the saved partial that a header begins.
func (m *merging) loadOne(r *wfp.Reader, i int, h *wfp.Header, into []*aggregate.Partial) error {
	if here, there := h.Differs(m.first); here != there {
		return fmt.Errorf("%s, %s %s; they cannot be merged", here, plainName(m.names[0]), there)
	}
	for _, p := range into {
		body, err := r.Body()
		if err != nil {
			return err
		}
		if err := p.Load(body); err != nil {
			return r.Why(err)
		}
	}
	m.parts[i] = append(m.parts[i], h)
	return r.End()
}

// headers are those of all files.
func (m *merging) headers() []*wfp.Header { return slices.Concat(m.parts...) }

// account is what was read for all files.
func (m *merging) account() (*wfp.Account, error) {
	var accounts []*wfp.Account
	var from []int // the file of each
	for i, parts := range m.parts {
		for _, h := range parts {
			accounts, from = append(accounts, &h.Account), append(from, i)
		}
	}
	sum, err := wfp.Sum(accounts)
	var twice *wfp.TwiceError
	if errors.As(err, &twice) {
		a, b := min(from[twice.A], from[twice.B]), max(from[twice.A], from[twice.B])
		switch name := m.names[b]; {
		case a == b:
			return nil, fmt.Errorf("%s: has counted bytes %d to %d of %s twice", plainName(name), twice.From, twice.To, twice.Log)
		case name == m.names[a]:
			return nil, fmt.Errorf("%s: is given twice", plainName(name))
		}
		return nil, fmt.Errorf("%s: has counted bytes %d to %d of %s, and so has %s", plainName(m.names[b]), twice.From, twice.To, twice.Log, plainName(m.names[a]))
	}
	return sum, err
}

// taken makes of what was saved what a run is that counts the same.
func (a *app) taken(h *wfp.Header, outputs []output) (*outcome, error) {
	if err := a.takeUp(h); err != nil {
		return nil, err
	}
	o := &outcome{outputs: outputs, write: writeTables}
	set, err := savedFields(h)
	if err != nil {
		return nil, err
	}
	for _, q := range h.Questions {
		spec, err := aggregate.Compile(q, set)
		if err != nil {
			return nil, err
		}
		o.specs = append(o.specs, spec)
	}
	return o, nil
}

// savedFields is the set of the fields that what was saved was counted by. What a
// pattern of find captures has neither a zone nor routes.
func savedFields(h *wfp.Header) (*parser.FieldSet, error) {
	set := parser.NewFieldSet(h.Fields...)
	if h.Command.Name == "find" {
		return set, nil
	}
	set.Open()
	s := selection{routes: h.Select.Routes}
	if h.Select.Zone != "" {
		var err error
		if s.zone, err = moment.LoadZone(h.Select.Zone); err != nil {
			return nil, err
		}
	}
	return set, s.prepare(set)
}

// takeUp makes the flags those of the command whose counts were saved, but for
// those that were given.
func (a *app) takeUp(h *wfp.Header) error {
	if !slices.Contains([]string{"wf", "top", "timeline", "find"}, h.Command.Name) {
		return fmt.Errorf("has counted for %q, which this wf does not know", h.Command.Name)
	}
	a.command, a.question = h.Command.Name, h.Command.Args
	for _, f := range h.Command.Flags {
		switch {
		case !slices.Contains(savedFlags, f.Name):
			return fmt.Errorf("has counted with --%s, which this wf does not know", f.Name)
		case a.flags.given(f.Name):
			continue
		}
		for _, value := range f.Values {
			if f.Name == "report" && strings.HasPrefix(value, "@") {
				return errors.New("has a question that is the name of a file")
			}
			if err := a.flags.set.Set(f.Name, value); err != nil {
				return fmt.Errorf("--%s: %w", f.Name, err)
			}
		}
	}
	return a.flags.checkAsking(a.flags.set)
}

// pose finds the counts for what is to be answered.
func (a *app) pose(o *outcome, h *wfp.Header) error {
	asks, err := a.asksOf(o, h)
	if err != nil {
		return err
	}
	o.asks = nil
	for _, ask := range asks {
		q, ok, err := o.cover(ask)
		if err == nil && !ok {
			err = a.notMeasured(o, ask)
		}
		if err != nil {
			return ask.Blame(err)
		}
		o.asks = append(o.asks, q)
	}
	return nil
}

// asksOf are the questions of the command whose counts were saved.
func (a *app) asksOf(o *outcome, h *wfp.Header) ([]query.Ask, error) {
	words := a.flags.words()
	arg := strings.Join(a.question, " ")
	switch a.command {
	case "top":
		return one(query.Top(arg, words))
	case "timeline":
		if !a.flags.given("limit") {
			words.Limit = 0
		}
		return one(query.Timeline(arg, a.flags.by, words))
	case "find":
		re, err := parser.CompileRegexp(h.Select.Pattern)
		if err != nil {
			return nil, err
		}
		return one(query.Find(captures(parser.NewPattern(re)), words))
	}
	tests, err := a.tests()
	if err != nil {
		return nil, err
	}
	if a.flags.given("report") {
		asks, err := a.reports()
		if err == nil {
			o.outputs, err = a.outputsOf(o.outputs, shown(asks))
		}
		return append(asks, tests...), err
	}
	sections, err := a.sections()
	if err != nil {
		return nil, err
	}
	if o.outputs, err = a.summaryOutputs(o.outputs, sections); err != nil {
		return nil, err
	}
	o.write = summaryWriter(sections)
	have := func(field string) bool { return slices.Contains(h.Known, field) }
	return append(summaryAsks(o.outputs, have), tests...), nil
}

// one is a list of one question.
func one(ask query.Ask, err error) ([]query.Ask, error) { return []query.Ask{ask}, err }

// notMeasured says what was counted where something else is asked for.
func (a *app) notMeasured(o *outcome, ask query.Ask) error {
	for _, spec := range o.specs {
		if !slices.Equal(spec.Question.Keys, ask.Question.Keys) || spec.Question.Where != ask.Question.Where {
			continue
		}
		for _, m := range ask.Question.Metrics {
			if !spec.Measures(m) {
				return fmt.Errorf("%s was not measured; what was: %s; save it with -m", m, strings.Join(spec.Question.Metrics, ","))
			}
		}
	}
	var counted []string
	for _, spec := range o.specs {
		counted = append(counted, strings.Join(spec.Question.Keys, ","))
	}
	slices.Sort(counted)
	return fmt.Errorf("nothing was counted by %s; what was: %s", strings.Join(ask.Question.Keys, ","), strings.Join(slices.Compact(counted), " "))
}
