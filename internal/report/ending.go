package report

// ending is what happened in the last part of a log: whether what failed still
// does.
type ending struct {
	length           int64 // nanoseconds; 0 where the log is too short to have such a part
	requests, errors int64 // errors are 5xx
}

const (
	endingPart     = 12 // an ending is at most this part of the range,
	leastEnding    = 30 * second
	usualEnding    = 10 * minute // and longer than this only
	endingRequests = 5           // where less than so many requests would be in it
)

// ending counts the last part of the clock.
func (tl *timeline) ending() ending {
	from, until := tl.span()
	var e ending
	for _, step := range steps() {
		if e.length >= usualEnding && e.requests >= endingRequests || step > (until-from)/endingPart {
			break
		}
		if step >= max(leastEnding, tl.step) {
			e = tl.since(until - step)
			e.length = step
		}
	}
	return e
}

// since counts the ticks from a clock on.
func (tl *timeline) since(clock int64) (e ending) {
	for i := len(tl.ticks) - 1; i >= 0 && tl.ticks[i].clock >= clock; i-- {
		e.requests += tl.ticks[i].all
		e.errors += tl.ticks[i].e5xx
	}
	return e
}
