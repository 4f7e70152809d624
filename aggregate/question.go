package aggregate

// Question says what to count. It is plain data: it can be compared, saved and
// sent, and knows neither the order nor the number of the rows shown.
type Question struct {
	Name    string   // of its table
	Keys    []string // fields to group by; none counts everything in one row
	Metrics []string // what to measure, in the vocabulary of ParseMetric
	Status  string   // which responses count: "" all, else classes and codes such as "5xx" or "4xx,-404"
}

// View says how to show the counts of a Question.
type View struct {
	Sort    string // a metric or key of the Question; "" is the first metric
	Reverse bool   // against the natural order: metrics fall, keys rise
	Limit   int    // rows; 0 is all of them
}
