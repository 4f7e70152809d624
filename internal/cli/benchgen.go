package cli

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"wf/bench/gen"
	"wf/parser"
)

// genFlags is what the user typed behind wf bench gen. -f and -o mean
// something else there than elsewhere, so they are its own.
type genFlags struct {
	lines, size     string
	format          string
	seed            uint64
	paths, clients  string
	distinct        bool
	attacks, nasty  string
	output          string
	measured, named bool // --lines or --size was given, -o was given
}

// benchGenCmd is "wf bench gen".
func (a *app) benchGenCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "gen",
		Short: "writes a log of any size and format, the same bytes for the same flags",
		Long: `wf bench gen: writes the log of a busy site that was made up, in any format and
of any size. What is asked for, by whom and from where follows Zipf's law, agents
stay with their clients, sizes and durations go with requests and answers. The
same flags give the same bytes on every machine, and the first lines of a longer
log are those of a shorter one.`,
		Example: `wf bench gen --lines 5M > access.log
wf bench gen --size 50G -f haproxy -o haproxy.log
wf bench gen --lines 100k -f docker+json --attacks 1% | wf
wf bench gen --nasty 0.1 --seed 7 | gzip > nasty.log.gz`,
	}
	var g genFlags
	set := cmd.Flags()
	set.SortFlags = false
	set.StringVar(&g.lines, "lines", "1M", "`N` lines, such as 20000, 10k, 5M or 1G; default 1M")
	set.StringVar(&g.size, "size", "", "instead: the lines it takes to reach `SIZE`, such as 500M, 50G or 1T")
	set.StringVarP(&g.format, "format", "f", "combined", "`NAME` of the format, alone or in a wrapper, as in docker+json; default combined. Formats: "+
		strings.Join(gen.Formats(), " ")+". Wrappers: "+strings.Join(gen.Wrappers(), " "))
	set.Uint64Var(&g.seed, "seed", 1, "`N`: another number gives another log; default 1")
	set.StringVar(&g.paths, "paths", "60k", "`N` different things to ask for; default 60k")
	set.StringVar(&g.clients, "clients", "350k", "`N` different clients; default 350k")
	set.BoolVar(&g.distinct, "distinct", false, "19 of 20 lines ask for something that nobody asked for before")
	set.StringVar(&g.attacks, "attacks", "0", "the `SHARE` of requests that are attacks, 0.01 or 1%; all of them come from 203.0.113.0/24")
	set.StringVar(&g.nasty, "nasty", "0", "the `SHARE` of lines with a trap of real logs in them: odd requests, broken bytes, cut lines")
	set.StringVarP(&g.output, "output", "o", "", "write `FILE`, whole or not at all, instead of standard output")
	if err := cmd.RegisterFlagCompletionFunc("format", completeGenFormats); err != nil {
		panic("bug: " + err.Error())
	}
	a.runs(cmd, benchGenFlags, func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return fmt.Errorf("gen reads nothing, so it has no use for %q; -o FILE writes a file", args[0])
		}
		g.measured, g.named = set.Changed("lines") || set.Changed("size"), set.Changed("output")
		if set.Changed("lines") && set.Changed("size") {
			return errors.New("--lines and --size exclude each other")
		}
		return a.gen(&g)
	})
	return cmd
}

// benchGenFlags are the flags of all commands that gen uses.
var benchGenFlags = []string{"workers"}

// gen writes the log that g asks for.
func (a *app) gen(g *genFlags) error {
	o, err := g.options()
	if err != nil {
		return err
	}
	o.Workers = a.flags.workers
	if g.named && g.output != "-" { // - is standard output
		return a.genFile(g.output, o)
	}
	if a.terminal() && !g.measured {
		return errors.New("a million lines on a terminal? write them to a file: wf bench gen -o access.log\nor say how many: wf bench gen --lines 10")
	}
	return outputError(gen.Generate(a.stdout, o))
}

