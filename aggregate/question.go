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
	Status  string   // which responses count: "" all, else classes and codes such as "5xx" or "4xx,-404"
	Where   string   // which records count: a condition on their fields, "" for all
}

// View says how to show the counts of a Question.
type View struct {
	Sort    string   // a metric or key of the Question; "" is the first metric
	Reverse bool     // against the natural order: metrics fall, keys rise
	Limit   int      // rows; 0 is all of them
	Metrics []string // that are shown; nil is all of the Question
	Having  string   // which rows are shown: a condition on keys and metrics of the Question, "" for all
	Gaps    bool     // rows of zeros for the steps of the time key that have no records
	Pivot   string   // a key of the Question whose values become columns, "" for none
}
