package cli

import (
	"fmt"
	"math"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"wf/chunker"
)

// flags is what the user typed, before it is built into something.
type flags struct {
	format     string
	metrics    string
	limit      int
	sort       string
	reverse    bool
	outputs    []string
	json, csv  bool
	header     bool
	noHeader   bool
	fields     string
	section    string
	workers    int
	sequential bool
	io         string
	maxLine    string
	rejects    string
	maxRejects string
	strict     bool
	stats      bool
	quiet      bool
	color      string
	progress   string

	set *pflag.FlagSet
}

// Flags by the commands that use them. All of them are known everywhere, so
// that they may stand before the command too; each command refuses those it
// has no use for.
var (
	readingFlags   = []string{"workers", "sequential", "io", "max-line", "stats", "quiet", "progress", "color"}
	parsingFlags   = append([]string{"format", "rejects", "max-rejects", "strict"}, readingFlags...)
	outputFlags    = []string{"output", "json", "csv", "header", "no-header"}
	rankingFlags   = append([]string{"metrics", "limit", "sort", "reverse"}, outputFlags...)
	summaryCommand = append(append([]string{"section"}, outputFlags...), parsingFlags...)
	topCommand     = append(append([]string{}, rankingFlags...), parsingFlags...)
	findCommand    = append(append([]string{}, rankingFlags...), readingFlags...)
	printCommand   = append([]string{"fields", "limit"}, parsingFlags...)
	detectCommand  = []string{"format", "quiet", "color", "workers", "io"}
	formatsCommand = []string{"color"}
)

func (f *flags) bind(set *pflag.FlagSet) {
	f.set = set
	set.SortFlags = false
	set.StringVarP(&f.format, "format", "f", "", "`X` = a name that wf formats lists, a log_format or LogFormat as it stands in the configuration, a regexp with named groups, or @FILE[:NAME] for those of a configuration; default: detected")
	set.StringVarP(&f.metrics, "metrics", "m", "count", "what to measure, a `LIST`, default count: count sum_F avg_F min_F max_F distinct_F visitors rate share count_S share_S first last (F a field, S a status or 5xx)")
	set.IntVarP(&f.limit, "limit", "n", 10, "`N` rows or lines, default 10, for print all; 0 = all")
	set.StringVarP(&f.sort, "sort", "s", "", "order by a metric or key `NAME`; default: the first metric")
	set.BoolVarP(&f.reverse, "reverse", "r", false, "the other way round")
	set.StringVar(&f.fields, "fields", "", "print these fields, a `LIST`, instead of the line")
	set.StringVar(&f.section, "section", "", "parts of the report, a `LIST`: totals time worst failing clients agents paths notfound referrers vhosts, or all")
	set.StringArrayVarP(&f.outputs, "output", "o", nil, "`X` = table tsv csv json ndjson md, or a file such as day.json; repeatable")
	set.BoolVar(&f.json, "json", false, "short for -o json")
	set.BoolVar(&f.csv, "csv", false, "short for -o csv")
	set.BoolVar(&f.header, "header", false, "column names in the first line of TSV")
	set.BoolVar(&f.noHeader, "no-header", false, "no column names in CSV")
	set.IntVarP(&f.workers, "workers", "j", runtime.GOMAXPROCS(0), "`N` goroutines that parse and count; default: the cores")
	set.BoolVar(&f.sequential, "sequential", false, "one line after another in one goroutine: the yardstick")
	set.StringVar(&f.io, "io", "auto", "`HOW` files are read: auto (default), mmap or read")
	set.StringVar(&f.maxLine, "max-line", "1M", "reject longer lines, a `SIZE` in bytes, k, M or G; default 1M")
	set.StringVar(&f.rejects, "rejects", "", "keep the lines that do not parse in `FILE`")
	set.StringVar(&f.maxRejects, "max-rejects", "10%", "exit 1 when more than `N` or N% of the lines do not parse; default 10%")
	set.BoolVar(&f.strict, "strict", false, "exit 1 when any line does not parse")
	set.BoolVar(&f.stats, "stats", false, "how it went, on stderr and in JSON")
	set.BoolVarP(&f.quiet, "quiet", "q", false, "no notes on stderr; errors stay")
	set.StringVar(&f.color, "color", "auto", "`WHEN`: auto (default), always or never; NO_COLOR is honoured")
	set.StringVar(&f.progress, "progress", "auto", "`WHEN`: auto (default), always or never")
}

