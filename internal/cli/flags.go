package cli

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"wf/chunker"
	"wf/internal/moment"
)

// flags is what the user typed, before it is built into something.
type flags struct {
	format     string
	where      []string
	since      string
	until      string
	last       string
	at         string
	errors     string
	alpha      float64
	metrics    string
	having     string
	by         string
	pivot      string
	limit      int
	sort       string
	reverse    bool
	outputs    []string
	json, csv  bool
	header     bool
	noHeader   bool
	fields     string
	section    string
	reports    []string
	failIf     string
	routes     []string
	tz         string
	utc        bool
	seek       string
	byteRange  string
	splits     int
	size       string
	workers    int
	sequential bool
	io         string
	maxLine    string
	maxMemory  string
	rejects    string
	maxRejects string
	strict     bool
	stats      bool
	quiet      bool
	color      string
	progress   string
	follow     bool
	state      string
	keep       string
	interval   string
	runs       int
	warmup     int
	cold       bool
	sweep      string

	set *pflag.FlagSet
}

// Flags by the commands that use them. All of them are known everywhere, so
// that they may stand before the command too; each command refuses those it
// has no use for.
var (
	readingFlags   = []string{"workers", "sequential", "io", "max-line", "stats", "quiet", "progress", "color"}
	keepingFlags   = []string{"where", "since", "until", "last", "seek", "tz", "utc", "route"}
	parsingFlags   = slices.Concat([]string{"format"}, keepingFlags, []string{"rejects", "max-rejects", "strict", "range"}, readingFlags)
	outputFlags    = []string{"output", "json", "csv", "header", "no-header"}
	followFlags    = []string{"follow", "interval"}
	stateFlags     = []string{"state"}
	keepFlags      = []string{"keep"} // where lines have times, which those of find need not
	askingFlags    = []string{"metrics", "having", "pivot", "limit", "sort", "reverse", "fail-if"}
	rankingFlags   = slices.Concat(askingFlags, outputFlags)
	countingFlags  = slices.Concat(parsingFlags, []string{"max-memory"})
	summaryCommand = slices.Concat([]string{"section", "report", "fail-if"}, outputFlags, countingFlags, followFlags, stateFlags, keepFlags)
	findCommand    = slices.Concat(rankingFlags, countingFlags, followFlags, stateFlags)
	topCommand     = slices.Concat(findCommand, keepFlags)
	timelineFlags  = slices.Concat([]string{"by"}, topCommand)
	diffCommand    = slices.Concat([]string{"by", "at", "errors", "alpha", "metrics", "having", "limit", "sort", "reverse", "fail-if", "format"},
		outputFlags, keepingFlags, []string{"rejects", "max-rejects", "strict", "max-memory"}, readingFlags)
	printCommand   = slices.Concat([]string{"fields", "sort", "limit"}, outputFlags, parsingFlags, []string{"follow"})
	mergeFlags     = slices.Concat(rankingFlags, []string{"section", "max-rejects", "strict", "max-memory", "workers", "stats", "quiet", "color"})
	detectCommand  = []string{"format", "quiet", "color", "workers", "io"}
	planCommand    = []string{"splits", "size", "output", "json", "csv", "header", "no-header", "quiet", "color"}
	formatsCommand = []string{"color"}
	benchCommand   = slices.Concat([]string{"sweep", "runs", "warmup", "cold", "workers", "sequential"}, outputFlags, []string{"quiet", "progress", "color"})
	benchRunFlags  = []string{"workers", "sequential", "limit"}
)

