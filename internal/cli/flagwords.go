package cli

import "github.com/spf13/pflag"

// flagWords are what the help of a command says of flags that mean something of
// their own to it.
var flagWords = map[string]map[string]string{
	"diff": {
		"by":      "compare by these `KEYS`, as those of wf top; default route",
		"metrics": "the percentiles to compare, a `LIST` such as p99_duration; default: p50_duration,p95_duration where both logs have one",
		"having":  "keep the rows for which `EXPR` holds: 'requests_b >= 100'",
		"limit":   "`N` rows, default 10; 0 = all",
		"sort":    "order by a column or key `NAME`; default: what matters most first",
		"fail-if": "exit 3 when `EXPR` holds for any row: 'change == \"worse\"'",
		"output":  "`X` = table tsv csv json ndjson md html, or a file such as report.html; repeatable",
	},
	"merge": {
		"metrics": "show these of the metrics that were saved, a `LIST`; default: all",
	},
	"plan": {
		"output": "`X` = tsv csv json ndjson, or a file such as plan.csv, instead of lines of arguments; repeatable",
	},
	"print": {
		"limit":  "`N` lines; default: all",
		"sort":   "`NAME` is time, which merges files",
		"output": "rows in columns: `X` = tsv csv json ndjson parquet, or a file such as rows.parquet",
	},
}

// inWordsOf is f as the help of a command describes it.
func inWordsOf(command string, f *pflag.Flag) *pflag.Flag {
	words, ok := flagWords[command][f.Name]
	if !ok {
		return f
	}
	own := *f
	own.Usage = words
	return &own
}