// genFile writes the log to a file, unless a signal comes.
func (a *app) genFile(path string, o gen.Options) error {
	if path == "" {
		return errors.New("--output needs a value")
	}
	if ending := filepath.Ext(path); slices.Contains([]string{".gz", ".zst", ".bz2", ".xz"}, ending) {
		return fmt.Errorf("-o %s: gen writes plain text; compress it behind a pipe: wf bench gen | gzip > access.log.gz", path)
	}
	file, err := a.createOut(path)
	if err != nil {
		return err
	}
	defer file.discard()
	ctx, stopped := a.untilSignal()
	err = gen.Generate(untilDone{ctx, file.File}, o)
	code := stopped()
	switch {
	case code != exitOK:
		a.message("interrupted; %s is not written", path)
		a.code = code
		return nil
	case err != nil:
		return fileError(path, err)
	}
	return file.commit()
}

// options returns what was typed as the generator takes it.
func (g *genFlags) options() (o gen.Options, err error) {
	o = gen.Options{Format: g.format, Seed: g.seed, Distinct: g.distinct}
	if err := checkGenFormat(g.format); err != nil {
		return o, err
	}
	for _, number := range []struct {
		flag, text string
		unit       int64
		take       func(n int64)
	}{
		{"lines", g.lines, 1000, func(n int64) { o.Lines = int(n) }},
		{"size", g.size, 1024, func(n int64) { o.Size = n }},
		{"paths", g.paths, 1000, func(n int64) { o.Paths = int(n) }},
		{"clients", g.clients, 1000, func(n int64) { o.Clients = int(n) }},
	} {
		if number.flag == "size" && number.text == "" {
			continue
		}
		n, err := parseUnits(number.text, number.unit)
		if err != nil {
			return o, fmt.Errorf("--%s %q: %w", number.flag, number.text, err)
		}
		number.take(n)
	}
	if o.Attacks, err = parseShare(g.attacks); err != nil {
		return o, fmt.Errorf("--attacks %q: %w", g.attacks, err)
	}
	if o.Nasty, err = parseShare(g.nasty); err != nil {
		return o, fmt.Errorf("--nasty %q: %w", g.nasty, err)
	}
	return o, nil
}

// parseUnits reads a number above 0, such as 20000, 10k, 5M, 50G or 1T; a k is
// unit, and each further letter unit times as much.
func parseUnits(text string, unit int64) (int64, error) {
	digits := strings.TrimRight(text, "kKmMgGtTiIbB")
	letter := strings.ToLower(text[len(digits):])
	if unit == 1024 {
		letter = strings.TrimSuffix(strings.TrimSuffix(letter, "b"), "i")
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	power, ok := map[string]int{"": 0, "k": 1, "m": 2, "g": 3, "t": 4}[letter]
	for range power {
		if n > math.MaxInt64/unit {
			ok = false
			break
		}
		n *= unit
	}
	if err != nil || !ok || n < 1 || n > math.MaxInt {
		return 0, errors.New("want a number such as 20000, 10k, 5M or 50G")
	}
	return n, nil
}

// parseShare reads 0.01 or 1%.
func parseShare(text string) (float64, error) {
	digits, percent := strings.CutSuffix(text, "%")
	share, err := strconv.ParseFloat(digits, 64)
	if percent {
		share /= 100
	}
	if err != nil || !(share >= 0 && share <= 1) {
		return 0, errors.New("want a share of all lines such as 0.01 or 1%")
	}
	return share, nil
}

// checkGenFormat returns an error if gen does not write the format name.
func checkGenFormat(name string) error {
	what, word, known := "format", name, gen.Formats()
	if wrapper, inner, ok := strings.Cut(name, "+"); ok {
		word = inner
		if !slices.Contains(gen.Wrappers(), wrapper) {
			what, word, known = "wrapper", wrapper, gen.Wrappers()
		}
	}
	if slices.Contains(known, word) {
		return nil
	}
	meant := ""
	if near := parser.Nearest(known, word); near != "" {
		meant = fmt.Sprintf("did you mean %q? ", near)
	}
	return fmt.Errorf("-f %s: gen knows no %s %q; %sknown: %s", name, what, word, meant, strings.Join(known, " "))
}

// completeGenFormats completes the name of a format of gen, with a wrapper or
// without.
func completeGenFormats(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	before := typed[:strings.LastIndexByte(typed, '+')+1]
	var list []string
	for _, name := range gen.Formats() {
		list = append(list, before+name)
	}
	if before == "" {
		for _, name := range gen.Wrappers() {
			list = append(list, name+"+")
		}
	}
	return list, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}