func (f *flags) bind(set *pflag.FlagSet) {
	f.set = set
	set.SortFlags = false
	set.StringVarP(&f.format, "format", "f", "", "`X` = a name that wf formats lists, a log_format or LogFormat as it stands in the configuration, a regexp with named groups, or @FILE[:NAME] for those of a configuration; default: detected")
	set.StringArrayVarP(&f.where, "where", "w", nil, "keep the records for which `EXPR` holds: 'status >= 500 and path contains \"/api\"'; repeat for and")
	set.StringVarP(&f.since, "since", "S", "", "from `TIME` on: 2026-03-01, '2026-03-01 10:00', 10:00, today, -2h, an epoch, the log's own stamp")
	set.StringVarP(&f.until, "until", "U", "", "before `TIME`")
	set.StringVar(&f.last, "last", "", "the last `D`, such as 1h or 7d, before the newest record")
	set.StringVarP(&f.metrics, "metrics", "m", "count", "what to measure, a `LIST`, default count: count sum_F avg_F min_F max_F stddev_F pNN_F distinct_F visitors rate share count_S share_S first last NAME=share(EXPR) NAME=count(EXPR) (F a field, NN as in p95, S a status or 5xx)")
	set.StringVar(&f.having, "having", "", "keep the rows for which `EXPR` holds: 'count >= 100'")
	set.StringVar(&f.by, "by", "", "rows for each step and each value of `KEYS`, in timelines; what diff compares, default route")
	set.StringVar(&f.at, "at", "", "what diff compares of one log: what is from `TIME` on, as --since takes it, with as long before it")
	set.StringVar(&f.errors, "errors", "", "the requests that failed, for diff: those for which `EXPR` holds; default: status >= 500")
	set.Float64Var(&f.alpha, "alpha", 0.05, "the `PART` of the changes named by diff that may be chance; default 0.05")
	set.StringVar(&f.pivot, "pivot", "", "make columns of the values of `KEY`")
	set.IntVarP(&f.limit, "limit", "n", 10, "`N` rows or lines, default 10, for timeline and print all; 0 = all")
	set.StringVarP(&f.sort, "sort", "s", "", "order by a metric or key `NAME`; default: the first metric; for print only time, which merges files")
	set.BoolVarP(&f.reverse, "reverse", "r", false, "the other way round")
	set.StringVar(&f.fields, "fields", "", "print these fields, a `LIST`, instead of the line")
	set.StringVar(&f.section, "section", "", "parts of the report, a `LIST`: totals time worst failing slow clients agents paths notfound referrers vhosts, or all")
	set.StringArrayVarP(&f.outputs, "output", "o", nil, "`X` = table tsv csv json ndjson md html, or a file such as report.html; FILE.wfp saves the counts for wf merge, FILE.parquet what wf print lists; repeatable")
	set.BoolVar(&f.json, "json", false, "short for -o json")
	set.BoolVar(&f.csv, "csv", false, "short for -o csv")
	set.BoolVar(&f.header, "header", false, "column names in the first line of TSV")
	set.BoolVar(&f.noHeader, "no-header", false, "no column names in CSV")
	set.StringArrayVar(&f.reports, "report", nil, "answer `QUESTION` too, as typed behind wf: 'top path -n 20'; repeatable; @FILE has one a line")
	set.StringVar(&f.failIf, "fail-if", "", "exit 3 when `EXPR` holds for the whole, or for a row of top and timeline: 'share_5xx > 0.01'")
	set.StringArrayVar(&f.routes, "route", nil, "`PATTERN` of paths that are one route: '/u/:name/*'; repeatable")
	set.StringVar(&f.tz, "tz", "", "read and show times in `ZONE`: Europe/Berlin, +02:00, local; default: the clock of each line")
	set.BoolVar(&f.utc, "utc", false, "short for --tz UTC")
	set.StringVar(&f.seek, "seek", "auto", "`HOW` a range of time is found in files in order: auto (default) or off, which reads all")
	set.StringVar(&f.byteRange, "range", "", "read the lines that begin in the bytes `START-END` of one plain file, as wf plan deals them out: 0-64M, 64M-128M, 128M- to the end")
	set.IntVar(&f.splits, "splits", 0, "deal files out in `N` ranges of about equal size, or less if they would be below 1M")
	set.StringVar(&f.size, "size", "256M", "deal files out in ranges of `SIZE` at most, at least 1M; default 256M")
	set.BoolVarP(&f.follow, "follow", "F", false, "go on while the log grows, as tail -F does: a view that redraws itself, or NDJSON on a pipe; with --last the time slides")
	set.StringVar(&f.state, "state", "", "answer over all that was ever read of the logs: `FILE` remembers what was counted and how far they were read, through rotation and compression, and only what is new is read; one question a FILE, safe to kill")
	set.StringVar(&f.keep, "keep", "", "with --state keep counts of days and of the newest hours apart for `D`, such as 90d, in FILE.d: --since and --until then choose among them; without them the answer is over all that was ever counted")
	set.StringVar(&f.interval, "interval", "", "with -F look for more every `D`; default 1s on a terminal, 10s elsewhere")
	set.IntVarP(&f.workers, "workers", "j", runtime.GOMAXPROCS(0), "`N` goroutines that parse and count; default: the cores")
	set.BoolVar(&f.sequential, "sequential", false, "one line after another in one goroutine: the yardstick")
	set.StringVar(&f.io, "io", "auto", "`HOW` files are read: auto (default), mmap or read")
	set.StringVar(&f.maxLine, "max-line", "1M", "reject longer lines, a `SIZE` in bytes, k, M or G; default 1M")
	set.StringVar(&f.maxMemory, "max-memory", "", "count in `SIZE` bytes of memory, in k, M or G; what is more goes to disk, into $TMPDIR or else /var/tmp; default: half of what is available")
	set.StringVar(&f.rejects, "rejects", "", "keep the lines that do not parse in `FILE`")
	set.StringVar(&f.maxRejects, "max-rejects", "10%", "exit 1 when more than `N` or N% of the lines do not parse; default 10%")
	set.BoolVar(&f.strict, "strict", false, "exit 1 when any line does not parse")
	set.BoolVar(&f.stats, "stats", false, "how it went, on stderr and in JSON")
	set.BoolVarP(&f.quiet, "quiet", "q", false, "no notes on stderr; errors stay")
	set.StringVar(&f.color, "color", "auto", "`WHEN`: auto (default), always or never; NO_COLOR is honoured")
	set.StringVar(&f.progress, "progress", "auto", "`WHEN`: auto (default), always or never")
	set.IntVar(&f.runs, "runs", 5, "measure each `N` times, in turn; default 5")
	set.IntVar(&f.warmup, "warmup", 1, "`N` rounds before them that are not measured; default 1, with --cold 0")
	set.BoolVar(&f.cold, "cold", false, "empty the page cache before each run; needs root, on Linux")
	set.StringVar(&f.sweep, "sweep", "", "time what stands behind -- with `N` workers: 1..8, 1,2,4 or 1..64x2, which doubles")
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
	if err == nil {
		err = f.checkAsking(f.set)
	}
	switch {
	case err != nil:
		return err
	case f.workers < 1 || f.workers > maxWorkers:
		return fmt.Errorf("--workers %d: want 1 to %d", f.workers, maxWorkers)
	case f.runs < 1:
		return fmt.Errorf("--runs %d: want at least 1", f.runs)
	case !(f.alpha > 0 && f.alpha <= 0.5):
		return fmt.Errorf("--alpha %v: want more than 0, and 0.5 at most", f.alpha)
	case f.warmup < 0:
		return fmt.Errorf("--warmup %d: 0 means none", f.warmup)
	case f.header && f.noHeader:
		return fmt.Errorf("--header and --no-header exclude each other")
	case f.utc && f.tz != "":
		return fmt.Errorf("--utc and --tz exclude each other")
	}
	for _, choice := range []struct{ flag, value, known string }{
		{"io", f.io, "auto mmap read"},
		{"color", f.color, "auto always never"},
		{"progress", f.progress, "auto always never"},
		{"seek", f.seek, "auto off"},
	} {
		if !slices.Contains(strings.Fields(choice.known), choice.value) {
			return fmt.Errorf("--%s %q: known are %s", choice.flag, choice.value, choice.known)
		}
	}
	if _, err := parseSize(f.maxLine); err != nil {
		return fmt.Errorf("--max-line %q: %w", f.maxLine, err)
	}
	if _, err := f.memory(); err != nil {
		return fmt.Errorf("--max-memory %q: %w", f.maxMemory, err)
	}
	if _, err = f.rejectLimit(0); err != nil {
		return err
	}
	if _, _, err = f.bytes(); err != nil {
		return err
	}
	if _, err = f.keepDays(); err != nil {
		return err
	}
	return f.checkFollowing()
}

// checkAsking finds what is wrong with the flags of a question, and with values
// that are missing from any of set.
func (f *flags) checkAsking(set *pflag.FlagSet) (err error) {
	set.VisitAll(func(flag *pflag.Flag) {
		if flag.Changed && flag.Value.Type() == "string" && flag.Value.String() == "" && flag.Name != "format" && err == nil {
			err = fmt.Errorf("--%s needs a value", flag.Name)
		}
	})
	switch {
	case err != nil:
		return err
	case f.limit < 0:
		return fmt.Errorf("--limit %d: 0 means all", f.limit)
	case isTime(f.sort):
		return fmt.Errorf("-s %s: -s is the order; -S is since", f.sort)
	}
	return nil
}

// isTime reports whether text is a point in time, as --since takes them.
func isTime(text string) bool {
	_, err := moment.Parse(text, time.Now(), nil)
	return err == nil
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
		Follow:     f.follow,
		Openers:    a.openers(),
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
