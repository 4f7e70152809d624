package report

// ending is what happened in the last part of a log: whether what failed still
// does.
type ending struct {
	length           int64 // nanoseconds; 0 where the log is too short to have such a part
	requests, errors int64 // errors are 5xx
}

const (
	endingPart  = 12 // an ending is at most this part of the range
	leastEnding = 30 * second
)

// ending counts the last part of the clock: the shortest of the usual lengths
// in which it would be strange to see no request, as silent is.
func (tl *timeline) ending(silent int64) ending {
	from, until := tl.span()
	var e ending
	for _, step := range steps() {
		if step >= leastEnding && step >= tl.step && step <= (until-from)/endingPart && e.length < silent {
			e.length = step
		}
	}
	for i := len(tl.ticks) - 1; i >= 0 && tl.ticks[i].clock >= until-e.length; i-- {
		e.requests += tl.ticks[i].all
		e.errors += tl.ticks[i].e5xx
	}
	return e
}
