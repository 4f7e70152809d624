package aggregate

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"wf/parser"
)

// metricWords are what other tools and people call metrics.
var metricWords = map[string]string{
	"hits": "count", "requests": "count", "reqs": "count", "lines": "count", "number": "count", "num": "count", "n": "count", "total": "count",
	"percent": "share", "percentage": "share", "pct": "share", "ratio": "share",
	"rps": "rate", "qps": "rate", "rpm": "rate", "throughput": "rate",
	"uniques": "visitors", "unique": "visitors", "clients": "distinct_client", "ips": "distinct_client",
	"bandwidth": "sum_bytes", "traffic": "sum_bytes", "bytes": "sum_bytes", "size": "sum_bytes", "transfer": "sum_bytes", "sum": "sum_bytes",
	"errors": "count_5xx", "error_rate": "share_5xx", "errorrate": "share_5xx",
	"latency": "p95_duration", "duration": "p95_duration", "median": "p50_duration", "mean": "avg_duration", "average": "avg_duration",
	"avg": "avg_duration", "max": "max_duration", "min": "min_duration", "stddev": "stddev_duration",
	"since": "first", "until": "last", "from": "first", "to": "last",
}

// metricPrefixes are what they write before a field.
var metricPrefixes = map[string]string{
	"mean": "avg", "average": "avg", "median": "p50", "total": "sum", "maximum": "max", "minimum": "min",
	"std": "stddev", "stdev": "stddev", "sd": "stddev",
	"unique": "distinct", "uniq": "distinct", "uniques": "distinct", "cardinality": "distinct", "nunique": "distinct",
}

// unknownMetric is the error for a name that is in no vocabulary, of a field of
// set or of none.
func unknownMetric(name string, set *parser.FieldSet) error {
	known := strings.Join(MetricNames(), " ")
	if meant := nearestMetric(name, set); meant != "" {
		return fmt.Errorf("unknown metric %q; did you mean %q? known: %s", name, meant, known)
	}
	return fmt.Errorf("unknown metric %q; known: %s", name, known)
}

// nearestMetric returns the metric that may have been meant by name, or "".
func nearestMetric(name string, set *parser.FieldSet) string {
	name = strings.ToLower(name)
	if meant := metricWords[name]; meant != "" {
		return meant
	}
	if _, ok := percentileDigits(name); ok {
		return name + "_duration"
	}
	prefix, rest, _ := strings.Cut(name, "_")
	switch meant := metricPrefixes[prefix]; {
	case meant == "" || rest == "":
	case set.Has(rest):
		return meant + "_" + rest
	case metricWords[rest] != "": // total_requests
		return metricWords[rest]
	case slices.Contains(plainMetrics, rest): // unique_visitors
		return rest
	}
	return parser.Nearest(plainMetrics, name)
}

// plainMetrics are the metrics that need no field.
var plainMetrics = []string{"count", "visitors", "rate", "share", "first", "last"}

// errUnknownMetric is the error of compileMetric for what is in no vocabulary.
var errUnknownMetric = errors.New("unknown metric")
