package aggregate

import (
	"testing"

	"wf/parser"
)

func TestNearestMetric(t *testing.T) {
	check := func(name, want string) {
		t.Helper()
		if got := nearestMetric(name, parser.NewFieldSet(parser.Field{Name: "request_length"})); got != want {
			t.Errorf("%s: did you mean %q? want %q", name, got, want)
		}
	}
	check("hits", "count")
	check("Requests", "count")
	check("cuont", "count")
	check("vistors", "visitors")
	check("p95", "p95_duration")
	check("p999", "p999_duration")
	check("bandwidth", "sum_bytes")
	check("mean_bytes", "avg_bytes")
	check("median_duration", "p50_duration")
	check("total_request_length", "sum_request_length")
	check("uniq_client", "distinct_client")
	check("unique_visitors", "visitors")
	check("total_requests", "count")
	check("unique_ips", "distinct_client")
	check("total_nonsense", "")
	check("p_bytes", "")
	check("entropy", "")
	check("", "")
}

// Whatever is proposed is a metric.
func TestMetricWordsAreMetrics(t *testing.T) {
	for word, metric := range metricWords {
		if IsMetric(word) || !IsMetric(metric) {
			t.Errorf("%s is proposed for %s", metric, word)
		}
	}
	for word, prefix := range metricPrefixes {
		if IsMetric(word+"_bytes") || !IsMetric(prefix+"_bytes") {
			t.Errorf("%s_bytes is proposed for %s_bytes", prefix, word)
		}
	}
}
