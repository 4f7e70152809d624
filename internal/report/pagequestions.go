package report

import (
	"slices"

	"wf/aggregate"
)

// pageRows is how many rows of a ranking the page of the report has.
const pageRows = 100

// The raw tables of the page alone. No other output has them.
const (
	rawStatuses  = "page_statuses"
	rawHistogram = "page_latency"
	rawBots      = "page_bots"
	rawRoutes    = "page_routes"
)

// pageOnly reports whether a raw table is one of those.
func pageOnly(table string) bool {
	return slices.Contains([]string{rawStatuses, rawHistogram, rawBots, rawRoutes}, table)
}

// PageSummary lists the questions of the bare report where it is written as a
// page too: those of Summary, with longer rankings, all classes and more
// percentiles over time, and what only the page shows. All other outputs are
// the same for them.
func PageSummary(has func(field string) bool) []Ask {
	a := asking{has: has, asks: Summary(has)}
	for i := range a.asks {
		q, v := &a.asks[i].Question, &a.asks[i].View
		switch {
		case q.Name == rawTime && has("status"):
			q.Metrics = append(q.Metrics, "count_2xx", "count_3xx")
		case q.Name == rawLatency:
			q.Metrics = []string{"p50_duration", "p95_duration", "p99_duration"}
		case v.Limit == rankingRows:
			v.Limit = pageRows
		}
	}
	errors := []string{"count", "count_4xx", "count_5xx"}
	top := aggregate.View{Sort: "count", Limit: pageRows}
	a.rows(rawStatuses, "", []string{"status"}, []string{"count", "sum_bytes"}, top)
	a.rows(rawHistogram, "", []string{"duration/log"}, []string{"count"}, aggregate.View{Sort: "duration/log"})
	a.rows(rawBots, "", []string{"bot"}, append(slices.Clone(errors), "sum_bytes"), top)
	a.rows(rawRoutes, "", []string{"route"}, append(slices.Clone(errors), "p95_duration"), top)
	return a.asks
}
