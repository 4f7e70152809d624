package aggregate

// Question says what to count. It is plain data: it can be compared, saved and
// sent, and knows neither the order nor the number of the rows shown.
//
// Metrics are in the vocabulary of MetricNames, or a share or count of the
// records for which a condition holds, under a name or not:
// "errors=share(status >= 500)", "count(cache == \"HIT\")".
type Question struct {
	Name    string   // of its table
	Keys    []string // fields to group by; none counts everything in one row
	Metrics []string // what to measure, in the vocabulary of ParseMetric
	Where   string   // which records count: a condition on their fields, "" for all
}

// View says how to show the counts of a Question.
//
// Metrics and Having bear on the rows. What is said of all rows, a Table's
// Totals and Filtered, is not changed by them.
type View struct {
	Sort    string   // a metric or key of the Question, "time" also for time/STEP; "" is the first metric shown
	Reverse bool     // against the natural order: metrics fall, keys rise
	Limit   int      // rows; 0 is all of them
	Metrics []string // that are shown; nil is all of the Question
	Having  string   // which rows are shown: a condition on keys and metrics of the Question, "" for all
	Gaps    bool     // rows of zeros for the steps of the first key that have no records; see gaps.go
	Pivot   string   // a key of the Question whose values become columns, "" for none; see Parts
}