// maxWorkers bounds what a slip of the finger costs: each worker has buffers.
const maxWorkers = 1024

// check validates the flags and refuses those that cmd cannot use.
func (f *flags) check(cmd *cobra.Command, used []string) (err error) {
	allowed := map[string]bool{"help": true, "version": true}
	for _, name := range used {
		allowed[name] = true
	}
	f.set.VisitAll(func(flag *pflag.Flag) { // Visit sees only what stands before the command
		if flag.Changed && !allowed[flag.Name] && err == nil {
			err = fmt.Errorf("%s has no use for --%s; see: %s --help", cmd.CommandPath(), flag.Name, cmd.CommandPath())
		}
	})
	switch {
	case err != nil:
		return err
	case f.workers < 1 || f.workers > maxWorkers:
		return fmt.Errorf("--workers %d: want 1 to %d", f.workers, maxWorkers)
	case f.limit < 0:
		return fmt.Errorf("--limit %d: 0 means all", f.limit)
	case f.header && f.noHeader:
		return fmt.Errorf("--header and --no-header exclude each other")
	}
	for _, choice := range []struct{ flag, value, known string }{
		{"io", f.io, "auto mmap read"},
		{"color", f.color, "auto always never"},
		{"progress", f.progress, "auto always never"},
	} {
		if !contains(strings.Fields(choice.known), choice.value) {
			return fmt.Errorf("--%s %q: known are %s", choice.flag, choice.value, choice.known)
		}
	}
	if _, err := parseSize(f.maxLine); err != nil {
		return fmt.Errorf("--max-line %q: %w", f.maxLine, err)
	}
	_, err = f.rejectLimit(0)
	return err
}

func contains(list []string, word string) bool {
	for _, w := range list {
		if w == word {
			return true
		}
	}
	return false
}

// given reports whether the user typed the flag.
func (f *flags) given(name string) bool { return f.set.Changed(name) }

// cores is the number of workers to use.
func (f *flags) cores() int {
	if f.sequential {
		return 1
	}
	return f.workers
}

// reading returns how inputs are to be read.
func (f *flags) reading(a *app) chunker.Options {
	maxLine, _ := parseSize(f.maxLine)
	io := map[string]chunker.IO{"auto": chunker.Auto, "mmap": chunker.Mmap, "read": chunker.Read}
	return chunker.Options{
		Workers:    f.cores(),
		Sequential: f.sequential,
		IO:         io[f.io],
		MaxLine:    maxLine,
		Ordered:    f.rejects != "",
		Stdin:      a.stdin,
	}
}

// parseSize reads 4096, 64k, 1M or 2G as bytes.
func parseSize(text string) (int, error) {
	digits := strings.TrimRight(text, "kKmMgGiIbB")
	unit := strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(text[len(digits):]), "b"), "i")
	shift, ok := map[string]uint{"": 0, "k": 10, "m": 20, "g": 30}[unit]
	n, err := strconv.ParseUint(digits, 10, 31)
	if !ok || err != nil || n == 0 || n<<shift > math.MaxInt32 {
		return 0, fmt.Errorf("want a size such as 4096, 64k or 1M, below 2G")
	}
	return int(n << shift), nil
}

// rejectLimit returns how many of so many lines may be rejected.
func (f *flags) rejectLimit(lines int64) (int64, error) {
	if f.strict {
		return 0, nil
	}
	if percent, ok := strings.CutSuffix(f.maxRejects, "%"); ok {
		p, err := strconv.ParseFloat(percent, 64)
		if err == nil && p >= 0 && p <= 100 {
			return int64(p * float64(lines) / 100), nil
		}
	} else if n, err := strconv.ParseInt(f.maxRejects, 10, 64); err == nil && n >= 0 {
		return n, nil
	}
	return 0, fmt.Errorf("--max-rejects %q: want a number of lines or a share such as 10%%", f.maxRejects)
}
